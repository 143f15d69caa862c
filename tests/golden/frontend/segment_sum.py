import tmetal
import tmetal.language as tl

TYPES = {"key_ptr": "*i32", "x_ptr": "*f32", "out_ptr": "*f32", "n": "i32"}
CONSTANTS = {"KEYS": 50, "BLOCK": 1024}


@tmetal.jit
def kernel(key_ptr, x_ptr, out_ptr, n, KEYS: tl.constexpr, BLOCK: tl.constexpr):
    for start in range(0, n, BLOCK):
        i = start + tl.arange(0, BLOCK)
        key = tl.load(key_ptr + i, mask=i < n, other=-1)
        x = tl.load(x_ptr + i, mask=i < n)
        tl.atomic_add(out_ptr + key, x, mask=(key >= 0) & (key < KEYS))
