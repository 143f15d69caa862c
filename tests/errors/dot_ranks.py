import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, 16)
    x = tl.load(x_ptr + i[:, None] + i[None, :])
    y = tl.load(x_ptr + i)
    x = tl.dot(x, y)  # error: tl.dot(x, y)
    tl.store(out_ptr + i, x)
