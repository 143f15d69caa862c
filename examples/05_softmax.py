"""Softmax of rows: two reductions on a tile that is padded to a power of two."""

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl


@tmetal.jit
def softmax(out_ptr, x_ptr, n_cols, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    mask = cols < n_cols
    # -inf adds nothing to the sum: its exponential is zero.
    x = tl.load(x_ptr + row * n_cols + cols, mask=mask, other=-float("inf")).to(tl.float32)
    e = tl.exp(x - tl.max(x, axis=0))
    tl.store(out_ptr + row * n_cols + cols, e / tl.sum(e, axis=0), mask=mask)


def run(rows: int, cols: int, dtype: mx.Dtype) -> float:
    """Return the largest error against float64, for an array of random numbers."""
    x = mx.random.normal((rows, cols)).astype(dtype)
    out = mx.zeros((rows, cols), dtype)
    softmax[(rows,)](out, x, cols, BLOCK=tmetal.next_power_of_2(cols))
    wide = np.array(x.astype(mx.float32), np.float64)
    e = np.exp(wide - wide.max(axis=1, keepdims=True))
    expected = e / e.sum(axis=1, keepdims=True)
    return float(np.abs(np.array(out.astype(mx.float32)) - expected).max())


def main() -> None:
    for rows, cols in ((128, 1024), (7, 781), (3, 1)):
        for name, bound in (("float32", 2e-7), ("float16", 5e-4), ("bfloat16", 4e-3)):
            error = run(rows, cols, getattr(mx, name))
            print(
                f"softmax of {rows} x {cols} {name} on {tmetal.backend()}: "
                f"largest error {error:.1e}"
            )
            assert error <= bound


if __name__ == "__main__":
    main()
