import tmetal
import tmetal.language as tl


@tmetal.jit
def inner(v):
    return v + missing  # error: missing


@tmetal.jit
def kernel(x_ptr, out_ptr, n):
    x = tl.load(x_ptr)
    if n > 3:
        for i in range(n):
            x = inner(x)  # call: inner(x)
    tl.store(out_ptr, x)
