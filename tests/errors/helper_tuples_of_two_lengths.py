import tmetal
import tmetal.language as tl


@tmetal.jit
def parts(v, n):
    if n > 3:  # error: if n > 3:
        return v, v, v
    return v, v


@tmetal.jit
def kernel(x_ptr, out_ptr, n):
    x = tl.load(x_ptr)
    pair = parts(x, n)  # call: parts(x, n)
    tl.store(out_ptr, pair[0])
