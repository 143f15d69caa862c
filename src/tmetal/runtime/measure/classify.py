"""What an instruction costs on a GPU: its class, and how many scalar operations it is.

Classes: `int` (integer and address arithmetic, selections), `float` (arithmetic and mathematical
functions, one each), `cvt` (conversions between number types), `mem` (loads, stores, atomics), `br`
(conditional branches). What a GPU's compiler makes disappear (moves, phis, bit casts, lanes of
vectors by constant number, constant offsets) costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from tmetal.runtime.measure.llvm_text import Instruction, lanes

CLASSES = ("int", "float", "cvt", "mem", "br")

_INT = {
    *("add", "sub", "mul", "udiv", "sdiv", "urem", "srem", "shl", "lshr", "ashr", "and", "or"),
    *("xor", "icmp", "getelementptr", "zext", "sext", "trunc", "select"),
}
_FLOAT = {"fadd", "fsub", "fmul", "fdiv", "frem", "fneg", "fcmp"}
_CVT = {"fptrunc", "fpext", "fptoui", "fptosi", "uitofp", "sitofp"}
MEMORY = {"load", "store", "atomicrmw", "cmpxchg"}
_INT_CALL = re.compile(
    r"llvm\.(?:[us](?:min|max)|abs|ctpop|ctlz|cttz|bitreverse|bswap|fsh[lr]|"
    r"[us](?:add|sub|mul|shl)\.(?:sat|with\.overflow)|[us]cmp)\."
)
_FLOAT_CALL = re.compile(
    r"llvm\.(?:fabs|fma|fmuladd|sqrt|minnum|maxnum|minimum|maximum|minimumnum|maximumnum|floor|"
    r"ceil|trunc|rint|nearbyint|round|roundeven|copysign|canonicalize|is\.fpclass|pow|powi|exp|exp2|"
    r"exp10|log|log2|log10|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|ldexp|frexp|modf|sincos)\."
)
# The C library's functions of libm.h, as `expf`.
_LIBRARY = re.compile(
    r"(?:a?(?:sin|cos|tan)h?|atan2|exp|exp2|expm1|exp10|fmod|frexp|ilogb|ldexp|log|log2|log10|log1p|"
    r"nextafter|pow|erf|erfc|sqrt|floor|ceil|rint|trunc|fma|fmin|fmax|round|cbrt|hypot|sincos)f$"
)


def cost_of(one: Instruction, library: Collection[str] = ()) -> tuple[str, int]:
    """Return the class of an instruction and its number of scalar operations; ("", 0) is free.

    `library` names mathematical functions that are called: each is one operation.
    """
    opcode = one.opcode
    if opcode in MEMORY:
        return "mem", 1
    if opcode in _INT:
        return _integer(one)
    if opcode in _FLOAT:
        return "float", lanes(one.type)
    if opcode in _CVT:
        return "cvt", lanes(one.type)
    if opcode in ("br", "switch") and one.text.count("label") > 1:
        return "br", 1
    if opcode != "call":
        return "", 0
    return ("float", lanes(one.type)) if one.callee in library else _call(one)


def _integer(one: Instruction) -> tuple[str, int]:
    if one.opcode == "getelementptr" and not re.search(r" i\d+ %", one.text):
        return "", 0  # a constant offset is part of the memory instruction
    return "int", 1 if one.opcode == "getelementptr" else lanes(one.type)


def _call(one: Instruction) -> tuple[str, int]:
    name = one.callee
    many = lanes(one.type)
    if re.match(r"llvm\.fpto[us]i\.sat\.", name):
        return "cvt", many
    if _INT_CALL.match(name):
        return "int", many
    if _FLOAT_CALL.match(name) or _LIBRARY.match(name):
        return "float", many
    if re.match(r"llvm\.mem(?:cpy|move|set)", name):
        return "mem", 1
    return "", 0


# Cycles of one scheduler for 32 lanes, measured on M1 and M2 (metal-benchmarks); what it does not
# list is made of what it does: exp is a multiplication and exp2, pow is log2, multiplication, exp2.
_FLOAT_CYCLES = {
    **dict.fromkeys(("exp2", "log2", "rint", "fract"), 4.0),
    **dict.fromkeys(("exp", "exp10", "log", "log10", "log1p", "expm1"), 5.0),
    **dict.fromkeys(("sqrt", "rsqrt"), 8.0),
    **dict.fromkeys(("sin", "cos", "sincos", "sinpi", "cospi"), 14.0),
    **dict.fromkeys(("pow", "powr"), 9.0),
    **dict.fromkeys(("tan", "tanh", "sinh", "cosh", "atan", "atan2", "asin", "acos"), 20.0),
    **dict.fromkeys(("fdiv", "divide", "frem", "fmod"), 6.0),
}
_DIVISIONS = ("udiv", "sdiv", "urem", "srem")
_DIVISION = 50.0  # a 32-bit integer division is emulated (measured on an M4 Pro)
_FREE = ("zext", "sext", "trunc", "fpext", "fptrunc")  # operands of other widths


def cycles_of(one: Instruction, many: int, library: Mapping[str, str]) -> float:
    """Estimate the cycles in which one scheduler issues `many` operations for a simdgroup.

    `library` gives the names of mathematical functions that are called.
    """
    opcode = one.opcode
    if opcode in _FREE:
        return 0.0
    if opcode == "mul":
        return many * (16.0 if "i64" in one.type else 4.0)
    if opcode in _DIVISIONS:
        return many * _DIVISION * (4.0 if "i64" in one.type else 1.0)
    if opcode in ("shl", "lshr", "ashr") and not re.search(r", -?\d+$", one.text):
        return many * (4.0 if opcode == "shl" else 8.0)
    if opcode in _CVT:
        return many * 4.0
    name = opcode
    if opcode == "call":
        plain = re.match(r"llvm\.(\w+)", one.callee)
        name = library.get(one.callee) or (plain[1] if plain else one.callee.removesuffix("f"))
    return many * _FLOAT_CYCLES.get(name.split("<")[0], 1.0)


def touches_memory(one: Instruction, library: Collection[str]) -> bool:
    """Whether a call may read or write memory that a kernel sees, or wait for other threads."""
    if one.opcode in ("fence", "atomicrmw", "cmpxchg"):
        return True
    if one.opcode != "call":
        return False
    name = one.callee
    harmless = re.match(r"llvm\.(?:assume|lifetime|frameaddress|experimental|dbg)", name)
    return not (harmless or cost_of(one, library)[0] in ("int", "float", "cvt"))
