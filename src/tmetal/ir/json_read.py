"""Reads functions from JSON, and says exactly what is wrong with what is none.

In: what `json.loads` gives, or its text: a whole function, or a list of ops. Out: a verified
`Func`. Every error has the path of the offending item, such as `$.ops[3].operands[1]`, and what was
expected there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from tmetal.errors import Loc
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.json_form import FORMAT, LOC_FIELDS, VERSION, IRFormatError
from tmetal.ir.ops import OPS, TypeMistake
from tmetal.ir.parse import hint_of
from tmetal.ir.types import DType, Tile, Type, dtype_named, parse_type, shape_of
from tmetal.ir.verify import CONTROL, MISFITS, PLACING, complaint

MAX_NUMEL = 1 << 20  # of a tile, as in the language


def from_json(data: Any) -> Func:
    """Return the function that a dictionary, a list of ops, or the text of either describes.

    A list has its parameters first, as ops called `parameter`, and may leave out the last `return`.
    IRFormatError says where it is wrong and what was expected.
    """
    try:
        if isinstance(data, str | bytes):
            data = json.loads(data)
        func, places = _listed(data) if isinstance(data, list) else _whole(data)
        found = complaint(func)
    except ValueError as error:
        raise IRFormatError("$", f"expected JSON: {error}.") from None
    except RecursionError:
        raise IRFormatError("$", "expected fewer blocks in blocks.") from None
    if found is not None:
        raise IRFormatError(places.get(id(found.op), "$"), f"`{found.op.name}`: {found.text}.")
    return func


def _whole(data: Any) -> tuple[Func, dict[int, str]]:
    fields = _object(data, "$", {"format", "version", "name", "level", "params", "attrs", "ops"})
    if fields.get("format", FORMAT) != FORMAT or fields.get("version", VERSION) != VERSION:
        raise IRFormatError("$", f'expected "format": "{FORMAT}" and "version": {VERSION}.')
    reader = _Reader()
    name = _text(_field(fields, "name", "$"), "$.name")
    if not name.isidentifier():
        raise IRFormatError("$.name", f"expected a name, found {_show(name)}.")
    level = fields.get("level", "tile")
    if level not in ("tile", "thread"):
        raise IRFormatError("$.level", f'expected "tile" or "thread", found {_show(level)}.')
    body = Block([reader.define(p, f"$.params[{i}]") for i, p in _items(fields, "params", "$")])
    attrs = _attrs(fields.get("attrs", {}), "$.attrs")
    reader.ops(fields, body, "$")
    return Func(name, body, level, attrs), reader.places


def _listed(data: list[Any]) -> tuple[Func, dict[int, str]]:
    reader, body = _Reader(), Block()
    for i, one in enumerate(data):
        path = f"$[{i}]"
        if isinstance(one, dict) and one.get("op") == "parameter":
            if body.ops:
                raise IRFormatError(path, "expected parameters before all other ops.")
            body.args += [
                reader.define(p, f"{path}.results[{k}]") for k, p in _items(one, "results", path)
            ]
        else:
            body.ops.append(reader.op(one, path))
    if not body.ops or body.ops[-1].name != "return":
        body.ops.append(Op("return", []))
    level = "thread" if any(OPS[op.name].level == "thread" for op in body.ops) else "tile"
    return Func("kernel", body, level), reader.places


class _Reader:
    """Knows the values defined so far, and the path of each op."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.where: dict[str, str] = {}
        self.places: dict[int, str] = {}

    def ops(self, fields: Mapping[str, Any], block: Block, path: str) -> None:
        """Read the ops of a block."""
        for i, one in _items(fields, "ops", path):
            block.ops.append(self.op(one, f"{path}.ops[{i}]"))
        if not block.ops:
            raise IRFormatError(f"{path}.ops", "expected at least a terminator, found no op.")

    def op(self, data: Any, path: str) -> Op:
        """Read one op with its blocks."""
        fields = _object(data, path, {"op", "operands", "attrs", "blocks", "results", "loc"})
        name = _text(_field(fields, "op", path), f"{path}.op")
        if name not in OPS:
            raise IRFormatError(f"{path}.op", f"expected an op, found {_show(name)}.{_near(name)}")
        op = Op(name, [])
        self.places[id(op)] = path
        names = _items(fields, "operands", path)
        op.operands = [self.use(n, f"{path}.operands[{i}]") for i, n in names]
        op.attrs = _attrs(fields.get("attrs", {}), f"{path}.attrs")
        _check_attrs(op, path)
        op.loc = _loc(fields["loc"], f"{path}.loc") if "loc" in fields else None
        for i, one in _items(fields, "blocks", path):
            op.blocks.append(self.block(one, f"{path}.blocks[{i}]"))
        for i, one in _items(fields, "results", path):
            inferred = self.inferred(op, i, path) if isinstance(one, str) else None
            op.results.append(self.define(one, f"{path}.results[{i}]", op, inferred))
        return op

    def block(self, data: Any, path: str) -> Block:
        """Read a block."""
        fields = _object(data, path, {"args", "ops"})
        args = [self.define(a, f"{path}.args[{i}]") for i, a in _items(fields, "args", path)]
        block = Block(args)
        self.ops(fields, block, path)
        return block

    def inferred(self, op: Op, i: int, path: str) -> Type:
        """Return the type of a result that is given by its name only."""
        where = f"{path}.results[{i}]"
        if op.blocks and op.name in CONTROL and op.name not in ("reduce", "scan"):
            raise IRFormatError(where, f'expected {{"name", "type"}}: `{op.name}` tells no types.')
        try:
            return OPS[op.name].types([v.type for v in op.operands], op.attrs)[i]
        except (TypeMistake, *MISFITS) as mistake:
            raise IRFormatError(path, f"`{op.name}`: {mistake}.") from None

    def define(
        self, data: Any, path: str, op: Op | None = None, inferred: Type | None = None
    ) -> Value:
        """Read the name and type of a new value."""
        if inferred is None:
            fields = _object(data, path, {"name", "type"})
            name = _text(_field(fields, "name", path), f"{path}.name")
            kind = _type(_field(fields, "type", path), f"{path}.type")
        else:
            name, kind = data, inferred
        if not name.replace(".", "_").isidentifier() and not name.isdecimal():
            raise IRFormatError(path, f"expected a name or a number, found {_show(name)}.")
        if isinstance(kind, Tile) and not _can_be_laid_out(kind):
            wanted = f"powers of two, {MAX_NUMEL} elements at most"
            raise IRFormatError(path, f"expected a tile whose sizes are {wanted}, found {kind!r}.")
        if name in self.values:
            raise IRFormatError(path, f"{_show(name)} is defined at {self.where[name]} already.")
        value = Value(kind, "" if name.isdecimal() else hint_of(name), op)
        self.values[name], self.where[name] = value, path
        return value

    def use(self, name: Any, path: str) -> Value:
        """Return the value of a name."""
        if _text(name, path) not in self.values:
            close = get_close_matches(name, self.values, n=1)
            hint = f" Did you mean {_show(close[0])}?" if close else ""
            raise IRFormatError(
                path, f"expected a value defined before, found {_show(name)}.{hint}"
            )
        return self.values[name]


def _can_be_laid_out(kind: Tile) -> bool:
    return kind.numel <= MAX_NUMEL and all(n > 0 and n & (n - 1) == 0 for n in shape_of(kind))


def _object(data: Any, path: str, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise IRFormatError(path, f"expected an object, found {_show(data)}.")
    extra = [k for k in data if k not in known]
    if extra:
        fields = ", ".join(sorted(known))
        raise IRFormatError(f"{path}.{extra[0]}", f"expected only the fields {fields}.")
    return data


def _field(fields: Mapping[str, Any], name: str, path: str) -> Any:
    if name not in fields:
        raise IRFormatError(path, f'expected a field "{name}".')
    return fields[name]


def _items(fields: Mapping[str, Any], name: str, path: str) -> list[tuple[int, Any]]:
    items = fields.get(name, [])
    if not isinstance(items, list):
        raise IRFormatError(f"{path}.{name}", f"expected a list, found {_show(items)}.")
    return list(enumerate(items))


def _text(data: Any, path: str) -> str:
    if not isinstance(data, str) or not data:
        raise IRFormatError(path, f"expected text, found {_show(data)}.")
    return data


def _type(data: Any, path: str) -> Type:
    text = _text(data, path)
    try:
        found = parse_type(text)
    except MISFITS:
        found = None
    if found is None or repr(found) != text:
        wanted = 'a type such as "f32", "*f16", "f32[64,32]" or "f32<8>"'
        raise IRFormatError(path, f"expected {wanted}, found {_show(text)}.")
    return found


def _attrs(data: Any, path: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise IRFormatError(path, f"expected an object, found {_show(data)}.")
    return {k: _value(v, f"{path}.{k}") for k, v in data.items()}


def _value(data: Any, path: str) -> Any:
    """Read an attribute: lists are tuples, {"$float": "nan"} is a float that JSON lacks."""
    if isinstance(data, list):
        return tuple(_value(v, f"{path}[{i}]") for i, v in enumerate(data))
    if isinstance(data, dict):
        if set(data) != {"$float"}:
            return {k: _value(v, f"{path}.{k}") for k, v in data.items()}
        if data["$float"] not in ("inf", "-inf", "nan"):
            found = _show(data["$float"])
            raise IRFormatError(path, f'expected "inf", "-inf" or "nan", found {found}.')
        return float(data["$float"])
    return data


def _numbers(value: Any) -> bool:
    return isinstance(value, tuple) and all(type(n) is int and n > 0 for n in value)


def _permutes(value: Any) -> bool:
    return isinstance(value, tuple) and sorted(map(str, value)) == [*map(str, range(len(value)))]


def _dtype(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(dtype_named(value))
    except KeyError:
        return False


def _has_number(dtype: DType, value: float) -> bool:
    """Whether a number can be a constant of a dtype: a float may be beyond it, an integer not."""
    if dtype.is_float:
        return isinstance(value, float) or abs(value) < 1 << 1023
    low, high = dtype.limits
    return isinstance(value, int) and low <= value <= high


_COUNT = ("a whole number of 32 bits", lambda v: type(v) is int and -(1 << 31) <= v < 1 << 31)
_TRUTH = ("true or false", lambda v: type(v) is bool)
_WORD = ("text", lambda v: isinstance(v, str))
# What attributes hold, whichever op has them.
_HOLDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    **dict.fromkeys("axis start end pad count at owner mask delta index bins".split(), _COUNT),
    **dict.fromkeys(("descending", "unroll", "gives", "turned_left", "turned_right"), _TRUTH),
    **dict.fromkeys(("layout", "memory", "text", "kind", "form", "unit", "refused"), _WORD),
    "shape": ("a list of sizes", _numbers),
    "dims": (
        "a list of dimensions",
        lambda v: isinstance(v, tuple) and sorted(v) == [*range(len(v))],
    ),
    "dtype": ('a dtype such as "f32"', _dtype),
    "value": ("a number", lambda v: isinstance(v, int | float)),
}


def _check_attrs(op: Op, path: str) -> None:
    """Refuse attributes that are missing, or that hold what an op cannot mean."""
    for name in OPS[op.name].attributes:
        if name not in op.attrs and name not in PLACING:
            raise IRFormatError(f"{path}.attrs", f"`{op.name}` needs the attribute `{name}`.")
    for name, value in op.attrs.items():
        what, holds = _HOLDS.get(name, ("", lambda v: True))
        if not holds(value):
            raise IRFormatError(f"{path}.attrs.{name}", f"expected {what}, found {_show(value)}.")
    if op.name == "constant" and not _has_number(dtype_named(op.attrs["dtype"]), op.attrs["value"]):
        found = f"{_show(op.attrs['value'])}"
        raise IRFormatError(
            f"{path}.attrs.value", f"expected a number of {op.attrs['dtype']}, found {found}."
        )


def _loc(data: Any, path: str) -> Loc:
    fields = _object(data, path, {*LOC_FIELDS, "called_from"})
    values = [_field(fields, name, path) for name in LOC_FIELDS]
    for name, value in zip(LOC_FIELDS, values, strict=True):
        wanted = str if name in ("file", "function") else int
        if type(value) is not wanted:
            word = "text" if wanted is str else "a whole number"
            raise IRFormatError(f"{path}.{name}", f"expected {word}, found {_show(value)}.")
    outer = fields.get("called_from")
    inner = None if outer is None else _loc(outer, f"{path}.called_from")
    return Loc(**dict(zip(LOC_FIELDS, values, strict=True)), called_from=inner)


def _show(data: Any) -> str:
    return f"{json.dumps(data, default=repr):.60}"


def _near(name: str) -> str:
    close = get_close_matches(name, OPS, n=1)
    return f" Did you mean {_show(close[0])}?" if close else ""
