"""Which of several ways runs an operation: tmetal's kernel in some configuration, or MLX's.

In: a `Work`, that is one call with its ways. Out: its result. The first call of a class of shapes
times every way that works, in turn (`runtime/race.py`), and the times are kept on disk as tuning
results are (`runtime/tuned.py`): per operation, options, class of shapes, dtypes, chip, versions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tmetal.errors import CompileError, LaunchError
from tmetal.frontend.words import nearest
from tmetal.runtime import tuned
from tmetal.runtime.arrays import mx
from tmetal.runtime.backends import backend as device
from tmetal.runtime.config import Config
from tmetal.runtime.interface import note
from tmetal.runtime.race import Progress, Runner, race
from tmetal.runtime.tuning_arrays import is_traced

BACKENDS = ("auto", "tmetal", "mlx")
WARMUP_MS, REP_MS = 10.0, 40.0


class _Mlx(Config):
    """MLX's own kernel, among configurations of ours."""

    def __str__(self) -> str:
        return "MLX's kernel"


MLX = _Mlx({})
_known: dict[Any, dict[str, float]] = {}
_lock = threading.RLock()


@dataclass(frozen=True)
class Work:
    """One call. configs: of the kernel, the likeliest best first.

    mlx(*arrays), launch(config, *arrays): make the result, of the same kind of arrays.
    options: what the speed depends on besides shapes and dtypes. why: what keeps the kernel from
    these arguments, if there are no configurations.
    """

    name: str
    arrays: Sequence[Any]
    mlx: Callable[..., Any]
    kernel: Any
    launch: Callable[..., Any]
    configs: Sequence[Config]
    options: tuple[Any, ...] = ()
    why: str = ""

    @property
    def key(self) -> tuple[Any, ...]:
        """What a choice holds for: sizes of one class share their next power of two."""
        shapes = tuple(tuple(max(n - 1, 0).bit_length() for n in x.shape) for x in self.arrays)
        return (self.name, self.options, shapes, tuple(str(x.dtype) for x in self.arrays), device())


def check_backend(backend: str) -> None:
    """LaunchError for a backend that does not exist."""
    if backend not in BACKENDS:
        close = nearest(str(backend), BACKENDS)
        hint = f"Did you mean {close!r}?" if close else f"Write one of {', '.join(BACKENDS)}."
        raise LaunchError(f"the backend is {backend!r}. {hint}")


def run(work: Work, backend: str) -> Any:
    """Do the work: by MLX, by tmetal's kernel, or by what is faster.

    CompileError, LaunchError: as of a launch.
    """
    if backend == "mlx" or (backend == "auto" and not work.configs):
        return work.mlx(*work.arrays)
    if not work.configs:
        raise LaunchError(
            f"tmetal.ops.{work.name}: tmetal has no kernel for {work.why}. "
            'Write backend="mlx", or "auto".'
        )
    if backend == "auto" and _only_traced(work):
        return work.mlx(*work.arrays)
    times = _known.get(work.key, {}) if backend == "tmetal" else _measured(work)
    ways = {str(c): c for c in ([MLX] if backend == "auto" else []) + list(work.configs)}
    timed = [text for text in ways if text in times]
    best = ways[min(timed, key=times.__getitem__)] if timed else work.configs[0]
    return work.mlx(*work.arrays) if best is MLX else _launched(work, best)


def _launched(work: Work, config: Config) -> Any:
    """Run the kernel; the derivatives of its result are those of MLX's."""
    by_kernel: Any = mx.custom_function(partial(work.launch, config))

    @by_kernel.vjp  # type: ignore[untyped-decorator]
    def derivatives(arrays: Any, cotangent: Any, _output: Any) -> Any:
        several = isinstance(arrays, list | tuple)
        _, found = mx.vjp(work.mlx, list(arrays) if several else [arrays], [cotangent])
        return tuple(found) if several else found[0]

    return by_kernel(*work.arrays)


def _only_traced(work: Work) -> bool:
    """Whether MLX only traces this call, where a kernel of ours would want values.

    On Metal a kernel is a lazy node, so that arrays are looked at only before they are timed.
    """
    if device() == "metal" and work.key in _known:
        return False
    return is_traced({str(i): x for i, x in enumerate(work.arrays)})


def _measured(work: Work) -> dict[str, float]:
    """Return the times in ms of all ways, measured now, earlier, or by an earlier process."""
    if device() == "interpret":  # whose times say nothing
        return {}
    with _lock:
        if work.key not in _known:
            texts = [str(c) for c in work.configs]
            facts = ["ops", repr(work.key), texts, work.kernel.cache_key, tuned.machine(device())]
            path = tuned.entry_path(facts)
            times = tuned.read(path) if path else {}
            if str(MLX) not in times:
                times = _race(work)
                if path:
                    tuned.write(path, times, facts)
            _known[work.key] = times
        return _known[work.key]


def _race(work: Work) -> dict[str, float]:
    def nothing() -> None: ...

    mx.eval(list(work.arrays))
    progress = Progress(f"ops.{work.name}")
    runners = [Runner(MLX, partial(work.mlx, *work.arrays), nothing, nothing, False)]
    for config in work.configs:
        runner = Runner(config, partial(work.launch, config, *work.arrays), nothing, nothing, False)
        try:
            runner.once()  # compiles
        except (CompileError, LaunchError) as error:
            note(f"ops.{work.name} cannot be launched with {config}: {error}")
        else:
            runners.append(runner)
    race(runners, WARMUP_MS, REP_MS, progress)
    times = {str(r.config): r.time * 1e3 for r in runners}
    best = min(times, key=times.__getitem__)
    progress.done(f"best is {best} ({times[best]:.3g} ms), of {len(times)}")
    return times
