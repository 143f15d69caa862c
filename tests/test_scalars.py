"""Numbers, None and constants reach a kernel as they are."""

from __future__ import annotations

import enum

import ml_dtypes
import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from copying import base, bits, copy

pytestmark = pytest.mark.usefixtures("backend")


@tmetal.jit
def put(out_ptr, value):
    tl.store(out_ptr, value)


@tmetal.jit
def put_constant(out_ptr, value: tl.constexpr):
    tl.store(out_ptr, value)


@tmetal.jit
def times_2_to_30(out_ptr, factors: tl.constexpr):
    tl.store(out_ptr, (tl.program_id(0) + (1 << 30)) * factors[0])


def _one_more(x):
    return x + np.int32(1)


@tmetal.jit
def converted_twice(x_ptr, out_ptr):
    x = tl.load(x_ptr)
    tl.store(out_ptr, x.to(tl.int16).to(tl.int32) + 5)
    tl.store(out_ptr + 1, x.to(tl.int8).to(tl.int16).to(tl.int32) - 1)
    y = x.to(tl.int8).to(tl.int32)
    tl.store(out_ptr + 2, tl.inline_msl("{0} + 1", y, dtype=tl.int32, numpy=_one_more))


@tmetal.jit
def maybe_add(x_ptr, bias_ptr, out_ptr):
    x = tl.load(x_ptr)
    if bias_ptr is not None:
        x += tl.load(bias_ptr)
    tl.store(out_ptr, x)


class Colour(enum.IntEnum):
    RED = 7


@pytest.mark.parametrize(
    "value",
    [
        *(0, 1, -1, 2**31 - 1, -(2**31), 2**31, -(2**31) - 1, 2**40, -(2**40), 2**63 - 1, -(2**63)),
        *(True, False, Colour.RED, np.int8(-3), np.uint8(200), np.int16(-3), np.uint32(2**32 - 1)),
        *(np.int64(-(2**40)), np.uint64(2**40), np.bool_(True)),
    ],
    ids=repr,
)
def test_an_integer_argument_keeps_its_value(value) -> None:
    out = mx.zeros(1, mx.int64)
    put[(1,)](out, value)
    assert out.item() == int(value)


@pytest.mark.parametrize("value", [2**63, 2**64 - 1, np.uint64(2**64 - 1)], ids=repr)
def test_an_integer_argument_beyond_int64_keeps_its_value(value) -> None:
    out = np.zeros(1, np.uint64)
    put[(1,)](out, value)
    assert int(out[0]) == int(value)


@pytest.mark.parametrize(
    "value",
    [
        *(0.0, -0.0, 1.5, -2.25, 0.1, 1e-45, 3.5e38, 1e300, np.inf, -np.inf, np.nan),
        *(np.float16(0.1), np.float32(0.1), np.float64(0.1), ml_dtypes.bfloat16(0.1)),
    ],
    ids=repr,
)
def test_a_float_argument_is_rounded_to_float32(value) -> None:
    out = mx.zeros(1)
    put[(1,)](out, value)
    with np.errstate(over="ignore"):
        assert bits(out) == np.float32(value).tobytes()


def test_one_kernel_takes_numbers_of_all_kinds_in_turn() -> None:
    out = mx.zeros(1)
    for value in (1, 2.5, True, 2**40, 7, np.float16(0.5), False, -3.0):
        put[(1,)](out, value)
        assert out.item() == float(value)


def test_what_is_converted_twice_is_an_operand_as_any() -> None:
    out = np.zeros(3, np.int32)
    converted_twice[(1,)](np.array([1000], np.int32), out)
    np.testing.assert_array_equal(out, [1005, -25, -23])


def test_none_stands_for_an_array_that_is_not_used() -> None:
    x, bias, out = mx.array([1.0]), mx.array([10.0]), mx.zeros(1)
    maybe_add[(1,)](x, None, out)
    assert out.item() == 1
    maybe_add[(1,)](x, bias, out)
    assert out.item() == 11


def test_a_value_of_the_program_s_own_is_stored_through_a_plain_pointer() -> None:
    @tmetal.jit
    def put_id(out_ptr):
        tl.store(out_ptr, tl.program_id(0) + 5)

    for out in (mx.zeros(1, mx.int32), np.zeros(1, np.int32)):
        put_id[(1,)](out)
        assert out.item() == 5


def test_constants_that_are_equal_but_not_the_same_are_told_apart() -> None:
    out = mx.zeros(1)
    for value in (0.0, -0.0, 0, False, 1, True, 1.0):
        put_constant[(1,)](out, value)
        assert bits(out) == np.float32(value).tobytes(), value


def test_tuples_of_constants_that_are_equal_but_not_the_same_are_told_apart() -> None:
    out = mx.zeros(1)
    for factors, wanted in [((4,), 0.0), ((4.0,), 2.0**32), ((0.0,), 0.0), ((-0.0,), -0.0)] * 2:
        times_2_to_30[(1,)](out, factors)  # int32 wraps around, float32 does not
        assert bits(out) == np.float32(wanted).tobytes(), factors


@pytest.mark.parametrize("block", [np.int64(64), np.int32(64), np.uint8(64)], ids=repr)
def test_a_numpy_integer_may_be_a_constant(block) -> None:
    out = np.zeros(60, np.float32)
    copy[(1,)](base("numpy"), out, 60, BLOCK=block)
    np.testing.assert_array_equal(out, np.arange(60))


@pytest.mark.parametrize("n", [100, np.int64(100), np.int32(100), np.uint8(100)], ids=repr)
def test_the_host_s_helpers_take_numpy_integers(n) -> None:
    assert tmetal.next_power_of_2(n) == 128
    assert tmetal.cdiv(n, 64) == 2
    out = np.zeros(60, np.float32)
    copy[(tmetal.cdiv(n, 64),)](base("numpy"), out, 60, BLOCK=tmetal.next_power_of_2(n))
    np.testing.assert_array_equal(out, np.arange(60))


@pytest.mark.parametrize("n", [7.5, "7", None, mx.array(7.5)], ids=repr)
def test_the_host_s_helpers_refuse_what_is_no_integer(n) -> None:
    with pytest.raises(tmetal.TmetalError, match="integer"):
        tmetal.next_power_of_2(n)


# ---- parameters


def test_parameters_may_be_named_as_metal_s_own_words() -> None:
    @tmetal.jit
    def kernel(device, thread, constant, half, float4, main, kernel, uint3, metal, gid):
        auto = thread + constant
        namespace = auto + half
        tl.store(device, namespace + float4 + main + kernel + uint3 + metal + gid)

    out = mx.zeros(1)
    kernel[(1,)](out, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    assert out.item() == 45


def test_parameters_may_be_named_as_the_launcher_s_own_words() -> None:
    @tmetal.jit
    def kernel(_grid, _values, _key, _launch, _options, self, args, kwargs, grid, launch):
        tl.store(_grid, _values + _key + _launch + _options + self + args + kwargs + grid + launch)

    out = mx.zeros(1)
    kernel[(1,)](out, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    assert out.item() == 45


def test_parameters_may_have_letters_beyond_ascii_and_underscores() -> None:
    @tmetal.jit
    def kernel(größe, 尺度, é, x__y, _, __z):
        ñ = 尺度 + é
        tl.store(größe, ñ + x__y + _ + __z)

    out = mx.zeros(1)
    kernel[(1,)](out, 1, 2, 3, 4, 5)
    assert out.item() == 15


def test_parameters_may_be_positional_only_keyword_only_and_have_defaults() -> None:
    @tmetal.jit
    def kernel(out_ptr, /, first, second=2, *, third: tl.constexpr = 3):
        tl.store(out_ptr, first * 100 + second * 10 + third)

    out = mx.zeros(1)
    kernel[(1,)](out, 1)
    assert out.item() == 123
    kernel[(1,)](out, second=5, first=4, third=6)
    assert out.item() == 456


def test_a_parameter_may_be_named_as_an_option_and_is_the_option() -> None:
    @tmetal.jit
    def kernel(out_ptr, num_warps: tl.constexpr):
        tl.store(out_ptr, num_warps)

    out = mx.zeros(1)
    kernel[(1,)](out, num_warps=2)
    assert out.item() == 2
