"""Functions as JSON: what is written, and what holds of it (docs/ir-json.md is the manual).

`to_json(func)` gives plain dictionaries and lists; `from_json` (see `json_read`) gives the function
back, whose text is the same to the letter. Values have the names of the text. Unlike the text, JSON
also keeps where each op stems from.
"""

from __future__ import annotations

import math
from typing import Any

from tmetal.errors import Loc, TmetalError
from tmetal.ir.core import Block, Func, Op, Printer, Value

FORMAT, VERSION = "tmetal-ir", 1
LOC_FIELDS = ("file", "line", "column", "end_line", "end_column", "function")


class IRFormatError(TmetalError):
    """JSON that is no function: `path` says where, the message what was expected there."""

    def __init__(self, path: str, message: str) -> None:
        self.path, self.message = path, message
        super().__init__(f"{path}: {message}")


def to_json(func: Func) -> dict[str, Any]:
    """Return a function as dictionaries, lists, text, numbers and truths, all strict JSON.

    IRFormatError for an attribute that JSON cannot hold, such as a Python function.
    """
    return _Writer().func(func)


def ops_to_json(func: Func) -> list[dict[str, Any]]:
    """Return a function as one list of ops: its parameters first, as ops called `parameter`."""
    whole = to_json(func)
    params = [{"op": "parameter", "results": [p]} for p in whole["params"]]
    ops: list[dict[str, Any]] = whole["ops"]
    return params + ops


class _Writer:
    def __init__(self) -> None:
        self.printer = Printer()

    def func(self, func: Func) -> dict[str, Any]:
        """Write a whole function."""
        made: dict[str, Any] = {"format": FORMAT, "version": VERSION, "name": func.name}
        made["level"] = func.level
        made["params"] = [self.define(p) for p in func.body.args]
        if func.attrs:
            made["attrs"] = {k: _plain(v, f"$.attrs.{k}") for k, v in func.attrs.items()}
        made["ops"] = [self.op(op, f"$.ops[{i}]") for i, op in enumerate(func.body.ops)]
        return made

    def define(self, v: Value) -> dict[str, str]:
        """Write the name and type of a value."""
        return {"name": self.use(v), "type": repr(v.type)}

    def use(self, v: Value) -> str:
        """Write the name of a value."""
        return self.printer.name(v)[1:]

    def block(self, block: Block, path: str) -> dict[str, Any]:
        """Write a block."""
        args = [self.define(a) for a in block.args]
        ops = [self.op(op, f"{path}.ops[{i}]") for i, op in enumerate(block.ops)]
        return {"args": args, "ops": ops} if args else {"ops": ops}

    def op(self, op: Op, path: str) -> dict[str, Any]:
        """Write an op; results are named first, as in the text."""
        results = [self.define(r) for r in op.results]
        made: dict[str, Any] = {"op": op.name}
        if op.operands:
            made["operands"] = [self.use(v) for v in op.operands]
        if op.attrs:
            made["attrs"] = {k: _plain(v, f"{path}.attrs.{k}") for k, v in op.attrs.items()}
        if op.blocks:
            blocks = enumerate(op.blocks)
            made["blocks"] = [self.block(b, f"{path}.blocks[{i}]") for i, b in blocks]
        if results:
            made["results"] = results
        if op.loc is not None:
            made["loc"] = _loc(op.loc)
        return made


def _loc(loc: Loc) -> dict[str, Any]:
    made: dict[str, Any] = {name: getattr(loc, name) for name in LOC_FIELDS}
    if loc.called_from is not None:
        made["called_from"] = _loc(loc.called_from)
    return made


def _plain(value: Any, path: str) -> Any:
    """Write an attribute: tuples as lists, floats that JSON lacks as {"$float": "inf"}."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": repr(value)}
    if isinstance(value, tuple):
        return [_plain(v, f"{path}[{i}]") for i, v in enumerate(value)]
    if isinstance(value, dict) and all(isinstance(k, str) for k in value):
        return {k: _plain(v, f"{path}.{k}") for k, v in value.items()}
    raise IRFormatError(path, f"a {type(value).__name__} cannot be written as JSON.")
