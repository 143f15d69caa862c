"""Aggregates: instances of the user's classes in kernels; isinstance; functions of constants."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from kernels import BACKENDS, assert_same, make, run
from tmetal.errors import CompileError

backends = pytest.mark.parametrize("backend", BACKENDS)
X = np.arange(16, dtype=np.float32)

RUNNING = """
@tmetal.aggregate
class Scale:
    by: tl.tensor

@tmetal.aggregate
class Running:
    total: tl.tensor
    scale: Scale
    step: tl.constexpr

    @INIT
    def __init__(self, total, scale, step=2):
        self.total = total
        self.scale = scale
        self.step = tl.constexpr(step)

    @tmetal.jit
    def add(self, x):
        return Running(self.total + x * self.scale.by, self.scale, self.step)

    @tmetal.constexpr_function
    def steps(self):
        return self.step * 2

@tmetal.jit
def twice(r: Running):
    tl.static_assert(isinstance(r, Running) and not isinstance(r, Scale))
    return r.add(1.0).add(1.0)

@tmetal.jit
def k(x_ptr, n):
    i = tl.arange(0, 16)
    r = Running(tl.load(x_ptr + i), scale=Scale(0.5 + n))
    for j in range(n):
        r = r.add(j)
    if n > 2:
        r = twice(r)
    else:
        r = r.add(100.0)
    for j in tl.static_range(r.steps()):
        r = r.add(1.0)
    tl.store(x_ptr + i, r.total)
"""


@backends
@pytest.mark.parametrize("init", ["tmetal.jit", "tmetal.constexpr_function", "(lambda f: f)"])
def test_an_aggregate_is_carried_by_loops_and_chosen_by_ifs(backend: str, init: str) -> None:
    kernel = make(RUNNING.replace("INIT", init))
    for n in (1, 3):
        by = np.float32(0.5 + n)
        wanted = X
        for step in [*range(n), *([1, 1] if n > 2 else [100]), 1, 1, 1, 1]:
            wanted = wanted + np.float32(step) * by
        assert_same(run(kernel, backend, (1,), X, n)[0], wanted)


def mistaken(body: str, fields: str = "a: tl.tensor\n    n: tl.constexpr") -> str:
    return f"""
@tmetal.aggregate
class P:
    {fields}

    @tmetal.jit
    def __init__(self, a, n):
        self.a = a
        {body}

@tmetal.jit
def k(x_ptr):
    x = tl.load(x_ptr + tl.arange(0, 16))
    p = P(x, 3)
    CALL
"""


@backends
@pytest.mark.parametrize(
    ("source", "says"),
    [
        (mistaken("pass"), "P has no `n` when its __init__ ends"),
        (mistaken("self.n = a"), "field `n` of P is a constexpr, and this is a float32 tile"),
        (mistaken("self.n = 1\n        self.m = 1"), "P has no field `m`. Annotate it"),
        (
            mistaken("self.n = n").replace("P(x, 3)", "P(3, 3)"),
            "`a` of P is a tensor, and this is 3",
        ),
        (mistaken("self.n = n").replace("CALL", "p.a = x"), "a field of a P cannot be assigned"),
        (mistaken("self.n = n").replace("CALL", "p.b"), "a P has no attribute `b`"),
        (mistaken("self.n = n").replace("CALL", "p + 1"), "a P"),
        (mistaken("self.n = n", "kind: tl.tensor"), "cannot be called `kind`"),
        (mistaken("pass", "pass"), "the aggregate P has no fields"),
    ],
)
def test_mistakes_with_aggregates_are_named(source: str, says: str, backend: str) -> None:
    with pytest.raises(CompileError) as caught:
        run(make(source.replace("CALL", "pass")), backend, (1,), X)
    assert says in str(caught.value)


def test_a_field_is_not_assigned_under_a_run_time_if() -> None:
    body = "if tl.program_id(0) > 0:\n            self.a = a + 1\n        self.n = n"
    with pytest.raises(CompileError, match="where every path of __init__ comes by"):
        run(make(mistaken(body).replace("CALL", "pass")), "cpu", (1,), X)


def test_only_a_class_is_an_aggregate_under_every_name() -> None:
    with pytest.raises(CompileError, match="decorates a class, not 3"):
        tmetal.aggregate(3)  # type: ignore[arg-type]
    assert tl.core._aggregate is tmetal.aggregate
    assert tl.core.load is tl.load
    assert tmetal.constexpr_function is tl.constexpr_function


ASKED = make("""
@tmetal.jit
def plus(x, y):
    if isinstance(y, tl.constexpr):
        return x + y * 10
    return x + y

@tmetal.jit
def k(x_ptr, n):
    i = tl.arange(0, 16)
    x = tl.load(x_ptr + i)
    tl.static_assert(isinstance(x, tl.tensor) and isinstance(n, (int, tl.tensor)))
    tl.static_assert(isinstance(x.dtype, tl.dtype) and isinstance((x, 1), tl.tuple))
    tl.static_assert(not isinstance((x, 1), tl.constexpr) and isinstance("a", tl.constexpr))
    tl.store(x_ptr + i, plus(plus(x, 1), n))
""")


@backends
def test_isinstance_tells_values_from_constants(backend: str) -> None:
    assert_same(run(ASKED, backend, (1,), X, 5)[0], X + 10 + 5)


@backends
def test_a_function_of_constants_runs_in_python_while_compiling(backend: str) -> None:
    @tmetal.constexpr_function
    def primes(n: int) -> Any:
        return tuple(p for p in range(2, n) if all(p % d for d in range(2, p)))

    kernel = make(
        """
@tmetal.jit
def k(x_ptr, N: tl.constexpr):
    i = tl.arange(0, 16)
    x = tl.load(x_ptr + i)
    for p in tl.static_range(len(primes(N))):
        x += primes(N)[p]
    tl.store(x_ptr + i, x)
""",
        primes=primes,
    )
    assert_same(run(kernel, backend, (1,), X, N=12)[0], X + 2 + 3 + 5 + 7 + 11)
