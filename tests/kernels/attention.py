"""Attention: flash attention forward and backward, and linear attention in chunks."""

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import BF16, F16, F32, Result, case, normal, wide


@tmetal.jit
def rows_of(base_ptr, first, length, COUNT: tl.constexpr, D: tl.constexpr, D_PAD: tl.constexpr):
    """Load COUNT rows of D elements from `first` on; zeros beyond `length` rows."""
    r = first + tl.arange(0, COUNT)[:, None]
    d = tl.arange(0, D_PAD)[None, :]
    return tl.load(base_ptr + r * D + d, mask=(r < length) & (d < D), other=0.0)


@tmetal.jit
def flash_forward(
    q_ptr, k_ptr, v_ptr, out_ptr, lse_ptr, N_Q, N_K, scale, heads,
    GROUP: tl.constexpr, BM: tl.constexpr, BN: tl.constexpr,
    D: tl.constexpr, D_PAD: tl.constexpr, CAUSAL: tl.constexpr,
):  # fmt: skip
    """Arrays (batch, head, position, D); GROUP query heads share a head of k and v.

    With CAUSAL the last query sees the last key. Blocks that the mask leaves whole take a loop
    without a mask.
    """
    start = tl.program_id(0) * BM
    batch = tl.program_id(1) // heads
    head = tl.program_id(1) % heads
    q_row = (batch * heads + head) * N_Q
    kv_row = (batch * (heads // GROUP) + head // GROUP) * N_K
    k_ptr += kv_row * D
    v_ptr += kv_row * D
    rm = start + tl.arange(0, BM)
    q = rows_of(q_ptr + q_row * D, start, N_Q, BM, D, D_PAD)
    m = tl.full((BM,), float("-inf"), tl.float32)
    total = tl.zeros((BM,), tl.float32)
    acc = tl.zeros((BM, D_PAD), tl.float32)
    shift = N_K - N_Q
    end = tl.minimum(N_K, start + BM + shift) if CAUSAL else N_K
    for i in range(0, end, BN):
        rn = i + tl.arange(0, BN)
        s = tl.dot(q, rows_of(k_ptr, i, N_K, BN, D, D_PAD).T) * (scale * 1.44269504)
        seen = rn[None, :] < N_K
        if CAUSAL:
            seen &= rn[None, :] <= rm[:, None] + shift
        s = tl.where(seen, s, float("-inf"))
        new = tl.maximum(m, tl.max(s, 1))
        p = tl.math.exp2(s - new[:, None])
        alpha = tl.math.exp2(m - new)
        total = total * alpha + tl.sum(p, 1)
        acc = acc * alpha[:, None]
        acc = tl.dot(p.to(v_ptr.dtype.element_ty), rows_of(v_ptr, i, N_K, BN, D, D_PAD), acc)
        m = new
    d = tl.arange(0, D_PAD)
    tl.store(lse_ptr + q_row + rm, (m + tl.log2(total)) * 0.69314718, mask=rm < N_Q)
    tl.store(
        out_ptr + (q_row + rm)[:, None] * D + d[None, :],
        (acc / total[:, None]).to(out_ptr.dtype.element_ty),
        mask=(rm[:, None] < N_Q) & (d[None, :] < D),
    )


@tmetal.jit
def flash_backward(
    q_ptr, k_ptr, v_ptr, do_ptr, lse_ptr, delta_ptr, dq_ptr, dk_ptr, dv_ptr, N, scale,
    B: tl.constexpr, D: tl.constexpr, CAUSAL: tl.constexpr,
):  # fmt: skip
    """One program per block of a head: first dk and dv of its keys, then dq of its queries."""
    mine = tl.program_id(0) * B
    at = tl.program_id(1) * N
    q_ptr += at * D
    k_ptr += at * D
    v_ptr += at * D
    do_ptr += at * D
    r = mine + tl.arange(0, B)
    d = tl.arange(0, D)
    out = (at + r)[:, None] * D + d[None, :]
    k = rows_of(k_ptr, mine, N, B, D, D)
    v = rows_of(v_ptr, mine, N, B, D, D)
    dk = tl.zeros((B, D), tl.float32)
    dv = tl.zeros((B, D), tl.float32)
    for i in range(mine if CAUSAL else 0, N, B):
        ri = i + tl.arange(0, B)
        q = rows_of(q_ptr, i, N, B, D, D)
        do = rows_of(do_ptr, i, N, B, D, D)
        lse = tl.load(lse_ptr + at + ri, mask=ri < N, other=float("inf"))
        delta = tl.load(delta_ptr + at + ri, mask=ri < N, other=0.0)
        p_t = tl.exp(tl.dot(k, tl.trans(q)) * scale - lse[None, :])
        if CAUSAL:
            p_t = tl.where(ri[None, :] >= r[:, None], p_t, 0.0)
        dv += tl.dot(p_t.to(do.dtype), do)
        ds_t = p_t * (tl.dot(v, tl.trans(do)) - delta[None, :])
        dk += tl.dot(ds_t.to(q.dtype), q)
    tl.store(dk_ptr + out, dk * scale, mask=r[:, None] < N)
    tl.store(dv_ptr + out, dv, mask=r[:, None] < N)
    q = rows_of(q_ptr, mine, N, B, D, D)
    do = rows_of(do_ptr, mine, N, B, D, D)
    lse = tl.load(lse_ptr + at + r, mask=r < N, other=float("inf"))
    delta = tl.load(delta_ptr + at + r, mask=r < N, other=0.0)
    dq = tl.zeros((B, D), tl.float32)
    for i in range(0, tl.minimum(mine + B, N) if CAUSAL else N, B):
        ri = i + tl.arange(0, B)
        k = rows_of(k_ptr, i, N, B, D, D)
        v = rows_of(v_ptr, i, N, B, D, D)
        p = tl.exp(tl.dot(q, k.T) * scale - lse[:, None])
        seen = ri[None, :] < N
        if CAUSAL:
            seen &= ri[None, :] <= r[:, None]
        ds = tl.where(seen, p * (tl.dot(do, v.T) - delta[:, None]), 0.0)
        dq = tl.dot(ds.to(k.dtype), k, dq)
    tl.store(dq_ptr + out, dq * scale, mask=r[:, None] < N)


@tmetal.jit
def linear_attention(
    q_ptr, k_ptr, v_ptr, out_ptr, state_ptr, T, decay, C: tl.constexpr, D: tl.constexpr
):  # fmt: skip
    """out[t] = sum over s <= t of decay^(t-s) (q[t].k[s]) v[s], a chunk of C positions at a time.

    The state, the decayed sum of outer products of k and v so far, is carried and stored.
    """
    head = tl.program_id(0)
    base = head * T * D
    c = tl.arange(0, C)
    d = tl.arange(0, D)
    steps = c[:, None] - c[None, :]
    log_decay = tl.log2(decay)
    within = tl.where(steps >= 0, tl.exp2(steps * log_decay), 0.0)
    state = tl.zeros((D, D), tl.float32)
    for first in range(0, T, C):
        q = rows_of(q_ptr + base, first, T, C, D, D)
        k = rows_of(k_ptr + base, first, T, C, D, D)
        v = rows_of(v_ptr + base, first, T, C, D, D)
        scores = tl.dot(q, k.T) * within
        out = tl.dot(scores, v.to(tl.float32))
        out += tl.dot(q.to(tl.float32), state) * tl.exp2((c + 1) * log_decay)[:, None]
        count = tl.minimum(C, T - first)
        left = tl.where(c < count, tl.exp2((count - 1 - c) * log_decay), 0.0)
        state *= tl.exp2(count * log_decay)
        state += tl.dot(tl.trans(k.to(tl.float32) * left[:, None]), v.to(tl.float32))
        r = first + c
        tl.store(out_ptr + base + r[:, None] * D + d[None, :], out, mask=r[:, None] < T)
    tl.store(state_ptr + head * D * D + d[:, None] * D + d[None, :], state)


def scores(q, k, causal):
    s = np.einsum("...md,...nd->...mn", q, k) / np.sqrt(q.shape[-1])
    if causal:
        m, n = s.shape[-2:]
        s = np.where(np.arange(n) <= np.arange(m)[:, None] + n - m, s, -np.inf)
    top = s.max(-1, keepdims=True)
    return s, top[..., 0] + np.log(np.exp(s - top).sum(-1))


def forward(dtype, heads, group, lengths, d, causal, blocks):
    m, n = lengths
    q = normal((2, heads, m, d), dtype)
    k, v = (normal((2, heads // group, n, d), dtype, s) for s in (1, 2))
    out, lse = np.empty_like(q), np.empty((2, heads, m), "f4")
    bm, bn, warps = blocks
    flash_forward[(tmetal.cdiv(m, bm), 2 * heads)](
        q, k, v, out, lse, m, n, d**-0.5, heads, GROUP=group, BM=bm, BN=bn,
        D=d, D_PAD=max(16, tmetal.next_power_of_2(d)), CAUSAL=causal, num_warps=warps,
    )  # fmt: skip
    s, expected = scores(wide(q), np.repeat(wide(k), group, 1), causal)
    p = np.exp(s - expected[..., None])
    what = f"{lengths} of {d}, causal={causal}"
    yield Result(out, p @ np.repeat(wide(v), group, 1), what, slack=2)
    yield Result(lse, expected, what + " logsumexp", slack=2)


@case()
def flash_attention(dtype):
    yield from forward(dtype, 2, 1, (40, 40), 32, False, (32, 16, 4))


@case(F32, F16)
def flash_attention_that_is_causal(dtype):
    yield from forward(dtype, 2, 1, (50, 50), 16, True, (16, 32, 2))


@case(F32, BF16)
def flash_attention_of_grouped_queries(dtype):
    yield from forward(dtype, 4, 2, (9, 37), 20, True, (16, 16, 1))


@case(F32, F16)
def flash_attention_backward(dtype):
    n, d, block = 40, 16, 16
    for causal in (False, True):
        q, k, v, do = (normal((2, n, d), dtype, s) for s in range(4))
        s, lse = scores(wide(q), wide(k), causal)
        p = np.exp(s - lse[..., None])
        delta = (wide(do) * (p @ wide(v))).sum(-1)
        grads = [np.empty((2, n, d), dtype) for _ in range(3)]
        flash_backward[(tmetal.cdiv(n, block), 2)](
            q, k, v, do, lse.astype("f4"), delta.astype("f4"), *grads, n, d**-0.5,
            B=block, D=d, CAUSAL=causal,
        )  # fmt: skip
        ds = p * (wide(do) @ wide(v).swapaxes(1, 2) - delta[..., None]) * d**-0.5
        expected = (ds @ wide(k), ds.swapaxes(1, 2) @ wide(q), p.swapaxes(1, 2) @ wide(do))
        for name, got, want in zip(("dq", "dk", "dv"), grads, expected, strict=True):
            yield Result(got, want, f"{name}, causal={causal}", slack=4)


@case(F32, BF16)
def linear_attention_in_chunks(dtype):
    for t, c in ((50, 16), (7, 32)):
        d, decay = 16, 0.9
        q, k, v = (normal((2, t, d), dtype, s) for s in range(3))
        out, state = np.empty((2, t, d), dtype), np.empty((2, d, d), "f4")
        linear_attention[(2,)](q, k, v, out, state, t, decay, C=c, D=d)
        steps = np.arange(t)[:, None] - np.arange(t)
        s = wide(q) @ wide(k).swapaxes(1, 2) * np.where(steps >= 0, decay ** steps.clip(0), 0)
        yield Result(out, s @ wide(v), f"{t} by {c}", slack=2)
        left = decay ** np.arange(t)[::-1][:, None]
        yield Result(state, (wide(k) * left).swapaxes(1, 2) @ wide(v), f"{t} by {c} state", slack=2)
