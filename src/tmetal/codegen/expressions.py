"""Elementwise ops as MSL expressions: the row's template."""

from __future__ import annotations

from functools import cache

from tmetal.codegen import float8
from tmetal.codegen.literals import literal
from tmetal.codegen.writer import Writer, is_closed
from tmetal.ir.core import Op, Value
from tmetal.ir.ops import OPS, Row
from tmetal.ir.types import BF16, F16, F32, U32, DType, Type, dtype_named, number_of


def expression(w: Writer, op: Op) -> str:
    """Return the MSL expression of an op."""
    special = _SPECIAL.get(op.name)
    if special is not None:
        return special(w, op)
    if not op.operands:
        axis = "xyz"[op.attrs["axis"]] if "axis" in op.attrs else ""
        return _template(OPS[op.name], None).format(axis=axis)
    last = op.operands[-1].type
    template = _plain(op.name, last)
    if template is not None:
        return template.format(*map(w.use, op.operands))
    return _spell(OPS[op.name], op, number_of(last), [w.use(v) for v in op.operands])


@cache
def _plain(name: str, last: Type) -> str | None:
    """Return the template of an op whose operands stand in it as they are; None for others.

    last: the type of its last operand.
    """
    row = OPS[name]
    if name in _READS:
        return _template(row, None)
    dtype = number_of(last)
    template = _template(row, dtype)
    if (row.wraps and dtype.is_integer) or "{u" in template:
        return None
    for word, text in _words(dtype, dtype).items():
        template = template.replace(f"{{{word}}}", text)
    return template


def _template(row: Row, dtype: DType | None) -> str:
    if isinstance(row.msl, str):
        return row.msl
    assert row.msl is not None, f"{row.name} has neither a spelling nor an emitter"
    kind = dtype.kind if dtype else "float"
    if kind not in row.msl and kind in ("uint", "bool"):
        kind = "int"
    return row.msl[kind]


def _spell(row: Row, op: Op, dtype: DType, texts: list[str]) -> str:
    template = _template(row, dtype)
    if not (row.wraps and dtype.is_integer):
        return template.format(*texts, **_words(dtype, dtype), **_unsigned(template, dtype, texts))
    wide, plain = _wide_unsigned(dtype), texts
    if dtype is not wide:
        texts = [
            f"{wide.msl}({t})" if _constant(v) is None else literal(_wrapped(v, wide), wide)
            for t, v in zip(texts, op.operands, strict=True)
        ]
    signed = {f"s{i}": t for i, t in enumerate(plain)} if "{s" in template else {}
    words = _words(dtype, wide) | _unsigned(template, dtype, texts) | signed
    text = template.format(*texts, **words)
    return text if dtype is wide else f"{dtype.msl}({text})"


def _constant(v: Value) -> object:
    return v.op.attrs["value"] if v.op is not None and v.op.name == "constant" else None


def _wrapped(v: Value, wide: DType) -> int:
    value = _constant(v)
    assert isinstance(value, int)
    return value % (1 << wide.bits)


def _wide_unsigned(dtype: DType) -> DType:
    """Return the unsigned type of at least 32 bits that a dtype's arithmetic is done in."""
    return U32 if dtype.bits <= 32 else dtype_named("u64")


@cache
def _words(dtype: DType, wide: DType) -> dict[str, str]:
    """Return the words a template may use: T the type, M the shift mask, Z zero.

    Where a row wraps, `{0}` is the widened operand and `{s0}` the operand as it was.
    """
    return {"T": dtype.msl, "M": literal(dtype.bits - 1, wide), "Z": literal(0, wide)}


def _unsigned(template: str, dtype: DType, texts: list[str]) -> dict[str, str]:
    """Return the words u0 … of a template: the operands as unsigned numbers."""
    if "{u" not in template:
        return {}
    unsigned = dtype_named(f"u{dtype.bits}") if dtype.kind == "int" else dtype
    return {f"u{i}": f"{unsigned.msl}({t})" for i, t in enumerate(texts)}


def _cast(w: Writer, op: Op) -> str:
    """Convert. `half(long)` is off above 65504 on real hardware and bfloat converts only from
    float, so 16-bit floats are reached, and left, through float."""
    (operand,) = op.operands
    source, target = number_of(operand.type), number_of(op.result.type)
    text = w.use(operand)
    if source.is_fp8():
        text, source = float8.widened(text, source), F32
    if target.is_fp8():
        return float8.narrowed(text if source is F32 else f"float({text})", target)
    if source is target:  # an 8-bit float as float32
        return text
    if target.kind == "bool":
        zero = literal(0, source) if source is not BF16 else "0.0f"
        return f"{_out_of_bfloat(text, source)} != {zero}"
    if source.is_float and target.is_float and F32 in (source, target):
        return f"{target.msl}({text})"
    through = source in (F16, BF16) or (target in (F16, BF16))
    return f"{target.msl}(float({text}))" if through else f"{target.msl}({text})"


def _out_of_bfloat(text: str, source: DType) -> str:
    return f"float({text})" if source is BF16 else text


def _bitcast(w: Writer, op: Op) -> str:
    return f"as_type<{number_of(op.result.type).msl}>({w.use(op.operands[0])})"


# Metal shuffles no bool, bfloat or 64-bit numbers (MSL 4 §6.9.2): their bits travel as others.
_CARRIERS = {
    "i1": ("uint16_t({0})", "bool({0})"),
    "bf16": ("as_type<uint16_t>({0})", "as_type<bfloat16_t>({0})"),
    "i64": ("as_type<uint2>({0})", "as_type<int64_t>({0})"),
    "u64": ("as_type<uint2>({0})", "as_type<uint64_t>({0})"),
}


_SHUFFLES = {
    "shuffle": "simd_shuffle",
    "shuffle_down": "simd_shuffle_down",
    "shuffle_fill_up": "simd_shuffle_and_fill_up",
    "shuffle_up": "simd_shuffle_up",
    "shuffle_xor": "simd_shuffle_xor",
}


def _shuffle(w: Writer, op: Op) -> str:
    template = _exchange(op.name, number_of(op.results[0].type), tuple(op.attrs.values()))
    return template.format(*map(w.use, op.operands))


@cache
def _exchange(name: str, dtype: DType, numbers: tuple[int, ...]) -> str:
    """Return the template of a shuffle with these attributes."""
    there, back = _CARRIERS.get(dtype.name, ("{0}", "{0}"))
    words = [there, *map(str, numbers)]
    if name == "shuffle":
        words.append("ushort({1})")
    elif name == "shuffle_fill_up":  # a literal alone may be an int
        words.insert(1, there.format(f"{dtype.msl}({{1}})"))
    return back.format(f"{_SHUFFLES[name]}({', '.join(words)})")


def _inline(w: Writer, op: Op) -> str:
    """The user's own text, with the operands where it says `{0}`, `{1}` …"""
    text = str(op.attrs["text"])
    for i, v in enumerate(op.operands):
        operand = w.use(v)
        text = text.replace(f"{{{i}}}", operand if is_closed(operand) else f"({operand})")
    return f"{number_of(op.result.type).msl}({text})"


def _shared_read(w: Writer, op: Op) -> str:
    array, index, *mask = (w.use(v) for v in op.operands)
    element = f"{array}[{index}]"
    return f"{mask[0]} ? {element} : {w.zero(number_of(op.result.type))}" if mask else element


_READS = ("register_read", "fragment_get")
_SPECIAL = {
    "cast": _cast,
    "bitcast": _bitcast,
    "inline_msl": _inline,
    "shared_read": _shared_read,
    **dict.fromkeys(_SHUFFLES, _shuffle),
}
