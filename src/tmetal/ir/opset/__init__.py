"""The rows of the op table, by family. Importing this package fills the table."""

from tmetal.ir.opset import (
    arith,
    atomic,
    bessel,
    collective,
    compare,
    control,
    create,
    fragment,
    inline,
    maths,
    memory,
    report,
    shapes,
    special,
    tensor,
    thread,
)

__all__ = ["arith", "atomic", "bessel", "collective", "compare", "control", "create", "fragment"]
__all__ += ["inline", "maths", "memory", "report", "shapes", "special", "tensor", "thread"]
