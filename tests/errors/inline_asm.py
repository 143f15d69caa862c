# says: tl.inline_msl(
import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    x = tl.inline_asm_elementwise("mov $0, $1;", "=r,r", [x], tl.float32, True, 1)  # error: tl.inline_asm_elementwise
    tl.store(out_ptr + offsets, x, mask=mask)
