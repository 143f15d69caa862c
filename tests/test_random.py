"""Random numbers are Philox's, to the bit: published vectors, and a plain NumPy Philox."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kernels import BACKENDS, assert_same, run
from tiles import compute, program
from tmetal.errors import CompileError

# Known answers of Random123 1.14 (kat_vectors): counter, key, rounds, result.
KNOWN_32 = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", 10,
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", 10,
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", 10,
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ("00000000 00000000 00000000 00000000", "00000000 00000000", 7,
     "5f6fb709 0d893f64 4f121f81 4f730a48"),
]  # fmt: skip
KNOWN_64 = [
    ("0000000000000000 0000000000000000 0000000000000000 0000000000000000",
     "0000000000000000 0000000000000000", 10,
     "16554d9eca36314c db20fe9d672d0fdc d7e772cee186176b 7e68b68aec7ba23b"),
    ("ffffffffffffffff ffffffffffffffff ffffffffffffffff ffffffffffffffff",
     "ffffffffffffffff ffffffffffffffff", 10,
     "87b092c3013fe90b 438c3c67be8d0224 9cc7d7c69cd777b6 a09caebf594f0ba0"),
    ("243f6a8885a308d3 13198a2e03707344 a4093822299f31d0 082efa98ec4e6c89",
     "452821e638d01377 be5466cf34e90c6c", 10,
     "a528f45403e61d95 38c72dbd566e9788 a5a1610e72fd18b5 57bd43b5e52b7fe6"),
]  # fmt: skip
CASES = [*[("uint32", *k) for k in KNOWN_32], *[("uint64", *k) for k in KNOWN_64]]
SEEDS = [0, 1, 42, -1, 0x1234_5678_9ABC_DEF0, 2**31, -(2**63)]
OFFSETS = np.array([0, 1, 2, 3, 100, 12345, 2**31 - 1, -1, -7, 8, 9, 10, 11, 12, 13, 14])


def philox(counter: list[Any], key: list[int], rounds: int = 10) -> list[Any]:
    """Return Philox 4x32's words, in Python's whole numbers."""
    c = [np.asarray(w).astype(object) % 2**32 for w in counter]
    k = [w % 2**32 for w in key]
    for _ in range(rounds):
        x, y = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [y // 2**32 ^ c[1] ^ k[0], y % 2**32, x // 2**32 ^ c[3] ^ k[1], x % 2**32]
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return [w.astype(np.uint32) for w in c]


def words(seed: int, offset: Any, rounds: int = 10) -> list[Any]:
    """Return the words for a seed and offsets: 32-bit offsets have no high half."""
    wide = offset.dtype.itemsize == 8
    high = offset.astype(object) // 2**32 if wide else np.zeros_like(offset)
    zero = np.zeros_like(offset)
    return philox([offset, high, zero, zero], [seed, (seed % 2**64) >> 32], rounds)


def uniform(word: Any) -> Any:
    signed = word.view(np.int32)
    folded = np.where(signed < 0, ~signed, signed)
    return folded.astype(np.float32) * np.float32(4.6566127342e-10)


def normal(x: Any, y: Any) -> tuple[Any, Any]:
    u, v = (uniform(w).astype(np.float64) for w in (x, y))
    radius = np.sqrt(-2 * np.log(np.maximum(u, 1e-7)))
    return radius * np.cos(2 * np.pi * v), radius * np.sin(2 * np.pi * v)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("dtype", "counter", "key", "rounds", "wanted"), CASES)
def test_philox_gives_the_published_words(
    dtype: str, counter: str, key: str, rounds: int, wanted: str, backend: str
) -> None:
    names = "c0 c1 c2 c3 k0 k1".split()
    values = [int(w, 16) for w in f"{counter} {key}".split()]
    inputs = {n: np.full(2, v, dtype) for n, v in zip(names, values, strict=True)}
    body = f"a, b, c, d = tl.philox_impl(c0, c1, c2, c3, k0, k1, {rounds})"
    found = compute(backend, inputs, body, dict.fromkeys("abcd", ((2,), dtype)))
    for got, word in zip(found, wanted.split(), strict=True):
        assert_same(got, np.full(2, int(word, 16), dtype))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", ["int32", "int64", "uint32", "uint64"])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_four_words_of_an_offset_are_philox_s(seed: int, dtype: str, backend: str) -> None:
    with np.errstate(over="ignore"):
        offset = (OFFSETS if dtype != "int64" else OFFSETS * (2**33 + 5)).astype(dtype)
    outputs = dict.fromkeys("abcde", (offset.shape, np.uint32))
    body = f"a, b, c, d = tl.randint4x({seed}, o)\ne = tl.randint({seed}, o, n_rounds=7)"
    found = compute(backend, {"o": offset}, body, outputs)
    for got, wanted in zip(found, [*words(seed, offset), words(seed, offset, 7)[0]], strict=True):
        assert_same(got, wanted)


@pytest.mark.parametrize("backend", BACKENDS)
def test_uniform_floats_are_the_words_times_the_scale(backend: str) -> None:
    offset = np.arange(1024, dtype=np.int32)
    outputs = dict.fromkeys("abcde", (offset.shape, np.float32))
    body = "a = tl.rand(5, o)\nb, c, d, e = tl.rand4x(5, o)"
    found = compute(backend, {"o": offset}, body, outputs)
    four = words(5, offset)
    for got, word in zip(found, [four[0], *four], strict=True):
        assert_same(got, uniform(word))
        assert got.min() >= 0
        assert got.max() < 1
    assert abs(found[0].mean() - 0.5) < 0.03


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_largest_words_give_less_than_one(backend: str) -> None:
    x = np.array([0, 1, 2**31 - 1, 2**31, 2**32 - 1, 77, 78, 79], np.uint32)
    y = np.array([0, 1, 2**63 - 1, 2**63, 2**64 - 1, 77, 78, 79], np.uint64)
    body = "a = tl.uint_to_uniform_float(x)\nb = tl.uint_to_uniform_float(y)"
    outputs = dict.fromkeys("ab", ((8,), np.float32))
    found = compute(backend, {"x": x, "y": y}, body, outputs)
    assert_same(found[0], uniform(x))
    assert found[0].max() < 1
    assert found[1].max() < 1
    assert found[1][3] == found[1][2] > 0.99


@pytest.mark.parametrize("backend", BACKENDS)
def test_normal_floats_are_box_and_muller_s(backend: str) -> None:
    offset = np.arange(4096, dtype=np.int64)
    outputs = dict.fromkeys("abcde", (offset.shape, np.float32))
    body = "a = tl.randn(9, o)\nb, c, d, e = tl.randn4x(9, o)"
    found = compute(backend, {"o": offset}, body, outputs)
    four = words(9, offset)
    wanted = [*normal(*four[:2]), *normal(*four[2:])]
    for got, exact in zip(found, [wanted[0], *wanted], strict=True):
        np.testing.assert_allclose(got, exact, rtol=2e-5, atol=2e-6)
    assert abs(found[0].mean()) < 0.06
    assert abs(found[0].std() - 1) < 0.05


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_seed_read_from_memory_is_as_good_as_a_constant(backend: str) -> None:
    offset = np.arange(64, dtype=np.int32)
    body = "a = tl.randint(tl.load(s_ptr), o)"
    kernel = program({"o": offset, "s": np.zeros(1)}, body, {"a": (64,)})
    seed = np.array([2**40 + 3], np.int64)
    found = run(kernel, backend, (1,), offset, seed, np.zeros(64, np.uint32))
    assert_same(found[-1], words(2**40 + 3, offset)[0])


REFUSED = {
    "a = tl.rand(0.5, o)": "tl.philox takes integers, not 0.5",
    "a = tl.rand(1, o * 1.0)": "tl.randint4x takes integers, not a float32 tile",
    "a = tl.rand(1, o, n_rounds=2.5)": "n_rounds is a constant such as 10, not 2.5",
    "a, b, c, d = tl.philox(1, o.to(tl.int8), 0, 0, 0)": "counters of 32 or 64 bits, not int8",
    "a, b, c, d = tl.philox(1, o, o.to(tl.int64), 0, 0)": "these are 32 and 64 bits",
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("body", "says"), REFUSED.items())
def test_what_is_no_integer_is_refused(body: str, says: str, backend: str) -> None:
    with pytest.raises(CompileError) as caught:
        compute(backend, {"o": OFFSETS.astype(np.int32)}, body, {"a": ((16,), np.float32)})
    assert says in str(caught.value)
