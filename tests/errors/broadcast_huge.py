import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    y = offsets[:, None] + tl.arange(0, 16384)[None, :]  # error: offsets[:, None] + tl.arange(0, 16384)[None, :]
    tl.store(out_ptr + offsets, x, mask=mask)
