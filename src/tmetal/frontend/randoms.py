"""Random numbers: Philox 4x32-10 and 4x64-10, counter-based, the same bits for the same counter.

The generator, its multipliers and key increments are those of Salmon, Moraes, Dror and Shaw,
"Parallel random numbers: as easy as 1, 2, 3" (2011); how seeds and offsets become keys and
counters, and words become floats, is Triton's. All of it is integer arithmetic that wraps, so that
every backend gives the same bits; only the logarithm and the cosine of `randn` differ in the last.
"""

from __future__ import annotations

from tmetal.errors import CompileError, need
from tmetal.frontend import promote
from tmetal.frontend.builtin import builtin
from tmetal.frontend.promote import Emitter, Operand, as_value, cast, elementwise, is_number
from tmetal.frontend.words import describe
from tmetal.ir.types import F32, I32, I64, U32, U64, DType, scalar_of

ROUNDS = 10
# By the width of a word: the two multipliers, then the two increments of the key.
_WORDS = {
    U32: (0xD2511F53, 0xCD9E8D57, 0x9E3779B9, 0xBB67AE85),
    U64: (0xD2E7470EE14C6C93, 0xCA5A826395121157, 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B),
}
Words = tuple[Operand, Operand, Operand, Operand]


def _integer(e: Emitter, x: Operand, what: str) -> Operand:
    """Return an integer argument as a value; CompileError for anything else."""
    value = as_value(e, x)
    dtype = scalar_of(value.type)
    need(
        isinstance(dtype, DType) and dtype.is_integer,
        f"{what} takes integers, not {describe(x)}. Write x.to(tl.int32).",
    )
    return value


def _word(e: Emitter, x: Operand, dtype: DType, what: str) -> Operand:
    """Return a counter as an unsigned word of the generator's width."""
    value = _integer(e, x, what)
    have = scalar_of(value.type)
    assert isinstance(have, DType)
    need(
        is_number(x) or have.bits == dtype.bits,
        f"{what}: the counters have one width, and these are {dtype.bits} and {have.bits} bits. "
        "Cast them: c.to(tl.uint32).",
    )
    return cast(e, value, dtype)


def _rounds(n_rounds: int) -> int:
    need(
        type(n_rounds) is int and n_rounds >= 0,
        f"n_rounds is a constant such as 10, not {describe(n_rounds)}.",
    )
    return n_rounds


def _mix(e: Emitter, c: Words, keys: tuple[Operand, Operand], rounds: int) -> Words:
    """Run the rounds; all words have one unsigned dtype."""
    first, second, *steps = _WORDS[scalar_of(c[0].type)]  # type: ignore[index]
    c0, c1, c2, c3 = c
    for number in range(rounds):
        if number:
            keys = (promote.add(e, keys[0], steps[0]), promote.add(e, keys[1], steps[1]))
        high = elementwise(e, "umulhi", c2, second), elementwise(e, "umulhi", c0, first)
        low = elementwise(e, "mul", c2, second), elementwise(e, "mul", c0, first)
        c0 = _xor(e, _xor(e, high[0], c1), keys[0])
        c2 = _xor(e, _xor(e, high[1], c3), keys[1])
        c1, c3 = low
    return c0, c1, c2, c3


def _xor(e: Emitter, x: Operand, y: Operand) -> Operand:
    return elementwise(e, "xor", x, y)


@builtin()
def philox_impl(
    e: Emitter,
    c0: Operand,
    c1: Operand,
    c2: Operand,
    c3: Operand,
    k0: Operand,
    k1: Operand,
    n_rounds: int = ROUNDS,
) -> Words:
    """Run Philox on four counters and two keys, unsigned words of 32 or 64 bits; four words."""
    what = "tl.philox_impl"
    dtype = _width(e, c0, what)
    words = tuple(_word(e, c, dtype, what) for c in (c0, c1, c2, c3, k0, k1))
    words = tuple(promote.together(e, *words))
    return _mix(e, words[:4], words[4:], _rounds(n_rounds))


def _width(e: Emitter, counter: Operand, what: str) -> DType:
    dtype = scalar_of(_integer(e, counter, what).type)
    assert isinstance(dtype, DType)
    if dtype.bits not in (32, 64):
        raise CompileError(
            f"{what} takes counters of 32 or 64 bits, not {dtype.title}. Write c.to(tl.uint32)."
        )
    return U32 if dtype.bits == 32 else U64


@builtin()
def philox(
    e: Emitter,
    seed: Operand,
    c0: Operand,
    c1: Operand,
    c2: Operand,
    c3: Operand,
    n_rounds: int = ROUNDS,
) -> Words:
    """Give the four words of Philox for a 64-bit seed and four counters.

    Counters of 32 bits: 4x32, the key is the low and the high half of the seed. Of 64 bits: 4x64,
    the key is the seed and 0.
    """
    dtype = _width(e, c0, "tl.philox")
    key = cast(e, _integer(e, seed, "tl.philox"), U64)
    if dtype is U32:
        high = elementwise(e, "shr", key, 32)
        keys = cast(e, key, U32), cast(e, high, U32)
    else:
        keys = key, as_value(e, 0, U64)
    words = tuple(_word(e, c, dtype, "tl.philox") for c in (c0, c1, c2, c3))
    c = tuple(promote.together(e, *words))
    return _mix(e, c, keys, _rounds(n_rounds))


@builtin()
def randint4x(e: Emitter, seed: Operand, offset: Operand, n_rounds: int = ROUNDS) -> Words:
    """Give four tiles of random uint32 for each offset: the words of tl.philox.

    The counter is the low and the high half of the offset (64-bit offsets are used whole), 0, 0.
    """
    offset = _integer(e, offset, "tl.randint4x")
    dtype = scalar_of(offset.type)
    assert isinstance(dtype, DType)
    low, zero = cast(e, offset, U32), as_value(e, 0, U32)
    high = zero
    if dtype.bits > 32:
        high = cast(e, elementwise(e, "shr", offset, 32), U32)
    words: Words = philox.run(e, seed, low, high, zero, zero, n_rounds)
    return words


@builtin()
def randint(e: Emitter, seed: Operand, offset: Operand, n_rounds: int = ROUNDS) -> Operand:
    """Give a random uint32 for each offset: the first word of tl.randint4x."""
    return randint4x.run(e, seed, offset, n_rounds)[0]


@builtin()
def uint_to_uniform_float(e: Emitter, x: Operand) -> Operand:
    """Turn random words of 32 or 64 bits into float32 from 0 (included) to 1 (not included)."""
    value = _integer(e, x, "tl.uint_to_uniform_float")
    wide = _width(e, value, "tl.uint_to_uniform_float") is U64
    signed = cast(e, value, I64 if wide else I32)
    folded = promote.where(e, elementwise(e, "lt", signed, 0), e.emit("invert", signed), signed)
    # The largest float32 for which the largest integer still gives a number below 1.
    scale = 1.0842020432385337e-19 if wide else 4.6566127342e-10
    return elementwise(e, "mul", cast(e, folded, F32), scale)


@builtin()
def rand(e: Emitter, seed: Operand, offset: Operand, n_rounds: int = ROUNDS) -> Operand:
    """Give a random float32 for each offset, uniform from 0 (included) to 1 (not included)."""
    return uint_to_uniform_float.run(e, randint.run(e, seed, offset, n_rounds))


@builtin()
def rand4x(e: Emitter, seed: Operand, offsets: Operand, n_rounds: int = ROUNDS) -> Words:
    """Give four tiles of uniform random float32 for each offset."""
    words = randint4x.run(e, seed, offsets, n_rounds)
    return tuple(uint_to_uniform_float.run(e, w) for w in words)


@builtin()
def pair_uniform_to_normal(e: Emitter, u1: Operand, u2: Operand) -> tuple[Operand, Operand]:
    """Turn two uniform tiles into two normal ones (Box and Muller's method)."""
    u1 = elementwise(e, "maximum", as_value(e, u1, F32), 1.0e-7)
    turn = elementwise(e, "mul", as_value(e, u2, F32), 6.283185307179586)
    spread = elementwise(e, "mul", elementwise(e, "log", u1), -2.0)
    radius = elementwise(e, "sqrt", spread)
    x, y = (elementwise(e, "mul", radius, elementwise(e, f, turn)) for f in ("cos", "sin"))
    return x, y


@builtin()
def randn(e: Emitter, seed: Operand, offset: Operand, n_rounds: int = ROUNDS) -> Operand:
    """Give a random float32 for each offset, normal with mean 0 and variance 1."""
    words = randint4x.run(e, seed, offset, n_rounds)
    u1, u2 = (uint_to_uniform_float.run(e, w) for w in words[:2])
    return pair_uniform_to_normal.run(e, u1, u2)[0]


@builtin()
def randn4x(e: Emitter, seed: Operand, offset: Operand, n_rounds: int = ROUNDS) -> Words:
    """Give four tiles of normal random float32 for each offset."""
    u = rand4x.run(e, seed, offset, n_rounds)
    first = pair_uniform_to_normal.run(e, u[0], u[1])
    second = pair_uniform_to_normal.run(e, u[2], u[3])
    return (*first, *second)


NAMES = (
    "philox_impl philox randint4x randint uint_to_uniform_float rand rand4x "
    "pair_uniform_to_normal randn randn4x"
).split()
