"""What everything that can be launched shares: `kernel[grid](…)`, `run`, `warmup`, and notes.

A wrapper (autotuner, heuristics) holds a kernel or another wrapper, adds arguments of its own, and
passes the launch on to `run`. Whoever has to see each launch (timing) adds an observer; while there
is none, launches pay one look at an empty list.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from tmetal import debug
from tmetal.errors import LaunchError

# Called with the arguments after each launch of any kernel.
OBSERVERS: list[Callable[[tuple[Any, ...], dict[str, Any]], None]] = []

# Launch options of other machines: what they ask for has no meaning on Apple GPUs.
IGNORED = frozenset(
    "num_ctas maxnreg cluster_dims warp_size wave_size waves_per_eu matrix_instr_nonkdim kpack "
    "enable_fp_fusion allow_fp8e4nv allow_flush_denorm max_num_imprecise_acc_default extern_libs "
    "default_dot_input_precision launch_cooperative_grid launch_pdl enable_warp_specialization "
    "num_consumer_groups num_buffers_warp_spec reg_dec_producer reg_inc_consumer "
    "optimize_epilogue enable_persistent schedule_hint instruction_sched_variant "
    "sanitize_overflow instrumentation_mode ir_override ptx_version ptx_options".split()
)


def note(text: str) -> None:
    """Write a line for whoever debugs (TMETAL_DEBUG=1); silent otherwise."""
    debug.say(1, "note", text)


class KernelInterface:
    """Something that is launched as `kernel[grid](arguments…)`."""

    def run(self, *args: Any, grid: Any, warmup: bool = False, **kwargs: Any) -> Any:
        """Launch over a grid, or only compile with `warmup`."""
        raise NotImplementedError(f"{type(self).__name__} does not say how to run.")

    def __getitem__(self, grid: Any) -> Callable[..., Any]:
        """Return the launcher for a grid: an int, up to three, or a function of the arguments."""

        def launch(*args: Any, **kwargs: Any) -> Any:
            return self.run(*args, grid=grid, warmup=False, **kwargs)

        launch.kernel, launch.grid = self, grid  # type: ignore[attr-defined]
        return launch

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: a launch needs a grid."""
        name = getattr(self, "__name__", type(self).__name__)
        raise LaunchError(
            f"kernel `{name}` was called without a grid. Write {name}[grid](...), where grid is a "
            "tuple such as (tmetal.cdiv(n, BLOCK),)."
        )


class Wrapper(KernelInterface):
    """A kernel in another's hands; `fn` is what it wraps."""

    def __init__(self, fn: Any) -> None:
        self.fn = fn
        self.arg_names: list[str] = list(fn.arg_names)
        self.__name__: str = fn.__name__
        self.__doc__ = fn.__doc__
        self.__module__ = fn.__module__
        self.__wrapped__ = fn

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} {self.fn!r}>"

    @property
    def base_fn(self) -> Any:
        """The kernel itself, under all wrappers."""
        return self.fn.base_fn if isinstance(self.fn, Wrapper) else self.fn

    @property
    def kernel_source(self) -> FunctionType:
        """The decorated Python function."""
        found: FunctionType = self.fn.kernel_source
        return found

    @property
    def cache_key(self) -> str:
        """A hash of the kernel's source and of what it refers to."""
        return str(self.fn.cache_key)

    def warmup(self, *args: Any, grid: Any = (0,), **kwargs: Any) -> Any:
        """Compile for such arguments without running; return the compiled kernel."""
        return self.run(*args, grid=grid, warmup=True, **kwargs)

    def ir(self, stage: str = "tidy") -> str:
        """Return the latest compilation after a stage: see `Kernel.ir`."""
        return str(self.fn.ir(stage))

    @property
    def msl(self) -> str:
        """The MSL of the latest compilation."""
        return str(self.fn.msl)

    def add_pre_run_hook(self, hook: Callable[..., None]) -> None:
        """Call `hook` with the arguments of each launch, before it."""
        self.fn.add_pre_run_hook(hook)

    def named(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments by name, with the parameters' defaults where there are any."""
        defaults: dict[str, Any] = self.base_fn.defaults
        return defaults | dict(zip(self.arg_names, args, strict=False)) | kwargs


def check_kernel(fn: Any, decorator: str) -> None:
    """LaunchError unless `fn` is a kernel or a wrapped one."""
    if not isinstance(fn, KernelInterface) or not hasattr(fn, "arg_names"):
        what = f"`{fn.__name__}`" if hasattr(fn, "__name__") else f"a {type(fn).__name__}"
        raise LaunchError(
            f"@tmetal.{decorator} decorates a kernel, not {what}. "
            f"Write @tmetal.{decorator}(...) above @tmetal.jit."
        )
