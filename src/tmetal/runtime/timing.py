"""Timing of launches: what is lazy is queued launch by launch, and waited for at the end.

A launch on Metal is a node of MLX's graph, and a later launch into the same array would replace one
that nobody has evaluated. So while a timer runs, each launch's arrays go to `mx.async_eval` at
once.
The CPU executor and the interpreter have done their work when a launch returns.

In: functions that launch. Out: seconds per call.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tmetal.runtime.adapters import TensorWrapper
from tmetal.runtime.arrays import is_mlx, mx
from tmetal.runtime.interface import OBSERVERS

_start_eval: Any = mx.async_eval
# A sample shorter than this is mostly the clock and the waiting: more calls go into one.
SAMPLE_SECONDS = 0.5e-3
MAX_CALLS = 1000


def arrays_in(tree: Any) -> list[Any]:
    """Return the MLX arrays in nested tuples, lists, dictionaries and reinterpreted arrays."""
    if is_mlx(tree):
        return [tree]
    if isinstance(tree, TensorWrapper):
        return arrays_in(tree.base)
    if isinstance(tree, dict):
        tree = tree.values()
    elif not isinstance(tree, list | tuple):
        return []
    return [a for part in tree for a in arrays_in(part)]


def _start(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Put what a launch wrote into MLX's queue."""
    _start_eval(arrays_in((args, kwargs)))


@contextmanager
def running() -> Iterator[None]:
    """Start each launch when it is made, for the time of a `with`."""
    OBSERVERS.append(_start)
    try:
        yield
    finally:
        OBSERVERS.remove(_start)


def sample(call: Callable[[], Any], times: int = 1) -> float:
    """Return the seconds of one call, as the mean of `times` calls with one wait at the end."""
    mx.synchronize()
    start = time.perf_counter()
    for _ in range(times):
        _start_eval(arrays_in(call()))
    mx.synchronize()
    return (time.perf_counter() - start) / times


def calls_per_sample(seconds: float) -> int:
    """Return how many calls of so many seconds make a sample long enough to trust."""
    return max(1, min(MAX_CALLS, math.ceil(SAMPLE_SECONDS / max(seconds, 1e-9))))


def measure(call: Callable[[], Any], warmup: float, rep: float) -> list[float]:
    """Return the seconds per call of many samples, taken for about `rep` ms after `warmup` ms.

    The first call, which may compile, is counted for nothing. There are at least three samples.
    """
    with running():
        sample(call)
        first = sample(call)
        times = calls_per_sample(first)
        spent = first
        while spent * 1e3 < warmup:
            spent += max(sample(call, times) * times, 1e-6)
        found: list[float] = []
        spent = 0.0
        while len(found) < 3 or spent * 1e3 < rep:
            found.append(sample(call, times))
            spent += max(found[-1] * times, 1e-6)
    return found
