import tmetal
import tmetal.language as tl


def launch():
    @tmetal.jit
    def kernel(out_ptr):
        tl.store(out_ptr, later)  # error: later

    kernel[(1,)](None)
    later = 1.0


