import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(out_ptr):
    tl.store(out_ptr, 1.0)


first = kernel


@tmetal.jit
def kernel(out_ptr):
    tl.store(out_ptr, missing)  # error: missing
