# backend: interpret
import tmetal
import tmetal.language as tl


@tmetal.jit
def inner(v):
    print("here")
    return v + tl.arange(0, 64)  # error: v + tl.arange(0, 64)


@tmetal.jit
def outer(v):
    return inner(v) * 2  # call: inner(v)


@tmetal.jit
def kernel(x_ptr, out_ptr):
    x = tl.load(x_ptr + tl.arange(0, 128))
    tl.store(out_ptr, outer(x))  # call: outer(x)
