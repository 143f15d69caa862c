import tmetal
import tmetal.language as tl

TYPES = {"x_ptr": "*f32", "y_ptr": "*f32", "out_ptr": "*f32", "n": "i32"}
CONSTANTS = {"BLOCK": 1024}


@tmetal.jit
def kernel(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    y = tl.load(y_ptr + offsets, mask=mask)
    tl.store(out_ptr + offsets, x + y, mask=mask)
