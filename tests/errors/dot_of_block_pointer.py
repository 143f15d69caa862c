import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    p = tl.make_block_ptr(x_ptr, (16, 8), (8, 1), (0, 0), (16, 8), (1, 0))
    tl.store(p, tl.dot(p, tl.load(p).T))  # error: tl.dot(p, tl.load(p).T)
