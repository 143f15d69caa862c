"""`@tmetal.autotune`: the first launch for a key times configurations, later ones use the best.

An `Autotuner` wraps a kernel (or a wrapped one). Tuning launches the kernel many times and leaves
no trace in the arrays: all that it writes is put back. What cannot be timed takes the first
configuration that compiles: the interpreter, and launches that MLX only traces.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from tmetal import options
from tmetal.errors import CompileError, LaunchError
from tmetal.frontend.words import nearest
from tmetal.runtime import tuned
from tmetal.runtime.backends import backend
from tmetal.runtime.binder import OPTIONS
from tmetal.runtime.config import Config, Pruning
from tmetal.runtime.cpu_launch import WATCH
from tmetal.runtime.descriptors import inner_arrays
from tmetal.runtime.heuristics import Heuristics, heuristics
from tmetal.runtime.interface import IGNORED, Wrapper, check_kernel, note
from tmetal.runtime.placeholders import Placeholder
from tmetal.runtime.race import Progress, Runner, race
from tmetal.runtime.timing import running
from tmetal.runtime.tuning_arrays import TunedArrays, fixed, is_array, is_traced

__all__ = ["Autotuner", "Config", "Heuristics", "autotune", "heuristics"]

WARMUP_MS, REP_MS = 25.0, 100.0
_OPTIONS = {*OPTIONS} | IGNORED


class Autotuner(Wrapper):
    """A kernel that is launched with the best of several configurations: see `autotune`."""

    def __init__(
        self,
        fn: Any,
        configs: Sequence[Config],
        key: Sequence[str],
        prune_configs_by: dict[str, Any] | None = None,
        reset_to_zero: Sequence[str] | None = None,
        restore_value: Sequence[str] | None = None,
        pre_hook: Callable[..., Any] | None = None,
        post_hook: Callable[..., Any] | None = None,
        warmup: float | None = None,
        rep: float | None = None,
        do_bench: Callable[..., Any] | None = None,
        cache_results: bool = False,
    ) -> None:
        super().__init__(fn)
        self.configs = list(configs) or [Config({})]
        self.keys = [key] if isinstance(key, str) else list(key)
        self.pruning = Pruning(prune_configs_by)
        self.reset_to_zero = list(reset_to_zero or ())
        self.restore_value = list(restore_value or ())
        self.pre_hook, self.post_hook = pre_hook, post_hook
        self.warmup_ms = WARMUP_MS if warmup is None else float(warmup)
        self.rep_ms = REP_MS if rep is None else float(rep)
        self.do_bench = do_bench
        self.cache_results = cache_results
        self.cache: dict[Any, Config] = {}
        self.best_config: Config | None = None
        self.configs_timings: dict[Config, float] = {}  # in ms, of the latest tuning
        self.bench_time: float | None = None  # seconds that the latest tuning took
        self._lock = threading.RLock()
        self._check_names()
        self._chosen_names = frozenset(n for c in self.configs for n in c.launch_kwargs())

    def _check_names(self) -> None:
        for c in self.configs:
            if not isinstance(c, Config):
                raise LaunchError(f"autotune takes tmetal.Config objects, not {c!r:.60}.")
            self._check_known("a configuration", c.kwargs, {*self.arg_names, *_OPTIONS})
        self._check_known("reset_to_zero", self.reset_to_zero, self.arg_names)
        self._check_known("restore_value", self.restore_value, self.arg_names)
        for name in self.keys:  # as in other implementations, a stale name is no error
            if name not in self.arg_names:
                note(f"autotune key `{name}` is no parameter of kernel `{self.__name__}`")

    def _check_known(self, where: str, names: Iterable[str], known: Iterable[str]) -> None:
        for name in names:
            if name not in known:
                close = nearest(name, known)
                hint = f" Did you mean `{close}`?" if close else ""
                raise LaunchError(
                    f"autotune: {where} names `{name}`, which is no parameter of kernel "
                    f"`{self.__name__}`({', '.join(self.arg_names)}).{hint}"
                )

    def run(self, *args: Any, grid: Any, warmup: bool = False, **kwargs: Any) -> Any:
        """Launch with the best configuration for these arguments, which may have to be found."""
        self._check_given(args, kwargs)
        if warmup:
            return self.warmup(*args, grid=grid, **kwargs)
        config = self.configs[0]
        if len(self.configs) > 1:
            named = self.named(args, kwargs)
            key = self._key(named)
            known = self.cache.get(key)
            config = known or self._tuned(key, named, args, kwargs, grid)
        self.best_config = config
        if config.pre_hook:
            config.pre_hook(self.named(args, kwargs) | config.all_kwargs())
        return self.fn.run(*args, grid=grid, **kwargs, **config.launch_kwargs())

    def warmup(self, *args: Any, grid: Any = (0,), **kwargs: Any) -> list[Any]:
        """Compile for such arguments without running, once for each configuration left to time."""
        self._check_given(args, kwargs)
        chosen = self._chosen(self.named(args, kwargs), args, kwargs)
        return [self._compile(c, args, kwargs, grid) for c in chosen]

    def _compile(self, c: Config, args: tuple[Any, ...], kwargs: Any, grid: Any) -> Any:
        named = self.named(args, kwargs)
        if c.pre_hook and inner_arrays(named):  # it gives descriptors the configuration's blocks
            c.pre_hook(named | c.all_kwargs())
        return self.fn.run(*args, grid=grid, warmup=True, **kwargs, **c.launch_kwargs())

    def _check_given(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        chosen = self._chosen_names
        if chosen.isdisjoint(kwargs) and chosen.isdisjoint(self.arg_names[: len(args)]):
            return
        twice = [n for n in (*self.arg_names[: len(args)], *kwargs) if n in chosen]
        words = ", ".join(f"`{n}`" for n in twice)
        raise LaunchError(
            f"this launch of kernel `{self.__name__}` gives {words}, which autotune chooses. "
            "Leave it out of the launch, or out of the configurations."
        )

    def _chosen(
        self, named: dict[str, Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> list[Config]:
        # A performance model is called with what the launch gives, and no defaults besides.
        given = dict(zip(self.arg_names, args, strict=False)) | kwargs
        return self.pruning.choose(self.configs, named, given, kwargs, self.__name__)

    def _key(self, named: dict[str, Any]) -> tuple[Any, ...]:
        """Return what the choice depends on: key arguments, dtypes, the backend and idioms."""
        values = [fixed(named[n]) for n in self.keys if n in named]
        arrays = {n: x for n, x in named.items() if is_array(x) or isinstance(x, Placeholder)}
        dtypes = [(n, arrays[n].dtype) for n in self.arg_names if n in arrays]
        return (*values, *dtypes, backend(), options.current.idioms)

    def _tuned(
        self, key: Any, named: dict[str, Any], args: tuple[Any, ...], kwargs: Any, grid: Any
    ) -> Config:
        """Return the best configuration for a key, and remember it."""
        with self._lock:
            if key in self.cache:  # another thread was faster
                return self.cache[key]
            chosen = self._chosen(named, args, kwargs)
            if len(chosen) > 1 and (backend() == "interpret" or is_traced(named)):
                note(f"nothing can be timed here: `{self.__name__}` takes what compiles first")
                return self._compiling(chosen, args, kwargs, grid, 1)[0][0]
            path, facts = self._stored(key, chosen)
            times = tuned.read(path) if path else {}
            texts = {str(c): c for c in chosen}
            if len(chosen) > 1 and not times.keys() & texts.keys():
                with _unwatched():
                    times = self._timed(chosen, named, args, kwargs, grid)
                if path:
                    tuned.write(path, times, facts)
            self.configs_timings = {texts[t]: ms for t, ms in times.items() if t in texts}
            timed = self.configs_timings
            self.cache[key] = min(timed, key=timed.__getitem__) if timed else chosen[0]
            return self.cache[key]

    def _stored(self, key: Any, chosen: list[Config]) -> tuple[Any, Any]:
        """Return the file of this tuning's result and what the result depends on, if it is kept."""
        if not (self.cache_results or options.current.cache_autotuning):
            return None, None
        texts = [str(c) for c in chosen]
        facts = [self.__name__, self.cache_key, repr(key), texts, tuned.machine(backend())]
        return tuned.entry_path(facts), facts

    def _compiling(
        self, chosen: list[Config], args: tuple[Any, ...], kwargs: Any, grid: Any, most: int
    ) -> list[tuple[Config, Any]]:
        """Return up to `most` configurations that compile, with what they compile to."""
        found: list[tuple[Config, Any]] = []
        failed: list[tuple[Config, Exception]] = []
        for c in chosen:
            try:
                found.append((c, self._compile(c, args, kwargs, grid)))
            except (CompileError, LaunchError) as error:
                self._skip(failed, c, error)
            if len(found) == most:
                break
        return found or self._none_works(failed)

    def _skip(self, failed: list[tuple[Config, Exception]], c: Config, error: Exception) -> None:
        failed.append((c, error))
        note(f"`{self.__name__}` cannot be launched with {c}: {error}")

    def _none_works(self, failed: list[tuple[Config, Exception]]) -> Any:
        """Raise the error of a kernel that no configuration can launch."""
        texts = {str(error) for _, error in failed}
        if len(texts) == 1:  # not the configurations' fault
            raise failed[0][1].with_traceback(None) from None
        lines = "".join(f"\n  {c}: {str(e).splitlines()[0]}" for c, e in failed)
        raise LaunchError(
            f"none of the {len(failed)} configurations of kernel `{self.__name__}` can be "
            f"launched:{lines}"
        )

    def _timed(
        self, chosen: list[Config], named: dict[str, Any], args: Any, kwargs: Any, grid: Any
    ) -> dict[str, float]:
        """Return the median time in ms of each configuration that works."""
        progress = Progress(self.__name__)
        works, best = self._compiling(chosen, args, kwargs, grid, len(chosen)), None
        arrays = TunedArrays(
            named | inner_arrays(named),
            [compiled for _, compiled in works],
            self.reset_to_zero,
            self.restore_value,
        )
        runners: list[Runner] = []
        failed: list[tuple[Config, Exception]] = []
        for at, (c, _) in enumerate(works):
            progress.say(f"{at} of {len(works)} configurations launched")
            runner = self._runner(c, named, arrays, args, kwargs, grid)
            try:
                with running():
                    runner.once()  # may compile for a minute, and may be refused for its grid
                runners.append(runner)
            except (CompileError, LaunchError) as error:
                self._skip(failed, c, error)
        if not runners:
            self._none_works(failed)
        try:
            if self.do_bench is not None:
                times = {str(r.config): _custom(self.do_bench, r) for r in runners}
            else:
                race(runners, self.warmup_ms, self.rep_ms, progress)
                times = {str(r.config): r.time * 1e3 for r in runners}
            best = min(times, key=times.__getitem__)
            if self.pre_hook:
                self.pre_hook(named | runners[0].config.all_kwargs(), reset_only=True)
        finally:
            arrays.put_back()
            ms = f"best is {best} ({times[best]:.3g} ms), of {len(works)}" if best else "failed"
            progress.done(ms)
            self.bench_time = progress.elapsed()
        return times

    def _runner(
        self,
        c: Config,
        named: dict[str, Any],
        arrays: TunedArrays,
        args: Any,
        kwargs: Any,
        grid: Any,
    ) -> Runner:
        everything = named | c.all_kwargs()
        launch_kwargs = kwargs | c.launch_kwargs()

        def before() -> None:
            if c.pre_hook:
                c.pre_hook(everything)
            if self.pre_hook:
                self.pre_hook(everything, reset_only=False)
            arrays.zero()
            arrays.settle()

        def after() -> None:
            arrays.restore()
            if self.post_hook:
                self.post_hook(everything, exception=None)

        def call() -> Any:
            return self.fn.run(*args, grid=grid, **launch_kwargs)

        hooks = c.pre_hook or self.pre_hook or self.post_hook
        return Runner(c, call, before, after, alone=bool(hooks) or arrays.changing)


@contextmanager
def _unwatched() -> Any:
    """Tune outside of a profiler and a sanitizer: they are for the launch that was asked for."""
    token = WATCH.set(None)
    try:
        with options.override(sanitize=False):
            yield
    finally:
        WATCH.reset(token)


def _custom(do_bench: Callable[..., Any], runner: Runner) -> float:
    """Time with the user's own function, which gives ms or quantiles of them."""

    def launch() -> None:
        runner.before()
        runner.call()
        runner.after()

    found = do_bench(launch, quantiles=(0.5, 0.2, 0.8))
    return float(found[0] if isinstance(found, Sequence | np.ndarray) else found)


def autotune(
    configs: Sequence[Config],
    key: Sequence[str],
    prune_configs_by: dict[str, Any] | None = None,
    reset_to_zero: Sequence[str] | None = None,
    restore_value: Sequence[str] | None = None,
    pre_hook: Callable[..., Any] | None = None,
    post_hook: Callable[..., Any] | None = None,
    warmup: float | None = None,
    rep: float | None = None,
    use_cuda_graph: bool = False,
    do_bench: Callable[..., Any] | None = None,
    cache_results: bool = False,
) -> Callable[[Any], Autotuner]:
    """Launch a kernel with the fastest of `configs`, timed anew when an argument in `key` changes.

    The dtypes of the arrays and the backend belong to every key. prune_configs_by:
    `early_config_prune(configs, named_args, **kwargs)`, `perf_model(**arguments)` with `top_k`.
    reset_to_zero: arrays that each timed launch finds filled with zeros; restore_value: arrays that
    it finds as they were (so it is anyway for all arrays that a kernel reads and writes). Whatever
    tuning changed is put back. pre_hook(arguments, reset_only) and post_hook(arguments, exception)
    are called around each timed launch, and pre_hook(…, reset_only=True) at the end.
    warmup and rep: ms per configuration (25, 100). do_bench: a function to time with instead of our
    own. cache_results keeps the choice on disk (also TMETAL_CACHE_AUTOTUNING=1). use_cuda_graph has
    no effect.

    Configurations that do not compile, or whose launch is refused, are passed over; LaunchError (or
    their common error) if none is left.
    """

    def wrap(fn: Any) -> Autotuner:
        check_kernel(fn, "autotune")
        return Autotuner(
            fn, configs, key, prune_configs_by, reset_to_zero, restore_value, pre_hook, post_hook,
            warmup, rep, do_bench, cache_results,
        )  # fmt: skip

    return wrap
