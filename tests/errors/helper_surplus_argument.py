import tmetal
import tmetal.language as tl


@tmetal.jit
def scaled(v, factor):
    return v * factor


@tmetal.jit
def kernel(x_ptr, out_ptr):
    x = tl.load(x_ptr)
    tl.store(out_ptr, scaled(x, 2, 3))  # error: scaled(x, 2, 3)
