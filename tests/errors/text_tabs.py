import tmetal
import tmetal.language as tl


@tmetal.jit
def kernel(x_ptr, out_ptr):
	x = tl.load(x_ptr)
	if True:
		x = x +	missing  # error: missing
	tl.store(out_ptr, x)
