"""Atomic updates: every kind on every dtype, in every form that an output may have.

The oracle goes through the elements one by one. Old contents are not zero, so that outputs hold
differences; what an update gives is compared where only one order is possible, or as a set.
"""

from __future__ import annotations

from typing import Any

import ml_dtypes
import mlx.core as mx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tmetal
from kernels import HOSTS, assert_same, make, run
from tmetal import options
from tmetal.errors import CompileError, LaunchError
from tmetal.ir.opset.atomic import apply

BF16 = ml_dtypes.bfloat16
NARROW = (np.int16, np.uint16, np.float16, BF16)
WORDS = (np.int32, np.uint32, np.float32)
each_host = pytest.mark.parametrize("backend", HOSTS)

ONE = """
@tmetal.jit
def k(x_ptr, old_ptr, m_ptr, n, PLACES: tl.constexpr, BLOCK: tl.constexpr):
    offs = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offs < n
    x = tl.load(x_ptr + offs, mask=mask, other=0)
    old = tl.atomic_{kind}(m_ptr + offs % PLACES, x, mask=mask)
    tl.store(old_ptr + offs, old, mask=mask)
"""
SILENT = ONE.replace("old = ", "").replace(", old, mask", ", x, mask")


def values(dtype: Any, n: int, seed: int = 0) -> Any:
    """Small whole numbers: sums of them are exact in every dtype."""
    rng = np.random.default_rng(seed)
    low = 0 if np.dtype(dtype).kind == "u" else -5
    return rng.integers(low, 6, n).astype(dtype)


def kinds_of(dtype: Any) -> tuple[str, ...]:
    bits = ("and", "or", "xor") if np.dtype(dtype).kind in "iu" else ()
    return ("add", "max", "min", "xchg", *bits)


CASES = [(k, d) for d in (*WORDS, *NARROW) for k in kinds_of(d)]


@pytest.mark.parametrize(
    ("kind", "dtype"), CASES, ids=[f"{k}-{np.dtype(d).name}" for k, d in CASES]
)
def test_each_update_gives_what_it_found_and_leaves_what_it_made(kind: str, dtype: Any) -> None:
    x, memory = values(dtype, 100), values(dtype, 101, 1)
    after = memory.copy()
    found = apply(after, np.arange(100), kind, x, None)  # no place twice: one order only
    for backend in HOSTS:
        kernel = make(ONE.format(kind=kind))
        _, old, m = run(kernel, backend, (2,), x, x, memory, 100, PLACES=128, BLOCK=64)
        assert_same(old, found, f"{kind} on {backend}: found")
        assert_same(m, after, f"{kind} on {backend}: left")


@pytest.mark.parametrize("dtype", [*WORDS, *NARROW], ids=lambda d: np.dtype(d).name)
@pytest.mark.parametrize("kind", ["add", "max", "min"])
def test_elements_that_many_lanes_name_are_updated_by_all(kind: str, dtype: Any) -> None:
    x, memory = values(dtype, 300), values(dtype, 5, 1)
    expected = memory.copy()
    for i, v in enumerate(x):
        at = i % 5
        found = (expected[at], v)
        expected[at] = {"add": expected[at] + v, "max": max(found), "min": min(found)}[kind]
    for backend in ("cpu", "interpret", "cpu with mlx arrays"):
        kernel = make(SILENT.format(kind=kind))
        _, _, m = run(kernel, backend, (5,), x, x, memory, 300, PLACES=5, BLOCK=64)
        assert_same(m, expected, f"{kind} on {backend}")


@each_host
def test_tickets_are_all_different(backend: str) -> None:
    kernel = make("""
@tmetal.jit
def k(counter_ptr, taken_ptr, BLOCK: tl.constexpr):
    first = tl.atomic_add(counter_ptr, 2)
    each = tl.atomic_add(counter_ptr + 1 + tl.zeros((BLOCK,), tl.int32), 1)
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(taken_ptr + at, each * 1000 + first)
""")
    counter, taken = run(
        kernel, backend, (6,), np.array([7, 3], np.int32), np.zeros(96, np.int32), BLOCK=16
    )
    assert counter.tolist() == [7 + 12, 3 + 96]
    assert sorted(taken // 1000) == list(range(3, 99))
    # One ticket a program, the same for all its lanes.
    assert all(len({*row}) == 1 for row in (taken % 1000).reshape(6, 16))
    assert sorted({*(taken % 1000)}) == list(range(7, 19, 2))


@each_host
@pytest.mark.parametrize("dtype", [np.int32, np.float32, np.float16], ids=lambda d: d.__name__)
def test_cas_replaces_where_the_bits_are_equal(backend: str, dtype: Any) -> None:
    kernel = make("""
@tmetal.jit
def k(m_ptr, e_ptr, v_ptr, old_ptr, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    old = tl.atomic_cas(m_ptr + i, tl.load(e_ptr + i), tl.load(v_ptr + i))
    tl.store(old_ptr + i, old)
""")
    memory = np.array([0, 1, 2, 3, -4, 5, 6, 7], dtype)
    expected = np.array([0, 9, 2, 9, -4, 9, 6, 9], dtype)
    new = np.arange(10, 18).astype(dtype)
    m, _, _, old = run(kernel, backend, (1,), memory, expected, new, np.zeros(8, dtype), BLOCK=8)
    assert_same(old, memory)
    assert_same(m, np.where(memory == expected, new, memory))


@each_host
def test_minus_zero_is_not_the_zero_that_cas_looks_for(backend: str) -> None:
    kernel = make("""
@tmetal.jit
def k(m_ptr, BLOCK: tl.constexpr):
    zero = tl.zeros((BLOCK,), tl.float32)
    tl.atomic_cas(m_ptr + tl.arange(0, BLOCK), zero, zero + 1)
""")
    memory = np.array([0.0, -0.0, 0.0, -0.0], np.float32)
    (m,) = run(kernel, backend, (1,), memory, BLOCK=4)
    assert_same(m, np.array([1.0, -0.0, 1.0, -0.0], np.float32))


@each_host
def test_loads_and_stores_of_an_updated_array_see_the_updates(backend: str) -> None:
    kernel = make("""
@tmetal.jit
def k(m_ptr, o_ptr, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    tl.store(m_ptr + i, i + 1, mask=i < 4)
    tl.atomic_add(m_ptr + BLOCK - 1 - i, 10)
    tl.store(o_ptr + i, tl.load(m_ptr + i))
    tl.store(o_ptr + BLOCK + i, tl.atomic_load(m_ptr + BLOCK - 1 - i))
    tl.atomic_store(m_ptr + i, 5, mask=i == 0)
""")
    memory = np.full(64, 3, np.int32)
    m, o = run(kernel, backend, (1,), memory, np.zeros(128, np.int32), BLOCK=64)
    after = np.r_[np.arange(1, 5), np.full(60, 3)] + 10
    assert o[:64].tolist() == after.tolist()
    assert o[64:].tolist() == after[::-1].tolist()
    assert m.tolist() == [5, *after[1:]]


@pytest.mark.parametrize("order", [0, 1])
def test_an_update_finds_what_those_before_it_left(order: int) -> None:
    kernel = make("""
@tmetal.jit
def k(m_ptr, o_ptr, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    found = tl.atomic_add(m_ptr + i, i)
    tl.atomic_add(m_ptr + BLOCK - 1 - i, 7)
    for j in range(3):
        found += tl.atomic_max(m_ptr + (i ^ j), 4 * j + i)
    tl.store(o_ptr + i, found)
""")
    memory = np.full(64, 3, np.int32)
    wanted = run(kernel, "interpret", (1,), memory, np.zeros(64, np.int32), BLOCK=64)
    with options.override(order=order):
        got = run(kernel, "cpu", (1,), memory, np.zeros(64, np.int32), BLOCK=64)
    for x, y in zip(got, wanted, strict=True):
        assert_same(x, y)


@each_host
@pytest.mark.parametrize("dtype", [np.int64, np.uint64], ids=lambda d: d.__name__)
def test_additions_of_64_bits_carry_into_the_upper_half(backend: str, dtype: Any) -> None:
    kernel = make(SILENT.format(kind="add"))
    x = np.full(40, (1 << 33) - 7, np.int64).astype(dtype)
    memory = np.array([5, (1 << 40) + 1], dtype)
    _, _, m = run(kernel, backend, (2,), x, x, memory, 40, PLACES=2, BLOCK=32)
    assert m.tolist() == [5 + 20 * ((1 << 33) - 7), (1 << 40) + 1 + 20 * ((1 << 33) - 7)]


@each_host
def test_a_loop_of_updates_and_one_under_a_condition_are_done_as_often_as_said(
    backend: str,
) -> None:
    kernel = make("""
@tmetal.jit
def k(m_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    for j in range(n):
        tl.atomic_add(m_ptr + (i + j) % 8, 1)
        if j % 2 == 0:
            tl.atomic_max(m_ptr + 8, j)
        tl.atomic_xchg(m_ptr + 9, j)
""")
    (m,) = run(kernel, backend, (3,), np.ones(10, np.int32), 6, BLOCK=16)
    assert m.tolist() == [*[1 + 3 * 6 * 2] * 8, 4, 5]


@each_host
def test_methods_and_descriptors_update_too(backend: str) -> None:
    kernel = make("""
@tmetal.jit
def k(m_ptr, M, N):
    (m_ptr + tl.arange(0, 4)).atomic_add(1, sem="relaxed", scope="gpu")
    d = tl.make_tensor_descriptor(m_ptr, shape=[M, N], strides=[N, 1], block_shape=[4, 4])
    d.atomic_add([0, 0], tl.full((4, 4), 2, tl.int32))
""")
    (m,) = run(kernel, backend, (1,), np.zeros(12, np.int32), 3, 4)  # the fourth row is outside
    assert m.tolist() == [3] * 4 + [2] * 8


def test_old_contents_survive_a_chain_of_lazy_launches() -> None:
    kernel = make(SILENT.format(kind="add"))
    x = mx.ones((64,), mx.float32)
    total, others = mx.full((3,), 2.5), mx.zeros((64,))
    with options.override(backend="cpu"):
        for _ in range(3):
            kernel[(2,)](x, others, total, 64, PLACES=2, BLOCK=32)
            total = total * 2
    assert total.tolist() == [2.5 * 8 + 32 * (8 + 4 + 2)] * 2 + [2.5 * 8]


def test_the_sanitizer_finds_nothing_wrong_with_updates() -> None:
    with options.override(sanitize=True):
        for kind in ("add", "xchg"):
            for dtype in (np.int32, np.float16):
                x = values(dtype, 70)
                kernel = make(ONE.format(kind=kind))
                run(kernel, "cpu", (3,), x, x, values(dtype, 5), 70, PLACES=5, BLOCK=32)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_updates_in_order_are_what_a_loop_over_elements_makes(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 200))
    size = data.draw(st.integers(1, 60))
    kind = data.draw(st.sampled_from(["add", "and", "cas", "max", "min", "or", "xchg", "xor"]))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    memory = rng.integers(0, 4, size).astype(np.int32)
    places = rng.integers(0, size, n)
    value, expected = rng.integers(0, 4, (2, n)).astype(np.int32)
    mine, found = memory.copy(), []
    for at, v, e in zip(places, value, expected, strict=True):
        before = mine[at]
        found.append(before)
        mine[at] = {
            "add": before + v, "and": before & v, "cas": v if before == e else before,
            "max": max(before, v), "min": min(before, v), "or": before | v, "xchg": v,
            "xor": before ^ v,
        }[kind]  # fmt: skip
    old = apply(memory, places, kind, value, expected)
    assert old.tolist() == found
    assert memory.tolist() == mine.tolist()


def test_metal_gets_an_output_of_differences_and_adds_the_old_contents() -> None:
    kernel = make(SILENT.format(kind="add"))

    def launch(x: mx.array, others: mx.array, total: mx.array) -> mx.array:
        with options.override(backend="metal"):
            kernel[(2,)](x, others, total, 64, PLACES=2, BLOCK=32)
        return total

    names: list[str] = []

    def watch(node: dict[str, Any]) -> None:
        if node.get("type") == "primitive":
            names.append(node["name"])

    mx.export_function(watch, launch, mx.ones(64), mx.ones(64), mx.ones(2))
    kernel_at = next(i for i, n in enumerate(names) if "CustomKernel" in n)
    assert names.index("Add") > kernel_at


REFUSED = [
    ("tl.atomic_add(b_ptr + i, 1)", "Metal updates 32 bits at once"),
    ("tl.atomic_xchg(l_ptr + i, i)", "of 64 bits Metal has additions"),
    ("tl.atomic_max(l_ptr + i, 1)", "is there from M2 on"),
    ("tl.store(l_ptr, tl.sum(tl.atomic_add(l_ptr + i, 1), 0))", "gives what was there before"),
    ("tl.atomic_and(f_ptr + i, 1)", "works on the bits of integers, not on float32"),
    ("tl.atomic_cas(f_ptr + i, i, i)", "`cmp` is an int32 tile of shape [8], and the"),
    ('tl.atomic_add(f_ptr + i, 1.0, sem="strong")', "sem is one of 'relaxed'"),
    ("tl.atomic_add(i, 1)", "tl.atomic_add takes a pointer"),
    ("tl.atomic_poll(f_ptr, 1)", "Launch two kernels"),
]


@pytest.mark.parametrize(("line", "says"), REFUSED, ids=[c[0] for c in REFUSED])
def test_what_metal_cannot_update_is_refused_at_its_line(line: str, says: str) -> None:
    kernel = make(f"""
@tmetal.jit
def k(f_ptr, b_ptr, l_ptr):
    i = tl.arange(0, 8)
    {line}
""")
    arrays = (np.zeros(8, np.float32), np.zeros(8, np.int8), np.zeros(8, np.int64))
    with options.override(backend="cpu"), pytest.raises(CompileError) as error:
        kernel[(1,)](*arrays)
    assert says in str(error.value)
    assert line in str(error.value)
    assert tmetal.__name__ in type(error.value).__module__


def test_a_placeholder_of_zeros_holds_the_elements_themselves() -> None:
    kernel = make(SILENT.format(kind="max"))
    x = mx.array([3.0, -1.0, 5.0, 2.0])
    with options.override(backend="cpu"):
        for dtype in ("float32", "float16"):
            _, found = kernel[(1,)](
                x.astype(getattr(mx, dtype)),
                tmetal.empty(4, dtype),
                tmetal.zeros(3, dtype),
                4,
                PLACES=2,
                BLOCK=32,
            )
            assert found.tolist() == [5, 2, 0]
        assert "m_ptr_old" not in kernel.msl
        _, found = kernel[(1,)](x, tmetal.empty(4), tmetal.full(3, 4.0), 4, PLACES=2, BLOCK=32)
        assert found.tolist() == [5, 4, 4]
        with pytest.raises(LaunchError, match=r"tmetal.empty has no contents"):
            kernel[(1,)](x, tmetal.empty(4), tmetal.empty(3), 4, PLACES=2, BLOCK=32)
