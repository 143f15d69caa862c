import tmetal
import tmetal.language as tl

if True:
  class Holder:
     @staticmethod
     @tmetal.jit
     def kernel(x_ptr, out_ptr,
           n):
           x = tl.load(x_ptr)
           # a comment at an odd column
  # and one outside
           if n > 0:
                  x = x + missing  # error: missing
           tl.store(out_ptr, x)

kernel = Holder.kernel
