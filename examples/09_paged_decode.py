"""Decoding with a paged cache: one query a sequence, keys and values in pages anywhere.

The cache is (pages, PAGE, kv heads, D). `tables[s, i]` is the page that holds places i * PAGE … of
sequence s, and `lengths[s]` says how many there are. Long sequences are split: `SPLITS` programs
take every so many pages each, and a second kernel merges what they found.
"""

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl

LOG2E = tl.constexpr(1.4426950408889634)
NEVER = tl.constexpr(-1e30)


@tmetal.jit
def decode(
    q_ptr, k_ptr, v_ptr, tables_ptr, lengths_ptr, parts_ptr, sums_ptr, MOST, scale,
    HEADS: tl.constexpr, GROUP: tl.constexpr, BG: tl.constexpr, PAGE: tl.constexpr,
    D: tl.constexpr, BD: tl.constexpr, SPLITS: tl.constexpr,
):  # fmt: skip
    # The queries of a group share keys, so one program takes all GROUP of them.
    kv_head, sequence, split = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    KV: tl.constexpr = HEADS // GROUP
    rg, rd, rp = tl.arange(0, BG), tl.arange(0, BD), tl.arange(0, PAGE)
    rows = sequence * HEADS + kv_head * GROUP + rg
    own = (rg[:, None] < GROUP) & (rd[None, :] < D)
    q = tl.load(q_ptr + rows[:, None] * D + rd[None, :], mask=own, other=0.0)
    q = q.to(tl.float32)
    length = tl.load(lengths_ptr + sequence)
    m = tl.full((BG,), NEVER, tl.float32)
    total = tl.zeros((BG,), tl.float32)
    acc = tl.zeros((BG, BD), tl.float32)
    for i in range(split, tl.cdiv(length, PAGE), SPLITS):
        page = tl.load(tables_ptr + sequence * MOST + i)
        places = ((page * PAGE + rp) * KV + kv_head)[:, None] * D + rd[None, :]
        there = rp < length - i * PAGE
        inside = there[:, None] & (rd[None, :] < D)
        k = tl.load(k_ptr + places, mask=inside, other=0.0).to(tl.float32)
        scores = tl.dot(q, tl.trans(k)) * scale
        scores = tl.where(there[None, :], scores, NEVER)
        new = tl.maximum(m, tl.max(scores, axis=1))
        older = tl.exp2(m - new)
        p = tl.exp2(scores - new[:, None])
        total = total * older + tl.sum(p, axis=1)
        v = tl.load(v_ptr + places, mask=inside, other=0.0).to(tl.float32)
        acc = tl.dot(p, v, acc * older[:, None])
        m = new
    # A split without pages has a sum of 0, and weighs nothing when parts are merged.
    part = rows * SPLITS + split
    tl.store(parts_ptr + part[:, None] * BD + rd[None, :], acc, mask=rg[:, None] < GROUP)
    tl.store(sums_ptr + part * 2, m, mask=rg < GROUP)
    tl.store(sums_ptr + part * 2 + 1, total, mask=rg < GROUP)


@tmetal.jit
def merge(parts_ptr, sums_ptr, out_ptr, D: tl.constexpr, BD: tl.constexpr, SPLITS: tl.constexpr):
    row, rs, rd = tl.program_id(0), tl.arange(0, SPLITS), tl.arange(0, BD)
    part = row * SPLITS + rs
    m, total = tl.load(sums_ptr + part * 2), tl.load(sums_ptr + part * 2 + 1)
    weight = tl.exp2(m - tl.max(m, axis=0))
    acc = tl.load(parts_ptr + part[:, None] * BD + rd[None, :])
    sums = tl.sum(total * weight, axis=0)
    # An empty sequence has sums of 0, and its attention is 0.
    out = tl.sum(acc * weight[:, None], axis=0) / tl.where(sums > 0, sums, 1.0)
    tl.store(out_ptr + row * D + rd, out.to(out_ptr.dtype.element_ty), mask=rd < D)


def paged_decode(
    q: mx.array, k: mx.array, v: mx.array, tables: mx.array, lengths: mx.array, splits: int = 4
) -> mx.array:
    """Return the attention of q (sequences, heads, D): zeros where a sequence is empty.

    PAGE and `splits` are powers of two.
    """
    (sequences, heads, d), (_, page, kv_heads, _) = q.shape, k.shape
    if heads % kv_heads or k.shape != v.shape or d != k.shape[3]:
        raise ValueError(f"q {q.shape} does not fit k {k.shape} and v {v.shape}")
    group = heads // kv_heads
    bg = tmetal.next_power_of_2(group)
    bd = tmetal.next_power_of_2(d)
    parts = mx.zeros((sequences, heads, splits, bd))
    sums, out = mx.zeros((sequences, heads, splits, 2)), mx.zeros(q.shape, q.dtype)
    decode[(kv_heads, sequences, splits)](
        q, k, v, tables, lengths, parts, sums, tables.shape[1], d**-0.5 * LOG2E.value,
        HEADS=heads, GROUP=group, BG=bg, PAGE=page, D=d, BD=bd, SPLITS=splits,
        # One simdgroup needs no barrier; more of them share what would not fit its registers.
        num_warps=min(8, max(1, page * bd // 2048)),
    )  # fmt: skip
    merge[(sequences * heads,)](parts, sums, out, D=d, BD=bd, SPLITS=splits)
    return out


def error(
    lengths: list[int], heads: int, kv_heads: int, d: int, dtype: mx.Dtype, page: int = 16,
    spoil: bool = False,
) -> float:  # fmt: skip
    """Return the largest error against float64; `spoil`: fill what is not theirs with NaN."""
    rng = np.random.default_rng(0)
    counts = [-(-n // page) for n in lengths]
    pages, most = sum(counts) + 3, max(1, *counts)
    shuffled = iter(rng.permutation(pages))
    tables = np.full((len(lengths), most), pages - 1, np.int32)
    cache = np.full((2, pages, page, kv_heads, d), np.nan if spoil else 0.0, np.float32)
    wanted = np.zeros((len(lengths), heads, d))
    q = mx.array(rng.standard_normal((len(lengths), heads, d), np.float32)).astype(dtype)
    for s, n in enumerate(lengths):
        if not n:
            continue
        rows = mx.array(rng.standard_normal((2, n, kv_heads, d), np.float32)).astype(dtype)
        kv = np.array(rows.astype(mx.float32))
        for i in range(counts[s]):
            tables[s, i] = next(shuffled)
            some = kv[:, i * page : (i + 1) * page]
            cache[:, tables[s, i], : some.shape[1]] = some
        k, v = np.repeat(kv.astype(np.float64), heads // kv_heads, axis=2)
        scores = np.einsum("hd,nhd->hn", np.array(q[s].astype(mx.float32)), k) * d**-0.5
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        wanted[s] = np.einsum("hn,nhd->hd", p / p.sum(axis=1, keepdims=True), v)
    k, v = (mx.array(x).astype(dtype) for x in cache)
    out = paged_decode(q, k, v, mx.array(tables), mx.array(np.array(lengths, np.int32)))
    return float(np.abs(np.array(out.astype(mx.float32)) - wanted).max())


def main() -> None:
    for heads, kv_heads, d, name, bound in (
        (6, 2, 64, "float32", 2e-5),
        (4, 4, 80, "float16", 4e-3),
    ):
        found = error([1, 75, 0, 200], heads, kv_heads, d, getattr(mx, name))
        print(
            f"paged decode of 4 sequences, {heads} heads ({kv_heads} of k and v), D {d}, {name} "
            f"on {tmetal.backend()}: largest error {found:.1e}"
        )
        assert found <= bound


if __name__ == "__main__":
    main()
