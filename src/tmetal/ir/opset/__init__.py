"""The rows of the op table, by family. Importing this package fills the table."""

from tmetal.ir.opset import (
    arith,
    atomic,
    bessel,
    collective,
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

__all__ = ["arith", "atomic", "bessel", "collective", "control", "create", "fragment", "inline"]
__all__ += ["maths", "memory", "report", "shapes", "special", "tensor", "thread"]
