"""Compiling without a launch: `compile(ASTSource(fn=, signature=, constexprs=))`.

In: a kernel, and the types of its parameters as text. Out: a `CompiledKernel`, whose `asm` holds
the text of every stage and `metadata` the facts. Nothing is run, and no array is needed.
"""

from tmetal.compiler.errors import CompilationError, OutOfResources
from tmetal.compiler.source import ASTSource, compile_source
from tmetal.runtime.compiled import CompiledKernel, GPUTarget

compile = compile_source

__all__ = ["ASTSource", "CompilationError", "CompiledKernel", "GPUTarget", "OutOfResources"]
__all__ += ["compile"]
