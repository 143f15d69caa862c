# says: the last stride is 1, not 2
import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    d = tl.make_tensor_descriptor(x_ptr, (n,), (2,), (BLOCK,))  # error: tl.make_tensor_descriptor(x_ptr, (n,), (2,), (BLOCK,))
    tl.store(out_ptr + offsets, x, mask=mask)
