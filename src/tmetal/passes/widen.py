"""Which arithmetic on 16-bit floats is done in float32: the conversions stand in the IR.

Assumes: `lower` has run. Guarantees: an op on 16-bit floats that Metal does not have for them, or
that this chip would emulate, is one on float32 between conversions. Results are rounded once per
op either way, so they are the same: a float32 sum, difference or product of 16-bit floats, rounded
to 16 bits, is the exactly rounded one, since 24 bits are more than twice 11 (and 8) and 2 more.
"""

from __future__ import annotations

from collections.abc import Sequence

from tmetal.ir.build import Builder
from tmetal.ir.core import Func, Op, Value
from tmetal.ir.ops import OPS
from tmetal.ir.types import BF16, F16, F32, number_of
from tmetal.passes.rewrite import rebuild


def widen(func: Func, native_bfloat: bool) -> Func:
    """Change `func`, and return it. native_bfloat: the chip computes with bfloat (`chips.py`)."""

    def rule(op: Op, b: Builder) -> Sequence[Value] | None:
        dtype = op.operands[-1].type if op.operands else None
        if dtype is not F16 and dtype is not BF16:
            return None
        row = OPS[op.name]
        # A choice computes nothing; what else has no spelling of its own moves bits.
        if row.msl is None or not row.elementwise or op.name == "where":
            return None
        if not row.in_float and (dtype is F16 or (native_bfloat and row.is_operator)):
            return None
        operands = [
            b.emit("cast", v, dtype=F32.name) if number_of(v.type) is dtype else v
            for v in op.operands
        ]
        made = b.emit(op.name, *operands, **op.attrs)
        result = number_of(op.result.type)
        return [b.emit("cast", made, dtype=result.name) if made.type is F32 is not result else made]

    return rebuild(func, rule)
