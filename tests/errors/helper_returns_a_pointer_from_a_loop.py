import tmetal
import tmetal.language as tl


@tmetal.jit
def f(p, n):
    for i in range(n):
        if i == 3:  # error: if i == 3:
            return p + i
    return p


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    x = tl.load(f(x_ptr, n))  # call: f(x_ptr, n)
    tl.store(out_ptr + offsets, x, mask=mask)
