import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, 8)
    x = tl.load(x_ptr + i[:, None] * 8 + i[None, :])
    acc = 0.0
    acc = tl.dot(x, x, acc)  # error: tl.dot(x, x, acc)
    tl.store(out_ptr + i[:, None] * 8 + i[None, :], acc)
