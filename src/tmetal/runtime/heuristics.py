"""`@tmetal.heuristics`: constants worked out from the arguments of each launch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tmetal.errors import LaunchError
from tmetal.frontend.words import nearest
from tmetal.runtime.interface import Wrapper, check_kernel

Rule = Callable[[dict[str, Any]], Any]


class Heuristics(Wrapper):
    """A kernel some of whose arguments are functions of the others."""

    def __init__(self, fn: Any, arg_names: Any, values: Mapping[str, Rule]) -> None:
        super().__init__(fn)
        self.values = dict(values)
        for name, rule in self.values.items():
            if name not in self.arg_names:
                close = nearest(name, self.arg_names)
                hint = f"Did you mean `{close}`?" if close else ""
                raise LaunchError(
                    f"@tmetal.heuristics gives `{name}`, which is no parameter of kernel "
                    f"`{self.__name__}`({', '.join(self.arg_names)}). {hint}".strip()
                )
            if not callable(rule):
                raise LaunchError(
                    f"@tmetal.heuristics: `{name}` is {rule!r:.40}, not a function of the "
                    f"arguments. Write {{{name!r}: lambda args: ...}}."
                )

    def run(self, *args: Any, grid: Any, warmup: bool = False, **kwargs: Any) -> Any:
        """Work the values out, in order (later rules see earlier values), and launch."""
        seen = self.named(args, kwargs)
        for name, rule in self.values.items():
            seen[name] = kwargs[name] = rule(seen)
        # A value given by position gives way, as one given by name does.
        plain = tuple(seen[n] if n in self.values else a for n, a in self._paired(args))
        for name in self.arg_names[: len(args)]:
            if name in self.values:
                del kwargs[name]
        return self.fn.run(*plain, grid=grid, warmup=warmup, **kwargs)

    def _paired(self, args: tuple[Any, ...]) -> list[tuple[str, Any]]:
        """Return positional arguments with their names; what is too many has none."""
        names = [*self.arg_names, *("" for _ in args)]
        return list(zip(names, args, strict=False))


def heuristics(values: Mapping[str, Rule]) -> Callable[[Any], Heuristics]:
    """Give a kernel's arguments by rules: `{"EVEN": lambda args: args["n"] % args["BLOCK"] == 0}`.

    Each rule gets the launch's arguments by name (a configuration's too, where `autotune` stands
    above) and its result is the argument of that name. LaunchError for a name that the kernel
    lacks.
    """

    def wrap(fn: Any) -> Heuristics:
        check_kernel(fn, "heuristics")
        return Heuristics(fn, fn.arg_names, values)

    return wrap
