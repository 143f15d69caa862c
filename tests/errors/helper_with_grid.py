# says: grid
# never: @tmetal.jit
import tmetal
import tmetal.language as tl


@tmetal.jit
def scaled(v):
    return v * 2


@tmetal.jit
def kernel(x_ptr, out_ptr):
    x = tl.load(x_ptr)
    tl.store(out_ptr, scaled[(1,)](x))  # error: scaled[(1,)](x)
