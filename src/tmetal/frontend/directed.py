"""`tl.extra.libdevice`'s arithmetic that rounds down, up or toward zero.

Apple GPUs round to nearest only, so the error of the rounded result is computed (exactly, with fma
and Knuth's TwoSum) and its sign says whether the neighbour on the other side was wanted. This holds
where neither the result nor its error is subnormal; the sign of a zero is nearest's.
"""

from __future__ import annotations

from collections.abc import Callable

from tmetal.frontend import promote
from tmetal.frontend.builtin import Builtin
from tmetal.frontend.mathnames import LIBDEVICE, float32, integer
from tmetal.frontend.promote import Emitter, Operand, as_value, cast, elementwise
from tmetal.ir.types import F32, I32, I64, U32, U64, DType

INF = float("inf")
# Which way from the nearest result: the sign of the error that moves it, and where to.
_WAYS = {"rd": "down", "ru": "up", "rz": "toward zero"}


def _toward(e: Emitter, near: Operand, below: Operand, above: Operand, mode: str) -> Operand:
    """Return `near`, or its neighbour. below, above: whether the exact value is on that side."""
    down, up = (elementwise(e, "nextafter", near, to) for to in (-INF, INF))
    if mode == "rd":
        return promote.where(e, below, down, near)
    if mode == "ru":
        return promote.where(e, above, up, near)
    positive = elementwise(e, "gt", near, 0.0)
    inner = promote.where(e, elementwise(e, "and", below, positive), down, near)
    negative = elementwise(e, "lt", near, 0.0)
    return promote.where(e, elementwise(e, "and", above, negative), up, inner)


def _by_error(e: Emitter, near: Operand, error: Operand, finite: Operand, mode: str) -> Operand:
    """Choose by the error's sign; an infinity made of finite operands is off by infinity."""
    size = elementwise(e, "abs", near)
    overflow = elementwise(e, "and", finite, elementwise(e, "eq", size, INF))
    error = promote.where(e, overflow, promote.negate(e, near), error)
    below, above = (elementwise(e, sign, error, 0.0) for sign in ("lt", "gt"))
    return _toward(e, near, below, above, mode)


def _finite(e: Emitter, *values: Operand) -> Operand:
    found = None
    for v in values:
        one = LIBDEVICE["finitef"].run(e, v)
        found = one if found is None else elementwise(e, "and", found, one)
    return found


def _two_sum(e: Emitter, x: Operand, y: Operand) -> tuple[Operand, Operand]:
    """Return the sum, and its error."""
    s = elementwise(e, "add", x, y)
    back = elementwise(e, "sub", s, x)
    first = elementwise(e, "sub", x, elementwise(e, "sub", s, back))
    return s, elementwise(e, "add", first, elementwise(e, "sub", y, back))


def _sum(e: Emitter, x: Operand, y: Operand, mode: str) -> Operand:
    s, error = _two_sum(e, x, y)
    return _by_error(e, s, error, _finite(e, x, y), mode)


def _difference(e: Emitter, x: Operand, y: Operand, mode: str) -> Operand:
    return _sum(e, x, promote.negate(e, y), mode)


def _product(e: Emitter, x: Operand, y: Operand, mode: str) -> Operand:
    p = elementwise(e, "mul", x, y)
    error = elementwise(e, "fma", x, y, promote.negate(e, p))
    return _by_error(e, p, error, _finite(e, x, y), mode)


def _fused(e: Emitter, x: Operand, y: Operand, z: Operand, mode: str) -> Operand:
    """x * y + z. Its error is the sum of two float32 (Boldo and Muller 2005: ErrFma)."""
    near = elementwise(e, "fma", x, y, z)
    p = elementwise(e, "mul", x, y)
    low, rest = _two_sum(e, z, elementwise(e, "fma", x, y, promote.negate(e, p)))
    high, lost = _two_sum(e, p, low)
    error = elementwise(e, "add", elementwise(e, "sub", high, near), lost)
    return _by_error(e, near, elementwise(e, "add", error, rest), _finite(e, x, y, z), mode)


def _quotient(e: Emitter, x: Operand, y: Operand, mode: str) -> Operand:
    q = elementwise(e, "div_rn", x, y)
    rest = elementwise(e, "fma", promote.negate(e, q), y, x)
    error = elementwise(e, "mul", rest, elementwise(e, "copysign", as_value(e, 1.0, F32), y))
    finite = elementwise(e, "and", _finite(e, x, y), elementwise(e, "ne", y, 0.0))
    return _by_error(e, q, error, finite, mode)


def _root(e: Emitter, x: Operand, mode: str) -> Operand:
    s = elementwise(e, "sqrt_rn", x)
    error = elementwise(e, "fma", promote.negate(e, s), s, x)
    return _by_error(e, s, error, _finite(e, x), mode)


def _add(name: str, mode: str, run: Callable[..., Operand], doc: str) -> None:
    title = f"{name}_{mode}"
    LIBDEVICE[title] = Builtin(run, f"extra.libdevice.{title}", f"{doc}, rounded {_WAYS[mode]}.")


def _of_two(name: str, f: Callable[..., Operand], mode: str, doc: str) -> None:
    def run(e: Emitter, x: Operand, y: Operand) -> Operand:
        title = f"{name}_{mode}"
        return f(e, *promote.together(e, float32(e, x, title), float32(e, y, title)), mode)

    _add(name, mode, run, doc)


def _of_three(name: str, f: Callable[..., Operand], mode: str, doc: str) -> None:
    def run(e: Emitter, x: Operand, y: Operand, z: Operand) -> Operand:
        values = [float32(e, v, f"{name}_{mode}") for v in (x, y, z)]
        return f(e, *promote.together(e, *values), mode)

    _add(name, mode, run, doc)


def _of_one(name: str, f: Callable[..., Operand], mode: str, doc: str) -> None:
    def run(e: Emitter, x: Operand) -> Operand:
        return f(e, float32(e, x, f"{name}_{mode}"), mode)

    _add(name, mode, run, doc)


def _reciprocal(e: Emitter, x: Operand, mode: str) -> Operand:
    one, x = promote.together(e, as_value(e, 1.0, F32), x)
    return _quotient(e, one, x, mode)


def _converted(source: DType, name: str, mode: str) -> None:
    def run(e: Emitter, x: Operand) -> Operand:
        x = cast(e, integer(e, x, f"{name}_{mode}"), source)
        near = cast(e, x, F32)
        limit = float(source.limits[1] + 1)  # nearest may be this, which the integer type lacks
        over = elementwise(e, "ge", near, limit)
        back = cast(e, promote.where(e, over, 0.0, near), source)
        below = elementwise(e, "or", over, elementwise(e, "lt", x, back))
        above = elementwise(e, "and", e.emit("invert", over), elementwise(e, "gt", x, back))
        return _toward(e, near, below, above, mode)

    _add(name, mode, run, f"Convert {source.title} to float32")


for _mode in _WAYS:
    _of_two("add", _sum, _mode, "x + y of float32")
    _of_two("sub", _difference, _mode, "x - y of float32")
    _of_two("mul", _product, _mode, "x * y of float32")
    _of_two("div", _quotient, _mode, "x / y of float32")
    _of_three("fma", _fused, _mode, "x * y + z of float32")
    _of_one("rcp", _reciprocal, _mode, "1 / x of float32")
    _of_one("sqrt", _root, _mode, "Square root of float32")
    for _word, _dtype in {"int": I32, "uint": U32, "ll": I64, "ull": U64}.items():
        _converted(_dtype, f"{_word}2float", _mode)
