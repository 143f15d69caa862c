"""Along one axis: Fourier transforms, orders and running sums."""

from __future__ import annotations

from typing import Any

from tmetal.mps.checks import Array, axis_of, dimensions, need
from tmetal.mps.operation import MPSOperation as Op
from tmetal.mps.rows import COMPLEX, NUMBERS, row
from tmetal.runtime.arrays import mx

# MLX's Metal transforms are wrong above 2^20 points (mlx issue 1800); sizes that are no power of
# two are padded to at least twice as many.
MOST_POINTS = 1 << 20


def _points(n: int) -> int:
    """Return the points of a transform, if every device can make it."""
    need(n >= 1, f"a transform of {n} points is none. `n` is 1 or more")
    taken = n if n & (n - 1) == 0 else 1 << (2 * n - 2).bit_length()
    need(
        taken <= MOST_POINTS,
        f"a transform of {n} points is too long: powers of two up to 2^20, and other lengths up to "
        "2^19, are right on every device",
    )
    return n


def _transform(name: str, x: Array, n: int | None, axis: int) -> Any:
    at = axis_of(x, axis)
    have = x.shape[at]
    points = _points((2 * (have - 1) if name == "irfft" else have) if n is None else n)
    made: Any = getattr(mx.fft, name)(x, points, at)
    return made


@row(Op.FFT, "fft.fft", dtypes=COMPLEX)
def fft(x: Array, *, n: int | None = None, axis: int = -1) -> Any:
    """The discrete Fourier transform along an axis; `n` points: x is cut, or padded with zeros."""
    return _transform("fft", x, n, axis)


@row(Op.IFFT, "fft.ifft", dtypes=COMPLEX)
def ifft(x: Array, *, n: int | None = None, axis: int = -1) -> Any:
    """The inverse transform along an axis, with the factor 1 / n."""
    return _transform("ifft", x, n, axis)


@row(Op.RFFT, "fft.rfft", dtypes=("float32",))
def rfft(x: Array, *, n: int | None = None, axis: int = -1) -> Any:
    """The first n // 2 + 1 points of the transform of real numbers."""
    return _transform("rfft", x, n, axis)


@row(Op.IRFFT, "fft.irfft", dtypes=("complex64",))
def irfft(x: Array, *, n: int | None = None, axis: int = -1) -> Any:
    """The inverse of rfft: n real numbers, by default 2 (m - 1) of m points."""
    return _transform("irfft", x, n, axis)


@row(Op.FFT2, "fft.fft2", dtypes=COMPLEX)
def fft2(x: Array) -> Any:
    """The transform along the last two axes."""
    return _plane(x, mx.fft.fft2)


@row(Op.IFFT2, "fft.ifft2", dtypes=COMPLEX)
def ifft2(x: Array) -> Any:
    """The inverse transform along the last two axes."""
    return _plane(x, mx.fft.ifft2)


def _plane(x: Array, transform: Any) -> Any:
    dimensions("x", x, "..., H, W")
    for n in x.shape[-2:]:
        _points(n)
    return transform(x)


@row(Op.SORT, "sort", dtypes=NUMBERS)
def sort(x: Array, *, axis: int = -1, descending: bool = False) -> Any:
    """The elements along an axis in order, NaN last (first where descending)."""
    return _turned(mx.sort(x, at := axis_of(x, axis)), at, descending)


@row(Op.ARGSORT, "argsort", dtypes=NUMBERS)
def argsort(x: Array, *, axis: int = -1, descending: bool = False) -> Any:
    """Where the elements in order are, uint32; which of equal ones comes first is left open."""
    return _turned(mx.argsort(x, at := axis_of(x, axis)), at, descending)


def _turned(x: Array, axis: int, turn: bool) -> Any:
    return x[(*[slice(None)] * axis, slice(None, None, -1))] if turn else x


@row(Op.TOP_K, "argsort", "take_along_axis", dtypes=NUMBERS)
def top_k(x: Array, *, k: int, axis: int = -1) -> Any:
    """The k largest elements along an axis, largest first, and where they are (uint32)."""
    at = axis_of(x, axis)
    need(1 <= k <= x.shape[at], f"`k` is {k}, and the axis has {x.shape[at]} elements")
    places = _turned(mx.argsort(x, at), at, True)[(*[slice(None)] * at, slice(0, k))]
    return mx.take_along_axis(x, places, at), places


@row(Op.CUMSUM, "cumsum", dtypes=("int32", "float32"))
def cumsum(x: Array, *, axis: int = -1, reverse: bool = False, inclusive: bool = True) -> Any:
    """Running sums along an axis: from its end if `reverse`, of those before if not `inclusive`."""
    return mx.cumsum(x, axis_of(x, axis), reverse=reverse, inclusive=inclusive)
