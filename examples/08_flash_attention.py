"""Flash attention: softmax(q k^T) v without the matrix of scores, for any sequence length."""

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl


@tmetal.jit
def attention(
    q_ptr, k_ptr, v_ptr, out_ptr, N, scale,
    GROUP: tl.constexpr, BM: tl.constexpr, BN: tl.constexpr, D: tl.constexpr, CAUSAL: tl.constexpr,
):  # fmt: skip
    # Arrays are (head, position, D); GROUP heads of q share one of k and v.
    head = tl.program_id(1)
    q_base = head * N * D
    kv_base = head // GROUP * N * D
    rm = tl.program_id(0) * BM + tl.arange(0, BM)
    rd = tl.arange(0, D)
    q = tl.load(q_ptr + q_base + rm[:, None] * D + rd[None, :], mask=rm[:, None] < N, other=0.0)
    m = tl.full((BM,), float("-inf"), tl.float32)
    total = tl.zeros((BM,), tl.float32)
    acc = tl.zeros((BM, D), tl.float32)
    end = tl.minimum(N, (tl.program_id(0) + 1) * BM) if CAUSAL else N
    for start in range(0, end, BN):
        rn = start + tl.arange(0, BN)
        rows = kv_base + rn[:, None] * D + rd[None, :]
        k = tl.load(k_ptr + rows, mask=rn[:, None] < N, other=0.0)
        scores = tl.dot(q, tl.trans(k)) * scale
        seen = rn[None, :] < N
        if CAUSAL:
            seen &= rn[None, :] <= rm[:, None]
        scores = tl.where(seen, scores, float("-inf"))
        # What was added up so far was relative to an older maximum.
        new = tl.maximum(m, tl.max(scores, axis=1))
        older = tl.exp(m - new)
        p = tl.exp(scores - new[:, None])
        total = total * older + tl.sum(p, axis=1)
        v = tl.load(v_ptr + rows, mask=rn[:, None] < N, other=0.0)
        acc = tl.dot(p.to(v.dtype), v, acc * older[:, None])
        m = new
    out = (acc / total[:, None]).to(out_ptr.dtype.element_ty)
    tl.store(out_ptr + q_base + rm[:, None] * D + rd[None, :], out, mask=rm[:, None] < N)


def run(heads: int, group: int, n: int, d: int, causal: bool, dtype: mx.Dtype) -> float:
    """Return the largest error against float64."""
    q, out = mx.random.normal((heads, n, d)).astype(dtype), mx.zeros((heads, n, d), dtype)
    k, v = (mx.random.normal((heads // group, n, d)).astype(dtype) for _ in range(2))
    attention[(tmetal.cdiv(n, 32), heads)](
        q, k, v, out, n, d**-0.5, GROUP=group, BM=32, BN=32, D=d, CAUSAL=causal
    )
    wide_q, wide_k, wide_v = (np.array(a.astype(mx.float32), np.float64) for a in (q, k, v))
    wide_k, wide_v = (np.repeat(a, group, axis=0) for a in (wide_k, wide_v))
    scores = wide_q @ wide_k.swapaxes(1, 2) * d**-0.5
    if causal:
        scores = np.where(np.tril(np.ones((n, n), bool)), scores, -np.inf)
    p = np.exp(scores - scores.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    return float(np.abs(np.array(out.astype(mx.float32)) - p @ wide_v).max())


def main() -> None:
    for heads, group, n, d in ((4, 1, 128, 64), (4, 2, 77, 32)):
        for causal in (False, True):
            for name, bound in (("float32", 1e-5), ("bfloat16", 3e-2)):
                error = run(heads, group, n, d, causal, getattr(mx, name))
                which = "causal " if causal else ""
                print(
                    f"{which}attention, {heads} heads ({heads // group} of k and v), "
                    f"{n} x {d}, {name} on {tmetal.backend()}: largest error {error:.1e}"
                )
                assert error <= bound


if __name__ == "__main__":
    main()
