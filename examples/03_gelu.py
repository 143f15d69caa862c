"""A fused GELU, in its two forms, with a helper function: one read and one write per element."""

import math

import mlx.core as mx

import tmetal
import tmetal.language as tl

SQRT_HALF = tl.constexpr(math.sqrt(0.5))
SQRT_2_OVER_PI = tl.constexpr(math.sqrt(2 / math.pi))


@tmetal.jit
def gelu(x, APPROXIMATE: tl.constexpr):
    if APPROXIMATE:
        inner = SQRT_2_OVER_PI * (x + 0.044715 * x * x * x)
        return 0.5 * x * (1.0 + tl.tanh(inner))
    return 0.5 * x * (1.0 + tl.erf(x * SQRT_HALF))


@tmetal.jit
def bias_gelu(x_ptr, bias_ptr, out_ptr, n, width, APPROXIMATE: tl.constexpr, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask).to(tl.float32)
    bias = tl.load(bias_ptr + offsets % width, mask=mask).to(tl.float32)
    tl.store(out_ptr + offsets, gelu(x + bias, APPROXIMATE), mask=mask)


def reference(x: mx.array, approximate: bool) -> mx.array:
    """GELU from MLX's own operations."""
    if approximate:
        inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
        return 0.5 * x * (1 + mx.tanh(inner))
    return 0.5 * x * (1 + mx.erf(x * math.sqrt(0.5)))


def run(approximate: bool, dtype: mx.Dtype) -> float:
    """Return the largest error of the kernel against MLX."""
    rows, width = 100, 300
    x = mx.random.normal((rows, width)).astype(dtype)
    bias = mx.random.normal((width,)).astype(dtype)
    out = mx.zeros((rows, width), dtype=dtype)
    n = rows * width
    bias_gelu[lambda meta: (tmetal.cdiv(n, meta["BLOCK"]),)](
        x, bias, out, n, width, APPROXIMATE=approximate, BLOCK=512
    )
    expected = reference(x.astype(mx.float32) + bias.astype(mx.float32), approximate)
    return mx.max(mx.abs(out.astype(mx.float32) - expected)).item()


def main() -> None:
    for dtype, bound in ((mx.float32, 2e-6), (mx.float16, 4e-3), (mx.bfloat16, 3e-2)):
        for approximate in (False, True):
            error = run(approximate, dtype)
            form = "tanh" if approximate else "erf"
            print(f"gelu ({form:4}) of {str(dtype).split('.')[-1]:8}: largest error {error:.1e}")
            assert error <= bound


if __name__ == "__main__":
    main()
