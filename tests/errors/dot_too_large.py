import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    # backend: cpu
    i = tl.arange(0, 256)
    x = tl.load(x_ptr + i[:, None] * 0 + i[None, :] * 0)
    acc = tl.dot(x, x)  # error: acc = tl.dot(x, x)
    tl.store(out_ptr + i[:, None] * 0 + i[None, :] * 0, acc)
