import tmetal
import tmetal.language as tl


@tmetal.jit
def scaled(v, factor):
    return v * factor  # error: v * factor


@tmetal.jit
def twice(v):
    return scaled(v, "two")  # call: scaled(v, "two")


@tmetal.jit
def kernel(x_ptr, out_ptr):
    x = tl.load(x_ptr)
    tl.store(out_ptr, twice(x) + 1)  # call: twice(x)
