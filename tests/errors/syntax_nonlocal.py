import tmetal
import tmetal.language as tl


def make():
    total = 0

    @tmetal.jit
    def kernel(out_ptr):
        nonlocal total  # error: nonlocal total
        tl.store(out_ptr, 1.0)

    return kernel


kernel = make()
