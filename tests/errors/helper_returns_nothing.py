import tmetal
import tmetal.language as tl


@tmetal.jit
def report(p, v):
    tl.store(p, v)


@tmetal.jit
def kernel(x_ptr, out_ptr):
    x = tl.load(x_ptr)
    tl.store(out_ptr, x + report(out_ptr, x))  # error: x + report(out_ptr, x)
