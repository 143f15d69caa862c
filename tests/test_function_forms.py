"""Function forms of operators, hints, checks, compile-time functions, a user's own Metal text."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np
import pytest

import tmetal.language as tl
from kernels import BACKENDS, assert_same, make, run
from tiles import compute, program
from tmetal.errors import CompileError

F = np.float32
each_backend = pytest.mark.parametrize("backend", BACKENDS)
X = np.arange(-8, 8, dtype=np.int32)
Y = np.array([3, 0] * 8, np.int32)


def one(backend: str, text: str, dtype: Any, shape: Any = (16,), **inputs: Any) -> Any:
    """Return the value of an expression over X and Y, or other inputs."""
    arrays = inputs or {"x": X, "y": Y}
    return compute(backend, arrays, f"z = {text}", {"z": (shape, dtype)})[0]


FORMS = {
    "tl.add(x, y)": X + Y,
    "tl.sub(x, y, sanitize_overflow=False)": X - Y,
    "tl.mul(x, 3)": X * 3,
    "tl.add(2, 3) + x": X + 5,
    "x.logical_and(y)": (X != 0) & (Y != 0),
    "(x > 0).logical_or(y)": (X > 0) | (Y != 0),
    "tl.to_tensor(3000000000) + x.to(tl.uint32)": np.uint32(3000000000) + X.astype(np.uint32),
    "tl.expect_zero(x, y > 0)": X,
    "(x > 0).to(x.type) + tmetal.next_power_of_2(5)": (X > 0) + np.int32(8),
    "tl.condition(x > 0, disable_licm=True)": X > 0,
    "tl.tuple((x, y))[1]": Y,
    "(x, y, x)[tl.slice(1, 3, None)][0]": Y,
    "tl.sum(x).reshape(()) + y": X.sum() + Y,
    "x[None, :].reshape(16).reshape(1, 16).reshape(16)": X,
    "tl.sqrt_rn(x.to(tl.float32) + 8)": np.sqrt(X.astype(F) + 8),
    "(x.to(tl.float32) + 8).sqrt_rn()": np.sqrt(X.astype(F) + 8),
    "tl.cumprod((y + 1).to(tl.int8), dtype=tl.int64)": np.cumprod((Y + 1).astype(np.int64)),
    "tl.sort(x, descending=True)": X[::-1].copy(),
    "tl.bitonic_merge(tl.where(x < 0, x, 7 - x))": np.sort(np.where(X < 0, X, 7 - X)),
    "tl.target_info.is_cuda() * x + tl.target_info.cuda_capability_geq(9, 0)": X * 0,
}


@each_backend
@pytest.mark.parametrize("text", FORMS)
def test_a_form_gives_what_its_operator_gives(text: str, backend: str) -> None:
    wanted = np.asarray(FORMS[text])
    assert_same(one(backend, text, wanted.dtype), wanted)


@each_backend
def test_pointers_are_added_and_subtracted_by_function(backend: str) -> None:
    text = "tl.load(tl.sub(tl.add(x_ptr, tl.arange(0, 16)), 0))"
    assert_same(one(backend, text, np.int32), X)


@each_backend
@pytest.mark.parametrize(
    ("descending", "wanted"), [(True, [7, 6, 5, 4]), (False, [-8, -7, -6, -5])]
)
def test_topk_gives_the_greatest_or_the_least(
    descending: bool, wanted: list[int], backend: str
) -> None:
    text = f"tl.topk(x, 4, descending={descending})"
    assert_same(one(backend, text, np.int32, (4,)), np.array(wanted, np.int32))


@each_backend
def test_the_only_element_of_a_tile_is_its_item(backend: str) -> None:
    assert one(backend, "tl.sum(x, keep_dims=True).item()", np.int32, ())[()] == X.sum()


@each_backend
@pytest.mark.parametrize(
    ("title", "dtype", "mask"),
    [("float16", np.float16, 0x1FFF), ("bfloat16", ml_dtypes.bfloat16, 0xFFFF)],
)
def test_a_cast_toward_zero_cuts_the_low_bits(
    title: str, dtype: Any, mask: int, backend: str
) -> None:
    rng = np.random.default_rng(5)
    x = (rng.standard_normal(500) * np.exp2(rng.integers(-12, 15, 500))).astype(F)
    x = np.concatenate([x, F([0, -0.0, 1, np.inf, -np.inf, np.nan, 65519, 65520, 1e5, -1e6])])
    x = np.concatenate([x, np.zeros(2, F)])
    text = f'x.to(tl.{title}, fp_downcast_rounding="rtz")'
    wanted = (x.view(np.uint32) & np.uint32(~mask & 0xFFFFFFFF)).view(F)
    top = F(ml_dtypes.finfo(dtype).max)
    wanted = np.where(np.isfinite(x), np.clip(wanted, -top, top), x).astype(dtype)
    assert_same(one(backend, text, dtype, x.shape, x=x), wanted)


def swizzled(rows: int, columns: int, group: int) -> list[tuple[int, int]]:
    """Number the places group by group, column by column in each."""
    found = []
    for first in range(0, rows, group):
        inside = range(first, min(first + group, rows))
        found += [(i, j) for j in range(columns) for i in inside]
    return found


@each_backend
@pytest.mark.parametrize("sizes", [(8, 4, 2), (5, 4, 2), (3, 2, 8), (4, 8, 3)])
def test_swizzle2d_goes_column_by_column_in_groups_of_rows(sizes: Any, backend: str) -> None:
    rows, columns, _group = sizes
    kernel = make("""
@tmetal.jit
def k(i_ptr, j_ptr, rows, columns, group):
    n = tl.program_id(0) * tl.num_programs(1) + tl.program_id(1)
    i, j = tl.swizzle2d(tl.program_id(0), tl.program_id(1), rows, columns, group)
    tl.store(i_ptr + n, i)
    tl.store(j_ptr + n, j)
""")
    empty = np.zeros(rows * columns, np.int32)
    i, j = run(kernel, backend, (rows, columns), empty, empty, *sizes)
    wanted = swizzled(*sizes)
    assert list(zip(i.tolist(), j.tolist(), strict=True)) == wanted
    host = [tl.swizzle2d(a, b, *sizes) for a in range(rows) for b in range(columns)]
    assert host == wanted


@each_backend
@pytest.mark.parametrize("warps", [1, 4])
def test_what_was_stored_before_a_barrier_is_loaded_after_it(warps: int, backend: str) -> None:
    kernel = make("""
@tmetal.jit
def k(x_ptr, out_ptr, n: tl.constexpr):
    i = tl.arange(0, n)
    tl.store(x_ptr + i, i * 2)
    tl.debug_barrier()
    tl.store(out_ptr + i, tl.load(x_ptr + (n - 1 - i)))
""")
    zeros = np.zeros(256, np.int32)
    out = run(kernel, backend, (1,), zeros, zeros, n=256, num_warps=warps)[1]
    assert_same(out, (np.arange(256, dtype=np.int32) * 2)[::-1].copy())


HELPERS = """
@tmetal.jit
def both(a, b):
    return tl.where(a > b, a, b), a - b

@tl.constexpr_function
def half(n):
    assert isinstance(n, int)
    return n // 2

def cube(a):
    return a * a * a
"""


@each_backend
def test_a_helper_is_mapped_over_elements(backend: str) -> None:
    body = "a, b = tl.map_elementwise(both, x, y)"
    outputs = {"a": ((16,), np.int32), "b": ((16,), np.int32)}
    a, b = compute(backend, {"x": X, "y": Y}, body, outputs, HELPERS)
    assert_same(a, np.maximum(X, Y))
    assert_same(b, X - Y)


@each_backend
def test_a_constexpr_function_runs_while_compiling(backend: str) -> None:
    body = "z = tl.arange(0, half(32)) + half(x.shape[0])"
    (z,) = compute(backend, {"x": X}, body, {"z": ((16,), np.int32)}, HELPERS)
    assert_same(z, np.arange(16, dtype=np.int32) + 8)
    assert tl.constexpr_function(lambda n: n + 1)(tl.constexpr(4)) == 5


@each_backend
def test_inline_metal_text_is_an_elementwise_expression(backend: str) -> None:
    body = (
        'z = tl.inline_msl("metal::max({0}, {1}) * {1}", x, y, dtype=tl.int32, numpy=times)\n'
        'w = tl.inline_msl("{0} ? 1.5f : float({1})", x > 0, 2, dtype=tl.float32, numpy=chosen)'
    )
    helpers = """
import numpy as np
def times(a, b):
    return np.maximum(a, b) * b
def chosen(a, b):
    return np.where(a, 1.5, b)
"""
    outputs = {"z": ((16,), np.int32), "w": ((16,), F)}
    z, w = compute(backend, {"x": X, "y": Y}, body, outputs, helpers)
    assert_same(z, np.maximum(X, Y) * Y)
    assert_same(w, np.where(X > 0, 1.5, 2).astype(F))


def test_inline_metal_text_without_numpy_says_what_the_interpreter_needs() -> None:
    text = 'tl.inline_msl("-{0}", x, dtype=tl.int32)'
    assert_same(one("cpu", text, np.int32), -X)
    with pytest.raises(CompileError, match="Pass a function of NumPy arrays"):
        one("interpret", text, np.int32)


QUESTIONS = {
    "x.dtype.is_fp32()": True,
    "x.dtype.is_fp16() or x.dtype.is_bf16() or x.dtype.is_fp64() or x.dtype.is_fp8()": False,
    "x.dtype.is_floating() and x.dtype.is_standard_floating()": True,
    "i.dtype.is_int() and i.dtype.is_int_signed() and i.dtype.is_int32()": True,
    "(i > 0).dtype.is_int_unsigned() and (i > 0).dtype.is_bool() and (i > 0).dtype.is_int1()": True,
    "i.to(tl.uint8).dtype.is_uint8() and not i.dtype.is_uint8()": True,
    "i.to(tl.int16).dtype.get_int_min_value() == -32768": True,
    "i.dtype.get_int_max_value() == 2147483647": True,
    "x.type.is_block() and not x.type.is_ptr()": True,
    "x_ptr.type.is_ptr() and x_ptr.dtype.element_ty == tl.float32": True,
    "x.type.scalar == tl.float32 and x.type.element_ty == x.dtype": True,
    "x.type.shape[0] == 16 and x.dtype.primitive_bitwidth == 32": True,
    "i.dtype.int_bitwidth == 32 and x.dtype.scalar == tl.float32": True,
    "x.type == tl.block_type(tl.float32, (16,))": True,
    "x_ptr.type == tl.pointer_type(tl.float32)": True,
    "tl.TRITON_MAX_TENSOR_NUMEL == 1048576": True,
    "tl.pi32_t == tl.pointer_type(tl.int32)": True,
}


@each_backend
@pytest.mark.parametrize("text", QUESTIONS)
def test_types_answer_questions_at_compile_time(text: str, backend: str) -> None:
    body = f"i = tl.arange(0, 16)\ntl.static_assert(({text}) == {QUESTIONS[text]})"
    kernel = program({"x": np.zeros(16, F)}, body, {})
    run(kernel, backend, (1,), np.zeros(16, F))


REFUSED = {
    "tl.inline_msl('{0}', x_ptr, dtype=tl.int32)": "takes numbers, not pointers",
    "tl.inline_msl('{0} + {1}', x, dtype=tl.int32)": "the text uses {1}, and there are 1 operands",
    "tl.inline_msl('1', x, dtype=tl.int32)": "does not use {0}",
    "tl.inline_msl('1', dtype=tl.int32)": "takes at least one operand",
    "tl.inline_msl('{0}', x, dtype=4)": "takes dtype=tl.float32",
    "tl.inline_asm_elementwise('mov', '=r,r', [x], tl.int32, True, 1)": "tl.inline_msl(",
    "tl.map_elementwise(4, x)": "tl.map_elementwise takes a helper, not 4",
    "x.to(tl.int8, fp_downcast_rounding='rtz')": "is for casts to a smaller float, not of an int",
    "tl.tuple(x)": "tl.tuple takes a tuple, not an int32 tile",
    "x_ptr.to(tl.pointer_type(tl.uint32))": "tmetal.reinterpret(x, tl.uint32)",
    "x.to(tl.int64).to(tl.pointer_type(tl.int8))": "MLX's arrays have no addresses",
    "x.astype(tl.int8)": "Write x.to(tl.float32)",
    "tl.atomic_cas(x_ptr, 0.5, 1)": "`cmp` is 0.5, and the elements are int32",
    "x.mean()": "Write tl.sum(x, axis=0) / n",
    "tl.any(x)": "Write tl.max(x.to(tl.int32), axis=0) != 0",
    "tl.tensor(x)": "Write tl.full, tl.zeros or tl.load",
    "x.dtype.get_int_bounds()": "has no attribute `get_int_bounds`",
}


@each_backend
@pytest.mark.parametrize(("text", "says"), REFUSED.items())
def test_misuse_is_refused_with_what_to_write(text: str, says: str, backend: str) -> None:
    with pytest.raises(CompileError) as caught:
        one(backend, text, np.int32)
    assert says in str(caught.value)
