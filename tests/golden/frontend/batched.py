"""Products of a batch: each simdgroup has two of the eight, and half of a block along K."""

import tmetal
import tmetal.language as tl

TYPES = {"x_ptr": "*f16", "y_ptr": "*f16", "out_ptr": "*f32"}
CONSTANTS: dict[str, object] = {}


@tmetal.jit
def kernel(x_ptr, y_ptr, out_ptr):
    i = tl.arange(0, 8)[:, None, None]
    row, column = tl.arange(0, 8)[None, :, None], tl.arange(0, 8)[None, None, :]
    x = tl.load(x_ptr + i * 32 + row * 4 + tl.arange(0, 4)[None, None, :])
    y = tl.load(y_ptr + i * 32 + tl.arange(0, 4)[None, :, None] * 8 + column)
    tl.store(out_ptr + i * 64 + row * 8 + column, tl.dot(x, y))
