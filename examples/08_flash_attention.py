"""Flash attention, forward and backward: softmax(q kᵀ) v without the matrix of scores.

Arrays are (heads, positions, D), of any length and D; `group` heads of q share one of k and v. The
last query stands at the last key. Causal: a query sees the keys up to its own place; with a window
only the last so many of these; one that sees none has zeros. Blocks that no query sees are skipped,
and blocks that all queries see are not masked: three loops over keys, of which the middle one is
nearly all of the work.
"""

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl

LOG2E = tl.constexpr(1.4426950408889634)
NEVER = tl.constexpr(-1e30)  # finite, so that a row which sees nothing yet makes no NaN


@tmetal.jit
def block(base, rows, rd, n, D: tl.constexpr, BD: tl.constexpr, MASKED: tl.constexpr):
    """Load rows of a head; where MASKED, those below n, and zeros beyond D."""
    pointers = base + rows[:, None] * D + rd[None, :]
    if MASKED and D == BD:
        return tl.load(pointers, mask=rows[:, None] < n, other=0.0)
    if MASKED:
        return tl.load(pointers, mask=(rows[:, None] < n) & (rd[None, :] < D), other=0.0)
    if D != BD:
        return tl.load(pointers, mask=rd[None, :] < D, other=0.0)
    return tl.load(pointers)


@tmetal.jit
def seen(rows, columns, shift, M, N, CAUSAL: tl.constexpr, WINDOW: tl.constexpr):
    """Which keys (columns) which queries (rows, shifted to their places) see."""
    see = (columns < N) & (rows < M)
    if CAUSAL:
        see &= columns <= rows + shift
    if WINDOW:
        see &= columns > rows + shift - WINDOW
    return see


@tmetal.jit
def attend(
    m, total, acc, q, k_ptr, v_ptr, rm, begin, end, scale, M, N,
    BN: tl.constexpr, D: tl.constexpr, BD: tl.constexpr,
    CAUSAL: tl.constexpr, WINDOW: tl.constexpr, MASKED: tl.constexpr,
):  # fmt: skip
    """Add keys begin … end to what the rows rm of q have seen."""
    rd = tl.arange(0, BD)
    for start in range(begin, end, BN):
        rn = start + tl.arange(0, BN)
        k = block(k_ptr, rn, rd, N, D, BD, MASKED)
        scores = tl.dot(q, tl.trans(k)) * scale
        if MASKED:
            see = seen(rm[:, None], rn[None, :], N - M, M, N, CAUSAL, WINDOW)
            scores = tl.where(see, scores, NEVER)
        # What was added up so far was relative to an older maximum.
        new = tl.maximum(m, tl.max(scores, axis=1))
        older = tl.exp2(m - new)
        p = tl.exp2(scores - new[:, None])
        total = total * older + tl.sum(p, axis=1)
        v = block(v_ptr, rn, rd, N, D, BD, MASKED)
        # p stays float32: rounded to 16 bits, it would be the largest error, and no faster.
        acc = tl.dot(p, v.to(tl.float32), acc * older[:, None])
        m = new
    return m, total, acc


@tmetal.jit
def forward(
    q_ptr, k_ptr, v_ptr, out_ptr, lse_ptr, M, N, scale,
    GROUP: tl.constexpr, BM: tl.constexpr, BN: tl.constexpr, D: tl.constexpr, BD: tl.constexpr,
    CAUSAL: tl.constexpr, WINDOW: tl.constexpr,
):  # fmt: skip
    head, first = tl.program_id(1), tl.program_id(0) * BM
    q_base, kv_base = head * M * D, head // GROUP * N * D
    k_ptr += kv_base
    v_ptr += kv_base
    rm, rd = first + tl.arange(0, BM), tl.arange(0, BD)
    q = block(q_ptr + q_base, rm, rd, M, D, BD, True)
    m = tl.full((BM,), NEVER, tl.float32)
    total = tl.zeros((BM,), tl.float32)
    acc = tl.zeros((BM, BD), tl.float32)
    # Some row sees keys begin … end, and every row those from whole to part.
    place = first + N - M
    begin, whole = 0, 0
    end, part = N, N // BN * BN
    if CAUSAL:
        end = min(N, place + BM)
        part = min(N, place + 1) // BN * BN
    if WINDOW:
        begin = max(0, place - WINDOW + 1) // BN * BN
        whole = tl.cdiv(max(0, place + BM - WINDOW), BN) * BN
        m, total, acc = attend(m, total, acc, q, k_ptr, v_ptr, rm, begin, min(whole, end), scale,
                               M, N, BN, D, BD, CAUSAL, WINDOW, True)  # fmt: skip
    m, total, acc = attend(m, total, acc, q, k_ptr, v_ptr, rm, whole, part, scale,
                           M, N, BN, D, BD, CAUSAL, WINDOW, False)  # fmt: skip
    m, total, acc = attend(m, total, acc, q, k_ptr, v_ptr, rm, max(whole, part), end, scale,
                           M, N, BN, D, BD, CAUSAL, WINDOW, True)  # fmt: skip
    # A row that sees no key is 0, and has no share in gradients.
    total = tl.where(m > NEVER, total, float("inf"))
    out = (acc / total[:, None]).to(out_ptr.dtype.element_ty)
    inside = rm[:, None] < M
    if D != BD:
        inside = inside & (rd[None, :] < D)
    tl.store(out_ptr + q_base + rm[:, None] * D + rd[None, :], out, mask=inside)
    # The sum of each row's exponentials, as a power of two: backward makes p again from it.
    tl.store(lse_ptr + head * M + rm, m + tl.log2(total), mask=rm < M)


@tmetal.jit
def row_dots(out_ptr, grad_ptr, delta_ptr, M, BM: tl.constexpr, D: tl.constexpr, BD: tl.constexpr):
    """For each row, the sum of out times its gradient."""
    head, rm = tl.program_id(1), tl.program_id(0) * BM + tl.arange(0, BM)
    rd = tl.arange(0, BD)
    out = block(out_ptr + head * M * D, rm, rd, M, D, BD, True)
    grad = block(grad_ptr + head * M * D, rm, rd, M, D, BD, True)
    delta = tl.sum(out.to(tl.float32) * grad.to(tl.float32), axis=1)
    tl.store(delta_ptr + head * M + rm, delta, mask=rm < M)


@tmetal.jit
def backward_q(
    q_ptr, k_ptr, v_ptr, grad_ptr, lse_ptr, delta_ptr, dq_ptr, M, N, scale,
    GROUP: tl.constexpr, BM: tl.constexpr, BN: tl.constexpr, D: tl.constexpr, BD: tl.constexpr,
    CAUSAL: tl.constexpr, WINDOW: tl.constexpr,
):  # fmt: skip
    head, first = tl.program_id(1), tl.program_id(0) * BM
    rm, rd = first + tl.arange(0, BM), tl.arange(0, BD)
    base, kv_base = head * M * D, head // GROUP * N * D
    q = block(q_ptr + base, rm, rd, M, D, BD, True)
    grad = block(grad_ptr + base, rm, rd, M, D, BD, True)
    lse = tl.load(lse_ptr + head * M + rm, mask=rm < M, other=0.0)
    delta = tl.load(delta_ptr + head * M + rm, mask=rm < M, other=0.0)
    acc = tl.zeros((BM, BD), tl.float32)
    place = first + N - M
    begin = max(0, place - WINDOW + 1) // BN * BN if WINDOW else 0
    end = min(N, place + BM) if CAUSAL else N
    for start in range(begin, end, BN):
        rn = start + tl.arange(0, BN)
        k = block(k_ptr + kv_base, rn, rd, N, D, BD, True)
        v = block(v_ptr + kv_base, rn, rd, N, D, BD, True)
        see = seen(rm[:, None], rn[None, :], N - M, M, N, CAUSAL, WINDOW)
        scores = tl.where(see, tl.dot(q, tl.trans(k)) * (scale * LOG2E), NEVER)
        p = tl.exp2(scores - lse[:, None])
        ds = p * (tl.dot(grad, tl.trans(v)) - delta[:, None])
        acc = tl.dot(ds.to(k.dtype), k, acc)
    inside = (rm[:, None] < M) & (rd[None, :] < D)
    dq = (acc * scale).to(dq_ptr.dtype.element_ty)
    tl.store(dq_ptr + base + rm[:, None] * D + rd[None, :], dq, mask=inside)


@tmetal.jit
def backward_kv(
    q_ptr, k_ptr, v_ptr, grad_ptr, lse_ptr, delta_ptr, dk_ptr, dv_ptr, M, N, scale,
    GROUP: tl.constexpr, BM: tl.constexpr, BN: tl.constexpr, D: tl.constexpr, BD: tl.constexpr,
    CAUSAL: tl.constexpr, WINDOW: tl.constexpr,
):  # fmt: skip
    kv_head, first = tl.program_id(1), tl.program_id(0) * BN
    rn, rd = first + tl.arange(0, BN), tl.arange(0, BD)
    base = kv_head * N * D
    k = block(k_ptr + base, rn, rd, N, D, BD, True)
    v = block(v_ptr + base, rn, rd, N, D, BD, True)
    dk = tl.zeros((BN, BD), tl.float32)
    dv = tl.zeros((BN, BD), tl.float32)
    place = first - (N - M)
    begin = max(0, place) // BM * BM if CAUSAL else 0
    end = min(M, place + BN - 1 + WINDOW) if WINDOW else M
    for member in range(GROUP):
        head = kv_head * GROUP + member
        for start in range(begin, end, BM):
            rm = start + tl.arange(0, BM)
            q = block(q_ptr + head * M * D, rm, rd, M, D, BD, True)
            grad = block(grad_ptr + head * M * D, rm, rd, M, D, BD, True)
            lse = tl.load(lse_ptr + head * M + rm, mask=rm < M, other=0.0)
            delta = tl.load(delta_ptr + head * M + rm, mask=rm < M, other=0.0)
            see = seen(rm[None, :], rn[:, None], N - M, M, N, CAUSAL, WINDOW)
            scores = tl.where(see, tl.dot(k, tl.trans(q)) * (scale * LOG2E), NEVER)
            p = tl.exp2(scores - lse[None, :])
            dv = tl.dot(p.to(grad.dtype), grad, dv)
            ds = p * (tl.dot(v, tl.trans(grad)) - delta[None, :])
            dk = tl.dot(ds.to(q.dtype), q, dk)
    inside = (rn[:, None] < N) & (rd[None, :] < D)
    places = base + rn[:, None] * D + rd[None, :]
    tl.store(dk_ptr + places, (dk * scale).to(dk_ptr.dtype.element_ty), mask=inside)
    tl.store(dv_ptr + places, dv.to(dv_ptr.dtype.element_ty), mask=inside)


def constants(q: mx.array, k: mx.array, causal: bool, window: int) -> dict[str, object]:
    """Check the arrays, and return what the kernels take as constants."""
    heads, _, d = q.shape
    if heads % k.shape[0] or d != k.shape[2]:
        raise ValueError(f"q {q.shape} does not fit k and v {k.shape}")
    return {
        "GROUP": heads // k.shape[0],
        "BM": 32,
        "BN": 32 if d <= 128 else 16,
        "D": d,
        "BD": tmetal.next_power_of_2(d),
        "CAUSAL": causal or window > 0,
        "WINDOW": window,
        # A simdgroup holds 16 rows, 8 of long ones, half of these of the longest: more
        # accumulators would be spilled.
        "num_warps": 2 if d <= 64 else 4 if d <= 128 else 8,
    }


def attention(
    q: mx.array, k: mx.array, v: mx.array, causal: bool = False, window: int = 0, **other: object
) -> tuple[mx.array, mx.array]:
    """Return the attention and, for `gradients`, log2 of the sums. `other`: launch options."""
    (heads, m, d), n = q.shape, k.shape[1]
    chosen = constants(q, k, causal, window) | other
    out, lse = mx.zeros(q.shape, q.dtype), mx.zeros((heads, m))
    grid = (tmetal.cdiv(m, chosen["BM"]), heads)
    forward[grid](q, k, v, out, lse, m, n, d**-0.5 * LOG2E.value, **chosen)
    return out, lse


def gradients(
    q: mx.array, k: mx.array, v: mx.array, out: mx.array, lse: mx.array, grad: mx.array,
    causal: bool = False, window: int = 0,
) -> tuple[mx.array, mx.array, mx.array]:  # fmt: skip
    """Return the gradients of q, k and v from that of the attention."""
    (heads, m, d), (kv_heads, n, _) = q.shape, k.shape
    chosen = constants(q, k, causal, window)
    delta = mx.zeros((heads, m))
    dq, dk, dv = (mx.zeros(x.shape, x.dtype) for x in (q, k, v))
    blocks = {name: chosen[name] for name in ("BM", "D", "BD")}
    chosen["num_warps"] = max(4, chosen["num_warps"])  # more tiles are held at once
    rows = (tmetal.cdiv(m, chosen["BM"]), heads)
    row_dots[rows](out, grad, delta, m, **blocks)
    known = (q, k, v, grad, lse, delta)
    backward_q[rows](*known, dq, m, n, d**-0.5, **chosen)
    backward_kv[(tmetal.cdiv(n, chosen["BN"]), kv_heads)](*known, dk, dv, m, n, d**-0.5, **chosen)
    return dq, dk, dv


def wide(x: mx.array) -> np.ndarray:
    return np.array(x.astype(mx.float32), np.float64)


def reference(
    q: mx.array, k: mx.array, v: mx.array, grad: mx.array, causal: bool, window: int
) -> list[np.ndarray]:
    """Return the attention and the gradients of q, k and v in float64."""
    group, (m, d), n = q.shape[0] // k.shape[0], q.shape[1:], k.shape[1]
    q, k, v, grad = (wide(x) for x in (q, k, v, grad))
    k, v = (np.repeat(x, group, axis=0) for x in (k, v))
    distance = np.arange(m)[:, None] + n - m - np.arange(n)
    see = (distance >= 0) | (not causal and not window)
    see &= distance < (window or np.inf)
    scores = np.where(see, q @ k.swapaxes(1, 2) * d**-0.5, -np.inf)
    most = scores.max(axis=-1, keepdims=True, initial=NEVER.value)  # where none is seen
    p = np.exp(scores - most)
    p /= np.maximum(p.sum(axis=-1, keepdims=True), np.finfo(float).tiny)
    out = p @ v
    ds = p * (grad @ v.swapaxes(1, 2) - (out * grad).sum(axis=-1, keepdims=True)) * d**-0.5
    dk, dv = ds.swapaxes(1, 2) @ q, p.swapaxes(1, 2) @ grad
    shared = (-1, group, n, d)
    return [out, ds @ k, dk.reshape(shared).sum(axis=1), dv.reshape(shared).sum(axis=1)]


def errors(
    heads: int, group: int, m: int, n: int, d: int, dtype: mx.Dtype,
    causal: bool = False, window: int = 0,
) -> list[float]:  # fmt: skip
    """Return the largest errors of the attention and of the three gradients."""
    mx.random.seed(0)
    q, grad = (mx.random.normal((heads, m, d)).astype(dtype) for _ in range(2))
    k, v = (mx.random.normal((heads // group, n, d)).astype(dtype) for _ in range(2))
    out, lse = attention(q, k, v, causal, window)
    got = (out, *gradients(q, k, v, out, lse, grad, causal, window))
    wanted = reference(q, k, v, grad, causal, window)
    return [float(np.abs(wide(g) - w).max()) for g, w in zip(got, wanted, strict=True)]


def main() -> None:
    bounds = {"float32": 2e-5, "float16": 4e-3, "bfloat16": 3e-2}
    for heads, group, m, n, d, name, causal, window in (
        (4, 2, 128, 128, 64, "float32", True, 0),
        (2, 2, 70, 100, 32, "bfloat16", True, 40),
    ):
        found = errors(heads, group, m, n, d, getattr(mx, name), causal, window)
        which = f"window of {window}" if window else "causal" if causal else "full"
        print(
            f"{which} attention, {heads} heads ({heads // group} of k and v), {m} x {n} x {d}, "
            f"{name} on {tmetal.backend()}: largest error {found[0]:.1e}, of gradients "
            f"{max(found[1:]):.1e}"
        )
        assert max(found) <= bounds[name]


if __name__ == "__main__":
    main()
