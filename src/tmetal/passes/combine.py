"""The block of a reduction or scan, as code of one thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tmetal.ir.core import Op, Value
from tmetal.ir.ops import OPS
from tmetal.ir.types import DType, scalar_of
from tmetal.passes.rewrite import Replaced, copy_op

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering


def inline(low: Lowering, op: Op, left: list[Value], right: list[Value]) -> list[Value]:
    """Emit the block that combines two sets of elements."""
    (block,) = op.blocks
    outer = {v: low.scalars[v] for o in block.ops for v in o.operands if v in low.scalars}
    values = Replaced(outer | dict(zip(block.args, [*left, *right], strict=True)))
    for inner in block.ops[:-1]:
        low.b.block.ops.append(copy_op(inner, [values[v] for v in inner.operands], values))
    return [values[v] for v in block.ops[-1].operands]


def choose(low: Lowering, condition: Value, x: list[Value], y: list[Value]) -> list[Value]:
    """Emit `condition ? x : y` for each element."""
    return [low.b.emit("where", condition, p, q) for p, q in zip(x, y, strict=True)]


def identity(op: Op) -> list[float | int | bool] | None:
    """Return the element that changes nothing, if the block is one op that has one."""
    (block,) = op.blocks
    if len(block.ops) != 2 or len(block.args) != 2:
        return None
    only = block.ops[0]
    if sorted(map(id, only.operands)) != sorted(map(id, block.args)):
        return None
    dtype = scalar_of(block.args[0].type)
    assert isinstance(dtype, DType)
    if only.name in ("maximum", "minimum"):
        if dtype.is_float:  # NaN loses against everything: it is what a maximum starts from
            return [float("nan")]
        return [dtype.limits[0 if only.name == "maximum" else 1]]
    row = OPS[only.name]
    if row.unit is None or not row.commutative:
        return None
    return [row.unit if dtype.is_float else int(row.unit)]
