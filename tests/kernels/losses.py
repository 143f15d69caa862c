"""Losses: cross-entropy with its gradient, and the Kullback-Leibler divergence."""

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import F16, F32, Result, case, normal, wide


@tmetal.jit
def cross_entropy(
    logits_ptr, labels_ptr, loss_ptr, stride, n_cols, ignore_index, smoothing,
    BLOCK: tl.constexpr, SMOOTH: tl.constexpr,
):  # fmt: skip
    """The loss of a row; the gradient takes the place of the logits."""
    row = tl.program_id(0).to(tl.int64)
    label = tl.load(labels_ptr + row)
    logits_ptr += row * stride
    if label == ignore_index:
        for i in range(0, n_cols, BLOCK):
            cols = i + tl.arange(0, BLOCK)
            tl.store(logits_ptr + cols, 0.0, mask=cols < n_cols)
        tl.store(loss_ptr + row, 0.0)
        return
    m = float("-inf")
    d = 0.0
    total = 0.0
    picked = tl.load(logits_ptr + label).to(tl.float32)
    for i in range(0, n_cols, BLOCK):
        cols = i + tl.arange(0, BLOCK)
        x = tl.load(logits_ptr + cols, mask=cols < n_cols, other=float("-inf")).to(tl.float32)
        if SMOOTH:
            total += tl.sum(tl.where(cols < n_cols, x, 0.0))
        new = tl.maximum(m, tl.max(x))
        d = d * tl.exp(m - new) + tl.sum(tl.exp(x - new))
        m = new
    lse = m + tl.log(d)
    loss = lse - picked
    if SMOOTH:
        loss = (1 - smoothing) * loss + smoothing * (lse - total / n_cols)
    for i in range(0, n_cols, BLOCK):
        cols = i + tl.arange(0, BLOCK)
        x = tl.load(logits_ptr + cols, mask=cols < n_cols, other=float("-inf")).to(tl.float32)
        g = tl.exp(x - m) / d
        if SMOOTH:
            g -= smoothing / n_cols
            g = tl.where(cols == label, g - (1 - smoothing), g)
        else:
            g = tl.where(cols == label, g - 1, g)
        tl.store(logits_ptr + cols, g, mask=cols < n_cols)
    tl.store(loss_ptr + row, loss)


@tmetal.jit
def kl_divergence(
    log_p_ptr, q_ptr, loss_ptr, n_cols, eps, BLOCK: tl.constexpr, MEAN: tl.constexpr
):  # fmt: skip
    """Sum over a row of q * (log q - log p); elements with q below eps count as eps."""
    row = tl.program_id(0)
    base = row * n_cols
    total = tl.zeros((BLOCK,), tl.float32)
    for i in range(0, n_cols, BLOCK):
        cols = i + tl.arange(0, BLOCK)
        mask = cols < n_cols
        log_p = tl.load(log_p_ptr + base + cols, mask=mask, other=0.0).to(tl.float32)
        q = tl.load(q_ptr + base + cols, mask=mask, other=0.0).to(tl.float32)
        total += tl.where(mask, q * (tl.log(tl.maximum(q, eps)) - log_p), 0.0)
    loss = tl.sum(total, axis=0)
    tl.store(loss_ptr + row, loss / n_cols if MEAN else loss)


def log_softmax(x):
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


@case()
def cross_entropy_and_its_gradient(dtype):
    for rows, cols, block, smoothing in ((4, 300, 128, 0.0), (3, 50, 64, 0.1)):
        x = 2 * normal((rows, cols), dtype)
        labels = np.random.default_rng(1).integers(0, cols, rows).astype(np.int32)
        labels[1] = -100
        loss, grad = np.empty(rows, "f4"), x.copy()
        smooth = {"SMOOTH": smoothing > 0}
        cross_entropy[(rows,)](
            grad, labels, loss, cols, cols, -100, smoothing, BLOCK=block, **smooth
        )
        counts = (labels >= 0)[:, None]
        target = np.full((rows, cols), smoothing / cols)
        target[np.arange(rows), labels.clip(0)] += 1 - smoothing
        logs = log_softmax(wide(x))
        yield Result(loss, -(target * logs * counts).sum(-1), f"{cols} loss", slack=2)
        yield Result(grad, (np.exp(logs) - target) * counts, f"{cols} gradient", slack=2)


@case(F32, F16)
def divergence_of_rows(dtype):
    for cols, block in ((100, 64), (33, 1024)):
        p, q = log_softmax(normal((3, cols), "f8")), np.exp(log_softmax(normal((3, cols), "f8", 1)))
        p, q = p.astype(dtype), q.astype(dtype)
        q[0, 3] = 0
        loss = np.empty(3, "f4")
        for mean in (False, True):
            kl_divergence[(3,)](p, q, loss, cols, 1e-10, BLOCK=block, MEAN=mean)
            terms = wide(q) * (np.log(np.maximum(wide(q), 1e-10)) - wide(p))
            expected = terms.mean(-1) if mean else terms.sum(-1)
            yield Result(loss.copy(), expected, f"{cols}, mean={mean}", slack=4)
