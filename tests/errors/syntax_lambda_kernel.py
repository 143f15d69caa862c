# says: def
# never: Restart
import tmetal
import tmetal.language as tl

kernel = tmetal.jit(lambda out_ptr: tl.store(out_ptr, 1.0))  # error: lambda
