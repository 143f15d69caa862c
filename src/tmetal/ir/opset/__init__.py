"""The rows of the op table, by family. Importing this package fills the table."""

from tmetal.ir.opset import (
    arith,
    collective,
    control,
    create,
    fragment,
    inline,
    maths,
    memory,
    shapes,
    special,
    thread,
)

__all__ = ["arith", "collective", "control", "create", "fragment", "inline", "maths", "memory"]
__all__ += ["shapes", "special", "thread"]
