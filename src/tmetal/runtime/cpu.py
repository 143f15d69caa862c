"""The CPU executor: compiles a Metal kernel's text as C++ and runs it over a grid.

In: exactly the text that MLX would hand to Metal, without MLX's own prelude. Out: a `Program` to
run over buffers given by address. The text is checked for what the host's dialect would let pass
and Metal would not, its threadgroup variables get places in a per-worker arena, and a driver that
loops over threads is appended. What must hold: a text that Apple's compiler refuses is refused.
"""

import ctypes
import functools
import mmap
import os
import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tmetal.runtime import toolchain
from tmetal.runtime.toolchain import CompileFailure

# The expression of each attribute, over `at`, a tm::Place (MLX's list; simdgroups have 32 threads).
ATTRIBUTES = {
    "grid_origin": "uint3(0u)",
    **dict.fromkeys(("grid_size", "threads_per_grid"), "at.threads * at.groups"),
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
for _prefix in ("", "dispatch_"):
    ATTRIBUTES[_prefix + "quadgroups_per_threadgroup"] = "(tm::threads_in(at) + 3u) / 4u"
    ATTRIBUTES[_prefix + "simdgroups_per_threadgroup"] = "(tm::threads_in(at) + 31u) / 32u"
    ATTRIBUTES[_prefix + "threads_per_threadgroup"] = "at.threads"
_OTHER_ATTRIBUTES = {
    *("kernel", "buffer", "threadgroup", "host_name", "function_constant", "maybe_unused"),
    *("max_total_threads_per_threadgroup", "required_threads_per_threadgroup", "unroll"),
}

_SCALARS = (
    "bool|char|uchar|short|ushort|int|uint|long|ulong|half|float|bfloat|void|size_t|unsigned|signed"
    "|u?int(?:8|16|32|64)_t|float16_t|bfloat16_t"
)
_VECTORS = "(?:u?char|u?short|u?int|u?long|half|float|bfloat|bool)[234]"
_SPACE = re.compile(r"\b(?:device|constant|thread|threadgroup)\b")

# What the host's dialect takes and Metal does not.
_REFUSED = (
    (r"\b(?:double|long\s+long|long\s+double)\b", "Metal has no type '{0}'"),
    (
        r"\b(?:goto|try|throw|catch|dynamic_cast|typeid|virtual|thread_local|register|asm|__asm__)\b",
        "Metal has no '{0}'",
    ),
    (
        r"\b(?:__(?:global|local|private|constant|generic|kernel)|tm::\w+)\b",
        "'{0}' is a name of the host, not of Metal",
    ),
    (
        rf"\(\s*{_VECTORS}\s*\)\s*\((?=[^()]*,)",
        "a vector is constructed as float4(...), '{0}' is a cast of a comma expression",
    ),
    (r"[^\x00-\x7f]", "'{0}': Metal source is passed as ASCII"),
)

_BLOCK_BYTES = 65536  # tm::block_bytes
_ARENA_BYTES = 32768  # what a threadgroup has on every Apple GPU
_SMALL_LAUNCH = 4096  # threads: waking a worker costs more than running these
_FAILURES = {
    1: "threads of a threadgroup did not all reach the same barrier",
    2: "a thread used more than 64 KB of stack",
    3: "threads of a simdgroup called two different simdgroup functions at once",
}


class KernelError(RuntimeError):
    """A kernel did something at run time that has no meaning on a GPU."""


def _without_comments(msl: str) -> str:
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


def _refuse(text: str, at: int, message: str) -> CompileFailure:
    column = at - text.rfind("\n", 0, at)
    return CompileFailure(f"{_position(text, at)}:{column}: error: {message}")


def _check(text: str) -> None:
    for pattern, message in _REFUSED:
        found = re.search(pattern, text)
        if found:
            raise _refuse(text, found.start(), message.format(found[0]))
    known = ATTRIBUTES.keys() | _OTHER_ATTRIBUTES
    for found in re.finditer(r"\[\[\s*(\w+)", text):
        if found[1] not in known:
            raise _refuse(text, found.start(), f"unknown attribute '{found[1]}'")
    _check_pointers(text)


def _check_pointers(text: str) -> None:
    """Refuse pointers and references with no address space: the dialect takes them as generic."""
    declared = set(re.findall(r"\b(?:typename|class|struct|using)\s+(\w+)", text)) - {"namespace"}
    names = "|".join([_SCALARS, _VECTORS, *sorted(map(re.escape, declared))])
    for found in re.finditer(rf"\b(?:{names})\b(?:\s+const)?\s*[*&]", text):
        before = re.split(r"[;{}(),<>]", text[max(0, found.start() - 200) : found.start()])[-1]
        if not _SPACE.search(before):
            kind = "pointer" if found[0].endswith("*") else "reference"
            message = f"{kind} type must have explicit address space qualifier: '{found[0]}'"
            raise _refuse(text, found.start(), message)


def _matching(text: str, at: int) -> int:
    """Return the index just after the bracket that closes the one at `at`."""
    depth = 0
    for found in re.compile(r"[(){}\[\]]").finditer(text, at):
        depth += 1 if found[0] in "({[" else -1
        if depth == 0:
            return found.end()
    raise _refuse(text, at, f"unbalanced '{text[at]}'")


def _body(text: str, entry: str) -> tuple[int, int]:
    """Return the span of the kernel's body, between its braces."""
    name = re.escape(entry.split("<")[0])
    for found in re.finditer(rf"\bvoid\s+{name}\s*(?=\()", text):
        close = _matching(text, found.end())
        brace = re.compile(r"\s*\{").match(text, close)
        if brace:
            return brace.end(), _matching(text, brace.end() - 1) - 1
    raise CompileFailure(f"tmetal: error: no kernel '{entry}' in the text")


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
    begin, end = _body(text, entry)
    pieces, done, count = [], 0, 0
    for found in _DECLARATION.finditer(text):
        at = found.start() + len(found[1])
        declared = re.sub(r"\balignas\s*\([^()]*\)", "", found[2])
        if re.search(r"[*&(]", re.sub(r"\[[^\[\]]*\]", "", declared)):
            continue  # a pointer or a reference to threadgroup memory
        before = text[begin : found.start()]
        if not begin <= found.start() < end or before.count("{") != before.count("}"):
            message = "threadgroup variables are declared in the outermost scope of a kernel only"
            raise _refuse(text, at, message)
        if found[3] == "=":
            raise _refuse(text, at, "threadgroup variables cannot be initialized")
        placed = _declarations(declared, count)
        if not placed:
            raise _refuse(text, at, "this threadgroup declaration is not understood")
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
        f' static_assert({end} <= {_ARENA_BYTES}u, "more than 32 KB of threadgroup memory");'
        f" threadgroup tm::named<{kind}>& {name} ="
        f" *(threadgroup tm::named<{kind}>*)(tm::arena() + {at});"
    )


# In clang's syntax tree: a conversion that nobody wrote, its type, and what it converts.
_CONVERSION = re.compile(
    r"ImplicitCastExpr \S+ <[^>\n]*> '[^'\n]*?(\w+)' <(?:FloatingCast|IntegralToFloating|"
    r"FloatingToIntegral)>(?! part_of_explicit_cast)[^\n]*\n[^\n]*?> '(?:[^'\n]*':')?([^'\n]*)'"
)
_COMPOUND = re.compile(
    r"CompoundAssignOperator [^\n]*__bf16' lvalue[^\n]* ComputeResultTy='(?![^\n]*__bf16)"
)


def _check_bfloat(tree: str) -> None:
    """Refuse implicit conversions into bfloat, and from it to anything but float."""
    tree = re.sub(r"'[^'\n]*':'([^'\n]*)'", r"'\1'", tree)  # the types behind their names
    found = _COMPOUND.search(tree)
    for one in () if found else _CONVERSION.finditer(tree):
        if one[1] == "__bf16" or (one[2].endswith("__bf16") and one[1] != "float"):
            found = one
            break
    if found is not None:
        lines = re.findall(r"\b(?:line|tmetal):(\d+):", tree[: found.end()])
        raise CompileFailure(
            f"tmetal:{lines[-1] if lines else 0}: error: no implicit conversion:"
            " nothing converts to bfloat by itself, and bfloat only to float"
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


def _translate(msl: str, entry: str, buffers: Sequence[str], attributes: Sequence[str]) -> str:
    """Return the whole C++ text of a kernel: host library, the kernel, its driver."""
    unknown = [name for name in attributes if name not in ATTRIBUTES]
    if unknown:
        raise ValueError(f"unknown kernel attributes: {', '.join(unknown)}")
    text = _without_comments(msl)
    _check(text)
    text, shares = _place_variables(text, entry)
    fibers = shares or re.search(r"\b(?:threadgroup_barrier|simdgroup_barrier|simd_|quad_)", text)
    private_memory = _PRIVATE_MEMORY.search(text)
    simdgroups = '#include "simdgroup.h"\n' if fibers else ""
    return (
        f'#include <metal_stdlib>\n{simdgroups}#include "launch.h"\n#line 1 "tmetal"\n'
        f"{text}\n{_driver(entry, buffers, attributes, bool(fibers))}"
        f'#define TM_THREADS_INDEPENDENT {int(not private_memory)}\n#include "driver.h"\n'
    )


@functools.cache
def _link_mathematics() -> None:
    """See that expf and its kin are in the process: libraries of kernels name no dependencies."""
    if not hasattr(ctypes.CDLL(None), "expf"):
        ctypes.CDLL("libm.so.6", mode=ctypes.RTLD_GLOBAL)


def _open(source: str) -> ctypes.CDLL:
    _link_mathematics()
    check = _check_bfloat if re.search(r"\bbfloat", source) else None
    path = toolchain.build(source, check)
    try:
        return ctypes.CDLL(str(path))
    except OSError:
        toolchain.discard(path)
        return ctypes.CDLL(str(toolchain.build(source, check)))


class _Memory(threading.local):
    """Stacks of fibers and threadgroup memory, one lot per worker; pages are touched when used."""

    area: mmap.mmap | None = None
    address = 0

    def reserve(self, size: int) -> int:
        """Return the address of at least `size` bytes, which this thread alone uses."""
        if self.area is None or len(self.area) < size:
            self.area = mmap.mmap(-1, size)
            self.address = ctypes.addressof(ctypes.c_char.from_buffer(self.area))
        return self.address


_MEMORY = _Memory()


@functools.cache
def _workers(process: int) -> tuple[ThreadPoolExecutor | None, int]:
    """Return the pool of a process (a fork has none of its parent's threads) and its cores."""
    del process
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    helpers = (cores or 1) - 1
    return (ThreadPoolExecutor(helpers, "tmetal") if helpers else None), helpers + 1


@dataclass(frozen=True)
class Program:
    """A compiled kernel, ready to run over any grid."""

    name: str
    buffers: tuple[str, ...]
    source: str = field(repr=False)
    _function: Any = field(repr=False)
    _fibers: bool = field(repr=False)

    def run(
        self,
        pointers: Sequence[int],
        threadgroups: tuple[int, int, int],
        threads: int | tuple[int, int, int],
    ) -> None:
        """Run the kernel over `threadgroups` of `threads` each, on the buffers at `pointers`.

        A reference parameter gets the address of its value. Returns when all threads have run.
        """
        if len(pointers) != len(self.buffers):
            raise ValueError(f"{self.name} has {len(self.buffers)} buffers, not {len(pointers)}")
        x, y, z = (threads, 1, 1) if isinstance(threads, int) else threads
        count, total = x * y * z, threadgroups[0] * threadgroups[1] * threadgroups[2]
        if not 0 < count <= 1024:
            raise ValueError(f"a threadgroup has 1 to 1024 threads, not {count}")
        if total <= 0:
            return
        pool, cores = _workers(os.getpid())
        shares = 1 if pool is None or count * total < _SMALL_LAUNCH else min(cores, total)
        # Eight turns per core even out cores of unequal speed.
        chunk = total if shares == 1 else max(1, total // (8 * shares))
        words = (0, chunk, *threadgroups, x, y, z, *pointers)
        launch = (ctypes.c_uint64 * len(words))(*words)
        size = (count + 2) * _BLOCK_BYTES if self._fibers else 0
        address = ctypes.addressof(launch)
        if shares == 1 or pool is None:
            failure = self._share(address, size)
        else:
            others = [pool.submit(self._share, address, size) for _ in range(shares - 1)]
            failure = self._share(address, size)
            failure = max([failure, *(other.result() for other in others)])
        if failure:
            raise KernelError(f"{self.name}: {_FAILURES[failure]}")

    def _share(self, launch: int, memory: int) -> int:
        failure: int = self._function(launch, _MEMORY.reserve(memory) if memory else 0)
        return failure


def load(
    msl: str,
    entry: str,
    buffers: tuple[str, ...],
    attributes: tuple[str, ...],
    threadgroup_bytes: int = 0,
) -> Program:
    """Compile the kernel `entry` of a Metal text.

    `buffers` are the parameter types in order, `attributes` the attribute parameters after them;
    `threadgroup_bytes` is what the kernel says it needs, to be refused here as on a GPU.
    """
    if threadgroup_bytes > _ARENA_BYTES:
        raise CompileFailure(f"{entry}: {threadgroup_bytes} bytes of threadgroup memory, of 32768")
    source = _translate(msl, entry, buffers, attributes)
    function = _open(source).tmetal_run
    function.argtypes = (ctypes.c_uint64, ctypes.c_uint64)
    function.restype = ctypes.c_int
    fibers = "#define TM_FIBERS 1" in source
    return Program(entry, buffers, source, function, fibers)
