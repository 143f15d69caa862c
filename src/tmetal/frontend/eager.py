"""Tiles that compute at once: the interpreter's side of the language.

`Eager` is an emitter, as the compiler's builder is, but it runs each op's row on NumPy arrays. So
the rules of promotion and broadcasting are one text for both. Scalars that are spread over a tile
stay scalars: NumPy broadcasts them when they meet one.

Several programs may run at once along a leading axis: a program id is then a column of ids, a tile
has a row per program. Control flow on a value that differs between them raises `Diverged`.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from tmetal.errors import CompileError
from tmetal.frontend import operators, promote, shapes
from tmetal.frontend.builtins import METHODS
from tmetal.frontend.members import ATTRIBUTES
from tmetal.frontend.replay import PLANS, Recorder, kind_of, remember
from tmetal.ir import printed
from tmetal.ir.interp import Address, Memory, load, reduced, scanned, store
from tmetal.ir.ops import OPS
from tmetal.ir.types import DType, Tile, Type, scalar_of, shape_of, tile

Array = Any


class Diverged(Exception):
    """Programs that run together want to take different paths."""


class Eager:
    """Runs ops on NumPy arrays; it is also the machine that the rows ask for memory and ids."""

    load = staticmethod(load)
    store = staticmethod(store)
    checks = True  # assertions are, always

    def __init__(self, program_id: list[Array], num_programs: list[Array]) -> None:
        self.program_id = program_id
        self.num_programs = num_programs
        self.largest = 0  # elements of the largest tile so far
        self._types: dict[Any, Type] = {}

    def emit(self, name: str, *operands: EagerTile, **attrs: Any) -> EagerTile:
        """Run an op with one result."""
        key = (name, *[o.type for o in operands], *attrs.values())
        result = self._types.get(key)
        row = OPS[name]
        if result is None:
            (result,) = row.types([o.type for o in operands], attrs)
            if len(shape_of(result)) > 1 and self.together:
                raise Diverged  # a row per program and two dimensions: one by one is simpler
            self._types[key] = result
            self.largest = max(self.largest, result.numel if isinstance(result, Tile) else 0)
        if name in ("splat", "broadcast"):
            return EagerTile(result, operands[0].data, self)
        if row.whole:
            return EagerTile(result, row.body(*map(self.whole, operands), **attrs), self)
        if row.machine:
            return EagerTile(result, row.body(self, *[o.data for o in operands], **attrs), self)
        return EagerTile(result, row.body(*[o.data for o in operands], **attrs), self)

    @property
    def together(self) -> bool:
        """Whether several programs run at once."""
        return bool(self.program_id) and np.ndim(self.program_id[0]) > 0

    def whole(self, x: EagerTile) -> Any:
        """Return the data of a tile in its full shape."""
        if self.together:
            raise Diverged
        if isinstance(x.data, Address):
            return x.data.repeated(shape_of(x.type))
        return np.broadcast_to(x.data, shape_of(x.type))

    def region(
        self, name: str, inputs: list[EagerTile], combine: Any, **attrs: Any
    ) -> list[EagerTile]:
        """Combine along an axis."""
        results = OPS[name].types([x.type for x in inputs], attrs)
        kinds = [scalar_of(x.type) for x in inputs]

        def halves(left: list[Array], right: list[Array]) -> list[Array]:
            sides = [
                [EagerTile(tile(t, d.shape), d, self) for t, d in zip(kinds, side, strict=True)]
                for side in (left, right)
            ]
            found = combine(*sides)
            return [np.broadcast_to(f.data, d.shape) for f, d in zip(found, left, strict=True)]

        rows, axis = [self.rows(x) for x in inputs], attrs["axis"] - len(shape_of(inputs[0].type))
        if name == "reduce":
            data = reduced(rows, axis, halves)
        else:
            data = scanned(rows, axis, halves, attrs["reverse"])
        if self.together and name == "reduce":
            data = [d[:, None] for d in data]
        return [EagerTile(t, d, self) for t, d in zip(results, data, strict=True)]

    def rows(self, x: EagerTile) -> Array:
        """Return the data of a 1-D tile in full, with a row for each program that runs."""
        shape = shape_of(x.type)
        if not self.together:
            return np.broadcast_to(x.data, shape)
        programs = np.shape(self.program_id[0])[0]
        return np.broadcast_to(x.data, (programs, *shape))

    def effect(self, name: str, *operands: EagerTile, **attrs: Any) -> None:
        """Run an op without results."""
        OPS[name].body(self, *[o.data for o in operands], **attrs)

    def say(
        self, value: Array, text: str, shape: tuple[int, ...], hexadecimal: bool = False
    ) -> None:
        """Print what `tl.device_print` does, one program after the other."""
        if self.together:
            raise Diverged
        printed.say(self.program_id, value, text, shape, hexadecimal)

    def fail(self, failed: Array, text: str, shape: tuple[int, ...]) -> None:
        """Raise AssertionFailed if any element is true: of the first program where one is."""
        if not np.any(failed):
            return
        if self.together:
            raise Diverged
        printed.check(self.program_id, failed, text, shape)

    def constant(self, value: Any, dtype: DType) -> EagerTile:
        """Make a scalar."""
        with np.errstate(over="ignore"):  # a float beyond float32 is an infinity
            return EagerTile(dtype, np.asarray(value).astype(dtype.numpy), self)

    def call(self, what: Any, run: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run an operator or builtin, by its plan if such a call was seen before.

        run: the function of an emitter and the arguments; `what` identifies it.
        """
        tiles: list[EagerTile] = []
        words: list[Any] = [what]
        for a in (*args, *kwargs.values()) if kwargs else args:
            if a.__class__ is EagerTile:
                tiles.append(a)
                words.append(a.type)
            else:
                words.append(kind_of(a))
        key: Any = (*words, *kwargs) if kwargs else tuple(words)
        try:
            plan = PLANS.get(key)
        except TypeError:  # an argument that cannot be a key
            return run(self, *args, **kwargs)
        if plan is not None:
            data = plan.run(self, [t.data for t in tiles])
            return None if plan.type is None else EagerTile(plan.type, data, self)
        return self._record(key, run, args, kwargs)

    def _record(self, key: Any, run: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a call for the first time, and remember its plan."""
        tiles: list[EagerTile] = []

        def apart(a: Any) -> Any:
            # In `x + x` the two operands are one object, and in the next `x + y` they are not.
            if a.__class__ is not EagerTile:
                return a
            tiles.append(EagerTile(a.type, a.data, self))
            return tiles[-1]

        mine = [apart(a) for a in args]
        named = {n: apart(a) for n, a in kwargs.items()}
        recorder = Recorder(self, tiles)
        result = run(recorder, *mine, **named)
        if result is None or result.__class__ is EagerTile:
            remember(key, recorder.plan(result, len(tiles)))
        return result

    def iterate(self, *bounds: Any) -> Iterator[EagerTile]:
        """Iterate as a kernel's `range` does."""
        return eager_range(self, *bounds)

    def pointer(self, t: Type, memory: Memory) -> EagerTile:
        """Make a pointer to the start of a memory."""
        return EagerTile(t, Address(memory, np.zeros((), np.int64), start=True), self)


class EagerTile:
    """A scalar or tile with its elements at hand: prints, and works with Python's operators."""

    __slots__ = ("data", "e", "type")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, t: Type, data: Array, e: Eager) -> None:
        self.type = t
        self.data = data
        self.e = e

    def numpy(self) -> Array:
        """Return the elements as a NumPy array of the tile's shape."""
        data = self.data.index if isinstance(self.data, Address) else self.data
        shape = shape_of(self.type)
        if np.ndim(data) > len(shape):  # programs run together: one row each
            return np.broadcast_to(data, (np.shape(data)[0], *(shape or (1,))))
        return np.broadcast_to(data, shape)

    def __repr__(self) -> str:
        if isinstance(self.data, Address):
            return f"{self.type} {self.data.memory.name} + {self.numpy()}"
        return f"{self.type} {self.numpy()}"

    def __getattr__(self, name: str) -> Any:
        if name in ATTRIBUTES:
            return ATTRIBUTES[name](self)
        if name == "T":
            return shapes.trans(self.e, self, ())
        method = METHODS.get(name)
        if method is None:
            raise AttributeError(f"a tile has no attribute `{name}`")
        return lambda *args, **kwargs: method.apply(self.e, (self, *args), kwargs, name)

    def __getitem__(self, index: Any) -> Any:
        return shapes.index(self.e, self, index)

    def _only(self) -> Any:
        """Return the one element, which all programs that run together must share."""
        if isinstance(self.type, Tile):
            raise CompileError(
                f"a tile of shape {list(self.type.shape)} is neither true nor false. To choose "
                "element by element write tl.where; to combine masks write & and |."
            )
        flat = np.ravel(self.data)
        if flat.size > 1 and not np.all(flat == flat[0]):
            raise Diverged
        return flat[0]

    def __bool__(self) -> bool:
        return bool(self._only())

    def __index__(self) -> int:
        if not isinstance(self.type, DType) or self.type.is_float:
            raise TypeError(f"{self.type} cannot be used as an integer")
        return int(self._only())


def _install(name: str, row: operators.Operator) -> None:
    def run(e: Any, x: Any, y: Any) -> Any:
        return operators.binary(e, row, x, y)

    def forward(self: EagerTile, other: Any) -> Any:
        # The commonest call of all: the key and the slots are written out.
        kind = other.__class__
        if kind is EagerTile:
            plan = PLANS.get((row, self.type, other.type))
            slots = [self.data, other.data]
        elif kind is int:
            plan = PLANS.get((row, self.type, (int, other)))
            slots = [self.data]
        else:
            plan = None
        if plan is None:
            return self.e.call(row, run, (self, other), {})
        assert plan.type is not None  # operators give a value
        return EagerTile(plan.type, plan.run(self.e, slots), self.e)

    def backward(self: EagerTile, other: Any) -> Any:
        return self.e.call(row, run, (other, self), {})

    setattr(EagerTile, f"__{name}__", forward)
    if row in operators.BINARY:
        setattr(EagerTile, f"__r{name}__", backward)


def _install_unary(name: str, row: operators.Operator) -> None:
    setattr(EagerTile, f"__{name}__", lambda self: operators.unary(self.e, row, self))


for _row in (*operators.BINARY, *operators.COMPARE):
    _install(_row.dunder, _row)
for _row in operators.UNARY:
    if _row.dunder:
        _install_unary(_row.dunder, _row)


def eager_range(e: Eager, *bounds: Any) -> Iterator[EagerTile]:
    """Iterate as a kernel's `range` does: the counter is a scalar of the bounds' type."""
    start, stop, step = (0, bounds[0], 1) if len(bounds) == 1 else (*bounds, 1)[:3]
    dtype = promote.literal_type(0)
    for bound in (start, stop, step):
        kind = promote.literal_type(bound) if promote.is_number(bound) else bound.type
        dtype = promote.promote(dtype, kind)
    low, high, by = (operator.index(b) for b in (start, stop, step))
    for i in range(low, high, by) if by else ():
        yield e.constant(i, dtype)
