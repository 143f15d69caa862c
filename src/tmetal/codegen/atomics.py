"""Atomic updates as MSL: Metal's own functions where it has them, else a helper that retries."""

from __future__ import annotations

from tmetal.codegen.writer import Writer
from tmetal.ir.core import Op, Value
from tmetal.ir.opset.atomic import Update, update_of
from tmetal.ir.types import F32, I32, U32, DType, Pointer, number_of

# What Metal has for 32-bit integers and floats in device memory (apple-gpu notes §2.12); its
# additions of floats are there since Metal 3. Of `ulong` there are max and min, which give nothing.
_INTEGERS = {
    "add": "fetch_add",
    "and": "fetch_and",
    "max": "fetch_max",
    "min": "fetch_min",
    "or": "fetch_or",
    "xchg": "exchange",
    "xor": "fetch_xor",
}
_FLOATS = {"add": "fetch_add", "xchg": "exchange"}
_PLAIN = {"load": "load", "store": "store"}
_KINDS = {I32: "atomic_int", U32: "atomic_uint", F32: "atomic_float"}


def is_native(op: Op) -> bool:
    """Whether one of Metal's functions does an update."""
    return _function(op) is not None


def atomic_at(w: Writer, op: Op) -> None:
    """Print an update: a statement, or the declaration of what was there before."""
    update = update_of(op.operands[2:], op.attrs["kind"], op.attrs["form"])
    call = _native(w, op, update) or _helper(w, op, update)
    if not op.results:
        w.line(f"if ({w.use(update.mask)}) {{ {call}; }}" if update.mask else f"{call};")
        return
    dtype = op.result.type
    assert isinstance(dtype, DType)
    chosen = f"{w.use(update.mask)} ? {call} : {w.zero(dtype)}" if update.mask else call
    w.define(op.result, chosen)


def _element(op: Op) -> DType:
    pointer = op.operands[0].type
    assert isinstance(pointer, Pointer)
    return number_of(pointer.element)


def _function(op: Op) -> str | None:
    kind, dtype = str(op.attrs["kind"]), _element(op)
    if op.attrs["form"] == "ordered":
        return kind
    if op.attrs["form"] == "xor" or dtype not in _KINDS:
        return None
    return (_PLAIN | (_FLOATS if dtype is F32 else _INTEGERS)).get(kind)


def _native(w: Writer, op: Op, update: Update) -> str | None:
    name, (base, count) = _function(op), op.operands[:2]
    if name is None:
        return None
    word = _KINDS.get(_element(op), "atomic_ulong")
    place = f"(device {word}*){w.use(base)} + {w.use(count)}"
    value = [] if update.value is None else [w.use(update.value)]
    if word == "atomic_ulong":
        value = [f"ulong({value[0]})"]
    words = ", ".join([place, *value, "memory_order_relaxed"])
    return f"atomic_{name}_explicit({words})"


def _helper(w: Writer, op: Op, update: Update) -> str:
    dtype, kind = _element(op), op.attrs["kind"]
    place = f"{w.use(op.operands[0])}, {w.use(op.operands[1])}"
    if dtype.bits == 64:
        return f"tmetal_add_halves({place}, {_typed(w, update.value)})"
    before = _typed(w, update.before) if update.before is not None else w.zero(dtype)
    before = before if update.before is not None else f"{dtype.msl}({before})"
    if kind == "load":
        return f"tmetal_read({place}, {before})"
    name = "xchg" if kind == "store" else kind
    if dtype.is_float and kind in ("add", "max", "min"):
        name += "_float"
    values = [_typed(w, v) for v in (update.value, update.expected) if v is not None]
    change = f"tmetal_{name}<{dtype.msl}>{{{', '.join(values)}}}"
    return f"tmetal_update({place}, {before}, {change})"


def _typed(w: Writer, v: Value) -> str:
    """Return a value's text in its own type: a literal alone may be an int."""
    text = w.use(v)
    dtype = number_of(v.type)
    return f"{dtype.msl}({text})" if v.op is not None and v.op.name == "constant" else text
