"""The errors of compiling, under the names that portable code imports."""

from tmetal.errors import CompileError, OutOfResources

CompilationError = CompileError

__all__ = ["CompilationError", "CompileError", "OutOfResources"]
