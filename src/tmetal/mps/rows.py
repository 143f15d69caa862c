"""The table: a row is a Python function, and what its signature and its decorator say of it.

Positional parameters are arrays (those with the default None may be left out), keyword parameters
options with their kinds and defaults; the docstring is the manual. The body first checks shapes and
options, and then calls MLX, which is lazy: nothing runs before everything is checked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tmetal.mps.operation import MPSOperation

# MLX's dtypes by name. float64 is left out: there is none on a GPU.
FLOATS = ("float16", "bfloat16", "float32")
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
NUMBERS = (*INTEGERS, *FLOATS)
COMPLEX = ("float32", "complex64")
Body = Callable[..., Any]


@dataclass(frozen=True)
class Row:
    """One operation. needs: the functions of `mlx.core` that it calls."""

    operation: MPSOperation
    body: Body
    dtypes: tuple[str, ...]
    needs: tuple[str, ...]
    signature: inspect.Signature

    @cached_property
    def name(self) -> str:
        """Its name in messages."""
        return self.operation.value

    @cached_property
    def arrays(self) -> dict[str, bool]:
        """The names of its arrays, and whether each has to be given."""
        parameters = self.signature.parameters.values()
        return {p.name: p.default is p.empty for p in parameters if p.kind is not p.KEYWORD_ONLY}

    @cached_property
    def options(self) -> dict[str, inspect.Parameter]:
        """Its options by name."""
        parameters = self.signature.parameters.values()
        return {p.name: p for p in parameters if p.kind is p.KEYWORD_ONLY}

    @cached_property
    def usage(self) -> str:
        """How it is called: softmax(x, *, axis=-1)."""
        arrays = [name if must else f"{name}=None" for name, must in self.arrays.items()]
        options = [
            name if p.default is p.empty else f"{name}={p.default!r}"
            for name, p in self.options.items()
        ]
        star = ["*"] if options else []
        return f"{self.name}({', '.join(arrays + star + options)})"


TABLE: dict[MPSOperation, Row] = {}


def row(
    operation: MPSOperation, *needs: str, dtypes: tuple[str, ...] = FLOATS
) -> Callable[[Body], Body]:
    """Make the decorated function the row of an operation."""

    def add(body: Body) -> Body:
        signature = inspect.signature(body, eval_str=True)
        TABLE[operation] = Row(operation, body, dtypes, needs, signature)
        return body

    return add
