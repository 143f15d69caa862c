import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, 16)
    x = tl.load(x_ptr + i[:, None] * 16 + i[None, :])
    x = tl.dot(x.to(tl.float16), x.to(tl.bfloat16))  # error: tl.dot(x.to(tl.float16), x.to(tl.bfloat16))
    tl.store(out_ptr + i[:, None] * 16 + i[None, :], x)
