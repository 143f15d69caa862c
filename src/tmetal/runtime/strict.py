"""Refuses what Apple's compiler refuses and the host's dialect would let pass, by reading the text.

The host's clang checks address spaces and overloads itself; what is left are words and forms that
Metal does not have. A refusal names the line, as the text's own line directives count it.
"""

import re
from typing import Literal

from tmetal.runtime import strict_kernels, strict_rules
from tmetal.runtime.strict_rules import SCALARS, VECTORS
from tmetal.runtime.toolchain import HOST_HEADERS, CompileFailure

# "c++14": what tmetal prints, no later C++ at all. "metal3": what Apple's compiler takes before
# Metal 4, C++14 and the C++17 of MLX's kernels, of which it warns. "metal4": C++17.
Language = Literal["c++14", "metal3", "metal4"]

# The expression of each attribute, over `at`, a tm::Place (MLX's list; simdgroups have 32 threads).
ATTRIBUTES = {
    "grid_origin": "uint3(0u)",
    **dict.fromkeys(("grid_size", "threads_per_grid"), "at.size"),
    "quadgroup_index_in_threadgroup": "at.index / 4u",
    "simdgroup_index_in_threadgroup": "at.index / 32u",
    "thread_index_in_quadgroup": "at.index % 4u",
    "thread_index_in_simdgroup": "at.index % 32u",
    "thread_index_in_threadgroup": "at.index",
    "thread_position_in_grid": "at.group * at.threads + at.position",
    "thread_position_in_threadgroup": "at.position",
    "threadgroup_position_in_grid": "at.group",
    "threadgroups_per_grid": "at.groups",
    **dict.fromkeys(("thread_execution_width", "threads_per_simdgroup"), "32u"),
}
# The last threadgroup of a dimension may be smaller than what was dispatched.
for _prefix, _threads in (("", "at.actual"), ("dispatch_", "at.threads")):
    ATTRIBUTES[_prefix + "quadgroups_per_threadgroup"] = f"(tm::threads_in({_threads}) + 3u) / 4u"
    ATTRIBUTES[_prefix + "simdgroups_per_threadgroup"] = f"(tm::threads_in({_threads}) + 31u) / 32u"
    ATTRIBUTES[_prefix + "threads_per_threadgroup"] = _threads

ARENA_BYTES = 32768  # what a threadgroup has on every Apple GPU
_OTHER_ATTRIBUTES = {
    *("kernel", "buffer", "threadgroup", "host_name", "function_constant", "maybe_unused"),
    *("max_total_threads_per_threadgroup", "required_threads_per_threadgroup", "unroll"),
}

_SPACE = re.compile(r"\b(?:device|constant|thread|threadgroup)\b")


def without_comments(msl: str) -> str:
    """Return the text with comments blanked, its lines where they were."""

    def blank(found: re.Match[str]) -> str:
        return " " + "\n" * found[0].count("\n")

    return re.sub(r"//[^\n]*|/\*.*?\*/", blank, msl, flags=re.DOTALL)


def _position(text: str, at: int) -> str:
    """Name file and line as the compiler would, after the last #line directive."""
    name, line = "tmetal", 1
    for number, row in enumerate(text[:at].split("\n")):
        directive = re.match(r'\s*#\s*line\s+(\d+)(?:\s+"([^"]*)")?', row)
        if directive:
            name, line = directive[2] or name, int(directive[1]) - 1 - number
    return f"{name}:{line + text.count(chr(10), 0, at)}"


def refuse(text: str, at: int, message: str) -> CompileFailure:
    """Return the failure that reports `message` at a position of the text."""
    column = at - text.rfind("\n", 0, at)
    return CompileFailure(f"{_position(text, at)}:{column}: error: {message}")


def check(text: str, language: Language = "metal3") -> None:
    """Refuse words, attributes and forms that Metal does not have; CompileFailure."""
    rules = [*strict_rules.RULES, *strict_kernels.RULES]
    if language != "metal4":
        rules.append(strict_rules.later_standards)
    if language == "c++14":
        rules.append(strict_rules.extensions)
    for rule in rules:
        for at, message in rule(text):
            raise refuse(text, at, message)
    known = ATTRIBUTES.keys() | _OTHER_ATTRIBUTES
    for found in re.finditer(r"\[\[\s*(\w+)", text):
        if found[1] not in known:
            raise refuse(text, found.start(), f"unknown attribute '{found[1]}'")
    _check_pointers(text)


def _check_pointers(text: str) -> None:
    """Refuse pointers and references with no address space: the dialect takes them as generic."""
    declared = set(re.findall(r"\b(?:typename|class|struct|using)\s+(\w+)", text)) - {"namespace"}
    declared |= set(re.findall(r"\btypedef\s[^;{}()]*?(\w+)\s*;", text))
    names = "|".join([SCALARS, VECTORS, *sorted(map(re.escape, declared))])
    for found in re.finditer(rf"\b(?:{names})\b(?:\s+const)?\s*[*&]", text):
        before = re.split(r"[;{}(),<>]", text[max(0, found.start() - 200) : found.start()])[-1]
        if not _SPACE.search(before):
            kind = "pointer" if found[0].endswith("*") else "reference"
            message = f"{kind} type must have explicit address space qualifier: '{found[0]}'"
            raise refuse(text, found.start(), message)


def _matching(text: str, at: int) -> int:
    """Return the index just after the bracket that closes the one at `at`."""
    depth = 0
    for found in re.compile(r"[(){}\[\]]").finditer(text, at):
        depth += 1 if found[0] in "({[" else -1
        if depth == 0:
            return found.end()
    raise refuse(text, at, f"unbalanced '{text[at]}'")


def body(text: str, entry: str) -> tuple[int, int]:
    """Return the span of the kernel's body, between its braces."""
    name = re.escape(entry.split("<")[0])
    for found in re.finditer(rf"\bvoid\s+{name}\s*(?=\()", text):
        close = _matching(text, found.end())
        brace = re.compile(r"\s*\{").match(text, close)
        if brace:
            return brace.end(), _matching(text, brace.end() - 1) - 1
    raise CompileFailure(f"tmetal: error: no kernel '{entry}' in the text")


# In clang's syntax tree: a conversion that nobody wrote, its type, which it is, what it converts.
_CONVERSION = re.compile(
    r"ImplicitCastExpr \S+ <[^>\n]*> '[^'\n]*?(\w+)' <(FloatingCast|IntegralToFloating|"
    r"FloatingToIntegral)>(?! part_of_explicit_cast)[^\n]*\n[^\n]*?> '(?:[^'\n]*':')?([^'\n]*)'"
)
_COMPOUND = re.compile(
    r"CompoundAssignOperator [^\n]*__bf16' lvalue[^\n]* ComputeResultTy='(?![^\n]*__bf16)"
)


def check_bfloat(tree: str) -> None:
    """Refuse implicit conversions of floats into bfloat, and of bfloat into all but float.

    Integers do convert: MLX's shipped kernels have `T sum = 0;` (softmax.h), `1 / (1 + y)`
    (unary_ops.h) and stores of uint32_t (sort.h) with bfloat for T.
    """
    tree = re.sub(r"'[^'\n]*':'([^'\n]*)'", r"'\1'", tree)  # the types behind their names
    found = _COMPOUND.search(tree)
    for one in () if found else _CONVERSION.finditer(tree):
        into = one[1] == "__bf16" and one[2] == "FloatingCast"
        if into or (one[3].endswith("__bf16") and one[1] != "float"):
            found = one
            break
    if found is not None:
        raise CompileFailure(
            f"{_place_in(tree, found.end())}: error: no implicit conversion:"
            " no float converts to bfloat by itself, and bfloat only to float"
        )


def _place_in(tree: str, end: int) -> str:
    """Name file and line of a node: the tree gives each only where it differs from the last one."""
    file, place = "", "tmetal:0"
    for found in re.finditer(r"(?<=[<\s])([^\s<>,:]+):(\d+):\d+", tree[:end]):
        file = file if found[1] == "line" else found[1]
        if not file.startswith(str(HOST_HEADERS)):  # where a macro such as INFINITY is written
            place = f"{file}:{found[2]}"
    return place
