# says: `n`
# says: None
import mlx.core as mx

import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.arange(0, BLOCK)
    mask = offsets < n  # error: offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    tl.store(out_ptr + offsets, x, mask=mask)


def launch():
    kernel[(1,)](mx.ones(128), mx.zeros(128), None, BLOCK=128)
