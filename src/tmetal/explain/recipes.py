"""How whole-tile operations are done: reductions, scans, products, sorts, histograms.

In: the tile IR after `barriers`. Out: a line for each; the numbers are those of its layout.
"""

from __future__ import annotations

from collections.abc import Callable

from tmetal.explain.report import Recipe, place_of
from tmetal.ir.core import Func, Op, walk
from tmetal.ir.layout import dimension_bits, read_layout
from tmetal.ir.types import number_of, shape_of
from tmetal.passes.matrix import SIDE, on_matrices
from tmetal.passes.tensor_ops import on_tensor_units

NAMES = {"add": "sum", "mul": "product", "maximum": "maximum", "minimum": "minimum"}


def recipes_of(tiles: Func) -> tuple[Recipe, ...]:
    """Return the whole-tile operations of a kernel in the order of its text."""
    found = []
    for op in walk(tiles.body):
        how = _HOW.get(op.name)
        if how is not None:
            found.append(
                Recipe(_kind(op), shape_of(op.operands[0].type), how(op), place_of(op.loc))
            )
    return tuple(found)


def _kind(op: Op) -> str:
    """Return the name of an operation; reductions and scans by what combines two elements."""
    if op.name not in ("reduce", "scan"):
        return {"dot": "matrix product"}.get(op.name, op.name)
    inner = [o.name for o in op.blocks[0].ops[:-1] if o.name not in ("cast", "constant")]
    what = NAMES.get(inner[0], inner[0]) if len(inner) == 1 else "combination"
    axis = op.attrs["axis"]
    return f"{'scan' if op.name == 'scan' else 'reduction'} ({what}, axis {axis})"


def _along(op: Op) -> str:
    """Say how many elements lie in registers, lanes and simdgroups along the axis."""
    layout, shape = read_layout(op.attrs["layout"]), shape_of(op.operands[0].type)
    bits = dimension_bits(shape)[op.attrs["axis"]]
    counts = [
        sum(1 for x in part if x and x.bit_length() - 1 in bits)
        for part in (layout.register, layout.lane, layout.simdgroup)
    ]
    registers, lanes, groups = counts
    said = []
    if registers:
        said.append(f"{1 << registers} elements in a thread's registers")
    if lanes:
        said.append(f"{1 << lanes} lanes by {lanes} shuffle{'s' * (lanes > 1)}")
    if groups:
        said.append(f"{1 << groups} simdgroups through threadgroup memory")
    return ", then ".join(said) or "one element: nothing to do"


def _product(op: Op) -> str:
    rows, columns = shape_of(op.result.type)[-2:]
    dtype = number_of(op.operands[0].type).title
    if not on_matrices(op):
        return f"{dtype}: each thread sums its own elements, operands in threadgroup memory"
    down, across = op.attrs["shares"][:2]
    if on_tensor_units(op):
        part = f"{rows // down} x {columns // across}"
        return (
            f"{dtype} on tensor units, 16 x 32 x 16 at once: {down} x {across} simdgroups, each "
            f"accumulates {part} in registers"
        )
    refused = op.attrs.get("refused")
    why = f"; not on tensor units: {refused}" if refused else ""
    strip = f"{max(SIDE, rows // down)} x {max(SIDE, columns // across)}"
    return (
        f"{dtype} on 8 x 8 matrices: {down} x {across} simdgroups, each accumulates {strip} "
        f"in registers{why}"
    )


_HOW: dict[str, Callable[[Op], str]] = {
    "reduce": _along,
    "scan": _along,
    "dot": _product,
    "sort": lambda op: "bitonic exchange in threadgroup memory",
    "histogram": lambda op: "atomic counts in threadgroup memory",
    "scatter_add": lambda op: "atomic sums in threadgroup memory, then one addition a place",
}
