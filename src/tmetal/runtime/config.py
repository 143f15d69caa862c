"""`Config`, one way to launch a kernel for `autotune` to choose; and how a choice is pruned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tmetal.errors import LaunchError
from tmetal.frontend.words import nearest


class Config:
    """Constants of a kernel and launch options.

    kwargs: the kernel's tl.constexpr parameters by name. num_warps: simdgroups of a threadgroup.
    num_stages, num_ctas and maxnreg are hints of other machines, without effect here. pre_hook is
    called with all arguments by name before each launch with this configuration.
    """

    def __init__(
        self,
        kwargs: Mapping[str, Any],
        num_warps: int = 4,
        num_stages: int = 3,
        num_ctas: int = 1,
        maxnreg: int | None = None,
        pre_hook: Callable[[dict[str, Any]], Any] | None = None,
        ir_override: str | None = None,
    ) -> None:
        if not isinstance(kwargs, Mapping):
            raise LaunchError(
                f"tmetal.Config takes a dictionary of constants first, not {kwargs!r:.40}. "
                'Write tmetal.Config({"BLOCK": 128}, num_warps=4).'
            )
        self.kwargs = dict(kwargs)
        self.num_warps = num_warps
        self.num_stages = num_stages
        self.num_ctas = num_ctas
        self.maxnreg = maxnreg
        self.pre_hook = pre_hook
        self.ir_override = ir_override

    def all_kwargs(self) -> dict[str, Any]:
        """Return constants and options, those that are None left out."""
        options = {
            "num_warps": self.num_warps,
            "num_ctas": self.num_ctas,
            "num_stages": self.num_stages,
            "maxnreg": self.maxnreg,
            "ir_override": self.ir_override,
        }
        return self.kwargs | {n: v for n, v in options.items() if v is not None}

    def launch_kwargs(self) -> dict[str, Any]:
        """Return what a launch is given: `all_kwargs` without the usual one of num_ctas."""
        given = self.all_kwargs()
        if given.get("num_ctas") == 1:
            del given["num_ctas"]
        return given

    def __str__(self) -> str:
        """Write the configuration out: its name in the cache and in messages."""
        return ", ".join(f"{name}: {value}" for name, value in self.launch_kwargs().items())

    def __repr__(self) -> str:
        return f"Config({self})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Config):
            return NotImplemented
        return str(self) == str(other) and self.pre_hook is other.pre_hook

    def __hash__(self) -> int:
        return hash(str(self))


class Pruning:
    """`prune_configs_by`: which configurations are worth timing for these arguments."""

    WORDS = ("early_config_prune", "perf_model", "top_k")

    def __init__(self, wanted: Mapping[str, Any] | None) -> None:
        wanted = dict(wanted or {})
        for name in wanted:
            if name not in self.WORDS:
                close = nearest(name, self.WORDS)
                hint = (
                    f"Did you mean `{close}`?" if close else f"There are {', '.join(self.WORDS)}."
                )
                raise LaunchError(f"prune_configs_by has no `{name}`. {hint}")
        self.early = wanted.get("early_config_prune")
        self.model = wanted.get("perf_model")
        self.most = wanted.get("top_k", 1.0 if self.model else None)
        whole = type(self.most) is int and self.most >= 1
        part = type(self.most) is float and 0 < self.most <= 1
        if self.most is not None and not whole and not part:
            raise LaunchError(
                f"prune_configs_by: top_k is {self.most!r}. Write how many configurations to time, "
                "or their share as a float from 0 to 1."
            )

    def choose(
        self,
        configs: Sequence[Config],
        named: dict[str, Any],
        given: dict[str, Any],
        kwargs: dict[str, Any],
        kernel: str,
    ) -> list[Config]:
        """Return the configurations to time; LaunchError if none is left.

        named: all arguments, defaults as well; given: those of the launch; kwargs: those of them
        that were given by name.
        """
        left = list(configs)
        if self.early:
            left = list(self.early(left, named, **kwargs))
            if not left:
                raise LaunchError(
                    f"early_config_prune of kernel `{kernel}` left none of {len(configs)} "
                    "configurations for these arguments. Let it return at least one."
                )
        if self.model and self.most is not None:
            most = self.most if isinstance(self.most, int) else int(len(configs) * self.most)
            if len(left) > max(1, most):
                model = self.model
                left.sort(key=lambda c: model(**given | c.all_kwargs()))
                left = left[: max(1, most)]
        return left
