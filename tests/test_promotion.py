"""What dtype an expression has: the language's table, for every pair of dtypes and every operator.

Each kernel asserts with `tl.static_assert`, and is launched in the interpreter, which compiles it
first: so both halves of the language are asked.
"""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

from kernels import BACKENDS, HEAD, compute, make, run
from tmetal.errors import CompileError
from tmetal.ir.types import DTYPES, DType

NAMES = [d.name for d in DTYPES]
BY_NAME = {d.name: d for d in DTYPES}
# Row + column, as the language has it. Integers: the wider wins, at equal width unsigned wins;
# fp32 wins, then fp16, then bf16 with itself; bf16 with an integer is fp32.
TABLE = """
      i1   i8   i16  i32  i64  u8   u16  u32  u64  f16  bf16 f32
i1    i1   i8   i16  i32  i64  u8   u16  u32  u64  f16  f32  f32
i8    i8   i8   i16  i32  i64  u8   u16  u32  u64  f16  f32  f32
i16   i16  i16  i16  i32  i64  i16  u16  u32  u64  f16  f32  f32
i32   i32  i32  i32  i32  i64  i32  i32  u32  u64  f16  f32  f32
i64   i64  i64  i64  i64  i64  i64  i64  i64  u64  f16  f32  f32
u8    u8   u8   i16  i32  i64  u8   u16  u32  u64  f16  f32  f32
u16   u16  u16  u16  i32  i64  u16  u16  u32  u64  f16  f32  f32
u32   u32  u32  u32  u32  i64  u32  u32  u32  u64  f16  f32  f32
u64   u64  u64  u64  u64  u64  u64  u64  u64  u64  f16  f32  f32
f16   f16  f16  f16  f16  f16  f16  f16  f16  f16  f16  f16  f32
bf16  f32  f32  f32  f32  f32  f32  f32  f32  f32  f16  bf16 f32
f32   f32  f32  f32  f32  f32  f32  f32  f32  f32  f32  f32  f32
"""
LINES = [line.split() for line in TABLE.strip().splitlines()]
PROMOTED = {(row[0], c): d for row in LINES[1:] for c, d in zip(LINES[0], row[1:], strict=True)}
ARITHMETIC = ("x + y", "x - y", "x * y", "tl.minimum(x, y)", "tl.maximum(x, y)")
ARITHMETIC += ("tl.where(x == y, x, y)", "tl.maximum(x, y, propagate_nan=tl.PropagateNan.ALL)")
BITS = ("x & y", "x | y", "x ^ y")
SHIFTS = ("x << y", "x >> y")
COMPARED = ("x == y", "x != y", "x < y", "x <= y", "x > y", "x >= y")


def launch(expressions: dict[str, str], *dtypes: DType, body: str = "") -> None:
    """Launch a kernel that asserts the dtype (IR name) of each expression."""
    loaded = "xyz"[: len(dtypes)]
    source = HEAD.format(parameters=", ".join(f"{v}_ptr" for v in loaded))
    for v in loaded:
        source += f"    {v} = tl.load({v}_ptr + offs, mask=mask)\n"
    source += body
    for text, name in expressions.items():
        title = BY_NAME[name].title
        source += f"    tl.static_assert(({text}).dtype == tl.{title}, '{text} is not {title}')\n"
    arrays = [np.ones(4, d.numpy) for d in dtypes]
    run(make(source), "interpret", (1,), *arrays, 4, BLOCK=4)


def refused(expression: str, *dtypes: DType) -> str:
    """Return the complaint about an expression, from the compiler and the interpreter alike."""
    source = HEAD.format(parameters=", ".join(f"{v}_ptr" for v in "xyz"[: len(dtypes)]))
    for v in "xyz"[: len(dtypes)]:
        source += f"    {v} = tl.load({v}_ptr + offs, mask=mask)\n"
    source += f"    z = {expression}\n"
    arrays = [np.ones(4, d.numpy) for d in dtypes]
    said = []
    for backend in BACKENDS:
        with pytest.raises(CompileError) as error:
            run(make(source), backend, (1,), *arrays, 4, BLOCK=4)
        said.append(error.value.message)
    assert said[0] == said[1]
    return said[0]


@pytest.mark.parametrize("x", DTYPES, ids=NAMES)
def test_two_tiles_have_the_dtype_that_the_table_says(x: DType) -> None:
    for y in DTYPES:
        wanted = PROMOTED[x.name, y.name]
        expected = dict.fromkeys(ARITHMETIC, wanted) | dict.fromkeys(COMPARED, "i1")
        if BY_NAME[wanted].kind != "float":
            expected |= dict.fromkeys(BITS, wanted)
            expected |= dict.fromkeys(SHIFTS, wanted) if wanted != "i1" else {}
        expected["x / y"] = "f32"
        if not (x.is_float or y.is_float) and wanted != "i1":
            if x.kind == y.kind or "bool" in (x.kind, y.kind):
                expected |= {"x // y": wanted, "x % y": wanted}
        elif x.is_float or y.is_float:
            expected["x % y"] = "f32"
        launch(expected, x, y)


@pytest.mark.parametrize("x", DTYPES, ids=NAMES)
def test_the_table_of_the_test_is_symmetric_and_never_narrows(x: DType) -> None:
    for y in DTYPES:
        assert PROMOTED[x.name, y.name] == PROMOTED[y.name, x.name]
        wanted = BY_NAME[PROMOTED[x.name, y.name]]
        if x.is_integer and y.is_integer:
            assert wanted.bits == max(x.bits, y.bits)


@pytest.mark.parametrize("x", DTYPES, ids=NAMES)
def test_a_python_number_takes_part_only_if_its_kind_is_higher(x: DType) -> None:
    expected = {"x == 1": "i1", "x < 1": "i1", "x / 2": "f32", "2 / x": "f32", "x + True": x.name}
    whole = "i32" if x.kind == "bool" else x.name
    expected |= dict.fromkeys(("x + 1", "1 + x", "x * 2", "3 - x", "tl.maximum(x, 1)"), whole)
    expected |= dict.fromkeys(("tl.where(x == 1, x, 0)", "tl.where(x == 1, 0, x)"), whole)
    broken = x.name if x.is_float else "f32"
    expected |= dict.fromkeys(("x + 0.5", "0.5 * x", "tl.minimum(x, 0.5)"), broken)
    if x.is_float:
        expected |= {"x % 2": "f32", "x % 0.5": "f32", "x / 0.5": "f32"}
    else:
        expected |= {"x & 1": whole, "1 << x": whole, "x >> 1": whole, "x | True": x.name}
    if x.is_integer:
        expected |= {"x // 2": x.name, "2 // x": x.name, "x % 2": x.name, "7 % x": x.name}
    launch(expected, x)


@pytest.mark.parametrize("x", [d for d in DTYPES if d.is_integer], ids=lambda d: d.name)
def test_a_python_integer_must_fit_the_tile(x: DType) -> None:
    low, high = x.limits
    launch({f"x + {high}": x.name, f"x == {high}": "i1"}, x)
    launch({f"x * {low}": x.name, f"tl.maximum(x, {low})": x.name}, x)
    for number in (high + 1, low - 1):
        for expression in (f"x + {number}", f"{number} * x", f"x < {number}", f"x & {number}"):
            message = refused(expression, x)
            assert "does not fit" in message
            if -(1 << 63) <= number < 1 << 64:
                assert x.title in message


def test_a_number_of_more_than_64_bits_is_refused() -> None:
    assert "64 bits" in refused(f"x * 1.0 + {1 << 64}", BY_NAME["f32"])
    assert "does not fit" in refused(f"tl.full((4,), {1 << 64}, tl.int32) + x", BY_NAME["i32"])


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("0", "i32"),
        ("2147483647", "i32"),
        ("-2147483648", "i32"),
        ("2147483648", "u32"),
        ("4294967295", "u32"),
        ("4294967296", "i64"),
        ("-2147483649", "i64"),
        ("9223372036854775807", "i64"),
        ("9223372036854775808", "u64"),
        ("1.5", "f32"),
        ("True", "i1"),
    ],
)
def test_a_literal_beside_booleans_becomes_the_first_type_that_fits(number: str, name: str) -> None:
    wanted = PROMOTED["i1", name]
    launch({f"x + {number}": wanted, f"tl.where(x, {number}, {number})": name}, BY_NAME["i1"])


@pytest.mark.parametrize("sign", ["//", "%"])
def test_division_of_integers_refuses_to_mix_signed_with_unsigned(sign: str) -> None:
    for x in DTYPES:
        for y in DTYPES:
            if {x.kind, y.kind} == {"int", "uint"} and (x.bits == y.bits or x.bits == 8):
                message = refused(f"x {sign} y", x, y)
                assert f"`{sign}` does not mix signed and unsigned" in message


def test_operators_refuse_dtypes_that_have_no_meaning_for_them() -> None:
    f, i, b = BY_NAME["f32"], BY_NAME["i32"], BY_NAME["i1"]
    assert "takes integers only" in refused("x // y", f, i)
    assert "takes integers only" in refused("x // 2.0", i)
    assert "does not take booleans" in refused("x // y", b, b)
    assert "does not take booleans" in refused("x % y", b, b)
    assert "does not take booleans" in refused("-x", b)
    for expression in ("x & y", "x | 1", "x ^ y", "x << 1", "x >> y"):
        assert "takes integers or booleans" in refused(expression, f, i)
    assert "takes integers or booleans" in refused("~x", f)
    assert "float32" in refused("tl.exp(x)", BY_NAME["f16"])
    assert "compile-time" in refused("x ** 2", f)


def test_scalars_that_exist_at_run_time_take_part_like_tiles() -> None:
    source = """
@tmetal.jit
def k(x_ptr, n, f, b, big):
    x = tl.load(x_ptr)
    tl.static_assert(x.dtype == tl.int8 and x.shape == ())
    tl.static_assert((x + n).dtype == tl.int32)
    tl.static_assert((x + f).dtype == tl.float32)
    tl.static_assert((x + b).dtype == tl.int8)
    tl.static_assert((x + big).dtype == tl.int64)
    tl.static_assert((n + big).dtype == tl.int64)
    tl.static_assert((b + b).dtype == tl.int1)
    tl.static_assert((tl.program_id(0) + x).dtype == tl.int32)
    tl.static_assert((x + tl.full((), 1, tl.uint8)).dtype == tl.uint8)
"""
    run(make(source), "interpret", (1,), np.ones(1, np.int8), 3, 0.5, True, 1 << 40)


def test_loops_and_merges_give_a_python_number_its_literal_type() -> None:
    # A number that a loop carries, or that a run-time `if` chooses, is a value of its literal type.
    source = """
@tmetal.jit
def k(x_ptr, o_ptr, n):
    total, real = 0, 0.0
    for i in range(n):
        total += tl.load(x_ptr + i)
        real += tl.load(x_ptr + i)
    chosen = 100 if n > 2 else 50
    if n > 1:
        other = 100
    else:
        other = 50
    tl.store(o_ptr, total)
    tl.store(o_ptr + 1, real)
    tl.store(o_ptr + 2, tl.load(x_ptr) + chosen)
    tl.store(o_ptr + 3, tl.load(x_ptr) + other)
"""
    for dtype in (np.int8, np.uint8, np.int16):
        x = np.full(9, 100, dtype)
        for backend in BACKENDS:
            _, out = run(make(source), backend, (1,), x, np.zeros(4, np.int32), 9)
            assert list(out) == [900, 900, 200, 200], (backend, dtype)


def test_a_loop_adds_half_precision_in_the_float32_that_it_starts_with() -> None:
    source = """
@tmetal.jit
def k(x_ptr, o_ptr, n):
    total = 0.0
    for i in range(n):
        total += tl.load(x_ptr + i)
    tl.store(o_ptr, total)
"""
    for backend in BACKENDS:
        x = np.ones(3000, np.float16)
        assert run(make(source), backend, (1,), x, np.zeros(1, np.float32), 3000)[1][0] == 3000


def test_a_float_number_is_rounded_to_the_tile_before_it_takes_part() -> None:
    for dtype in (np.float16, ml_dtypes.bfloat16):
        x = np.array([1, 3, 0.1, 10], dtype)
        for backend in BACKENDS:
            got = compute(backend, {"x": x}, ["x * 0.1", "x + 0.1"], [dtype, dtype])
            assert (got[0] == x * dtype(0.1)).all()
            assert (got[1] == x + dtype(0.1)).all()


@pytest.mark.parametrize("backend", BACKENDS)
def test_integers_wrap_at_the_width_of_their_type_before_they_are_widened(backend: str) -> None:
    x = np.array([100, -128, 127, 1], np.int8)
    y = np.array([70000, 1 << 30, -(1 << 31), 1], np.int32)
    texts = ["x + x", "x * x", "y * y + y.to(tl.int64)", "-x", "x - 1", "y.to(tl.int64) * y"]
    dtypes = [np.int32, np.int32, np.int64, np.int32, np.int32, np.int64]
    got = compute(backend, {"x": x, "y": y}, texts, dtypes)
    wide = y.astype(np.int64)
    with np.errstate(all="ignore"):
        expected = [x + x, x * x, (y * y) + wide, -x, x - np.int8(1), wide * wide]
    for text, found, wanted in zip(texts, got, expected, strict=True):
        assert (found == wanted).all(), text


@pytest.mark.parametrize("backend", BACKENDS)
def test_stores_cast_to_the_dtype_of_the_array(backend: str) -> None:
    x = np.array([1.5, -2.5, 100.25, 0.0, 1.0009765625], np.float32)
    targets = [d.numpy for d in DTYPES if d.kind != "uint"]
    for got, dtype in zip(compute(backend, {"x": x}, ["x"] * 8, targets), targets, strict=True):
        assert (got == (x != 0 if dtype.kind == "b" else x.astype(dtype))).all(), dtype


def test_python_rules_hold_among_constants() -> None:
    body = """
    tl.static_assert(7 // -2 == -4 and -7 % 3 == 2 and 7 / 2 == 3.5 and 2**10 == 1024)
    tl.static_assert(BLOCK // 3 == 1 and (BLOCK if BLOCK > 2 else None) == 4)
"""
    launch({"x + (BLOCK - 3)": "i8"}, BY_NAME["i8"], body=body)


def test_and_or_not_and_chained_comparisons_are_elementwise_booleans() -> None:
    x = np.arange(8, dtype=np.int32)
    table = {
        "(x > 2) and (x < 5)": (x > 2) & (x < 5),
        "(x < 2) or (x == 7)": (x < 2) | (x == 7),
        "not (x < 5)": x >= 5,
        "2 < x <= 5 != 4": (x > 2) & (x <= 5),
        "x and (x - 3)": (x != 0) & (x != 3),
        "x or False": x != 0,
        "True and x": x,
    }
    for backend in BACKENDS:
        found = compute(backend, {"x": x}, list(table), [np.int32] * len(table))
        for got, (text, wanted) in zip(found, table.items(), strict=True):
            assert (got == wanted).all(), (backend, text)


def test_and_or_not_of_scalars_are_booleans_and_run_both_sides() -> None:
    source = """
@tmetal.jit
def k(o_ptr, n, m):
    tl.store(o_ptr, n and m)
    tl.store(o_ptr + 1, n or m)
    tl.store(o_ptr + 2, not n)
    tl.store(o_ptr + 3, (1 < n < m) + 10)
    tl.static_assert((n and m).dtype == tl.int1)
"""
    for backend in BACKENDS:
        (out,) = run(make(source), backend, (1,), np.zeros(4, np.int32), 3, 4)
        assert list(out) == [1, 1, 0, 11], backend


@pytest.mark.parametrize("backend", BACKENDS)
def test_dtypes_answer_questions_and_hints_return_their_input(backend: str) -> None:
    kernel = make(
        """
@tmetal.jit
def k(x, out, n, BLOCK: tl.constexpr):
    i = tl.max_constancy(tl.max_contiguous(tl.multiple_of(tl.arange(0, BLOCK), 8), 8), 1)
    tl.assume(n > 0)
    v = tl.load(x + i)
    tl.static_assert(v.dtype.is_floating() and not v.dtype.is_int())
    tl.static_assert(x.dtype.element_ty.primitive_bitwidth == 16)
    tl.static_assert(i.dtype.is_int() and i.numel == 8)
    tl.store(out + i, v)
"""
    )
    x = np.arange(8).astype(np.float16)
    _, got = run(kernel, backend, (1,), x, x * 0, 8, BLOCK=8)
    np.testing.assert_array_equal(got, x)
