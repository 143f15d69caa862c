"""Turns a Metal kernel's text into a translation unit for the host.

Threadgroup variables get places in a per-worker arena, and a driver that loops over threadgroups
and threads is appended.
"""

import re
from collections.abc import Sequence

from tmetal.runtime.dialect import rewrite
from tmetal.runtime.meetings import meet_less
from tmetal.runtime.placing import place_variables
from tmetal.runtime.strict import ARENA_BYTES, ATTRIBUTES, check, without_comments
from tmetal.runtime.strict_rules import SCALARS, VECTORS

# What may be an array of a thread's own: `float a[4];`, `vec<T, 4> a[2] = {...}`, `float *a[4]`.
_PRIVATE_MEMORY = re.compile(
    r"\b(?!return\b|else\b)\w+[\s>*&]*[\s>*&]\w+\s*\[(?!\[)[^\]]*\]\s*[;=,\[{]|\bunion\b"
)

# Where threads wait for each other.
_MEETING = re.compile(
    r"\b(?:threadgroup_barrier|simd_|quad_|(?:make_\w+_)?simdgroup_(?:barrier|load|store|m|\w+8x8)|matmul2d\b)"
)
_METAL4 = re.compile(r"#\s*include\s*<MetalPerformancePrimitives/")  # which needs Metal 4
# A number by reference; a struct stays where it is.
_CONSTANT_VALUE = re.compile(
    rf"(?:const\s+constant|constant(?:\s+const)?)\s+({SCALARS}|{VECTORS})\s*&"
)
_SHARED = re.compile(r"(?:const\s+)?threadgroup\b")
PROFILER = "measure.h"  # the header that counts
_PRELUDE = (r"\bstruct\s+Limits\s*\{", r"\bstruct\s+WorkPerThread\s*\{")


def _driver(
    entry: str, buffers: Sequence[str], attributes: Sequence[str], fibers: bool, measure: str
) -> str:
    """Write the C++ that loads the arguments and calls the kernel for one thread."""
    fields, loads, passed = [], [], []
    shared = 0
    for i, kind in enumerate(map(str.strip, buffers)):
        if _SHARED.match(kind):
            # An array of a threadgroup, behind the kernel's own ones: given is its size in bytes.
            fields.append(f"  ulong a{i}, e{i};")
            begin = f"a.e{shared - 1}" if shared else f"{ARENA_BYTES}ul"
            end = f"a.a{i} + ((launch->pointers[{i}] + 15ul) & ~15ul)"
            loads.append(f"  a.a{i} = {begin}; a.e{i} = {end};")
            passed.append(f"({kind})tm::variable({i + 1}u << 16, uint(a.a{i}), uint(a.e{i}))")
            shared = i + 1
            continue
        # A copy: nothing can change a constant during a launch, so it can stay in a register.
        value = None if measure else _CONSTANT_VALUE.fullmatch(kind)
        fields.append(f"  {value[1] if value else 'ulong'} a{i};")
        stored = f"launch->pointers[{i}]"
        loads.append(f"  a.a{i} = {f'*({kind[:-1]}*){stored}' if value else stored};")
        at = f"(ulong)&a.a{i}" if value else f"a.a{i}"
        passed.append(f"*({kind[:-1]}*){at}" if kind.endswith("&") else f"({kind}){at}")
    given = [_attribute(name) for name in attributes]
    enter, names = _entrance(entry, buffers, given) if measure == PROFILER else ([], [])
    called = "tm_enter(at, " if names else f"[[clang::always_inline]] ::{entry}("
    passed += [] if names else given
    lines = [
        '#line 1 "tmetal-driver"',
        # Outside of namespace tm, whose names would hide the kernel's.
        *("struct tm_Arguments {", *fields, "};"),
        "METAL_FUNC tm_Arguments tm_load(thread const tm::Launch* launch) {",
        *("  tm_Arguments a;", *loads, "  return a;", "}"),
        *enter,
        "METAL_FUNC void tm_call(thread const tm_Arguments& a, thread const tm::Place& at) {",
        *(f"  {called}{', '.join(passed)});", "}"),
        *("namespace tm {", "typedef tm_Arguments Arguments;"),
        "METAL_FUNC Arguments load(thread const Launch* launch) { return tm_load(launch); }",
        "METAL_FUNC void call(thread const Arguments& a, thread const Place& at) {",
        *("  tm_call(a, at);", "}"),
        "}",
        f"#define TM_FIBERS {int(fibers)}",
        f"#define TM_FLAT {int(not any('thread_position' in a for a in attributes))}",
    ]
    return "\n".join(lines) + "\n"


def _entrance(
    entry: str, buffers: Sequence[str], given: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Write a function between driver and kernel that lets what is only read alias nothing.

    GPU compilers assume so, and load it once. Only what counts costs may: a wrong kernel would
    behave in another way.
    """
    names = [f"k{i}" for i in range(len(buffers))]
    taken = []
    for kind, name in zip(buffers, names, strict=True):
        read = re.search(r"\bconst(?:ant)?\b[^*&]*[*&]\s*$", kind)
        taken.append(f"{kind} {'__restrict ' if read else ''}{name}")
    # Not always inlined: that comes first, when no parameter is known not to escape.
    head = f"static void tm_enter({', '.join(['thread const tm::Place& at', *taken])}) {{"
    call = f"  [[clang::always_inline]] ::{entry}({', '.join([*names, *given])});"
    return [head, call, "}"], names


def _attribute(name: str) -> str:
    """Spell an attribute for a parameter of as many elements as it has."""
    wide = any(word in name for word in ("position", "grid", "threads_per_threadgroup"))
    return f"tm::Position{{{ATTRIBUTES[name]}}}" if wide else ATTRIBUTES[name]


# What few texts need is included for them alone: each compilation reads all that is included.
_VECTORS = re.compile(
    r"\b(?:ilogb|copysign|f?(?:min3|max3|median3)|fmin|fmax|pow|ldexp|frexp|modf|sincos|nextafter"
    r"|step|smoothstep|mad24|mul24|madhi|madsat|extract_bits|insert_bits|isnormal|signbit"
    r"|is(?:un)?ordered|dot|cross|length|distance|(?:length|distance)_squared|normalize|reflect"
    r"|refract|faceforward)\s*\("
)
_PACKED_COLOURS = re.compile(r"\b(?:un)?pack_\w*\d")


def translate(
    msl: str,
    entry: str,
    buffers: Sequence[str],
    attributes: Sequence[str],
    measure: str = "",
) -> str:
    """Return the whole C++ text of a kernel: host library, the kernel, its driver.

    `measure` names a host header that sees the kernel's accesses (see measure/instrument.py): then
    threads are always fibers, and constants stay in memory.
    """
    unknown = [name for name in attributes if name not in ATTRIBUTES]
    if unknown:
        raise ValueError(f"unknown kernel attributes: {', '.join(unknown)}")
    text = without_comments(msl)
    check(text, "metal4" if _METAL4.search(text) else "metal3")
    text, shares = place_variables(text, entry)
    text = rewrite(text)
    fibers = measure or shares or _MEETING.search(text) or any(map(_SHARED.match, buffers))
    private_memory = _PRIVATE_MEMORY.search(text)
    simdgroups = '#include "matrix.h"\n' if fibers else ""
    library = '#include "lanes.h"\n' if _VECTORS.search(text) else ""
    library += '#include "pack.h"\n' if _PACKED_COLOURS.search(text) else ""
    # A text that brings MLX's prelude along is compiled with its own.
    prelude = ""
    if all(re.search(mark, text) for mark in _PRELUDE):
        # MLX compiles such texts with the precise functions.
        prelude = "#define TM_TEXT_HAS_PRELUDE 1\n#define TM_PRECISE_FUNCTIONS 1\n"
        simdgroups += '#include "internals.h"\n'
    if measure:
        profiles = int(measure == PROFILER)
        prelude += f'#define TM_MEASURE "{measure}"\n#define TM_PROFILE {profiles}\n'
        prelude += '#include "calls.h"\n'
    else:
        text = meet_less(text)
    return (
        f"{prelude}#include <metal_stdlib>\n{library}{simdgroups}"
        '#include "launch.h"\n#line 1 "tmetal"\n'
        f"{text}\n{_driver(entry, buffers, attributes, bool(fibers), measure)}"
        f'#define TM_THREADS_INDEPENDENT {int(not private_memory)}\n#include "driver.h"\n'
    )
