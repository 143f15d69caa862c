"""Estimates a thread's registers: the most 32-bit values that are alive at once.

In: the optimised LLVM text of a kernel. What holds: nothing exact. Apple's compiler orders
instructions and keeps what all threads share in other registers; the estimate is good for comparing
two versions of a kernel, and for seeing that one is far beyond what a core can hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from tmetal.runtime.measure.llvm_text import Block, Function, Instruction, lanes, size_of

# Made anew where they are used: address arithmetic, and widened or shifted copies of an index.
_CHEAP = ("getelementptr", "inttoptr", "ptrtoint", "zext", "sext", "bitcast", "insertelement")
_CASTS = ("zext", "sext", "trunc", "fpext", "fptrunc", "bitcast", "ptrtoint")
_NUMBERS = ("fptoui", "fptosi", "uitofp", "sitofp")


def _halves(one: Instruction) -> int:
    """Return how many 16-bit registers a result takes; a truth takes one."""
    opcode, kind = one.opcode, one.type
    if opcode in ("icmp", "fcmp"):
        return lanes(kind)
    if opcode in _CASTS or opcode in _NUMBERS:
        kind = one.text.rpartition(" to ")[2]
    if opcode == "extractelement":
        kind = re.sub(r"^<\d+ x (.*)>$", r"\1", kind)
    return max(1, (size_of(kind) + 1) // 2) if kind != "void" else 0


def registers_of(function: Function, leave_out: Collection[int]) -> int:
    """Return the estimate for one function, in 32-bit registers.

    `leave_out` are lines of instructions whose results cost nothing (the executor's own).
    """
    width = {
        one.result: _halves(one)
        for one in function.instructions
        if one.result and one.at not in leave_out and one.opcode != "alloca" and not _cheap(one)
    }
    sources = _Sources(function)
    after = _live_out(function, width, sources)
    most = 0
    for block in function.blocks:
        live = set(after[block.label])
        now = sum(width[name] for name in live)
        most = max(most, now)
        for one in reversed(block.instructions):
            if one.result in live:
                live.discard(one.result)
                now -= width[one.result]
            if one.opcode != "phi":
                for name in sources.of(one):
                    if name in width and name not in live:
                        live.add(name)
                        now += width[name]
            most = max(most, now)
    return -(-most // 2)


def _cheap(one: Instruction) -> bool:
    offset = one.opcode in ("add", "or", "sub") and re.search(r", -?\d+$", one.text)
    # Widening to float is part of the instruction that wants it; LLVM moves it out of loops, and
    # then it belongs to no line.
    moved = one.opcode == "fpext" and one.dbg is None
    return one.opcode in _CHEAP or moved or bool(offset)


class _Sources:
    """What an instruction really needs in registers, behind what is made anew."""

    def __init__(self, function: Function) -> None:
        self.made = {one.result: one for one in function.instructions if one.result}
        self.known: dict[str, frozenset[str]] = {}

    def of(self, one: Instruction) -> frozenset[str]:
        """Return the values that an instruction needs."""
        if not (_cheap(one) and one.result):
            return frozenset().union(*map(self.behind, one.operands))
        return frozenset()  # needed where the result is used

    def behind(self, name: str) -> frozenset[str]:
        """Return the values that one operand is made of."""
        known = self.known.get(name)
        if known is None:
            one = self.made.get(name)
            if one is None or not _cheap(one):
                known = frozenset((name,))
            else:
                known = frozenset().union(*map(self.behind, one.operands))
            self.known[name] = known
        return known


def _live_out(function: Function, width: Collection[str], sources: _Sources) -> dict[str, set[str]]:
    """Return which values are alive at the end of each block."""
    blocks = {block.label: block for block in function.blocks}
    uses, makes = {}, {}
    for block in function.blocks:
        uses[block.label], makes[block.label] = _summary(block, width, sources)
    before: dict[str, set[str]] = {label: set() for label in blocks}
    after: dict[str, set[str]] = {label: set() for label in blocks}
    changed = True
    while changed:
        changed = False
        for block in reversed(function.blocks):
            label = block.label
            out: set[str] = set()
            for target in block.targets:
                if target in blocks:
                    out |= before[target] | _passed(blocks[target], label, width, sources)
            into = uses[label] | (out - makes[label])
            if out != after[label] or into != before[label]:
                after[label], before[label], changed = out, into, True
    return after


def _summary(block: Block, width: Collection[str], sources: _Sources) -> tuple[set[str], set[str]]:
    used: set[str] = set()
    made: set[str] = set()
    for one in block.instructions:
        if one.opcode != "phi":
            used |= {name for name in sources.of(one) if name in width and name not in made}
        if one.result:
            made.add(one.result)
    return used, made


def _passed(target: Block, label: str, width: Collection[str], sources: _Sources) -> set[str]:
    """Return the values that the phis of `target` take when control comes from `label`."""
    found = set()
    for one in target.instructions:
        if one.opcode != "phi":
            break
        for value, come_from in re.findall(r"\[ (\S+), (%[-\w.$]+) \]", one.text):
            if value.startswith("%") and (come_from == label or not label):
                found |= {name for name in sources.behind(value) if name in width}
    return found


def stack_of(function: Function, leave_out: Collection[int]) -> int:
    """Return the bytes of private arrays that stay in memory."""
    total = 0
    for one in function.instructions:
        kind = re.search(r"alloca (\[.*\]|<[^>]*>|\w+)", one.text)
        if one.opcode == "alloca" and kind and one.at not in leave_out:
            total += size_of(kind[1])
    return total
