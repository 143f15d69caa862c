"""Whole-tile functions agree with NumPy, interpreted and compiled, whatever the simdgroups."""

from __future__ import annotations

import itertools
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from kernels import BACKENDS, assert_same, run
from tiles import compute, program
from tmetal import options

SHAPES = [(8,), (1024,), (2048,), (4, 8), (32, 64), (2, 512), (128, 2), (4, 8, 16)]
# A simdgroup of its own, and many; the default in between is what all other tests run with.
WARPS = [1, 8]
CASES = [(shape, WARPS[i % 2]) for i, shape in enumerate(SHAPES)] + [((2048,), 1), ((32, 64), 1)]


def numbers(shape: tuple[int, ...], dtype: Any = np.float32) -> Any:
    """Return small whole numbers: sums of them are exact in any order."""
    low = 0 if np.dtype(dtype).kind == "u" else -4
    return np.random.default_rng(len(shape)).integers(low, 5, shape).astype(dtype)


def axes(shape: tuple[int, ...]) -> list[int | None]:
    return [None, *range(len(shape)), -1]


def left(shape: tuple[int, ...], axis: int | None) -> tuple[int, ...]:
    return () if axis is None else np.zeros(shape).sum(axis).shape


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("shape", "warps"), CASES, ids=str)
def test_sums_over_any_axis_are_numpy_s(shape: Any, warps: int, backend: str) -> None:
    x = numbers(shape)
    body, outputs = "", {}
    for i, axis in enumerate(axes(shape)):
        body += f"s{i} = tl.sum(x, axis={axis})\n"
        outputs[f"s{i}"] = (left(shape, axis), np.float32)
    found = compute(backend, {"x": x}, body, outputs, num_warps=warps)
    for got, axis in zip(found, axes(shape), strict=True):
        assert_same(got, np.asarray(x.sum(axis)), f"axis {axis}")


REDUCTIONS = {
    "max": lambda x, a: x.max(a),
    "min": lambda x, a: x.min(a),
    "argmax": lambda x, a: x.argmax(a).astype(np.int32),
    "argmin": lambda x, a: x.argmin(a).astype(np.int32),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", ["f4", "i4", "u4", "i8", "u8"])
@pytest.mark.parametrize("shape", [(256,), (16, 32), (2, 4, 64)], ids=str)
def test_extremes_and_their_places_are_numpy_s(shape: Any, dtype: str, backend: str) -> None:
    x = numbers(shape, dtype)
    body, outputs, wanted = "", {}, []
    for name, function in REDUCTIONS.items():
        for axis in range(len(shape)):
            body += f"{name}{axis} = tl.{name}(x, axis={axis})\n"
            wanted.append(np.asarray(function(x, axis)))
            outputs[f"{name}{axis}"] = (left(shape, axis), wanted[-1].dtype)
    found = compute(backend, {"x": x}, body, outputs)
    for name, got, expected in zip(outputs, found, wanted, strict=True):
        assert_same(got, expected, name)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("shape", "warps"), CASES, ids=str)
def test_scans_along_any_axis_are_numpy_s(shape: Any, warps: int, backend: str) -> None:
    x = numbers(shape, np.int32)
    body, outputs, wanted = "", {}, []
    for axis in range(len(shape)):
        for reverse in (False, True):
            name = f"c{axis}{int(reverse)}"
            body += f"{name} = tl.cumsum(x, axis={axis}, reverse={reverse})\n"
            outputs[name] = (shape, np.int32)
            y = np.flip(x, axis) if reverse else x
            y = np.cumsum(y, axis, dtype=np.int32)
            wanted.append(np.flip(y, axis) if reverse else y)
    found = compute(backend, {"x": x}, body, outputs, num_warps=warps)
    for name, got, expected in zip(outputs, found, wanted, strict=True):
        assert_same(got, np.ascontiguousarray(expected), name)


AFFINE = """
@tmetal.jit
def affine(a, b, c, d):
    return a * c, b * c + d
"""


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("warps", WARPS)
def test_a_helper_of_the_user_combines_tuples_in_order(axis: int, warps: int, backend: str) -> None:
    """Affine maps under composition: associative, and not commutative."""
    rng = np.random.default_rng(0)
    a, b = (rng.integers(-1, 2, (16, 64)).astype(np.int32) for _ in range(2))
    body = f"p, q = tl.associative_scan((a, b), {axis}, affine)"
    outputs = {"p": (a.shape, np.int32), "q": (a.shape, np.int32)}
    p, q = compute(backend, {"a": a, "b": b}, body, outputs, AFFINE, num_warps=warps)
    one, two = np.moveaxis(a, axis, 0).copy(), np.moveaxis(b, axis, 0).copy()
    for i in range(1, len(one)):
        two[i] = two[i - 1] * one[i] + two[i]
        one[i] = one[i - 1] * one[i]
    assert_same(p, np.ascontiguousarray(np.moveaxis(one, 0, axis)), "products")
    assert_same(q, np.ascontiguousarray(np.moveaxis(two, 0, axis)), "sums")


VIEWS: dict[str, tuple[Any, str, Any]] = {
    "reshape": ((8, 32), "x.reshape(16, 16)", lambda x: x.reshape(16, 16)),
    "ravel": ((4, 8, 2), "tl.ravel(x)", lambda x: x.ravel()),
    "view": ((64,), "x.view((4, 16))", lambda x: x.reshape(4, 16)),
    "trans": ((16, 64), "tl.trans(x)", lambda x: x.T),
    "T": ((16, 64), "x.T", lambda x: x.T),
    "permute": ((4, 8, 16), "tl.permute(x, (2, 0, 1))", lambda x: x.transpose(2, 0, 1)),
    "expand_dims": ((16,), "tl.expand_dims(x, 0)", lambda x: x[None]),
    "new axes": ((16,), "x[None, :, None]", lambda x: x[None, :, None]),
    "flip": ((8, 32), "tl.flip(x, 0)", lambda x: np.flip(x, 0)),
    "flip the last": ((256,), "tl.flip(x)", lambda x: np.flip(x)),
    "join": ((8, 16), "tl.join(x, x + 1)", lambda x: np.stack([x, x + 1], -1)),
    "interleave": ((64,), "tl.interleave(x, -x)", lambda x: np.stack([x, -x], -1).ravel()),
    "cat": ((64,), "tl.cat(x, x * 2)", lambda x: np.concatenate([x, x * 2])),
    "cat along 1": ((4, 8), "tl.cat(x, -x, dim=1)", lambda x: np.concatenate([x, -x], 1)),
    "split": ((32, 2), "tl.split(x)[1]", lambda x: x[:, 1]),
    "broadcast_to": ((1, 32), "tl.broadcast_to(x, 8, 32)", lambda x: np.broadcast_to(x, (8, 32))),
    "sort": ((256,), "tl.sort(x)", lambda x: np.sort(x)),
    "sort rows": ((8, 16), "tl.sort(x, descending=True)", lambda x: np.flip(np.sort(x, -1), -1)),
    "topk": ((4, 64), "tl.topk(x, 4)", lambda x: np.flip(np.sort(x, -1), -1)[:, :4]),
    "flip of a splat": ((8,), "tl.flip(tl.full((8,), 3, tl.int32), 0) + x", lambda x: x + 3),
    "split of a splat": ((8,), "tl.split(tl.full((8, 2), 3, tl.int32))[0] + x", lambda x: x + 3),
    "join of splats": (
        (4, 2),
        "tl.join(tl.full((4,), 3, tl.int32), tl.full((4,), 4, tl.int32)) + x",
        lambda x: x + np.array([3, 4]),
    ),
    "reshape of a sum": (
        (8,),
        "tl.reshape(tl.sum(x, 0, keep_dims=True), (1, 1))",
        lambda x: x.sum().reshape(1, 1),
    ),
    "trans of a splat": ((2, 8), "tl.trans(tl.full((8, 2), 3, tl.int32)) + x", lambda x: x + 3),
    "a transpose of all threadgroup memory": (
        (128, 64),
        "tl.trans(x) * 2",
        lambda x: x.T * 2,
    ),
    "one element and its own maximum": (
        (1,),
        "tl.broadcast_to(x, (8,)) + (x + tl.max(x, axis=0, keep_dims=True))",
        lambda x: np.broadcast_to(3 * x, (8,)),
    ),
    "scan then trans": (
        (16, 32),
        "tl.trans(tl.cumsum(x, 1)) + tl.sum(x, axis=1)[None, :]",
        lambda x: np.cumsum(x, 1).T + x.sum(1)[None],
    ),
    "sums both ways": (
        (32, 16),
        "tl.sum(x, axis=0)[None, :] + tl.sum(x, axis=1)[:, None]",
        lambda x: x.sum(0)[None] + x.sum(1)[:, None],
    ),
    "a sum of a transposed sum": (
        (16, 16),
        "x + tl.sum(tl.trans(x), axis=1)[:, None]",
        lambda x: x + x.T.sum(1)[:, None],
    ),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("warps", [4])
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_holds_the_elements_that_numpy_says(name: str, warps: int, backend: str) -> None:
    shape, text, function = VIEWS[name]
    x = np.random.default_rng(1).permutation(int(np.prod(shape))).reshape(shape).astype(np.int32)
    expected = np.ascontiguousarray(function(x)).astype(np.int32)
    outputs = {"y": (expected.shape, np.int32)}
    (got,) = compute(backend, {"x": x}, f"y = {text}", outputs, num_warps=warps)
    assert_same(got, expected, name)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("axis", [0, 1])
def test_gather_takes_along_an_axis(axis: int, backend: str) -> None:
    rng = np.random.default_rng(2)
    x = rng.standard_normal((16, 32)).astype(np.float32)
    index = rng.integers(0, x.shape[axis], x.shape).astype(np.int32)
    body = f"y = tl.gather(x, i, {axis})"
    (got,) = compute(backend, {"x": x, "i": index}, body, {"y": (x.shape, np.float32)})
    assert_same(got, np.take_along_axis(x, index, axis), "gather")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("bins", [16, 256])
def test_histogram_counts_what_is_in_range(bins: int, backend: str) -> None:
    x = np.random.default_rng(3).integers(-3, 40, 1024).astype(np.int32)
    body = f"h = tl.histogram(x, {bins})\ng = tl.histogram(x, {bins}, mask=x > 8)"
    outputs = {"h": ((bins,), np.int32), "g": ((bins,), np.int32)}
    h, g = compute(backend, {"x": x}, body, outputs)
    live = x[(x >= 0) & (x < bins)]
    assert_same(h, np.bincount(live, minlength=bins).astype(np.int32), "all")
    assert_same(g, np.bincount(live[live > 8], minlength=bins).astype(np.int32), "masked")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("sizes", "dtype"),
    [
        *itertools.product([(16, 16, 16), (64, 32, 32), (8, 64, 16)], ["f4", "f2", "bf16", "i1"]),
        *[((4, 4, 4), "f4"), ((16, 8, 4), "u1"), ((1, 64, 2), "f2"), ((2, 2, 8), "i1")],
        *[((16, 1, 16), "f4"), ((8, 8, 1), "f4"), ((16, 16, 8), "i2"), ((8, 8, 16), "i4")],
    ],
    ids=str,
)
def test_dot_is_the_matrix_product(sizes: Any, dtype: str, backend: str) -> None:
    m, n, k = sizes
    kind = ml_dtypes.bfloat16 if dtype == "bf16" else np.dtype(dtype)
    x, y = numbers((m, k), kind), numbers((k, n), kind)
    result = np.float32 if dtype in ("f4", "f2", "bf16") else np.int32
    wide = x.astype(result) @ y.astype(result)
    body = "z = tl.dot(x, y)\nw = tl.dot(x, y, acc=z)\nt = tl.dot(tl.trans(y), tl.trans(x))"
    outputs = {"z": ((m, n), result), "w": ((m, n), result), "t": ((n, m), result)}
    z, w, t = compute(backend, {"x": x, "y": y}, body, outputs)
    assert_same(z, wide, "z")
    assert_same(w, wide + wide, "w")
    assert_same(t, np.ascontiguousarray(wide.T), "t")


@pytest.mark.parametrize(
    ("value", "other", "inner"),
    [(-128, -128, 2048), (255, 255, 256), (255, 255, 1024), (-128, 255, 2048)],
)
def test_products_of_bytes_are_exact_for_the_largest_sums(
    value: int, other: int, inner: int
) -> None:
    left, right = (np.int8 if v < 0 else np.uint8 for v in (value, other))
    x, y = np.full((8, inner), value, left), np.full((inner, 8), other, right)
    kernel = program(
        {"x": x, "y": y}, "z = tl.dot(x, y, tl.full((8, 8), 5, tl.int32))", {"z": (8, 8)}
    )
    *_, got = run(kernel, "cpu", (1,), x, y, np.zeros((8, 8), np.int32))
    assert_same(got, np.full((8, 8), value * other * inner + 5, np.int32), "z")
    assert "simdgroup_multiply_accumulate" in kernel.msl


@pytest.mark.parametrize("batch", [2, 16])
def test_batches_of_products_run_on_matrices_of_their_own(batch: int) -> None:
    """Views, sums over each dimension and a second product of a batch, larger or smaller."""
    x = numbers((batch, 8, 16), np.float32) % 4
    y = numbers((batch, 16, 8), np.float32) % 3
    body = """
z = tl.dot(x, y)
d = tl.dot(z - tl.max(z, 2)[:, :, None], tl.trans(y, (0, 2, 1)), acc=x)
s = tl.sum(z, 0)
t = tl.dot(tl.trans(y, (0, 2, 1)), tl.trans(x, (0, 2, 1)))
"""
    shapes = {"z": (batch, 8, 8), "d": (batch, 8, 16), "s": (8, 8), "t": (batch, 8, 8)}
    outputs = {name: (shape, np.float32) for name, shape in shapes.items()}
    z, d, s, t = compute("cpu", {"x": x, "y": y}, body, outputs)
    wide = x @ y
    assert_same(z, wide, "z")
    assert_same(d, (wide - wide.max(2, keepdims=True)) @ y.swapaxes(1, 2) + x, "d")
    assert_same(s, wide.sum(0), "s")
    assert_same(t, np.ascontiguousarray(wide.swapaxes(1, 2)), "t")


@pytest.mark.parametrize(
    ("body", "function"),
    [
        ("z = tl.dot(z, y, z)", lambda z, y: z @ y + z),
        ("z = tl.dot(x, y, tl.flip(tl.reshape(z, (2, 8, 16)), 0).reshape(16, 16) + z)", None),
    ],
    ids=["left", "accumulator"],
)
def test_a_product_is_made_of_what_its_accumulator_was(body: str, function: Any) -> None:
    x, y = numbers((16, 16), np.float32), numbers((16, 16), np.float32) % 3 - 1
    z = x @ y
    wide = function(z, y) if function is not None else np.roll(z, 8, 0) + z + z
    outputs = {"z": ((16, 16), np.float32)}
    body = f"z = tl.dot(x, y)\n{body}"
    (got,) = compute("cpu", {"x": x, "y": y}, body, outputs, num_warps=1)
    assert_same(got, wide, body)


def test_loops_within_and_after_a_loop_add_to_the_same_matrices() -> None:
    """Unless what they start with is needed beside them: `w` and `v` both start with `z`."""
    x, y = numbers((16, 16), np.float32) % 4, numbers((16, 16), np.float32) % 3 - 1
    body = """
z = tl.zeros((16, 16), tl.float32)
for i in range(tl.num_programs(0)):
    for j in range(2 + tl.num_programs(1)):
        z = tl.dot(x, y, z)
for i in range(tl.num_programs(0)):
    z = tl.dot(y, x, z)
w = z
v = z
for i in range(tl.num_programs(0)):
    w = tl.dot(x, z, w)
    v = tl.dot(x, y, v * 2)
"""
    kernel = program({"x": x, "y": y}, body, dict.fromkeys("zwv", (16, 16)))
    *_, z, w, v = run(kernel, "cpu", (1,), x, y, *(np.zeros((16, 16), np.float32) for _ in "zwv"))
    wanted = 3 * (x @ y) + y @ x
    assert_same(z, wanted, "z")
    assert_same(w, wanted + x @ wanted, "w")
    assert_same(v, wanted * 2 + x @ y, "v")
    made = [line.split()[-1] for line in kernel.msl.splitlines() if "simdgroup_matrix<" in line]
    assert sum(name.startswith(("z", "w", "v")) for name in made) == 3, made


@pytest.mark.parametrize("name", ["sort rows", "topk", "scan then trans", "sums both ways"])
def test_threads_that_work_together_do_not_race(name: str) -> None:
    """Threads without a pair of their own once read what others were sorting."""
    shape, text, function = VIEWS[name]
    x = np.random.default_rng(1).permutation(int(np.prod(shape))).reshape(shape).astype(np.int32)
    expected = np.ascontiguousarray(function(x)).astype(np.int32)
    with options.override(sanitize=True):
        (got,) = compute("cpu", {"x": x}, f"y = {text}", {"y": (expected.shape, np.int32)})
    assert_same(got, expected, name)
