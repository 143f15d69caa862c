"""Turns a Metal kernel's text into a translation unit for the host.

Threadgroup variables get places in a per-worker arena, and a driver that loops over threadgroups
and threads is appended.
"""

import re
from collections.abc import Sequence

from tmetal.runtime.strict import ARENA_BYTES, ATTRIBUTES, body, check, refuse, without_comments

# A statement that may declare threadgroup variables, up to its end or its initializer.
_DECLARATION = re.compile(
    r"(?<=[;{}])(\s*)(?:alignas\s*\([^()]*\)\s*)?threadgroup\s+([^;{}=]*?)\s*([;=])"
)
_DECLARATOR = re.compile(r"(.*?)\b(\w+)\s*((?:\[[^\[\]]*\]\s*)*)$", re.DOTALL)


def _place_variables(text: str, entry: str) -> tuple[str, bool]:
    """Give threadgroup variables places in the arena; tell whether there are any.

    A variable becomes a reference into the memory of the running thread's group, found from its
    stack. Only the outermost scope of a kernel may declare them, so their places are constants.
    """
    begin, end = body(text, entry)
    pieces, done, count = [], 0, 0
    for found in _DECLARATION.finditer(text):
        at = found.start() + len(found[1])
        declared = re.sub(r"\balignas\s*\([^()]*\)", "", found[2])
        if re.search(r"[*&(]", re.sub(r"\[[^\[\]]*\]", "", declared)):
            continue  # a pointer or a reference to threadgroup memory
        before = text[begin : found.start()]
        if not begin <= found.start() < end or before.count("{") != before.count("}"):
            message = "threadgroup variables are declared in the outermost scope of a kernel only"
            raise refuse(text, at, message)
        if found[3] == "=":
            raise refuse(text, at, "threadgroup variables cannot be initialized")
        placed = _declarations(declared, count)
        if not placed:
            raise refuse(text, at, "this threadgroup declaration is not understood")
        count += len(placed)
        pieces += [text[done:at], " ".join(placed), "\n" * found[2].count("\n")]
        done = found.end()
    return "".join(pieces) + text[done:], count > 0


def _declarations(declared: str, count: int) -> list[str]:
    """Rewrite `T a[4], b`; `count` variables have places already. Empty if it cannot be read."""
    kind = ""
    placed: list[str] = []
    for one in re.split(r",(?![^<\[]*[>\]])", declared):
        parts = _DECLARATOR.match(one.strip())
        if parts is None or not (kind := parts[1].strip() or kind):
            return []
        placed.append(_placed(f"{kind} {parts[3].strip()}".strip(), parts[2], count + len(placed)))
    return placed


# What may be an array of a thread's own: `float a[4];`, `vec<T, 4> a[2] = {...}`, `float *a[4]`.
_PRIVATE_MEMORY = re.compile(
    r"\b(?!return\b|else\b)\w+[\s>*&]*[\s>*&]\w+\s*\[(?!\[)[^\]]*\]\s*[;=,\[{]|\bunion\b"
)


def _placed(kind: str, name: str, number: int) -> str:
    at, end = f"tm_at_{number}", f"tm_end_{number}"
    return (
        f"constexpr uint {at} = tm::place<{kind}>({f'tm_end_{number - 1}' if number else '0u'});"
        f" constexpr uint {end} = {at} + sizeof({kind});"
        f' static_assert({end} <= {ARENA_BYTES}u, "more than 32 KB of threadgroup memory");'
        f" threadgroup tm::named<{kind}>& {name} ="
        f" *(threadgroup tm::named<{kind}>*)(tm::arena() + {at});"
    )


def _driver(entry: str, buffers: Sequence[str], attributes: Sequence[str], fibers: bool) -> str:
    """Write the C++ that loads the arguments and calls the kernel for one thread."""
    fields, loads, passed = [], [], []
    for i, kind in enumerate(map(str.strip, buffers)):
        value = re.fullmatch(r"(?:const\s+constant|constant\s+const)\s+(.*?)\s*&", kind)
        # A copy: nothing can change a constant during a launch, so it can stay in a register.
        fields.append(f"  {value[1] if value else 'ulong'} a{i};")
        stored = f"launch->pointers[{i}]"
        loads.append(f"  a.a{i} = {f'*({kind[:-1]}*){stored}' if value else stored};")
        passed.append(f"*({kind[:-1]}*)(ulong)&a.a{i}" if value else f"({kind})a.a{i}")
    passed += [ATTRIBUTES[name] for name in attributes]
    lines = [
        '#line 1 "tmetal-driver"',
        "namespace tm {",
        *("struct Arguments {", *fields, "};"),
        *("METAL_FUNC Arguments load(thread const Launch* launch) {", "  Arguments a;", *loads),
        *("  return a;", "}"),
        "METAL_FUNC void call(thread const Arguments& a, thread const Place& at) {",
        f"  [[clang::always_inline]] ::{entry}({', '.join(passed)});",
        *("}", "}"),
        f"#define TM_FIBERS {int(fibers)}",
        f"#define TM_FLAT {int(not any('thread_position' in a for a in attributes))}",
    ]
    return "\n".join(lines) + "\n"


def translate(msl: str, entry: str, buffers: Sequence[str], attributes: Sequence[str]) -> str:
    """Return the whole C++ text of a kernel: host library, the kernel, its driver."""
    unknown = [name for name in attributes if name not in ATTRIBUTES]
    if unknown:
        raise ValueError(f"unknown kernel attributes: {', '.join(unknown)}")
    text = without_comments(msl)
    check(text)
    text, shares = _place_variables(text, entry)
    fibers = shares or re.search(r"\b(?:threadgroup_barrier|simdgroup_barrier|simd_|quad_)", text)
    private_memory = _PRIVATE_MEMORY.search(text)
    simdgroups = '#include "simdgroup.h"\n' if fibers else ""
    return (
        f'#include <metal_stdlib>\n{simdgroups}#include "launch.h"\n#line 1 "tmetal"\n'
        f"{text}\n{_driver(entry, buffers, attributes, bool(fibers))}"
        f'#define TM_THREADS_INDEPENDENT {int(not private_memory)}\n#include "driver.h"\n'
    )
