"""Atomic updates: `tl.atomic_add` and its family.

Metal orders atomics as relaxed only (apple-gpu notes §2.12), so `sem` and `scope` are checked and
have no effect: other memory that a program wrote is not sure to be seen by one that sees an update.
"""

from __future__ import annotations

from collections.abc import Callable

from tmetal.errors import need
from tmetal.frontend.access import guard, mask_of, pointed
from tmetal.frontend.builtin import Builtin, register
from tmetal.frontend.promote import Emitter, Operand, cast, is_value
from tmetal.frontend.words import describe
from tmetal.ir.types import DType, number_of, shape_of

SEMANTICS = ("relaxed", "acquire", "release", "acq_rel")
SCOPES = ("gpu", "cta", "sys")
_WHAT = {
    "add": "Add to",
    "and": "And the bits of",
    "max": "Raise to at least `val`",
    "min": "Lower to at most `val`",
    "or": "Or the bits of",
    "xchg": "Replace",
    "xor": "Flip the bits of `val` in",
}
_BITS = ("and", "or", "xor")


def _element(kind: str, pointer: Operand) -> DType:
    """Return the dtype that is updated; CompileError if Metal has no way to."""
    what = f"tl.atomic_{kind}"
    element = pointed(pointer, what)
    need(
        element.bits >= 16,
        f"{what} does not update {element.title}: Metal updates 32 bits at once, and an element of "
        "8 would take its neighbours along. Use an array of tl.int32.",
    )
    need(
        element.bits < 64 or kind in ("add", "max", "min"),
        f"{what} does not update {element.title}: of 64 bits Metal has additions, made of two "
        "halves, and from M2 on maxima and minima. Use an array of tl.int32 or tl.uint32.",
    )
    need(
        kind not in _BITS or element.is_integer,
        f"{what} works on the bits of integers, not on {element.title}.",
    )
    return element


def _check_order(kind: str, sem: Operand, scope: Operand) -> None:
    for word, given, known in (("sem", sem, SEMANTICS), ("scope", scope, SCOPES)):
        need(
            given is None or given in known,
            f"tl.atomic_{kind}: {word} is one of {', '.join(map(repr, known))}, not {given!r}.",
        )


def _update(
    e: Emitter, kind: str, pointer: Operand, values: list[Operand], mask: Operand
) -> Operand:
    element, shape = _element(kind, pointer), shape_of(pointer.type)
    operands = [guard(e, cast(e, v, element), shape, "value") for v in values]
    if mask is not None:
        operands.append(guard(e, mask_of(e, mask), shape, "mask"))
    return e.emit("atomic", pointer, *operands, kind=kind)


def _with_value(kind: str) -> None:
    def run(
        e: Emitter,
        pointer: Operand,
        val: Operand,
        mask: Operand = None,
        sem: Operand = None,
        scope: Operand = None,
    ) -> Operand:
        _check_order(kind, sem, scope)
        return _update(e, kind, pointer, [val], mask)

    doc = (
        f"{_WHAT[kind]} the elements at a pointer, each at once; give what was there before.\n\n"
        "mask: where False nothing happens, and the result is unspecified. Elements that are named "
        "twice are updated twice."
    )
    _register(f"atomic_{kind}", run, doc)


def _register(name: str, run: Callable[..., Operand], doc: str) -> None:
    register(Builtin(run, name, doc, method=True))


for _kind in _WHAT:
    _with_value(_kind)


def _cas(
    e: Emitter,
    pointer: Operand,
    cmp: Operand,
    val: Operand,
    sem: Operand = None,
    scope: Operand = None,
) -> Operand:
    _check_order("cas", sem, scope)
    element = _element("cas", pointer)
    for name, given in (("cmp", cmp), ("val", val)):
        need(
            not isinstance(given, float) or element.is_float,
            f"tl.atomic_cas compares bits: `{name}` is {given!r}, and the elements are "
            f"{element.title}. Write a whole number.",
        )
        need(
            not is_value(given) or number_of(given.type) is element,
            f"tl.atomic_cas compares bits: `{name}` is {describe(given)}, and the elements are "
            f"{element.title}. Write {name}.to(tl.{element.title}).",
        )
    return _update(e, "cas", pointer, [val, cmp], None)


def _load(
    e: Emitter, pointer: Operand, mask: Operand = None, sem: Operand = None, scope: Operand = None
) -> Operand:
    _check_order("load", sem, scope)
    return _update(e, "load", pointer, [], mask)


def _store(
    e: Emitter,
    pointer: Operand,
    val: Operand,
    mask: Operand = None,
    sem: Operand = None,
    scope: Operand = None,
) -> None:
    _check_order("store", sem, scope)
    _update(e, "store", pointer, [val], mask)


_register(
    "atomic_cas",
    _cas,
    "Replace the elements at a pointer by `val` where they equal `cmp`, bit for bit; give what was "
    "there before.",
)
_register("atomic_load", _load, "Read the elements at a pointer, each at once.")
_register("atomic_store", _store, "Write the elements at a pointer, each at once.")
