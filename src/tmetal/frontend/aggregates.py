"""Aggregates: classes whose instances a kernel holds, with run-time fields and methods.

    @tmetal.aggregate
    class Running:
        total: tl.tensor
        scale: tl.constexpr

        def __init__(self, total, scale): ...

In: a class with annotated fields. Out: a type that kernels call. What must hold: a made instance
does not change, so that control flow can carry it by its fields (`parts.py`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend.builtin import constexpr
from tmetal.frontend.typenames import instance_of, tensor
from tmetal.frontend.words import describe

# Notes that are text, in modules that put off evaluating them.
_WORDS = {"constexpr": constexpr, "tensor": tensor}
_OWN = ("kind", "made_of", "parts", "with_parts")


class Aggregate:
    """An instance: fields by name, which may be set while it is `_open`."""

    def __init__(self, made_of: AggregateType, fields: dict[str, Any]) -> None:
        self.__dict__.update(_made_of=made_of, _fields=fields, _open=True, _block=None)

    def __repr__(self) -> str:
        return f"{self.made_of.__name__}({self._fields})"

    @property
    def described(self) -> str:
        """How messages name it."""
        return f"a {self.made_of.__name__}"

    def __getattr__(self, name: str) -> Any:
        fields = self.__dict__.get("_fields", {})
        if name in fields:
            return fields[name]
        member = self.__dict__["_made_of"].members.get(name) if fields is not None else None
        if member is None:
            raise AttributeError(f"{self.described} has no attribute `{name}`")
        return Method(self, member) if callable(member) else member

    def __setattr__(self, name: str, value: Any) -> None:
        made_of = self.made_of
        need(
            self._open,
            f"a field of {self.described} cannot be assigned: what is made does not change. Make a "
            f"new one: {made_of.__name__}(...).",
        )
        need(
            name in made_of.fields,
            f"{made_of.__name__} has no field `{name}`. Annotate it in the class: "
            f"`{name}: tl.tensor`.",
        )
        self._fields[name] = value.value if isinstance(value, constexpr) else value

    def begin(self, block: Any) -> None:
        """Note where its `__init__` is compiled: under a run-time `if` no field is assigned."""
        self.__dict__["_block"] = block

    def put(self, name: str, value: Any, block: Any) -> None:
        """Assign a field in a compiled `__init__`."""
        need(
            not self._open or block is self._block,
            "a field is assigned where every path of __init__ comes by. Assign a variable in the "
            "`if` or the loop, and the field after it.",
        )
        setattr(self, name, value)

    def __dir__(self) -> list[str]:
        return [*self._fields, *self.made_of.members]

    @property
    def made_of(self) -> AggregateType:
        """Return its class."""
        found: AggregateType = self.__dict__["_made_of"]
        return found

    @property
    def kind(self) -> Any:
        """Return what two instances share to be exchanged: the class and the constant fields."""
        made_of = self.made_of
        return made_of, tuple(self._fields[n] for n in made_of.fields if n in made_of.constant)

    def parts(self) -> tuple[Any, ...]:
        """Return the fields that control flow may choose."""
        made_of = self.made_of
        return tuple(self._fields[n] for n in made_of.fields if n not in made_of.constant)

    def with_parts(self, parts: tuple[Any, ...]) -> Aggregate:
        """Return an instance with other fields of run time."""
        names = [n for n in self.made_of.fields if n not in self.made_of.constant]
        made = Aggregate(self.made_of, self._fields | dict(zip(names, parts, strict=True)))
        made.__dict__["_open"] = False
        return made


class Method:
    """A function of an aggregate's class, with the instance that it is called on."""

    def __init__(self, owner: Aggregate, function: Any) -> None:
        self.owner, self.function = owner, function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the interpreter."""
        return self.function(self.owner, *args, **kwargs)


class AggregateType:
    """A class that `aggregate` decorated; a kernel calls it to make an instance."""

    def __init__(self, cls: type) -> None:
        self.fields: dict[str, Any] = {
            n: _WORDS.get(note.split(".")[-1], note) if isinstance(note, str) else note
            for n, note in inspect.get_annotations(cls).items()
        }
        self.constant = frozenset(n for n, note in self.fields.items() if note is constexpr)
        self.members = {n: m for n, m in vars(cls).items() if not n.startswith("__")}
        self.init: Callable[..., Any] | None = vars(cls).get("__init__")
        self.__name__, self.__doc__ = cls.__name__, cls.__doc__
        need(bool(self.fields), f"the aggregate {cls.__name__} has no fields. Annotate them.")
        for name in self.fields:
            need(
                name not in _OWN and not name.startswith("_"),
                f"a field of the aggregate {cls.__name__} cannot be called `{name}`.",
            )

    def make(self, args: tuple[Any, ...], kwargs: dict[str, Any], call: Any) -> Aggregate:
        """Return an instance; `call(function, args, kwargs)` runs its `__init__`."""
        made = Aggregate(self, {})
        if self.init is not None:
            call(self.init, (made, *args), kwargs)
        else:
            need(len(args) <= len(self.fields), f"{self.__name__} has {len(self.fields)} fields.")
            for name, value in (dict(zip(self.fields, args, strict=False)) | kwargs).items():
                setattr(made, name, value)
        for name, note in self.fields.items():
            self._check(made, name, note)
        made.__dict__["_open"] = False
        return made

    def _check(self, made: Aggregate, name: str, note: Any) -> None:
        have = made._fields
        need(name in have, f"{self.__name__} has no `{name}` when its __init__ ends. Assign it.")
        wanted = getattr(note, "__name__", str(note))
        value = have[name]
        need(
            not isinstance(note, type | AggregateType) or instance_of(value, note),
            f"field `{name}` of {self.__name__} is a {wanted}, and this is {describe(value)}.",
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Aggregate:
        """Make an instance in the interpreter."""
        return self.make(args, kwargs, lambda f, a, k: f(*a, **k))

    def __repr__(self) -> str:
        return f"<aggregate {self.__name__}>"


def aggregate(cls: type) -> AggregateType:
    """Make a class whose instances kernels hold: its annotated fields, and methods.

    A field is a `tl.tensor`, a `tl.constexpr`, another aggregate, or anything. `__init__` assigns
    every one; without one they are given in order. Methods are decorated with @tmetal.jit, or
    @tmetal.constexpr_function. Instances do not change. CompileError for what is no such class.
    """
    if not isinstance(cls, type):
        raise CompileError(f"@tmetal.aggregate decorates a class, not {describe(cls)}.")
    return AggregateType(cls)
