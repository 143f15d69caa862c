"""tmetal: Python tile kernels for Apple GPUs, and for any CPU from the same Metal source.

import tmetal
import tmetal.language as tl

@tmetal.jit
def add(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr): ...

add[(tmetal.cdiv(n, 1024),)](x, y, out, n, BLOCK=1024)
"""

import operator
from collections.abc import Callable
from typing import Any

from tmetal import compiler, configs, hardware, language, mps, ops, runtime, testing, tools
from tmetal.compiler import compile
from tmetal.errors import (
    BackendError,
    CompileError,
    InternalError,
    LaunchError,
    OutOfResources,
    PerformanceWarning,
    TmetalError,
)
from tmetal.explain.transform import transform_ir
from tmetal.frontend.aggregates import aggregate
from tmetal.frontend.builtins import cdiv
from tmetal.frontend.constants import constexpr_function
from tmetal.frontend.refusals import PACKAGE
from tmetal.runtime.adapters import MockTensor, TensorWrapper, reinterpret
from tmetal.runtime.autotuner import Config, autotune, heuristics
from tmetal.runtime.backends import backend
from tmetal.runtime.explained import explain, memory_pattern_optimizer
from tmetal.runtime.export import export
from tmetal.runtime.interface import KernelInterface
from tmetal.runtime.jit import JITFunction, Kernel, jit
from tmetal.runtime.measure.api import profile, profile_msl
from tmetal.runtime.measure.profile import Profile
from tmetal.runtime.placeholders import (
    Placeholder,
    empty,
    empty_like,
    full,
    full_like,
    strides,
    zeros,
    zeros_like,
)

__version__ = "0.1.0"
# The names of these errors in portable code.
TritonError = TmetalError
CompilationError = InterpreterError = CompileError

__all__ = [
    "BackendError",
    "CompilationError",
    "CompileError",
    "Config",
    "InternalError",
    "InterpreterError",
    "JITFunction",
    "Kernel",
    "KernelInterface",
    "LaunchError",
    "MockTensor",
    "OutOfResources",
    "PerformanceWarning",
    "Placeholder",
    "Profile",
    "TensorWrapper",
    "TmetalError",
    "TritonError",
    "aggregate",
    "autotune",
    "backend",
    "cdiv",
    "compile",
    "compiler",
    "configs",
    "constexpr_function",
    "empty",
    "empty_like",
    "explain",
    "export",
    "full",
    "full_like",
    "hardware",
    "heuristics",
    "jit",
    "language",
    "memory_pattern_optimizer",
    "mps",
    "must_use_result",
    "next_power_of_2",
    "ops",
    "profile",
    "profile_msl",
    "reinterpret",
    "runtime",
    "set_allocator",
    "strides",
    "testing",
    "tools",
    "transform_ir",
    "zeros",
    "zeros_like",
]


def set_allocator(allocator: Callable[..., Any] | None) -> None:
    """Accept a function that allocates scratch memory; descriptors need none here.

    LaunchError for what is no function.
    """
    if allocator is not None and not callable(allocator):
        raise LaunchError(f"set_allocator takes a function, not a {type(allocator).__name__}.")


def must_use_result(fn: Any, is_required: bool = True) -> Any:
    """Return `fn`: a mark for readers."""
    return fn


@constexpr_function
def next_power_of_2(n: int) -> int:
    """Return the smallest power of two that is at least `n` (1 for n below 1).

    LaunchError for what is no integer.
    """
    try:
        size = operator.index(n)
    except TypeError:
        raise LaunchError(f"next_power_of_2 takes an integer, not {n!r}.") from None
    return 1 << max(0, size - 1).bit_length()


def __getattr__(name: str) -> Any:
    reason = f" in this version: {PACKAGE[name]}" if name in PACKAGE else ""
    raise AttributeError(f"tmetal has no `{name}`{reason}")
