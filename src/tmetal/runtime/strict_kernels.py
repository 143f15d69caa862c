"""What Metal demands of kernel functions, found in the text of their signatures (MSL 5.1, 5.2).

In: a Metal text without comments. Out: places and messages, as `strict_rules` gives them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tmetal.runtime.strict_functions import without_directives

_KERNEL = re.compile(
    r"(?:\[\[\s*kernel\b[^\[\]]*\]\]|(?<!\[\[)\bkernel\b)(?P<middle>(?:\s*\[\[[^;{}]*?\]\])*)"
    r"\s*(?P<type>[A-Za-z_]\w*)\s+(?P<name>\w+)\s*\("
)
LAST_BUFFER = 30  # the buffer table has 31 places (Metal feature set tables)
_ATTRIBUTE = re.compile(r"\[\[\s*(\w+)\s*(?:\(([^()]*)\))?\s*\]\]")
_THREE = {
    *("thread_position_in_grid", "thread_position_in_threadgroup", "threadgroup_position_in_grid"),
    *("threads_per_grid", "threads_per_threadgroup", "threadgroups_per_grid", "grid_size"),
    *("grid_origin", "dispatch_threads_per_threadgroup"),
}
_ONE = {
    *("thread_index_in_threadgroup", "thread_index_in_simdgroup", "thread_index_in_quadgroup"),
    *("simdgroup_index_in_threadgroup", "quadgroup_index_in_threadgroup", "threads_per_simdgroup"),
    *("thread_execution_width", "simdgroups_per_threadgroup", "quadgroups_per_threadgroup"),
    *("dispatch_simdgroups_per_threadgroup", "dispatch_quadgroups_per_threadgroup"),
}
_COUNTS = r"(?:const\s+)?(?:u(?:int|short)|uint(?:16|32)_t)"
Finding = tuple[int, str]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a kernel: its text without attributes, where it is, its attributes."""

    at: int
    text: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class Signature:
    """A kernel's return type, name, where it is, and its parameters."""

    at: int
    kind: str
    name: str
    parameters: tuple[Parameter, ...]


def _closing(code: str, at: int) -> int:
    depth = 0
    for found in re.compile(r"[()]").finditer(code, at):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return found.start()
    return at


def _split(code: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between commas that stand in no bracket."""
    depth, start = 0, begin
    for at in range(begin, end):
        depth += (code[at] in "([{<") - (code[at] in ")]}>")
        if code[at] == "," and depth == 0:
            yield start, at
            start = at + 1
    if code[start:end].strip():
        yield start, end


def signatures(text: str) -> list[Signature]:
    """Return the signatures of the kernels in a text."""
    code = without_directives(text)
    found = []
    for kernel in _KERNEL.finditer(code):
        parameters = []
        for begin, end in _split(code, kernel.end(), _closing(code, kernel.end() - 1)):
            raw = code[begin:end]
            attributes = {a[1]: (a[2] or "").strip() for a in _ATTRIBUTE.finditer(raw)}
            at = begin + len(raw) - len(raw.lstrip())
            parameters.append(Parameter(at, _ATTRIBUTE.sub("", raw).strip(), attributes))
        name = kernel["name"]
        found.append(Signature(kernel.start("name"), kernel["type"], name, tuple(parameters)))
    return found


def kernels(text: str) -> Iterator[Finding]:
    """Find kernels that return something, have two definitions, or are called."""
    code = without_directives(text)
    known = signatures(text)
    for one in known:
        if one.kind not in ("void", "decltype", "auto"):
            yield one.at, f"kernel '{one.name}' must return void, not '{one.kind}'"
    places = {one.at for one in known}
    for name in {one.name for one in known}:
        for found in re.finditer(rf"(?<![\w.])(?:::)?{name}\s*(?:<[^<>;]*>)?\s*\((?!\s*\*)", code):
            at = found.start() + found[0].index(name)
            before = code[: found.start()].rstrip()
            if at not in places and before[-1:] in (";", "{", "}", "=", "(", ","):
                yield at, f"kernel '{name}' cannot be called by another function"


def parameters(text: str) -> Iterator[Finding]:
    """Find parameters that no kernel can have."""
    for signature in signatures(text):
        used: set[str] = set()
        bound = 0
        for one in signature.parameters:
            yield from _parameter(one, used)
            bound += re.search(r"\b(?:device|constant)\b", one.text) is not None
        given = {name: one.at for one in signature.parameters for name in one.attributes}
        if {"thread_execution_width", "threads_per_simdgroup"} <= given.keys():
            yield (
                given["threads_per_simdgroup"],
                "'thread_execution_width' and 'threads_per_simdgroup' are two names of one value:"
                " a kernel has one of them",
            )
        if bound > LAST_BUFFER + 1:
            yield (
                signature.at,
                f"kernel '{signature.name}' has {bound} buffers; a kernel has at most 31",
            )


def _parameter(one: Parameter, used: set[str]) -> Iterator[Finding]:
    slot = one.attributes.get("buffer")
    if slot is not None and slot.isdigit():
        if int(slot) > LAST_BUFFER:
            yield one.at, f"'buffer' attribute parameter is out of bounds: {slot} is not in 0 to 30"
        if slot in used and "function_constant" not in one.attributes:
            yield one.at, f"buffer index {slot} is used twice"
        used.add(slot)
    if "=" in one.text:
        yield one.at, "a kernel's parameter cannot have a default value"
    for name in one.attributes.keys() & (_THREE | _ONE):
        lanes = "[23]?" if name in _THREE else ""
        if not re.match(rf"{_COUNTS}{lanes}\b", one.text) and re.match(r"[a-z]+\d?\b", one.text):
            wanted = "ushort or uint" + (", or their vectors of 2 or 3" if lanes else "")
            yield one.at, f"'{name}' has the type {wanted}, not '{one.text.split()[0]}'"
    if not one.attributes.keys() & {"buffer", "function_constant", *_THREE, *_ONE}:
        if one.attributes or one.text == "void" or re.search(r"[*&\[]", one.text):
            return
        yield one.at, f"parameter '{one.text}' of a kernel needs an attribute or an address space"


RULES = (kernels, parameters)
