# says: enclosing
# never: global variable
import tmetal
import tmetal.language as tl


def make(scale):
    @tmetal.jit
    def kernel(out_ptr):
        tl.store(out_ptr, scale)  # error: scale

    return kernel


kernel = make(2.0)
