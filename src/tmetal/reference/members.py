"""The parts of the reference that list members: of tiles, types and descriptors, and other names.

In: the tables and the docstrings of the language. Out: Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tmetal import language
from tmetal.frontend import refusals
from tmetal.frontend.builtins import METHODS, TABLE
from tmetal.frontend.mathnames import LIBDEVICE
from tmetal.frontend.matrices import Descriptor
from tmetal.ir.dtype_words import TypeWords
from tmetal.ir.types import DType
from tmetal.reference.facts import call_facts

# Names of the language that are values, and so have no docstring of their own.
_VALUES = {
    "TRITON_MAX_TENSOR_NUMEL": "Elements that a tile has at most: 1048576.",
    "pi32_t": "The type of a pointer to int32.",
    "dtype": "The class of the dtypes.",
}


def _table(head: str, rows: Iterable[tuple[str, ...]]) -> str:
    bar = "|".join("---" for _ in head.split("|"))
    lines = ["| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in rows]
    return f"| {head} |\n|{bar}|\n" + "\n".join(lines) + "\n"


def _first(thing: Any) -> str:
    """Return the first paragraph of a manual, in one line."""
    return " ".join((thing.__doc__ or "").split("\n\n")[0].split())


def tiles() -> str:
    """Return the members of tiles and scalars."""
    rows = [(f"`x.{n}{_inside(b)}`", _first(b)) for n, b in sorted(METHODS.items())]
    return (
        "## Members of tiles and scalars\n\n`x.dtype`, `x.shape`, `x.numel`, `x.type`, `x.T` (the "
        "last two dimensions swapped), and for a pointer `x_ptr.dtype.element_ty`.\n\n"
        + _table("method | meaning", rows)
    )


def _inside(builtin: Any) -> str:
    """Return a method's signature without its owner."""
    signature = builtin.__signature__
    return str(signature.replace(parameters=list(signature.parameters.values())[1:]))


def types() -> str:
    """Return what types answer."""
    names = [n for n in dir(TypeWords) if not n.startswith("_")]
    members = {n: getattr(TypeWords, n) for n in names}
    rows = [
        (f"`{n}{'' if isinstance(m, property) else '()'}`", _first(m)) for n, m in members.items()
    ]
    rows += [("`primitive_bitwidth`", "Width in bits."), ("`name`", "The name in the IR.")]
    return "## Members of types\n\n`x.dtype` and `x.type` answer:\n\n" + _table(
        "member | meaning", rows
    )


def descriptors() -> str:
    """Return the members of tensor descriptors."""
    methods = Descriptor.kernel_methods
    rows = [(f"`d.{n}{_inside(b)}`", _first(b)) for n, b in sorted(methods.items())]
    return (
        "## Members of tensor descriptors\n\nOf `tl.make_tensor_descriptor` or of the host's "
        "`TensorDescriptor`: `d.shape` and `d.strides` (int64 scalars), `d.block_shape`, `d.dtype`."
        "\n\n" + _table("method | meaning", rows)
    )


def others() -> str:
    """Return the names of `tl` that are neither functions nor dtypes."""
    names = [n for n in sorted(set(language.__all__)) if n not in TABLE]
    found = {n: getattr(language, n) for n in names}
    rows = [
        (f"`tl.{n}`", _VALUES.get(n) or _first(v))
        for n, v in found.items()
        if not isinstance(v, DType)
    ]
    return "## Other names of `tl`\n\n" + _table("name | meaning", rows)


def library() -> str:
    """Return the functions of libdevice."""
    rows = []
    for name, builtin in sorted(LIBDEVICE.items()):
        doc = (builtin.__doc__ or "").replace("\n", " ")
        rows.append((f"`{name}{builtin.__signature__}`", doc, call_facts(name)))
    refused = len(refusals.LIBDEVICE)
    return (
        "## `tl.extra.libdevice`\n\nAlso `tl.extra.cuda.libdevice` and `tl.math`: elementwise, of "
        "scalars and tiles. For instance `y = tl.extra.libdevice.tanh(x)`. The last column says "
        f"what goes in and what comes out; {refused} names are refused (see the end).\n\n"
        + _table("function | meaning | dtypes", rows)
    )
