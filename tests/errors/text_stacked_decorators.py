import tmetal
import tmetal.language as tl


def same(f):
    return f


@same
@tmetal.jit
def kernel(
    x_ptr,
    out_ptr,
):
    tl.store(out_ptr, missing)  # error: missing
