import tmetal
import tmetal.language as tl

TYPES = {"x_ptr": "*f32", "out_ptr": "*f32", "n": "i32"}
CONSTANTS = {"BLOCK": 32, "TWICE": True}


@tmetal.jit
def larger(x, y):
    if x > y:
        return x
    return y


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr, TWICE: tl.constexpr):
    i = tl.arange(0, BLOCK)
    total = tl.zeros((BLOCK,), tl.float32)
    last = 0
    for start in range(0, n, BLOCK):
        total += tl.load(x_ptr + start + i)
        last = larger(start, last)
    if TWICE:
        total = total * 2
    if last > 100 and n != 7:
        tl.store(out_ptr + i, total)
