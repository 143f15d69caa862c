import tmetal
import tmetal.language as tl


@tmetal.jit(debug=True)
def kernel(out_ptr):
    tl.store(out_ptr, oops)  # error: oops
