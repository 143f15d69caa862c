"""`tmetal.ops`: each operation by tmetal's kernel against NumPy, the choice, and the refusals."""

from __future__ import annotations

import math

import ml_dtypes
import mlx.core as mx
import numpy as np
import pytest

from tmetal import ops, options
from tmetal.errors import LaunchError
from tmetal.ops import choice

RNG = np.random.default_rng(3)
F32, F16, BF16 = np.dtype("f4"), np.dtype("f2"), np.dtype(ml_dtypes.bfloat16)
BOUND = {F32: 2e-5, F16: 4e-3, BF16: 3e-2}


def normal(*shape, dtype=F32):
    return RNG.standard_normal(shape).astype(dtype)


def softmax(x, axis=-1):
    power = np.exp(x - x.max(axis, keepdims=True))
    return power / power.sum(axis, keepdims=True)


def erf(x):
    return np.vectorize(math.erf)(x)


def layer_norm(x, w=1.0, b=0.0):
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * w + b


def rms_norm(x, w=1.0):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5) * w


def tanh_gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def silu(x):
    return x / (1 + np.exp(-x))


def attend(q, k, v, causal=False, scale=None):
    k, v = (np.repeat(a, q.shape[1] // k.shape[1], axis=1) for a in (k, v))
    scores = q @ k.swapaxes(-1, -2) * (q.shape[-1] ** -0.5 if scale is None else scale)
    m, n = scores.shape[-2:]
    if causal:
        scores = np.where(np.tri(m, n, n - m) > 0, scores, -np.inf)
    return softmax(scores) @ v


X, W, B = normal(3, 5, 77), normal(77), normal(77)
HEADS = normal(2, 4, 35, 40), normal(2, 2, 50, 40), normal(2, 2, 50, 40)
# name: the arrays, options, and the same in NumPy.
CASES = {
    "softmax": ("softmax", [X], {}, softmax),
    "softmax of the middle": ("softmax", [X], {"axis": 1}, lambda x: softmax(x, 1)),
    "log_softmax": ("log_softmax", [X], {}, lambda x: np.log(softmax(x))),
    "layer_norm": ("layer_norm", [X, W, B], {}, layer_norm),
    "layer_norm, bias only": ("layer_norm", [X, None, B], {}, lambda x, _, b: layer_norm(x, 1, b)),
    "rms_norm": ("rms_norm", [X, W], {}, rms_norm),
    "rms_norm, bare": ("rms_norm", [X], {}, rms_norm),
    "cumsum": ("cumsum", [X], {}, lambda x: x.cumsum(-1)),
    "gelu": ("gelu", [X], {}, lambda x: 0.5 * x * (1 + erf(x / np.sqrt(2)))),
    "gelu by tanh": ("gelu", [X], {"approximate": "tanh"}, tanh_gelu),
    "silu": ("silu", [X], {}, silu),
    "swiglu": ("swiglu", [X, X[::-1]], {}, lambda g, x: silu(g) * x),
    "matmul": ("matmul", [normal(45, 33), normal(33, 70)], {}, np.matmul),
    "matmul, turned": (
        "matmul",
        [normal(33, 45), normal(70, 33)],
        {"transpose_left": True, "transpose_right": True},
        lambda a, b: a.T @ b.T,
    ),
    "attention": ("attention", HEADS, {}, attend),
    "attention, causal": (
        "attention",
        HEADS,
        {"causal": True, "scale": 0.3},
        lambda *x: attend(*x, causal=True, scale=0.3),
    ),
}
HALVES = ("softmax", "rms_norm", "swiglu", "matmul", "attention, causal")
CHECKS = [(name, F32) for name in CASES] + [(name, d) for name in HALVES for d in (F16, BF16)]


@pytest.mark.parametrize(("case", "dtype"), CHECKS, ids=str)
@pytest.mark.parametrize("way", ["interpret", "mlx"])
def test_an_operation_is_that_of_numpy(case, dtype, way):
    check(case, dtype, way)


@pytest.mark.parametrize(
    ("case", "dtype"),
    [(name, F32) for name in CASES if not name.startswith("attention")]
    + [("matmul", BF16), ("attention, causal", F16)],
    ids=str,
)
def test_an_operation_is_that_of_numpy_on_the_cpu(case, dtype):
    check(case, dtype, "cpu")


def check(case, dtype, way):
    name, arrays, given, wanted = CASES[case]
    arrays = [a if a is None else a.astype(dtype) for a in arrays]
    backend = "mlx" if way == "mlx" else "tmetal"
    mlx = [None if a is None else mx.array(a.astype(F32)).astype(MLX[dtype]) for a in arrays]
    with options.override(backend=None if way == "mlx" else way):
        got = getattr(ops, name)(*mlx, **given, backend=backend)
    assert got.dtype == MLX[dtype]
    right = wanted(*(a if a is None else a.astype(np.float64) for a in arrays))
    error = np.abs(np.array(got.astype(mx.float32)) - right).max()
    assert error <= BOUND[dtype] * max(1.0, np.abs(right).max())


MLX = {F32: mx.float32, F16: mx.float16, BF16: mx.bfloat16}


@pytest.mark.parametrize("way", ["cpu", "mlx"])
def test_cross_entropy_is_the_logarithm_of_what_the_target_gets(way):
    targets = RNG.integers(0, 77, (3, 5)).astype(np.int32)
    wanted = -np.log(np.take_along_axis(softmax(X.astype("f8")), targets[..., None], -1))[..., 0]
    got = ops.cross_entropy(X, targets, backend="mlx" if way == "mlx" else "tmetal")
    np.testing.assert_allclose(np.array(got), wanted, atol=2e-5)


def test_integers_are_summed_exactly_from_the_end():
    x = RNG.integers(-9, 9, (4, 100)).astype(np.int32)
    got = ops.cumsum(x, reverse=True, backend="tmetal")
    assert np.array_equal(np.array(got), x[:, ::-1].cumsum(1)[:, ::-1])


@pytest.fixture
def race(monkeypatch, tmp_path):
    """Let no time decide: the runner that `wins` names is the faster; count the races."""
    seen = []

    class Rigged:
        wins = "MLX"

        def __call__(self, runners, *_):
            seen.append([str(r.config) for r in runners])
            for r in runners:
                r.seconds.append(1e-3 if self.wins in str(r.config) else 1.0)

    rigged = Rigged()
    rigged.seen = seen
    monkeypatch.setattr(choice, "race", rigged)
    monkeypatch.setattr(choice, "_known", {})
    monkeypatch.setattr(
        choice.tuned, "entry_path", lambda facts: tmp_path / f"{hash(repr(facts))}.json"
    )
    return rigged


def launches(monkeypatch):
    """Count how often tmetal's kernel makes the result."""
    made = []
    launch = choice.Work.__init__

    def counting(self, name, arrays, mlx, kernel, run, *rest, **named):
        def counted(config, *given):
            made.append(str(config))
            return run(config, *given)

        launch(self, name, arrays, mlx, kernel, counted, *rest, **named)

    monkeypatch.setattr(choice.Work, "__init__", counting)
    return made


def test_the_faster_one_is_measured_once_and_remembered_by_later_processes(race, monkeypatch):
    made = launches(monkeypatch)
    race.wins = "BLOCK"
    ops.silu(X)
    assert len(race.seen) == 1
    assert race.seen[0][0] == "MLX's kernel"
    first = len(made)
    ops.silu(X[:, :, :70])  # of the same class of shapes
    monkeypatch.setattr(choice, "_known", {})  # as a later process starts
    ops.silu(X)
    assert len(race.seen) == 1
    assert len(made) == first + 2
    ops.silu(X[:1, :1])
    assert len(race.seen) == 2


def test_where_mlx_is_faster_no_kernel_runs(race, monkeypatch):
    ops.silu(X)
    made = launches(monkeypatch)
    ops.silu(X)
    assert made == []
    ops.silu(X, backend="tmetal")
    assert len(made) == 1


def test_what_mlx_only_traces_is_mlx_s(race):
    got = mx.compile(lambda x: ops.silu(x))(mx.array([0.0, 1.0]))
    np.testing.assert_allclose(np.array(got), [0.0, 0.731059], atol=1e-5)
    assert race.seen == []


@pytest.mark.parametrize("case", ["swiglu", "layer_norm", "softmax"])
def test_the_derivatives_of_a_kernel_s_result_are_mlx_s(case):
    name, arrays, given, _ = CASES[case]
    weights, places = mx.array(X[..., ::-1].copy()), list(range(len(arrays)))

    def total(backend):
        operation = getattr(ops, name)
        return lambda *a: (operation(*a, **given, backend=backend) * weights).sum()

    arrays = [mx.array(np.ascontiguousarray(a)) for a in arrays]
    ours, theirs = (mx.grad(total(b), places)(*arrays) for b in ("tmetal", "mlx"))
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(np.array(a), np.array(b), atol=1e-5)
        assert np.abs(np.array(a)).max() > 0.01


def test_cross_entropy_has_derivatives_by_the_logits_alone():
    logits, targets = mx.array(X[0]), mx.array([0, 1, 2, 3, 76])
    found = mx.grad(lambda x: ops.cross_entropy(x, targets, backend="tmetal").sum())(logits)
    wanted = softmax(X[0]) - np.eye(77)[np.array(targets)]
    np.testing.assert_allclose(np.array(found), wanted, atol=1e-5)


def test_what_the_kernel_cannot_take_is_mlx_s_unless_asked_for():
    long = np.zeros((1, 40000), np.float32)
    assert ops.softmax(long).shape == (1, 40000)
    with pytest.raises(LaunchError, match="no kernel for rows of 40000: 32768 is the most"):
        ops.softmax(long, backend="tmetal")
    q, v = normal(1, 1, 8, 32), normal(1, 1, 8, 16)
    assert ops.attention(q, q, v).shape == (1, 1, 8, 16)
    with pytest.raises(LaunchError, match="values of 16 columns beside keys of 32"):
        ops.attention(q, q, v, backend="tmetal")


MISTAKES = {
    "backend": (lambda: ops.silu(X, backend="tmetl"), "Did you mean 'tmetal'"),
    "inner sizes": (
        lambda: ops.matmul(normal(3, 4), normal(5, 6)),
        r"tmetal\.ops\.matmul: `left` of shape \[3, 4\] has 4 columns",
    ),
    "dtypes": (lambda: ops.swiglu(X, X.astype(F16)), r"`gate` is float32, and `x` is float16"),
    "no array": (lambda: ops.gelu([1.0]), r"`x` is a list. Pass an array"),
    "integers": (lambda: ops.silu(np.zeros(3, np.int32)), "It takes float16, bfloat16, float32"),
    "empty": (lambda: ops.silu(np.zeros((0, 3), F32)), r"shape \[0, 3\] has no elements"),
    "shapes": (lambda: ops.swiglu(X, X[:1]), "They are the same"),
    "approximate": (lambda: ops.gelu(X, "tan"), "Write 'none' or 'tanh'"),
    "axis": (lambda: ops.softmax(X, axis=3), "`axis` is 3"),
    "weight": (lambda: ops.rms_norm(X, W[:5]), r"`weight` has the shape \[5\]"),
    "targets": (lambda: ops.cross_entropy(X, X), "not an array of integers"),
    "rows": (lambda: ops.cross_entropy(X, np.zeros(3, int)), r"a row for each of \[3, 5\]"),
    "scalar": (lambda: ops.cross_entropy(np.float32([1])[0:1].reshape(()), X), "logits"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_in_words(name):
    call, message = MISTAKES[name]
    with pytest.raises(LaunchError, match=message):
        call()
