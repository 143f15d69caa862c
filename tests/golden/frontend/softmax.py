import tmetal
import tmetal.language as tl

TYPES = {"x_ptr": "*f32", "out_ptr": "*f32", "n": "i32"}
CONSTANTS = {"BLOCK": 1024}


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    columns = tl.arange(0, BLOCK)
    mask = columns < n
    x = tl.load(x_ptr + row * n + columns, mask=mask, other=-float("inf"))
    power = tl.exp(x - tl.max(x, axis=0))
    tl.store(out_ptr + row * n + columns, power / tl.sum(power, axis=0), mask=mask)
