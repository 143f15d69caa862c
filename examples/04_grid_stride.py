"""A grid-stride loop: a fixed number of programs walks over an array of any size."""

import mlx.core as mx

import tmetal
import tmetal.language as tl


@tmetal.jit
def saxpy(a, x_ptr, y_ptr, n, BLOCK: tl.constexpr):
    start = tl.program_id(0) * BLOCK
    for i in range(start, n, tl.num_programs(0) * BLOCK):
        offsets = i + tl.arange(0, BLOCK)
        mask = offsets < n
        x = tl.load(x_ptr + offsets, mask=mask)
        y = tl.load(y_ptr + offsets, mask=mask)
        tl.store(y_ptr + offsets, a * x + y, mask=mask)


def run(n: int, programs: int) -> float:
    """Return the largest error of y = a x + y, done in place, against MLX."""
    x = mx.random.normal((n,))
    y = mx.random.normal((n,))
    expected = 2.5 * x + y
    saxpy[(programs,)](2.5, x, y, n, BLOCK=256)
    return mx.max(mx.abs(y - expected)).item()


def main() -> None:
    for n in (1, 255, 100_000, 1_000_003):
        error = run(n, programs=32)
        print(f"saxpy of {n:>9,} elements by 32 programs: largest error {error}")
        assert error == 0.0


if __name__ == "__main__":
    main()
