# says: `BLOCK`
# says: tl.constexpr
import tmetal
import tmetal.language as tl


@tmetal.jit
def filled(BLOCK: tl.constexpr):
    return tl.zeros((BLOCK,), tl.float32)  # error: tl.zeros((BLOCK,), tl.float32)


@tmetal.jit
def kernel(out_ptr, n):
    tl.store(out_ptr + tl.arange(0, 16), filled(n))  # call: filled(n)
