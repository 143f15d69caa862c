"""`compile`: from a kernel and a signature in words to its compilation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tmetal.errors import LaunchError
from tmetal.frontend.builtins import constexpr
from tmetal.frontend.words import nearest
from tmetal.ir.types import I32, I64, Type, pointer
from tmetal.runtime.backends import backend
from tmetal.runtime.binder import OPTIONS
from tmetal.runtime.choices import chosen
from tmetal.runtime.compiled import CompiledKernel, GPUTarget
from tmetal.runtime.descriptors import hosted
from tmetal.runtime.dtypes import dtype_called
from tmetal.runtime.interface import IGNORED, KernelInterface, note
from tmetal.runtime.specialize import Specialization


class ASTSource:
    """A kernel with the types of its parameters.

    signature: for each parameter that is no constant its type: "*fp32" for an array, "i32" for a
    number, "tensordesc<fp16[64, 64]>" for a descriptor, "constexpr" for a constant, whose value
    stands in `constexprs`. Parameters are named, or numbered from 0. attrs (alignment promises of
    other machines) have no effect.
    """

    def __init__(
        self,
        fn: Any,
        signature: Mapping[str | int, str],
        constexprs: Mapping[Any, Any] | None = None,
        attrs: Any = None,
    ) -> None:
        if not isinstance(fn, KernelInterface) or not hasattr(fn, "arg_names"):
            raise LaunchError("ASTSource takes a kernel: decorate the function with @tmetal.jit.")
        self.fn: Any = getattr(fn, "base_fn", fn)
        self.name = self.fn.__name__
        self.attrs = attrs
        self.signature = {self._name(n): t for n, t in signature.items()}
        self.constants = {self._name(n): v for n, v in (constexprs or {}).items()}

    def _name(self, given: Any) -> str:
        """Return a parameter given by name, by number, or as the path (number,)."""
        names = self.fn.arg_names
        if isinstance(given, tuple) and len(given) == 1:
            given = given[0]
        if type(given) is int and 0 <= given < len(names):
            return str(names[given])
        if given not in names:
            close = nearest(str(given), names)
            hint = f" Did you mean `{close}`?" if close else ""
            raise LaunchError(
                f"kernel `{self.name}`({', '.join(names)}) has no parameter `{given}`.{hint}"
            )
        return str(given)

    def types(self) -> tuple[dict[str, Type], dict[str, Any]]:
        """Return the types of run-time parameters and the values of the others, in order."""
        types: dict[str, Type] = {}
        constants: dict[str, Any] = {}
        for name in self.fn.arg_names:
            given = self.signature.get(name, "constexpr")
            known = self.fn.defaults | self.constants
            if name in self.constants or given == "constexpr" or name in self.fn.constant:
                if name not in known:
                    raise LaunchError(
                        f"kernel `{self.name}`: parameter `{name}` has no type and no value. Write "
                        f'"{name}": "*fp32" or "i32" in signature, or its value in constexprs.'
                    )
                value = known[name]
                constants[name] = value.value if isinstance(value, constexpr) else value
            elif described := _DESCRIPTOR.fullmatch(given.replace(" ", "")):
                block = [int(n) for n in described[2].split(",")]
                fixed = constants[name] = hosted(name, block, "zero", self.fn.arg_names)
                kinds = [_type(name, f"*{described[1]}"), *[I32] * len(block)]
                types |= zip(fixed.parts, kinds + [I64] * (len(block) - 1), strict=True)
            else:
                types[name] = _type(name, given)
        return types, constants


# A descriptor that the host makes: its dtype and the shape of its blocks.
_DESCRIPTOR = re.compile(r"tensordesc<(\w+)\[([\d,]+)\].*>")


def _type(name: str, text: str) -> Type:
    """Return the type that a text names; LaunchError says what there is."""
    word = text.strip()
    if not word.startswith("*"):
        return dtype_called(word)
    return pointer(dtype_called(word[1:].removeprefix("k")))  # *k: read only


def compile_source(
    src: ASTSource, target: GPUTarget | None = None, options: Mapping[str, Any] | None = None
) -> CompiledKernel:
    """Compile a kernel for a signature, and return the texts of all stages and the facts.

    target: None, or what `driver.active.get_current_target()` returns; the MSL is the same for all.
    options: num_warps, num_stages, dot_backend, dot_rows and hints. CompileError for what the
    kernel gets wrong, LaunchError for a signature, option or target that does not fit.
    """
    if not isinstance(src, ASTSource):
        raise LaunchError(
            f"tmetal.compile takes an ASTSource(fn=, signature=, constexprs=), not {src!r:.60}."
        )
    machine = getattr(target, "backend", None)
    if target is not None and machine not in ("metal", "cpu", "interpret"):
        raise LaunchError(f"tmetal compiles for Metal only, not for the target {target!r:.60}.")
    wanted = dict(options or {})
    for name in [n for n in wanted if n not in OPTIONS]:
        if name not in IGNORED:
            close = nearest(name, OPTIONS)
            hint = f"Did you mean `{close}`?" if close else f"Options: {', '.join(OPTIONS)}."
            raise LaunchError(f"tmetal.compile has no option `{name}`. {hint}")
        note(f"{name}={wanted[name]!r} has no effect here")
    simdgroups, dots = chosen(wanted)
    types, constants = src.types()
    spec = Specialization(src.fn.kernel_source, types, constants, simdgroups, dots=dots)
    return CompiledKernel(spec, str(machine or backend()), wanted.get("num_stages"))
