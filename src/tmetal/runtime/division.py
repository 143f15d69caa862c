"""Gives integer division a GPU's manners: a divisor of zero yields some number and traps nothing.

In: the text of LLVM's language for a kernel, as the front end writes it, before any optimisation.
Out: the same with each division guarded. Metal leaves the result of a division by zero, and of the
smallest integer by -1, unspecified (MSL 4 section 3.1), while x86 processors trap and LLVM takes
both for impossible. Here `a / 0` and `a % 0` are 0, `MIN / -1` is MIN and `a % -1` is 0. What must
hold: a division by a constant other than 0 and -1 stays as it is, to be optimised as before.
"""

import re

_DIVISION = re.compile(
    r"^(?P<indent>[ \t]*)%(?P<name>\S+) = (?P<op>sdiv|udiv|srem|urem) (?P<exact>exact )?"
    r"(?P<type>i\d+|<\d+ x i\d+>) (?P<a>[^,\n<]+|<[^>\n]*>), (?P<b>[^,\n<]+|<[^>\n]*>)"
    r"(?P<rest>,.*)?$",
    re.MULTILINE,
)


def _constant(kind: str, value: int) -> str:
    """Write an integer constant of a scalar or a vector type."""
    vector = re.fullmatch(r"<(\d+) x (i\d+)>", kind)
    if vector is None:
        return str(value)
    return "<" + ", ".join([f"{vector[2]} {value}"] * int(vector[1])) + ">"


def _harmless(divisor: str) -> bool:
    """Whether a divisor is a constant whose division can neither trap nor overflow."""
    numbers = re.findall(r"(?<![%\w])-?\d+", re.sub(r"\bi\d+ ", "", divisor))
    return "%" not in divisor and bool(numbers) and not {"0", "-1"} & set(numbers)


def _guarded(found: re.Match[str]) -> str:
    if _harmless(found["b"]):
        return found[0]
    kind, a, b, op = found["type"], found["a"], found["b"], found["op"]
    truth = kind.replace(kind.split()[-1].rstrip(">"), "i1") if "<" in kind else "i1"
    zero, one, minus = (_constant(kind, n) for n in (0, 1, -1))
    stem = f"%tm.{found['name'].strip(chr(34))}"
    lines = [f"{stem}.zero = icmp eq {kind} {b}, {zero}"]
    bad, otherwise = f"{stem}.zero", zero
    if op[0] == "s":
        lines += [
            f"{stem}.minus = icmp eq {kind} {b}, {minus}",
            f"{stem}.bad = or {truth} {stem}.zero, {stem}.minus",
        ]
        bad = f"{stem}.bad"
        if op == "sdiv":
            lines += [
                f"{stem}.negated = sub {kind} {zero}, {a}",
                f"{stem}.other = select {truth} {stem}.zero, {kind} {zero}, {kind} {stem}.negated",
            ]
            otherwise = f"{stem}.other"
    lines += [
        f"{stem}.safe = select {truth} {bad}, {kind} {one}, {kind} {b}",
        f"{stem}.result = {op} {kind} {a}, {stem}.safe",
        f"%{found['name']} = select {truth} {bad}, {kind} {otherwise}, {kind} {stem}.result"
        f"{found['rest'] or ''}",
    ]
    return "\n".join(found["indent"] + line for line in lines)


def guard_divisions(llvm: str) -> str:
    """Return LLVM text whose integer divisions give a number whatever the divisor is."""
    return _DIVISION.sub(_guarded, llvm)
