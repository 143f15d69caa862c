# says: each of the block's 1 dimensions, not 2
import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    p = tl.make_block_ptr(x_ptr, (n, n), (1,), (0,), (BLOCK,), (0,))  # error: tl.make_block_ptr(x_ptr, (n, n), (1,), (0,), (BLOCK,), (0,))
    tl.store(out_ptr + offsets, x, mask=mask)
