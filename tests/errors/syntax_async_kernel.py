# says: async
# says: def
import tmetal
import tmetal.language as tl


@tmetal.jit
async def kernel(out_ptr):  # error: async def kernel
    tl.store(out_ptr, 1.0)
