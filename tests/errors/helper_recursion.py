# says: recursion
import tmetal
import tmetal.language as tl


@tmetal.jit
def forever(v):
    return forever(v + 1)  # error: forever(v + 1)


@tmetal.jit
def kernel(x_ptr, out_ptr):
    x = tl.load(x_ptr)
    tl.store(out_ptr, forever(x))  # call: forever(x)
