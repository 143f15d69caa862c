"""Reads the kernels of a Metal text: where they are, what they take, their function constants.

In: any Metal text, of several kernels and templates too. Out: the spans of its kernels, and for one
kernel, a template's instantiation too, the types of its buffers and the names of its attributes, as
`cpu.load` wants them. What must hold: types are given with the template's arguments put in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tmetal.runtime.strict import refuse, without_comments
from tmetal.runtime.toolchain import CompileFailure

_KERNEL = re.compile(
    r"(?:\[\[\s*kernel\b|\bkernel\b)[^;{}()]*?(?:\([^()]*\)[^;{}()]*?)?\bvoid\s+(\w+)\s*\("
)
# A constant that the host gives; what stands before its type may be a macro.
_CONSTANT = re.compile(
    r"(?:\b(?:static|constexpr|constant|const|[A-Z][A-Z_0-9]+)[ \t]+)+(\w+)\s+(\w+)"
    r"\s*\[\[\s*function_constant\s*\(\s*(\w+)\s*\)\s*\]\]\s*;"
)
_NOT_BUFFERS = {"buffer", "function_constant", "maybe_unused", "threadgroup"}


@dataclass(frozen=True)
class Kernel:
    """Where one kernel is: its parameters, between parentheses, and its body, between braces."""

    name: str
    start: int
    parameters: tuple[int, int]
    body: tuple[int, int]


@dataclass(frozen=True)
class Parameter:
    """One parameter: its type with template arguments put in, its name, its attributes."""

    kind: str
    name: str
    attributes: tuple[tuple[str, str], ...]

    @property
    def builtin(self) -> str | None:
        """The attribute of a value that the GPU gives, such as `thread_position_in_grid`."""
        given = [name for name, _ in self.attributes if name not in _NOT_BUFFERS]
        return given[0] if given else None


@dataclass(frozen=True)
class Signature:
    """What a kernel takes, in the order of its parameters."""

    entry: str
    parameters: tuple[Parameter, ...]

    @property
    def buffers(self) -> tuple[str, ...]:
        """The types of what is bound to buffer slots."""
        return tuple(p.kind for p in self.parameters if p.builtin is None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what is bound to buffer slots."""
        return tuple(p.name for p in self.parameters if p.builtin is None)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of the attributes that the GPU gives."""
        return tuple(p.builtin for p in self.parameters if p.builtin is not None)


def matching(text: str, at: int) -> int:
    """Return the index just after the bracket that closes the one at `at`."""
    depth = 0
    for found in re.compile(r"[(){}\[\]]").finditer(text, at):
        depth += 1 if found[0] in "({[" else -1
        if depth == 0:
            return found.end()
    raise refuse(text, at, f"unbalanced '{text[at]}'")


def split(text: str) -> list[str]:
    """Split at the commas outside of all brackets, `<...>` included."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([{<") - (letter in ")]}>")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def kernels(text: str) -> Iterator[Kernel]:
    """Yield the kernels that a text without comments defines."""
    for found in _KERNEL.finditer(text):
        close = matching(text, found.end() - 1)
        brace = re.compile(r"\s*\{").match(text, close)
        if brace:
            end = matching(text, brace.end() - 1) - 1
            yield Kernel(found[1], found.start(), (found.end(), close - 1), (brace.end(), end))


def specialize(msl: str, constants: Mapping[int | str, bool | int | float]) -> str:
    """Give a text's function constants their values, by index or by name.

    Raises `CompileFailure` for a constant without a value, as the creation of a pipeline does.
    """

    def define(found: re.Match[str]) -> str:
        kind, name, index = found.groups()
        key: int | str = name if name in constants else int(index) if index.isdigit() else index
        if key not in constants:
            raise refuse(msl, found.start(), f"function constant '{name}' ({index}) has no value")
        value = constants[key]
        spelled = str(value).lower() if isinstance(value, bool) else repr(value)
        return f"constant constexpr {kind} {name} = {kind}({spelled});"

    defined = {found[2] for found in _CONSTANT.finditer(msl)}
    text = _CONSTANT.sub(define, msl)
    for name in defined:
        text = re.sub(rf"\bis_function_constant_defined\s*\(\s*{name}\s*\)", "true", text)
    return text


def _template(text: str, kernel: Kernel, given: list[str]) -> dict[str, str]:
    """Return what the names of a kernel's template stand for."""
    start = text.rfind("template", 0, kernel.start)
    between = re.match(r"template\s*<(.*)>\s*$", text[max(start, 0) : kernel.start], re.DOTALL)
    if between is None:
        return {}
    values: dict[str, str] = {}
    for i, one in enumerate(split(between[1])):
        declared, _, default = one.partition("=")
        value = given[i] if i < len(given) else _replaced(default.strip(), values)
        values[declared.split()[-1]] = value
    return values


def _replaced(text: str, values: Mapping[str, str]) -> str:
    if not values:
        return text
    names = "|".join(map(re.escape, values))
    return re.sub(rf"\b(?:{names})\b", lambda found: values[found[0]], text)


def _parameter(text: str, values: Mapping[str, str]) -> Parameter:
    attributes: list[tuple[str, str]] = []
    for group in re.findall(r"\[\[(.*?)\]\]", text, re.DOTALL):
        for one in split(group):
            name, _, rest = one.partition("(")
            attributes.append((name.strip(), rest.rstrip(") ")))
    plain = " ".join(re.sub(r"\[\[.*?\]\]", "", text, flags=re.DOTALL).split())
    plain = re.sub(r"\b(\w+)\s*\[[^\[\]]*\]$", r"* \1", plain)  # an array is passed by its address
    found = re.fullmatch(r"(.*?)\s*\b(\w+)", plain)
    if found is None:
        raise CompileFailure(f"tmetal: error: this parameter is not understood: '{plain}'")
    return Parameter(_replaced(found[1], values), found[2], tuple(attributes))


def signature(msl: str, entry: str) -> Signature:
    """Read what the kernel `entry` takes; a template is named with its arguments: `f<float, 4>`.

    Raises `CompileFailure` if the text has no such kernel.
    """
    text = without_comments(msl)
    name, _, rest = entry.partition("<")
    for kernel in kernels(text):
        if kernel.name == name.strip():
            values = _template(text, kernel, split(rest.rstrip().removesuffix(">")))
            parameters = split(text[slice(*kernel.parameters)])
            return Signature(entry, tuple(_parameter(one, values) for one in parameters))
    raise CompileFailure(f"tmetal: error: no kernel '{entry}' in the text")
