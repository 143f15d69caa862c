"""The kernels of `tmetal.ops`: portable tile programs, as anybody would write them.

Rows are contiguous. Sums are taken in float32 whatever the dtype.
"""

# Parameters of kernels are tiles and pointers, which Python's types do not tell apart.
# mypy: ignore-errors

from __future__ import annotations

import tmetal.language as tl
from tmetal.runtime.jit import jit

LOG2E = tl.constexpr(1.4426950408889634)
NEVER = tl.constexpr(-1e30)  # finite, so that a row which sees nothing yet makes no NaN


@jit
def matmul(
    a_ptr, b_ptr, c_ptr, M, N, K, stride_am, stride_ak, stride_bk, stride_bn, stride_cm, stride_cn,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr,
):  # fmt: skip
    """c[M, N] = a[M, K] b[K, N]; a program makes a block of BM x BN."""
    rm = tl.program_id(1) * BM + tl.arange(0, BM)
    rn = tl.program_id(0) * BN + tl.arange(0, BN)
    rk = tl.arange(0, BK)
    a_ptrs = a_ptr + rm[:, None] * stride_am + rk[None, :] * stride_ak
    b_ptrs = b_ptr + rk[:, None] * stride_bk + rn[None, :] * stride_bn
    acc = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, BK):
        a = tl.load(a_ptrs, mask=(rm[:, None] < M) & (rk[None, :] < K - k), other=0.0)
        b = tl.load(b_ptrs, mask=(rk[:, None] < K - k) & (rn[None, :] < N), other=0.0)
        acc = tl.dot(a, b, acc)
        a_ptrs += BK * stride_ak
        b_ptrs += BK * stride_bk
    c_ptrs = c_ptr + rm[:, None] * stride_cm + rn[None, :] * stride_cn
    mask = (rm[:, None] < M) & (rn[None, :] < N)
    tl.store(c_ptrs, acc.to(c_ptr.dtype.element_ty), mask=mask)


@jit
def softmax(x_ptr, out_ptr, n, BLOCK: tl.constexpr, LOG: tl.constexpr):
    """The softmax of each row of n, or its logarithm."""
    at = tl.program_id(0) * n + tl.arange(0, BLOCK)
    mask = tl.arange(0, BLOCK) < n
    x = tl.load(x_ptr + at, mask=mask, other=-float("inf")).to(tl.float32)
    x = x - tl.max(x, axis=0)
    power = tl.exp(x)
    total = tl.sum(power, axis=0)
    out = x - tl.log(total) if LOG else power / total
    tl.store(out_ptr + at, out.to(out_ptr.dtype.element_ty), mask=mask)


@jit
def normalize(
    x_ptr, w_ptr, b_ptr, out_ptr, n, eps,
    BLOCK: tl.constexpr, CENTRED: tl.constexpr, SCALED: tl.constexpr, SHIFTED: tl.constexpr,
):  # fmt: skip
    """Layer norm of each row of n (CENTRED), or RMS norm."""
    columns = tl.arange(0, BLOCK)
    at, mask = tl.program_id(0) * n + columns, columns < n
    x = tl.load(x_ptr + at, mask=mask, other=0.0).to(tl.float32)
    if CENTRED:
        x = tl.where(mask, x - tl.sum(x, axis=0) / n, 0.0)
    out = x * tl.rsqrt(tl.sum(x * x, axis=0) / n + eps)
    if SCALED:
        out = out * tl.load(w_ptr + columns, mask=mask)
    if SHIFTED:
        out = out + tl.load(b_ptr + columns, mask=mask)
    tl.store(out_ptr + at, out.to(out_ptr.dtype.element_ty), mask=mask)


@jit
def cross_entropy(x_ptr, targets_ptr, out_ptr, n, BLOCK: tl.constexpr):
    """The logarithm of a row's sum of exponentials, less the target's element."""
    row, columns = tl.program_id(0), tl.arange(0, BLOCK)
    x = tl.load(x_ptr + row * n + columns, mask=columns < n, other=-float("inf")).to(tl.float32)
    most = tl.max(x, axis=0)
    target = tl.load(targets_ptr + row)
    mine = tl.load(x_ptr + row * n + target).to(tl.float32)
    tl.store(out_ptr + row, tl.log(tl.sum(tl.exp(x - most), axis=0)) + most - mine)


@jit
def cumsum(x_ptr, out_ptr, n, BLOCK: tl.constexpr, REVERSE: tl.constexpr):
    """The running sums of each row of n, from its end if REVERSE."""
    at = tl.program_id(0) * n + tl.arange(0, BLOCK)
    mask = tl.arange(0, BLOCK) < n
    x = tl.load(x_ptr + at, mask=mask, other=0)
    tl.store(out_ptr + at, tl.cumsum(x, axis=0, reverse=REVERSE), mask=mask)


@jit
def activate(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr, KIND: tl.constexpr):
    """GELU by the error function or by tanh, SiLU, or SiLU(x) times y."""
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = at < n
    x = tl.load(x_ptr + at, mask=mask).to(tl.float32)
    if KIND == "gelu":
        out = 0.5 * x * (1.0 + tl.erf(x * 0.7071067811865476))
    elif KIND == "gelu_tanh":
        # tanh(u) = 2 sigmoid(2u) - 1, so 0.5 (1 + tanh u) is one sigmoid.
        out = x * tl.sigmoid(1.5957691216057308 * (x + 0.044715 * x * x * x))
    else:
        out = x * tl.sigmoid(x)
    if KIND == "swiglu":
        out = out * tl.load(y_ptr + at, mask=mask).to(tl.float32)
    tl.store(out_ptr + at, out.to(out_ptr.dtype.element_ty), mask=mask)


@jit
def attend(
    m, total, acc, q, k_ptr, v_ptr, rm, begin, end, scale, shift, N,
    BN: tl.constexpr, D: tl.constexpr, BD: tl.constexpr, CAUSAL: tl.constexpr, MASKED: tl.constexpr,
):  # fmt: skip
    """Add keys begin … end to what the rows rm of q have seen; MASKED: not every row sees all."""
    rd = tl.arange(0, BD)
    for start in range(begin, end, BN):
        rn = start + tl.arange(0, BN)
        at, inside = rn[:, None] * D + rd[None, :], rd[None, :] < D
        if MASKED:
            inside = inside & (rn[:, None] < N)
        k = tl.load(k_ptr + at, mask=inside, other=0.0)
        scores = tl.dot(q, tl.trans(k)) * scale
        if MASKED:
            seen = rn[None, :] < N
            if CAUSAL:
                seen = seen & (rn[None, :] <= rm[:, None] + shift)
            scores = tl.where(seen, scores, NEVER)
        new = tl.maximum(m, tl.max(scores, axis=1))
        older = tl.exp2(m - new)
        p = tl.exp2(scores - new[:, None])
        total = total * older + tl.sum(p, axis=1)
        v = tl.load(v_ptr + at, mask=inside, other=0.0)
        # p stays float32: rounded to 16 bits, it would be the largest error, and no faster.
        acc = tl.dot(p, v.to(tl.float32), acc * older[:, None])
        m = new
    return m, total, acc


@jit
def attention(
    q_ptr, k_ptr, v_ptr, out_ptr, M, N, scale, GROUP: tl.constexpr,
    BM: tl.constexpr, BN: tl.constexpr, D: tl.constexpr, BD: tl.constexpr, CAUSAL: tl.constexpr,
):  # fmt: skip
    """Flash attention of BM queries of a head; GROUP heads share one of keys and values."""
    head, first = tl.program_id(1), tl.program_id(0) * BM
    k_ptr += head // GROUP * N * D
    v_ptr += head // GROUP * N * D
    rm, rd = first + tl.arange(0, BM), tl.arange(0, BD)
    at = head * M * D + rm[:, None] * D + rd[None, :]
    inside = (rm[:, None] < M) & (rd[None, :] < D)
    q = tl.load(q_ptr + at, mask=inside, other=0.0)
    m = tl.full((BM,), NEVER, tl.float32)
    total = tl.zeros((BM,), tl.float32)
    acc = tl.zeros((BM, BD), tl.float32)
    shift = N - M
    end, whole = N, N // BN * BN
    if CAUSAL:
        end = min(N, first + BM + shift)
        whole = min(N, first + shift + 1) // BN * BN
    m, total, acc = attend(
        m, total, acc, q, k_ptr, v_ptr, rm, 0, whole, scale, shift, N, BN, D, BD, CAUSAL, False
    )
    m, total, acc = attend(
        m, total, acc, q, k_ptr, v_ptr, rm, whole, end, scale, shift, N, BN, D, BD, CAUSAL, True
    )
    out = (acc / total[:, None]).to(out_ptr.dtype.element_ty)
    tl.store(out_ptr + at, out, mask=inside)
