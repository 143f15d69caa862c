# python: 3.14
import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(out_ptr):
    name = t"kernel"  # error: t"kernel"
    tl.store(out_ptr, 1.0)
