import tmetal
import tmetal.language as tl


@tmetal.jit
async def kernel(x_ptr, out_ptr):  # error: async def kernel
    x = await tl.load(x_ptr)
    tl.store(out_ptr, x)
