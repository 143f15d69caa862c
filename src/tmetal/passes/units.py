"""Decides which products run on the tensor units of an M5.

In: a function at the tile level, the launch's `dot_backend` ("auto", "mpp" or "simdgroup") and the
generation to compile for. Out: the same function, `dot` ops marked `unit="tensor"`, or
`refused="..."` with the reason where tensor operations were asked for, or are there, and a product
has to do without. All others run on `simdgroup_matrix`, or in each thread (`passes/product.py`).
"""

from __future__ import annotations

from tmetal.chips import Generation
from tmetal.errors import Loc
from tmetal.ir.core import Block, Func, Op, walk
from tmetal.ir.types import BF16, F16, F32, number_of, shape_of
from tmetal.passes.matrix import on_matrices
from tmetal.passes.tensor_ops import COLUMNS, INNER, ROWS, parts


def units(func: Func, simdgroups: int, target: Generation, wish: str) -> Func:
    """Mark the products of `func`, and return it."""
    if wish == "simdgroup" or (wish == "auto" and not target.tensor_units):
        return func
    dots = [op for op in walk(func.body) if op.name == "dot"]
    reasons = [refusal(op, func.body, simdgroups, target, wish) for op in dots]
    # Between a product on tensor units and another, elements would move through threadgroup memory.
    other = next(filter(None, reasons), "") if wish == "auto" else ""
    for op, reason in zip(dots, reasons, strict=True):
        why = reason or (other and f"another product of this kernel cannot: {other}")
        op.attrs = {**op.attrs, **({"refused": why} if why else {"unit": "tensor"})}
    return func


def refusals(func: Func) -> list[tuple[str, Loc | None]]:
    """Return what `units` has refused in a function: what is done instead and why, and where."""
    found = []
    for op in walk(func.body):
        if "refused" in op.attrs:
            instead = "simdgroup_matrix" if on_matrices(op) else "each thread's own arithmetic"
            text = f"this product runs on {instead}, not on tensor units: {op.attrs['refused']}."
            found.append((text, op.loc))
    return found


def refusal(op: Op, body: Block, simdgroups: int, target: Generation, wish: str) -> str:
    """Say why a product cannot run on tensor units, or return an empty text."""
    x, y, _ = op.operands
    dtype = number_of(x.type)
    if not target.tensor_units:
        return f"an {target.name} has no tensor units: they came with the M5"
    if dtype not in (F16, BF16, F32):
        return f"its operands are {dtype.title}: float16, bfloat16 and float32 are multiplied there"
    if dtype is F32 and wish == "auto":
        return 'float32 gains nothing there in full precision (dot_backend="mpp" takes it)'
    if len(shape_of(x.type)) != 2:
        return "it is a batch of products"
    (rows, inner), (_, columns) = shape_of(x.type), shape_of(y.type)
    if rows < ROWS or columns < COLUMNS or inner < INNER:
        return (
            f"it multiplies {rows} x {inner} by {inner} x {columns}, and the least is "
            f"{ROWS} x {INNER} by {INNER} x {COLUMNS}"
        )
    if parts(op, body, simdgroups) is None:
        return (
            f"{simdgroups} simdgroups would share {rows} x {columns} elements, and each takes "
            f"{ROWS} x {COLUMNS} at least, of whole rows where rows are reduced or multiplied again"
        )
    return ""
