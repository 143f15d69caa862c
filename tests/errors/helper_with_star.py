import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(*arrays):  # error: *arrays
    tl.store(arrays[0], 1.0)
