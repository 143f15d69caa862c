# says: return
import tmetal
import tmetal.language as tl


@tmetal.jit
def clipped(v, n):
    if n > 3:  # error: if n > 3:
        return v * 2


@tmetal.jit
def kernel(x_ptr, out_ptr, n):
    x = tl.load(x_ptr)
    tl.store(out_ptr, clipped(x, n))  # call: clipped(x, n)
