"""Vector addition: the first kernel. Each program adds one block of elements."""

import mlx.core as mx

import tmetal
import tmetal.language as tl


@tmetal.jit
def add(x_ptr, y_ptr, out_ptr, n_elements, BLOCK: tl.constexpr):
    pid = tl.program_id(axis=0)
    offsets = pid * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n_elements
    x = tl.load(x_ptr + offsets, mask=mask)
    y = tl.load(y_ptr + offsets, mask=mask)
    tl.store(out_ptr + offsets, x + y, mask=mask)


def run(n: int) -> float:
    """Add two vectors of n float32 elements; return the largest difference from MLX's own sum."""
    x = mx.random.normal((n,))
    y = mx.random.normal((n,))
    out = mx.zeros((n,))
    add[(tmetal.cdiv(n, 1024),)](x, y, out, n, BLOCK=1024)
    return mx.max(mx.abs(out - (x + y))).item()


def main() -> None:
    for n in (1_048_576, 1_000_003):
        error = run(n)
        print(f"vector add of {n:>9,} elements on {tmetal.backend()}: largest error {error}")
        assert error == 0.0


if __name__ == "__main__":
    main()
