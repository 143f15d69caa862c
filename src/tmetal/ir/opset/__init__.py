"""The rows of the op table, by family. Importing this package fills the table."""

from tmetal.ir.opset import arith, control, create, maths, memory, thread

__all__ = ["arith", "control", "create", "maths", "memory", "thread"]
