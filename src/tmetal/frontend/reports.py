"""What a kernel says while it runs: `tl.device_print`, `print`, `tl.device_assert`.

Each print of a value is an op of its own, as is an assertion where assertions are checked; how
they leave a compiled program is `passes.records`.
"""

from __future__ import annotations

from tmetal.errors import CompileError, need
from tmetal.frontend import promote
from tmetal.frontend.builtin import builtin
from tmetal.frontend.promote import Emitter, Operand, as_value, elementwise, is_number, is_value
from tmetal.frontend.words import describe
from tmetal.ir.types import F32, is_pointer, number_of, shape_of

INSTEAD = (
    "It prints run-time values. For a value or type known at compile time write "
    "tl.static_print(...)."
)


@builtin()
def device_print(e: Emitter, prefix: str, *args: Operand, hex: bool = False) -> None:
    """Print a line for each element: `pid (0, 0, 0) idx (3) x: 1.500000`.

    prefix: a text; args: numbers, scalars and tiles. hex=True prints the bits. Without args one
    line is printed for each program. A launch of a kernel that prints runs at once, and prints
    when it has run: program after program, each in its own order. At most about 4 MB is kept; a
    RuntimeWarning says so where lines are dropped.
    """
    need(
        isinstance(prefix, str),
        f"tl.device_print takes a text first, not {describe(prefix)}. "
        'Write tl.device_print("x", x).',
    )
    if not args:
        e.effect("print", **_attrs(prefix if prefix.startswith(" ") else f" {prefix}", (), hex))
    for i, x in enumerate(args):
        value = _printable(e, x)
        which = f"(operand {i}) " if len(args) > 1 else ""
        attrs = _attrs(_heading(prefix) + which, shape_of(value.type), hex)
        e.effect("print", value, **attrs)


def _attrs(text: str, shape: tuple[int, ...], hexadecimal: bool) -> dict[str, object]:
    return {"text": text, "shape": shape, "hexadecimal": bool(hexadecimal), "site": 0}


def _heading(prefix: str) -> str:
    """Return a prefix as Triton prints it: with a space before and a colon after."""
    text = prefix.rstrip(" ").removesuffix(":")
    return f"{'' if not text or text.startswith(' ') else ' '}{text}: "


def _printable(e: Emitter, x: Operand) -> Operand:
    need(is_value(x) or is_number(x), f"tl.device_print cannot print {describe(x)}. {INSTEAD}")
    value = as_value(e, x)
    if is_pointer(value.type):
        raise CompileError(
            "tl.device_print prints numbers, and a pointer has no address here. Print what it "
            "points to, tl.load(ptr), or the offsets."
        )
    return e.emit("cast", value, dtype=F32.name) if number_of(value.type).is_fp8() else value


@builtin()
def device_assert(e: Emitter, cond: Operand, msg: str = "", mask: Operand = None) -> None:
    """Have the launch fail with `msg`, and write nothing, where a condition does not hold.

    Checked in the interpreter, and in compiled kernels while debugging: TMETAL_DEBUG=1, or
    debug=True at the launch or in @tmetal.jit. Else it costs nothing. mask: elements that are
    False are not checked. A program goes on after a failure: the launch tells of it at its end.
    """
    need(isinstance(msg, str), f"the message of tl.device_assert is a text, not {describe(msg)}.")
    if not e.checks:
        return
    holds = promote.truth(e, as_value(e, cond))
    if mask is not None:
        masked_off = e.emit("invert", promote.truth(e, as_value(e, mask)))
        holds = elementwise(e, "or", holds, masked_off)
    failed = e.emit("invert", holds)
    e.effect("fail", failed, text=msg, shape=shape_of(failed.type), site=0)
