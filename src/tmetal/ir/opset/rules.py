"""Type rules that rows share: from operand types and attributes to result types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tmetal.ir.ops import TypeMistake, TypeRule
from tmetal.ir.types import F32, I1, DType, Type, is_pointer, number_of, with_scalar

Attrs = dict[str, Any]


STORAGE = "8-bit floats are for memory. Convert first: x.to(tl.float16)"


def one_type(operands: Sequence[Type]) -> Type:
    """Return the type that all operands have, or refuse."""
    first = operands[0]
    if any(t is not first for t in operands):
        raise TypeMistake(f"operands must have one type, not {', '.join(map(repr, operands))}")
    return first


def same(accepts: Callable[[DType], bool], what: str) -> TypeRule:
    """Make the rule: all operands have one type, whose dtype `accepts`; the result has it too.

    8-bit floats are refused: they are for memory, and are converted before.
    """

    def rule(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
        common = one_type(operands)
        if not is_pointer(common) and number_of(common).is_fp8():
            raise TypeMistake(f"takes {what}, not {number_of(common).title}: {STORAGE}")
        if is_pointer(common) or not accepts(number_of(common)):
            found = "pointers" if is_pointer(common) else number_of(common).title
            raise TypeMistake(f"takes {what}, not {found}")
        return (common,)

    return rule


numbers = same(lambda d: True, "numbers")
arithmetic = same(lambda d: d.kind != "bool", "numbers")
integers = same(lambda d: d.is_integer, "integers")
bits = same(lambda d: not d.is_float, "integers or booleans")
floats = same(lambda d: d.is_float, "floating-point numbers")
float32 = same(lambda d: d is F32, "float32 (cast it first: x.to(tl.float32))")


def compare(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    """Two operands of one type give booleans of its shape."""
    common = one_type(operands)
    if not is_pointer(common) and number_of(common).is_fp8():
        raise TypeMistake(f"does not take {number_of(common).title}: {STORAGE}")
    return (with_scalar(common, I1),)


def choose(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    """A boolean and two operands of one type, all of one shape, give that type."""
    condition, x, y = operands
    if x is not y or condition is not with_scalar(x, I1):
        raise TypeMistake(f"where takes a condition of the shape of both sides: {operands}")
    return (x,)


def nothing(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    """No results."""
    return ()


def anything(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    """Give the operands' types back; control flow is checked by the verifier itself."""
    return tuple(operands)
