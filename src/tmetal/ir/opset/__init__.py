"""The rows of the op table, by family. Importing this package fills the table."""

from tmetal.ir.opset import arith, collective, control, create, maths, memory, shapes, thread

__all__ = ["arith", "collective", "control", "create", "maths", "memory", "shapes", "thread"]
