"""Strided access: double every `stride`-th element of an array, and leave the others alone."""

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl


@tmetal.jit
def double_strided(x_ptr, out_ptr, n_elements, stride, BLOCK: tl.constexpr):
    block_start = tl.program_id(axis=0) * BLOCK * stride
    offsets = block_start + tl.arange(0, BLOCK) * stride
    mask = offsets < n_elements
    x = tl.load(x_ptr + offsets, mask=mask)
    tl.store(out_ptr + offsets, x * 2, mask=mask)


def run(n: int, stride: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what the kernel leaves in the output, and what it should."""
    x = mx.arange(n, dtype=mx.float32)
    out = mx.full((n,), -1.0)
    grid = (tmetal.cdiv(n, 256 * stride),)
    double_strided[grid](x, out, n, stride, BLOCK=256)
    expected = np.full(n, -1.0, np.float32)
    expected[::stride] = 2 * np.arange(n, dtype=np.float32)[::stride]
    return np.array(out), expected


def main() -> None:
    for n, stride in ((10_000, 1), (10_000, 2), (9_999, 3), (10_007, 32)):
        got, expected = run(n, stride)
        assert np.array_equal(got, expected)
        written = int((got != -1).sum())
        print(f"stride {stride:2}: {written:,} of {n:,} elements doubled, the others untouched")


if __name__ == "__main__":
    main()
