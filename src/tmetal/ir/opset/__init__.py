"""The rows of the op table, by family. Importing this package fills the table."""

from tmetal.ir.opset import (
    arith,
    atomic,
    collective,
    control,
    create,
    fragment,
    inline,
    maths,
    memory,
    shapes,
    special,
    tensor,
    thread,
)

__all__ = ["arith", "atomic", "collective", "control", "create", "fragment", "inline", "maths"]
__all__ += ["memory", "shapes", "special", "tensor", "thread"]
