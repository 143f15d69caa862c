# says: the text uses {1}, and there are 1 operands
import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    x = tl.inline_msl("{0} + {1}", x, dtype=tl.float32)  # error: tl.inline_msl("{0} + {1}", x, dtype=tl.float32)
    tl.store(out_ptr + offsets, x, mask=mask)
