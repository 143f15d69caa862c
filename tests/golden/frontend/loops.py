import tmetal
import tmetal.language as tl

TYPES = {"x_ptr": "*f32", "out_ptr": "*f32", "n": "i32"}
CONSTANTS = {"BLOCK": 32}


@tmetal.jit
def first(x_ptr, n, limit):
    for i in range(n):
        if tl.load(x_ptr + i) > limit:
            return i
    return -1


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    total = tl.zeros((BLOCK,), tl.float32)
    left = n
    while left > 0:
        x = tl.load(x_ptr + i, mask=i < left, other=0.0)
        x_ptr += BLOCK
        left -= BLOCK
        if tl.max(x) < 0.0:
            continue
        total += x
        if first(x_ptr, left, 9.0) == 3:
            break
    tl.store(out_ptr + i, total)
