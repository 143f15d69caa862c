"""`tmetal.ops`: operations on whole arrays, by tmetal's kernels or MLX's, whichever is faster.

    from tmetal import ops

    y = ops.softmax(ops.matmul(a, b))

Arrays are MLX's or NumPy's, results MLX arrays of the inputs' dtype. `backend` is "auto" (the first
call of an operation with shapes of a class times both and remembers, also on disk), "tmetal" or
"mlx". Arguments are checked before anything runs: LaunchError says what to write. Derivatives are
those of MLX's operations, whichever way the result was made; under mx.compile all is MLX's.
"""

from tmetal.ops.matrices import attention, matmul
from tmetal.ops.pointwise import gelu, silu, swiglu
from tmetal.ops.rows import cross_entropy, cumsum, layer_norm, log_softmax, rms_norm, softmax

__all__ = [
    "attention",
    "cross_entropy",
    "cumsum",
    "gelu",
    "layer_norm",
    "log_softmax",
    "matmul",
    "rms_norm",
    "silu",
    "softmax",
    "swiglu",
]
