"""Every operation of `tmetal.mps` against NumPy, and every mistake with its message."""

from __future__ import annotations

import itertools
import types
from collections.abc import Callable
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
from tmetal.mps import MPSIntegration, MPSOperation, mps_integration, run_operation
from tmetal.mps.checks import addressable
from tmetal.mps.rows import TABLE

RANDOM = np.random.default_rng(8)


def normal(*shape: int) -> np.ndarray:
    return RANDOM.normal(size=shape).astype(np.float32)


def close(got: mx.array, expected: np.ndarray, tolerance: float = 2e-5) -> None:
    assert tuple(got.shape) == expected.shape
    np.testing.assert_allclose(np.array(got), expected, rtol=tolerance, atol=tolerance)


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    power = np.exp(x - x.max(axis, keepdims=True))
    return power / power.sum(axis, keepdims=True)


def windows_of(
    x: np.ndarray, sizes: tuple, strides: tuple, padding: tuple, dilation: tuple, fill: float = 0
) -> Any:
    """Yield each output position with its window of x[N, ..., C], by plain loops."""
    x = np.pad(x, [(0, 0), *((p, p) for p in padding), (0, 0)], constant_values=fill)
    spans = [(k - 1) * d + 1 for k, d in zip(sizes, dilation, strict=True)]
    counts = [(n - w) // s + 1 for n, w, s in zip(x.shape[1:-1], spans, strides, strict=True)]
    for at in itertools.product(*map(range, counts)):
        cut = tuple(
            slice(i * s, i * s + w, d)
            for i, s, w, d in zip(at, strides, spans, dilation, strict=True)
        )
        yield at, counts, x[(slice(None), *cut, slice(None))]


def convolved(
    x: np.ndarray, w: np.ndarray, strides: tuple, padding: tuple, dilation: tuple, groups: int
) -> np.ndarray:
    out, each, share = None, w.shape[0] // groups, x.shape[-1] // groups
    for at, counts, window in windows_of(x, w.shape[1:-1], strides, padding, dilation):
        out = np.zeros((x.shape[0], *counts, w.shape[0]), np.float32) if out is None else out
        for c in range(w.shape[0]):
            g = c // each
            part = window[..., g * share : (g + 1) * share] * w[c]
            out[(slice(None), *at, c)] = part.sum(tuple(range(1, part.ndim)))
    assert out is not None
    return out


def pooled(x: np.ndarray, size: tuple, strides: tuple, padding: tuple, how: Any) -> np.ndarray:
    out, ones = None, (1,) * len(size)
    fill = -np.inf if how is np.max else 0
    for at, counts, window in windows_of(x, size, strides, padding, ones, fill):
        out = np.zeros((x.shape[0], *counts, x.shape[-1]), np.float32) if out is None else out
        out[(slice(None), *at)] = how(window, axis=tuple(range(1, window.ndim - 1)))
    assert out is not None
    return out


def test_products_are_those_of_numpy() -> None:
    a, b, v = normal(5, 7), normal(7, 3), normal(7)
    close(run_operation("matmul", a, b), a @ b)
    turned = (a.T.copy(), b.T.copy())
    close(run_operation("matmul", *turned, transpose_left=True, transpose_right=True), a @ b)
    close(run_operation("gemv", a, v), a @ v)
    close(run_operation("gemv", a.T.copy(), v, transpose=True), a @ v)
    many, more = normal(2, 4, 5, 7), normal(2, 4, 7, 3)
    close(run_operation("batched_matmul", many, more), many @ more)


@pytest.mark.parametrize("causal", [False, True])
def test_attention_shares_heads_of_keys(causal: bool) -> None:
    q, k, v = normal(2, 4, 5, 8), normal(2, 2, 6, 8), normal(2, 2, 6, 8)
    scores = q @ np.repeat(k, 2, 1).swapaxes(-1, -2) * 0.5
    if causal:
        scores = np.where(np.tri(5, 6, 1, dtype=bool), scores, -np.inf)
    expected = softmax(scores) @ np.repeat(v, 2, 1)
    close(run_operation("attention", q, k, v, scale=0.5, causal=causal), expected)
    if not causal:
        close(run_operation("attention", q * 4 * 8**-0.5, k, v, scale=0.125), run_np(q, k, v))


def run_np(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.array(run_operation("attention", q / 2, k, v))


@pytest.mark.parametrize(
    ("rank", "options"),
    [
        (1, {}),
        (1, {"stride": 2, "padding": 3, "dilation": 2, "groups": 2}),
        (2, {"stride": (2, 1), "padding": (0, 1), "dilation": (1, 2)}),
        (2, {"groups": 4, "padding": 1}),
        (3, {"stride": 2, "padding": (1, 0, 1)}),
    ],
)
def test_convolutions_are_those_of_plain_loops(rank: int, options: dict[str, Any]) -> None:
    groups = options.get("groups", 1)
    x, w = normal(2, *(9, 8, 7)[:rank], 4), normal(8, *(3, 2, 3)[:rank], 4 // groups)
    names = (("stride", 1), ("padding", 0), ("dilation", 1))
    given = [options.get(name, default) for name, default in names]
    wide = [g if isinstance(g, tuple) else (g,) * rank for g in given]
    close(run_operation(f"conv{rank}d", x, w, **options), convolved(x, w, *wide, groups))


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_pools_are_those_of_plain_loops(rank: int) -> None:
    x, size = normal(2, *(9, 8, 7)[:rank], 3), (3, 2, 2)[:rank]
    for name, how in (("max", np.max), ("avg", np.mean)):
        plain = run_operation(f"{name}_pool{rank}d", x, window=size)
        close(plain, pooled(x, size, size, (0,) * rank, how))
        moved = run_operation(f"{name}_pool{rank}d", x, window=size, stride=1, padding=1)
        close(moved, pooled(x, size, (1,) * rank, (1,) * rank, how))
    transposed = mx.array(x).swapaxes(0, -1)
    close(
        run_operation(f"max_pool{rank}d", transposed, window=size),
        pooled(x.swapaxes(0, -1), size, size, (0,) * rank, np.max),
    )


def test_norms_and_softmax_are_those_of_numpy() -> None:
    x, w, b, variance = normal(4, 5, 6), normal(6), normal(6), np.abs(normal(6))
    for axis in (-1, 0, 1):
        close(run_operation("softmax", x, axis=axis), softmax(x, axis))
        close(run_operation("log_softmax", x, axis=axis), np.log(softmax(x, axis)))
    centred = x - x.mean(-1, keepdims=True)
    normed = centred / np.sqrt(centred.var(-1, keepdims=True) + 1e-3)
    close(run_operation("layer_norm", x, w, b, eps=1e-3), normed * w + b)
    close(run_operation("layer_norm", x, eps=1e-3), normed)
    rms = x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5)
    close(run_operation("rms_norm", x, w), rms * w)
    batch = (x - b) / np.sqrt(variance + 1e-5)
    close(run_operation("batch_norm", x, b, variance), batch)
    close(run_operation("batch_norm", x, b, variance, w, b), batch * w + b)


def test_transforms_are_those_of_numpy() -> None:
    x = normal(4, 12)
    z = (x + 1j * normal(4, 12)).astype(np.complex64)
    for name, given in (("fft", x), ("fft", z), ("ifft", z), ("rfft", x)):
        for options in ({}, {"axis": 0}, {"n": 15}, {"n": 7}):
            expected = getattr(np.fft, name)(given, **options)
            close(run_operation(name, given, **options), expected.astype(np.complex64), 1e-4)
    half = np.fft.rfft(x).astype(np.complex64)
    close(run_operation("irfft", half), x, 1e-4)
    close(run_operation("fft2", z), np.fft.fft2(z).astype(np.complex64), 1e-4)
    close(run_operation("ifft2", z), np.fft.ifft2(z).astype(np.complex64), 1e-4)


@pytest.mark.parametrize("dtype", [np.float32, np.int32, np.uint8])
def test_orders_are_those_of_numpy(dtype: type) -> None:
    x = RANDOM.permutation(60).reshape(5, 12).astype(dtype)  # no two are equal
    for axis in (0, -1):
        close(run_operation("sort", x, axis=axis), np.sort(x, axis))
        close(run_operation("sort", x, axis=axis, descending=True), np.flip(np.sort(x, axis), axis))
        close(run_operation("argsort", x, axis=axis), np.argsort(x, axis))
        values, places = run_operation("top_k", x, k=3, axis=axis)
        order = np.take(np.flip(np.argsort(x, axis), axis), range(3), axis)
        close(places, order)
        close(values, np.take_along_axis(x, order, axis))
    ends = run_operation("sort", np.array([2, np.nan, 1], np.float32))
    np.testing.assert_array_equal(np.array(ends), [1, 2, np.nan])


def test_running_sums_are_those_of_numpy() -> None:
    x = RANDOM.integers(-9, 9, (3, 8)).astype(np.int32)
    close(run_operation("cumsum", x), np.cumsum(x, -1))
    close(run_operation("cumsum", x, axis=0, inclusive=False), np.cumsum(x, 0) - x)
    expected = np.flip(np.cumsum(np.flip(x, 1), 1), 1)
    close(run_operation("cumsum", x, reverse=True), expected)


@pytest.mark.parametrize("dtype", [mx.float16, mx.bfloat16])
def test_sixteen_bits_are_summed_in_thirty_two(dtype: Any) -> None:
    x = mx.full((1, 4096, 1), 0.1, dtype)
    mean = run_operation("avg_pool1d", x, window=4096)
    assert mean.dtype == dtype
    assert mean.item() == x[0, 0, 0].item()
    assert run_operation("softmax", x, axis=1)[0, 0, 0].item() == 1 / 4096
    y = run_operation("log_softmax", x, axis=1)
    assert y[0, 0, 0].item() == pytest.approx(-np.log(4096), rel=4e-3)


def test_each_operation_has_one_row_that_the_installed_mlx_can_run() -> None:
    assert set(TABLE) == set(MPSOperation)
    for operation in MPSOperation:
        assert mps_integration.is_operation_available(operation)
        assert TABLE[operation].name in str(mps_integration)


def test_an_operation_that_mlx_lacks_is_unavailable_and_says_so() -> None:
    old = MPSIntegration(types.SimpleNamespace(fast=types.SimpleNamespace(), softmax=mx.softmax))
    assert old.is_operation_available("softmax")
    assert not old.is_operation_available(MPSOperation.RMS_NORM)
    with pytest.raises(tmetal.BackendError, match=r"mps rms_norm needs mlx.core.fast.rms_norm"):
        old.run_operation("rms_norm", normal(3, 4))


def test_an_operation_has_a_name_or_is_one() -> None:
    x = normal(3, 4)
    close(run_operation(MPSOperation.SOFTMAX, x), softmax(x))
    close(run_operation("SOFTMAX", mx.array(x), axis=np.int64(0)), softmax(x, 0))
    with pytest.raises(tmetal.LaunchError, match=r"no operation 'sofmax'\. Did you mean `softmax`"):
        run_operation("sofmax", x)
    with pytest.raises(tmetal.LaunchError, match=r"7 is no operation\. Pass an MPSOperation"):
        mps_integration.is_operation_available(7)  # type: ignore[arg-type]


X, V = normal(4, 6), normal(6)
IMAGE, FILTERS = normal(1, 8, 8, 4), normal(8, 3, 3, 4)
HEADS = normal(1, 4, 5, 8)

MISTAKES: list[tuple[Callable[[], Any], str]] = [
    (lambda: run_operation("matmul", X), "1 arrays were given. Write matmul(left, right, *"),
    (lambda: run_operation("matmul", X, X, X), "3 arrays were given"),
    (lambda: run_operation("softmax", None), "1 arrays were given"),
    (lambda: run_operation("softmax", [1.0]), "`x` is a list. Pass an array: mx.array(x)"),
    (lambda: run_operation("softmax", X.astype(int)), "array of int64. It takes float16, bfloat16"),
    (lambda: run_operation("sort", X.astype(float)), "`x` is an array of float64"),
    (lambda: run_operation("softmax", np.ma.array(X)), "`x` is a masked array. Pass x.filled(0)"),
    (lambda: run_operation("softmax", X[:0]), "`x` of shape [0, 6] has no elements"),
    (lambda: run_operation("softmax", X, axes=1), "no option `axes`: did you mean `axis`."),
    (lambda: run_operation("softmax", X, zz=1), "no option `zz`: write softmax(x, *, axis=-1)"),
    (lambda: run_operation("softmax", X, axis=1.0), "`axis` is 1.0. It is an integer"),
    (lambda: run_operation("softmax", X, axis=True), "`axis` is True. It is an integer"),
    (lambda: run_operation("softmax", X, axis=2), "`axis` is 2, and `x` of shape [4, 6] has the"),
    (lambda: run_operation("softmax", mx.array(1.0)), "`x` has no dimension"),
    (lambda: run_operation("sort", X, descending=1), "`descending` is 1. It is True or False"),
    (lambda: run_operation("matmul", V, X), "`left` has the shape [6], and is [M, K]"),
    (lambda: run_operation("matmul", X, X), "has 6 columns, and `right` of shape [4, 6] has 4"),
    (lambda: run_operation("matmul", X, mx.array(X.T).astype(mx.float16)), "`right` is float16"),
    (lambda: run_operation("batched_matmul", X, X), "`left` has the shape [4, 6], and is [B, ..."),
    (lambda: run_operation("batched_matmul", HEADS, HEADS[:, :2]), "leading sizes (1, 4), and `r"),
    (lambda: run_operation("gemv", X, X[0, :4]), "the matrix has 6 columns, and `vector` 4"),
    (lambda: run_operation("attention", HEADS, HEADS[..., :4], HEADS), "do not belong together"),
    (lambda: run_operation("attention", HEADS, HEADS[:, :3], HEADS[:, :3]), "4 heads of queries"),
    (lambda: run_operation("attention", HEADS, HEADS, HEADS, scale=-1), "`scale` is -1, and has"),
    (
        lambda: run_operation(
            "attention", HEADS, HEADS[:, :, :2], HEADS[:, :, :2], causal=True
        ),
        "causal attention of 5 queries needs as many keys, not 2",
    ),
    (lambda: run_operation("conv2d", X, FILTERS), "`x` has the shape [4, 6], and is [N, H, W, C]"),
    (lambda: run_operation("conv2d", IMAGE, FILTERS[..., :3]), "takes 3 channels, and `x` has 4"),
    (lambda: run_operation("conv2d", IMAGE, FILTERS, groups=3), "`groups` is 3, and has to divide"),
    (lambda: run_operation("conv2d", IMAGE, FILTERS, stride=0), "`stride` is 0. Write an integer"),
    (lambda: run_operation("conv2d", IMAGE, FILTERS, stride=(1, 1, 1)), "or 2 integers of 1 or"),
    (lambda: run_operation("conv2d", IMAGE, FILTERS, padding=-1), "`padding` is -1"),
    (lambda: run_operation("conv2d", IMAGE, FILTERS, stride="2"), "integer or a tuple of integers"),
    (lambda: run_operation("conv2d", IMAGE, FILTERS, dilation=5), "[11, 11] does not fit into `x`"),
    (lambda: run_operation("conv3d", IMAGE, FILTERS, groups=2), "there is no option `groups`"),
    (lambda: run_operation("max_pool2d", IMAGE), "the option `window` is missing"),
    (lambda: run_operation("max_pool2d", IMAGE, window=9), "a window of [9, 9] does not fit"),
    (lambda: run_operation("max_pool2d", IMAGE, window=2, padding=2), "more than half of the wind"),
    (lambda: run_operation("layer_norm", X, V[:4]), "`weight` has the shape [4], and the last"),
    (lambda: run_operation("layer_norm", X, V, V, eps=0.0), "`eps` is 0.0, and has to be above 0"),
    (lambda: run_operation("rms_norm", X, eps=float("nan")), "`eps` is nan"),
    (lambda: run_operation("batch_norm", X, V), "2 arrays were given"),
    (lambda: run_operation("fft", X, n=0), "a transform of 0 points is none"),
    (lambda: run_operation("irfft", np.ones(1, np.complex64)), "a transform of 0 points is none"),
    (lambda: run_operation("fft", X, n=(1 << 20) + 1), "1048577 points is too long"),
    (lambda: run_operation("fft", X, n=1 << 21), "2097152 points is too long"),
    (lambda: run_operation("rfft", np.ones(4, np.complex64)), "of complex64. It takes float32:"),
    (lambda: run_operation("fft2", V), "`x` has the shape [6], and is [..., H, W]"),
    (lambda: run_operation("top_k", X, k=7), "`k` is 7, and the axis has 6 elements"),
    (lambda: run_operation("top_k", X), "the option `k` is missing. Write top_k(x, *, k, axis=-1)"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), MISTAKES, ids=[m[:40] for _, m in MISTAKES])
def test_a_mistake_is_refused_before_anything_runs(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(tmetal.LaunchError) as caught:
        call()
    assert str(caught.value).startswith("mps ")
    assert message in str(caught.value)


def test_long_transforms_that_every_device_makes_are_made() -> None:
    x = np.zeros(1, np.float32)
    x[0] = 1
    for n in (1 << 20, (1 << 19) - 1):
        assert run_operation("fft", x, n=n).shape == (n,)


def test_convolutions_that_metal_cannot_count_are_refused() -> None:
    addressable((1 << 31) - 1, 5)
    with pytest.raises(tmetal.LaunchError, match="an array has 2147483648 elements"):
        addressable(7, 1 << 31)
