"""The mechanism of the language's functions: a builtin runs with an emitter.

The same builtin runs while compiling (the emitter appends ops) and while interpreting (the emitter
runs them on NumPy tiles). Calls that do not fit are reported with the builtin's own signature.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from tmetal.errors import CompileError
from tmetal.frontend.promote import Emitter, is_number
from tmetal.ir import opset
from tmetal.ir.ops import OPS

assert opset.__all__  # importing the rows fills the table

# The emitter of the kernel that the interpreter runs just now, if any.
ACTIVE: ContextVar[Emitter | None] = ContextVar("ACTIVE", default=None)


class constexpr:  # noqa: N801 - the language's own spelling
    """A value known at compile time: `BLOCK: tl.constexpr` for a parameter, or a global's value.

    `N = tl.constexpr(4)` at module level makes a global that kernels may read.
    """

    __slots__ = ("value",)

    def __new__(cls, value: Any) -> Any:
        """Make one; in a kernel that the interpreter runs, the value itself is what is wanted."""
        return value if ACTIVE.get() is not None else super().__new__(cls)

    def __init__(self, value: Any) -> None:
        self.value: Any = value.value if isinstance(value, constexpr) else value

    def __repr__(self) -> str:
        return f"constexpr({self.value!r})"

    def __index__(self) -> int:
        return int(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __hash__(self) -> int:
        return hash(self.value)


def _with_operator(name: str) -> None:
    """Let constexprs compute as what they hold: outside of kernels, for other globals' values."""

    def forward(self: constexpr, *others: Any) -> Any:
        plain = [o.value if isinstance(o, constexpr) else o for o in others]
        return constexpr(getattr(operator, name)(self.value, *plain))

    def backward(self: constexpr, other: Any) -> Any:
        return constexpr(getattr(operator, name)(other, self.value))

    word = name.strip("_")
    setattr(constexpr, f"__{word}__", forward)
    if word in _BINARY:
        setattr(constexpr, f"__r{word}__", backward)


_BINARY = "add sub mul truediv floordiv mod pow and or xor lshift rshift".split()
for _word in (*_BINARY, *"neg pos invert eq ne lt le gt ge".split()):
    _with_operator(f"{_word}_" if _word in ("and", "or") else _word)


class Builtin:
    """A function of the kernel language."""

    def __init__(
        self,
        run: Callable[..., Any],
        name: str,
        doc: str,
        signature: inspect.Signature | None = None,
        host: Callable[..., Any] | None = None,
        method: bool = False,
    ) -> None:
        self.run = run
        self.name = self.__name__ = name
        self.__doc__ = doc
        self.host = host
        self.method = method
        own = signature or _without_emitter(inspect.signature(run))
        self.__signature__: inspect.Signature = own

    def apply(
        self, e: Emitter, args: tuple[Any, ...], kwargs: dict[str, Any], method: str = ""
    ) -> Any:
        """Run with an emitter; a call that does not fit reports the signature."""
        host = self.host
        if host is not None and not all(is_number(a) for a in (*args, *kwargs.values())):
            host = None
        try:
            if host:
                return host(*args, **kwargs)
            replayed = getattr(e, "call", None)
            if replayed is not None:  # the interpreter remembers what calls of a kind do
                return replayed(self, self.run, args, kwargs)
            return self.run(e, *args, **kwargs)
        except TypeError as error:
            self._explain(args, kwargs, method)
            raise error

    def _explain(self, args: tuple[Any, ...], kwargs: dict[str, Any], method: str) -> None:
        """Raise the user's error if the arguments do not fit the signature."""
        signature, word = self.__signature__, f"tl.{self.name}"
        if method:
            signature = signature.replace(parameters=list(signature.parameters.values())[1:])
            args, word = args[1:], f"x.{method}"
        try:
            signature.bind(*args, **kwargs)
        except TypeError as misfit:
            raise CompileError(f"{word}: {misfit}. It is {word}{signature}.") from None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run in the interpreter, or on plain numbers outside of a kernel."""
        e: Any = ACTIVE.get()
        if e is not None:
            if self.host is not None:
                return self.apply(e, args, kwargs)
            try:
                return e.call(self, self.run, args, kwargs)
            except TypeError:
                self._explain(args, kwargs, "")
                raise
        if self.host is not None:
            return self.host(*args, **kwargs)
        raise CompileError(
            f"tl.{self.name} works inside a kernel only: "
            "call it from a function decorated with @tmetal.jit."
        )

    def __repr__(self) -> str:
        return f"<tl.{self.name}{self.__signature__}>"


def _without_emitter(signature: inspect.Signature) -> inspect.Signature:
    parameters = list(signature.parameters.values())[1:]
    # Annotations speak of the compiler's own types; users read names and defaults.
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in parameters]
    return inspect.Signature(plain)


TABLE: dict[str, Builtin] = {}
METHODS: dict[str, Builtin] = {}


def register(made: Builtin) -> Builtin:
    """Add a builtin to the language."""
    TABLE[made.name] = made
    if made.method:
        METHODS[made.name] = made
    return made


def builtin(
    name: str = "", host: Callable[..., Any] | None = None, method: bool = False
) -> Callable[[Callable[..., Any]], Builtin]:
    """Make the decorated function a builtin; an op row of its name gives the manual."""

    def wrap(run: Callable[..., Any]) -> Builtin:
        word = name or run.__name__.strip("_")
        row = OPS.get(word)
        doc = inspect.getdoc(run) or (row.doc if row else "")
        return register(Builtin(run, word, doc, host=host, method=method))

    return wrap
