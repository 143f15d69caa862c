# python: 3.12
import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(out_ptr):
    type Number = float  # error: type Number = float
    tl.store(out_ptr, 1.0)
