# says: Write tl.fma(x, y, z)
import tmetal
import tmetal.language as tl
from tmetal.language.extra import libdevice


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    x = libdevice.fma_rz(x, x, x)  # error: libdevice.fma_rz
    tl.store(out_ptr + offsets, x, mask=mask)
