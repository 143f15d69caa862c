"""What a language model does for its next word: paged attention, sampling, and its loss."""

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import BF16, F16, F32, Result, case, normal, wide


@tmetal.jit
def paged_attention(
    q_ptr, k_ptr, v_ptr, pages_ptr, lengths_ptr, out_ptr, scale, most,
    HEADS: tl.constexpr, GROUP: tl.constexpr, D: tl.constexpr, PAGE: tl.constexpr,
):  # fmt: skip
    """One query of each sequence against keys and values that lie in pages, by a table.

    A program has a sequence and a key head, and the GROUP query heads that share it.
    """
    sequence, head = tl.program_id(0), tl.program_id(1)
    length = tl.load(lengths_ptr + sequence)
    d, slot = tl.arange(0, D), tl.arange(0, PAGE)
    rows = (sequence * HEADS + head) * GROUP + tl.arange(0, GROUP)
    q = tl.load(q_ptr + rows[:, None] * D + d[None, :]).to(tl.float32) * scale
    top = tl.full((GROUP,), float("-inf"), tl.float32)
    weight = tl.zeros((GROUP,), tl.float32)
    acc = tl.zeros((GROUP, D), tl.float32)
    for block in range(tl.cdiv(length, PAGE)):
        page = tl.load(pages_ptr + sequence * most + block)
        at = ((page * PAGE + slot[:, None]) * HEADS + head) * D + d[None, :]
        inside = block * PAGE + slot < length
        k = tl.load(k_ptr + at, mask=inside[:, None], other=0.0).to(tl.float32)
        v = tl.load(v_ptr + at, mask=inside[:, None], other=0.0).to(tl.float32)
        s = tl.where(inside[None, :], tl.dot(q, tl.trans(k)), float("-inf"))
        new = tl.maximum(top, tl.max(s, axis=1))
        p = tl.exp(s - new[:, None])
        old = tl.exp(top - new)
        weight = weight * old + tl.sum(p, axis=1)
        acc = acc * old[:, None] + tl.dot(p, v)
        top = new
    tl.store(out_ptr + rows[:, None] * D + d[None, :], acc / weight[:, None])


@tmetal.jit
def sample(
    logits_ptr, u_ptr, best_ptr, drawn_ptr, V, temperature, BLOCK: tl.constexpr
):  # fmt: skip
    """The most likely word, and the first at which the summed probabilities exceed u."""
    row = tl.program_id(0)
    base = logits_ptr + row * V
    top, best, total = float("-inf"), 0, 0.0
    for start in range(0, V, BLOCK):
        i = start + tl.arange(0, BLOCK)
        x = tl.load(base + i, mask=i < V, other=float("-inf")).to(tl.float32) / temperature
        value, place = tl.max(x, axis=0, return_indices=True)
        if value > top:
            best = start + place
            total = total * tl.exp(top - value)
            top = value
        total += tl.sum(tl.exp(x - top))
    before, count = 0.0, 0
    limit = tl.load(u_ptr + row) * total
    for start in range(0, V, BLOCK):
        i = start + tl.arange(0, BLOCK)
        x = tl.load(base + i, mask=i < V, other=float("-inf")).to(tl.float32) / temperature
        p = tl.exp(x - top)
        below = (before + tl.cumsum(p, axis=0) <= limit) & (i < V)
        count += tl.sum(below.to(tl.int32))
        before += tl.sum(p)
    tl.store(best_ptr + row, best)
    tl.store(drawn_ptr + row, tl.minimum(count, V - 1))


@tmetal.jit
def linear_cross_entropy(
    x_ptr, w_ptr, labels_ptr, loss_ptr, N, V, K,
    BN: tl.constexpr, BV: tl.constexpr, BK: tl.constexpr,
):  # fmt: skip
    """Cross-entropy of x @ w.T without ever storing the logits: rows go over all words."""
    rn = tl.program_id(0) * BN + tl.arange(0, BN)
    label = tl.load(labels_ptr + rn, mask=rn < N, other=-1)
    top = tl.full((BN,), float("-inf"), tl.float32)
    total, picked = tl.zeros((BN,), tl.float32), tl.zeros((BN,), tl.float32)
    for v in range(0, V, BV):
        rv = v + tl.arange(0, BV)
        logits = tl.zeros((BN, BV), tl.float32)
        for k in range(0, K, BK):
            rk = k + tl.arange(0, BK)
            x = tl.load(
                x_ptr + rn[:, None] * K + rk[None, :],
                mask=(rn[:, None] < N) & (rk[None, :] < K), other=0.0,
            )  # fmt: skip
            w = tl.load(
                w_ptr + rv[None, :] * K + rk[:, None],
                mask=(rv[None, :] < V) & (rk[:, None] < K), other=0.0,
            )  # fmt: skip
            logits = tl.dot(x, w, logits)
        logits = tl.where(rv[None, :] < V, logits, float("-inf"))
        picked += tl.sum(tl.where(rv[None, :] == label[:, None], logits, 0.0), axis=1)
        new = tl.maximum(top, tl.max(logits, axis=1))
        total = total * tl.exp(top - new) + tl.sum(tl.exp(logits - new[:, None]), axis=1)
        top = new
    tl.store(loss_ptr + rn, top + tl.log(total) - picked, mask=rn < N)


@case()
def paged_attention_of_grouped_queries(dtype):
    heads, group, d, page, most = 2, 4, 16, 8, 4
    lengths = np.array([1, 19, 8], np.int32)
    rng = np.random.default_rng(3)
    table = rng.permutation(12).astype(np.int32).reshape(3, most)
    q = normal((3, heads, group, d), dtype)
    k, v = (normal((12 * page, heads, d), dtype, seed) for seed in (1, 2))
    out = np.empty(q.shape, dtype)
    shape = {"HEADS": heads, "GROUP": group, "D": d, "PAGE": page}
    paged_attention[(3, heads)](q, k, v, table, lengths, out, d**-0.5, most, **shape)
    expected = np.empty(q.shape)
    for b, length in enumerate(lengths):
        rows = (table[b][:, None] * page + np.arange(page)).ravel()[:length]
        for h in range(heads):
            s = wide(q[b, h]) @ wide(k[rows, h]).T * d**-0.5
            p = np.exp(s - s.max(-1, keepdims=True))
            expected[b, h] = p / p.sum(-1, keepdims=True) @ wide(v[rows, h])
    yield Result(out, expected, slack=2)


@case(F32, BF16)
def sampled_words(dtype):
    rows, words = 6, 300
    logits = 3 * normal((rows, words), dtype)
    logits[2, [17, 250]] = 20  # equal: the first wins
    u = np.linspace(0.003, 0.97, rows).astype(np.float32)
    best, drawn = np.empty(rows, np.int32), np.empty(rows, np.int32)
    sample[(rows,)](logits, u, best, drawn, words, 0.8, BLOCK=128)
    x = wide(logits) / 0.8
    p = np.exp(x - x.max(-1, keepdims=True))
    sums = np.cumsum(p / p.sum(-1, keepdims=True), -1)
    assert np.abs(sums - u[:, None]).min() > 1e-6  # no tie that rounding could decide
    yield Result(best, wide(logits).argmax(-1).astype(np.int32), "most likely")
    yield Result(drawn, (sums <= u[:, None]).sum(-1).astype(np.int32), "drawn")


@case(F32, F16)
def cross_entropy_of_a_linear_layer(dtype):
    n, words, k = 19, 70, 40
    x, w = normal((n, k), dtype), normal((words, k), dtype, 1)
    labels = np.random.default_rng(4).integers(0, words, n).astype(np.int32)
    loss = np.empty(n, np.float32)
    grid = (tmetal.cdiv(n, 16),)
    linear_cross_entropy[grid](x, w, labels, loss, n, words, k, BN=16, BV=32, BK=16)
    logits = wide(x) @ wide(w).T
    top = logits.max(-1)
    lse = top + np.log(np.exp(logits - top[:, None]).sum(-1))
    yield Result(loss, lse - logits[np.arange(n), labels], slack=2)
