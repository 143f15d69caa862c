import tmetal
import tmetal.language as tl


@tmetal.jit
def inner(p, größe):
    tl.store(p, "尺度" + größe)  # error: "尺度" + größe


@tmetal.jit
def kernel(x_ptr, out_ptr):
    x = tl.load(x_ptr)
    """尺度"""; inner(out_ptr, x)  # call: inner(out_ptr, x)
