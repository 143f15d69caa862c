import tmetal
import tmetal.language as tl

TYPES = {"a_ptr": "*i8", "b_ptr": "*bf16", "out_ptr": "*f32", "n": "u32"}
CONSTANTS = {"BLOCK": 64, "SCALE": 0.5}


@tmetal.jit
def kernel(a_ptr, b_ptr, out_ptr, n, BLOCK: tl.constexpr, SCALE: tl.constexpr):
    i = tl.arange(0, BLOCK)
    a = tl.load(a_ptr + i, mask=i < n, other=-1)
    b = tl.load(b_ptr + i)
    wrapped = a + 1
    tl.store(out_ptr + i, wrapped * SCALE + b / 3 + (a // 2) % 3)
