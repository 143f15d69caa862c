"""Gives conversions of float to long Apple's results where the number does not fit.

In: the text of LLVM's language for a kernel, as the front end writes it. Out: the same with each
conversion to long replaced. To all other integers, ulong too, Apple GPUs saturate as LLVM's
`fptosi.sat` does; but a long has the number's lowest 64 bits, infinities and NaN give 0 (measured
on an M4 Pro; the specification leaves it open).
"""

import re

_CONVERSION = re.compile(
    r"^(?P<indent>[ \t]*)%(?P<name>\S+) = (?:tail )?call (?P<to>i64|<(?P<lanes>\d+) x i64>) "
    r"@llvm\.fptosi\.sat\.[\w.]+\((?P<of>(?:<\d+ x )?(?P<kind>float|half|bfloat)>?) (?P<x>%[^)]+)\)"
    r"(?P<rest>.*)$",
    re.MULTILINE,
)


def _low_bits(found: re.Match[str]) -> str:
    lanes, of, to, x = found["lanes"], found["of"], found["to"], found["x"]
    many = f"v{lanes}" if lanes else ""
    bits, truth = (f"<{lanes} x {t}>" if lanes else t for t in ("i32", "i1"))

    def number(value: int, kind: str) -> str:
        return "<" + ", ".join([f"{kind} {value}"] * int(lanes)) + ">" if lanes else str(value)

    t = f"%tm.{found['name'].strip(chr(34))}"
    lines = []
    if found["kind"] != "float":
        wide = of.replace(found["kind"], "float")
        lines.append(f"{t}.float = fpext {of} {x} to {wide}")
        of, x = wide, f"{t}.float"
    lines += [
        f"{t}.near = call {to} @llvm.fptosi.sat.{many}i64.{many}f32({of} {x}){found['rest']}",
        f"{t}.bits = bitcast {of} {x} to {bits}",
        f"{t}.shifted = lshr {bits} {t}.bits, {number(23, 'i32')}",
        f"{t}.exponent = and {bits} {t}.shifted, {number(255, 'i32')}",
        f"{t}.fraction = and {bits} {t}.bits, {number(0x7FFFFF, 'i32')}",
        f"{t}.mantissa = or {bits} {t}.fraction, {number(0x800000, 'i32')}",
        f"{t}.wide = zext {bits} {t}.mantissa to {to}",
        f"{t}.by = sub {bits} {t}.exponent, {number(150, 'i32')}",
        f"{t}.count = and {bits} {t}.by, {number(63, 'i32')}",
        f"{t}.places = zext {bits} {t}.count to {to}",
        f"{t}.moved = shl {to} {t}.wide, {t}.places",
        f"{t}.minus = sub {to} {number(0, 'i64')}, {t}.moved",
        f"{t}.negative = icmp slt {bits} {t}.bits, {number(0, 'i32')}",
        f"{t}.signed = select {truth} {t}.negative, {to} {t}.minus, {to} {t}.moved",
        f"{t}.none = icmp ugt {bits} {t}.exponent, {number(213, 'i32')}",  # beyond 2^87
        f"{t}.low = select {truth} {t}.none, {to} {number(0, 'i64')}, {to} {t}.signed",
        f"{t}.far = icmp ugt {bits} {t}.exponent, {number(189, 'i32')}",  # 2^63 and more
        f"%{found['name']} = select {truth} {t}.far, {to} {t}.low, {to} {t}.near",
    ]
    return "\n".join(found["indent"] + line for line in lines)


def wrap_longs(llvm: str) -> str:
    """Return LLVM text whose conversions of float to long keep the lowest 64 bits."""
    done = _CONVERSION.sub(_low_bits, llvm)
    used = set(re.findall(r"@llvm\.fptosi\.sat\.(v?(\d*))i64\.v?\d*f32\(", done))
    for many, lanes in sorted(used):
        to, of = (f"<{lanes} x {kind}>" if lanes else kind for kind in ("i64", "float"))
        name = f"@llvm.fptosi.sat.{many}i64.{many}f32"
        if f"declare {to} {name}(" not in done:
            done += f"\ndeclare {to} {name}({of})\n"
    return done
