"""Inserts calls into the LLVM text of a kernel: at basic blocks, memory accesses, and waits.

In: the text of a translated kernel. Out: the text with calls of

    void tm_access(uint access, ulong address)   before a load, a store or an atomic
    void tm_block(uint block)                    at the start of a block that costs something
    void tm_event(uint event)                    before a barrier or a collective, and at the end

whose numbers index the tables that come with it. The functions themselves are written in C++ in a
header that the text was compiled with. Left out: a thread's private memory, and whatever stems from
the executor (fibers, the exchange of simdgroup functions, the driver), as debug locations tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from tmetal.runtime.measure.classify import MEMORY, cost_of, cycles_of, touches_memory
from tmetal.runtime.measure.llvm_text import Block, Frame, Function, Instruction, Module, parse
from tmetal.runtime.measure.merging import (
    Access,
    Addresses,
    accesses_of,
    is_private,
    merged,
    pieces,
)
from tmetal.runtime.toolchain import HOST_HEADERS

DRIVER = "tmetal-driver"  # the name of the driver's text, in translate.py
# Host headers that run threads: their memory is not the kernel's.
_EXECUTOR = re.compile(
    r"/(?:fiber|simdgroup|driver|launch|interrupt|runtime|measure|sanitize\w*)\.h$"
)
# Their memory is the kernel's, their arithmetic is one instruction of a GPU.
_ONE_INSTRUCTION = re.compile(r"/(?:matrix|tensor_ops|atomic)\.h$")
_MATHEMATICS = re.compile(r"/(?:math|elementary|libm)\.h$")  # not inlined: see calls.h
_HOST = (str(HOST_HEADERS), str(HOST_HEADERS.resolve()))
_PRODUCT = re.compile(r"simdgroup_multiply|run\b")  # of simdgroup_matrix, and of matmul2d
_RMW = re.compile(r"atomic_(?:fetch|exchange|compare)")


@dataclass(frozen=True)
class Member:
    """One access of the text: `offset` bytes after the start of its group."""

    offset: int
    size: int
    at: Frame


@dataclass(frozen=True)
class Site:
    """What one `tm_access` number stands for: an access, or a contiguous run of merged ones.

    `kind` is `read`, `write`, or `atomic` (which is both); `atomic_order` tells a plain access from
    an atomic load or store. The address passed at run time is that of the first member. `via` is
    the library function that makes the access, such as `simdgroup_load`, or empty.
    """

    kind: str
    size: int
    atomic_order: bool
    members: tuple[Member, ...]
    via: str

    @property
    def at(self) -> Frame:
        """The place in the kernel's text."""
        return self.members[0].at


@dataclass(frozen=True)
class Event:
    """A call that waits: `threadgroup_barrier`, `simd_sum`, …; `end` is a thread's last."""

    name: str
    at: Frame


@dataclass(frozen=True)
class Cost:
    """Scalar operations of a block by place in the kernel's text and class.

    `cycles` is what a GPU's scheduler needs to issue them for a simdgroup (`classify.cycles_of`).
    """

    function: str
    operations: dict[tuple[Frame, str], int]
    cycles: float


@dataclass
class Instrumented:
    """The new text, and what its numbers mean."""

    text: str
    module: Module
    reached: list[Function]
    sites: list[Site] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    blocks: list[Cost] = field(default_factory=list)


_LOCATION = re.compile(r",? !dbg !\d+")
# Where the header keeps the address of its own state: the dialect has no variables of a program.
_STATE = "@tm_state = internal global i64 0"
_STATE_ADDRESS = re.compile(r"= (?:\w+ )*call [^@]*@tm_state_address\(\).*")
NOWHERE = Frame("", "", 0, 0)


def _is_user(frame: Frame) -> bool:
    return frame.file != DRIVER and not _is_host(frame)


def _is_host(frame: Frame) -> bool:
    return frame.file.startswith(_HOST) or frame.file.endswith("kernel.cl")


def user_frame(chain: tuple[Frame, ...]) -> Frame:
    """Return the innermost place in the kernel's own text; `NOWHERE` if there is none."""
    return next((frame for frame in chain if _is_user(frame)), NOWHERE)


def library_function(chain: tuple[Frame, ...]) -> str:
    """Return the function of the Metal library that the kernel's own text called, or nothing."""
    inner = ""
    for frame in chain:
        if _is_user(frame):
            return re.split(r"[<(]", inner)[0]
        inner = frame.function
    return ""


def of_executor(chain: tuple[Frame, ...]) -> bool:
    """Whether an instruction is of what runs the threads, not of what the kernel asked for."""
    if not chain or chain[0].file == DRIVER or _EXECUTOR.search(chain[0].file):
        return bool(chain)
    # A product of matrices reads what the lanes show each other.
    return any(_PRODUCT.match(f.function) and _is_host(f) for f in chain)


def of_stack(function: Function) -> set[int]:
    """Return the lines that work out which thread runs, by the address of its stack alone.

    That is the executor's way to know: LLVM merges such lines, and leaves them no place.
    """
    made: dict[str, bool] = {}
    for one in function.instructions:
        if one.result:
            asked = one.opcode == "call" and "llvm.frameaddress" in one.text
            known = [made.get(name, False) for name in one.operands]
            made[one.result] = asked or (bool(known) and all(known) and one.opcode != "phi")
    return {one.at for one in function.instructions if made.get(one.result)}


def _is_free(chain: tuple[Frame, ...], one: Instruction, kind: str) -> bool:
    """Whether an instruction is how the host does what a GPU has an instruction for."""
    if kind == "mem" and not of_executor(chain):
        # The load that starts the loop of a read-modify-write is part of it.
        return one.opcode == "load" and any(_RMW.match(f.function) for f in chain)
    for frame in chain:
        if _is_user(frame):
            return False
        if frame.file == DRIVER or _EXECUTOR.search(frame.file):
            return True
        if _ONE_INSTRUCTION.search(frame.file):
            return True
    return False


class _Work:
    """One run over a module."""

    def __init__(self, text: str, merge: bool, blocks: bool) -> None:
        self.module = parse(text)
        self.merge, self.count_blocks = merge, blocks
        self.before: dict[int, list[str]] = {}  # lines to insert before a line
        self.waits = self._named("wait")
        body = self._named("tm_thread_body")
        self.library = {
            f.name: self._home(f)[0].function
            for f in self.module.functions
            if self._is_mathematics(f)
        }
        self.quiet = self._quiet()
        self.out = Instrumented("", self.module, _reached(self.module, body, self.library))
        self.temporaries = 0
        measured = body | self._named("tm_enter")
        for function in self.out.reached:
            if function.name in measured or not of_executor(self._home(function)):
                self.function(function, function.name in body)

    def _home(self, function: Function) -> tuple[Frame, ...]:
        if function.dbg is None:
            return ()
        file, name = self.module.scope(function.dbg)
        return (Frame(file, name, 0, 0),)

    def _is_mathematics(self, function: Function) -> bool:
        return bool((home := self._home(function)) and _MATHEMATICS.search(home[0].file))

    def _quiet(self) -> set[str]:
        """Return the functions that touch no memory, and call only such ones."""
        quiet: set[str] = set(self.library)
        before = -1
        while before != len(quiet):
            before = len(quiet)
            quiet |= {
                f.name
                for f in self.module.functions
                if not any(o.opcode in MEMORY or touches_memory(o, quiet) for o in f.instructions)
            }
        return quiet

    def _named(self, name: str) -> set[str]:
        """Return the executor's functions of this name."""
        return {
            f.name for f in self.module.functions
            if (home := self._home(f)) and home[0].function == name and of_executor(home)
        }  # fmt: skip

    def insert(self, at: int, line: str) -> None:
        self.before.setdefault(at, []).append("  " + line)

    def function(self, function: Function, is_thread: bool) -> None:
        addresses = Addresses(function)
        times: dict[int, int] = {}
        for block in function.blocks:
            self.accesses(block, addresses, times)
            for one in block.instructions:
                self.event(one)
        if is_thread:
            number = len(self.out.events)
            self.out.events.append(Event("end", NOWHERE))
            for one in function.instructions:
                if one.opcode == "ret":
                    self.insert(one.at, f"call void @tm_event(i32 {number})")
        if self.count_blocks:
            needed = _needed(function, {at for at, many in times.items() if not many})
            users: dict[str, list[Instruction]] = {}
            for one in function.instructions:
                for name in one.operands:
                    users.setdefault(name, []).append(one)
            stack = of_stack(function)
            for block in function.blocks:
                self.block(function, block, needed, times, users, stack)

    def event(self, one: Instruction) -> None:
        if one.opcode != "call" or one.callee not in self.waits:
            return
        chain = self.module.chain(one.dbg)
        self.insert(one.at, f"call void @tm_event(i32 {len(self.out.events)})")
        self.out.events.append(Event(library_function(chain), user_frame(chain)))

    def accesses(self, block: Block, addresses: Addresses, times: dict[int, int]) -> None:
        """Insert the calls of one block; `times` gets how many each line has (none: merged)."""
        found: dict[int, list[Access]] = {}
        for one in block.instructions:
            seen = [a for a in accesses_of(one, addresses) if self.is_seen(a, addresses)]
            if seen:
                found[one.at] = [p for a in seen for p in pieces(a)] if self.merge else seen
                times[one.at] = 0
        groups = [[access] for seen in found.values() for access in seen]
        if self.merge:
            groups = merged(block, found, self.quiet)
        for group in sorted(groups, key=lambda g: min(a.instruction.at for a in g)):
            leader = min(group, key=lambda a: a.instruction.at)
            times[leader.instruction.at] += 1
            self.access(group, leader)

    def is_seen(self, access: Access, addresses: Addresses) -> bool:
        chain = self.module.chain(access.instruction.dbg)
        if of_executor(chain) or is_private(access.address, addresses) or access.size == 0:
            return False
        # The load that starts the loop of a read-modify-write is part of it.
        return (
            access.kind != "read"
            or not self.merge
            or not any(_RMW.match(f.function) for f in chain)
        )

    def access(self, group: list[Access], leader: Access) -> None:
        first, chain = group[0].address.offset, self.module.chain(leader.instruction.dbg)
        members = []
        for one in group:
            place = user_frame(self.module.chain(one.instruction.dbg))
            members.append(Member(one.address.offset - first, one.size, place))
        ordered = leader.kind == "atomic" or " atomic " in f" {leader.instruction.text} "
        size, number = group[-1].end - first, len(self.out.sites)
        via = library_function(chain)
        self.out.sites.append(Site(leader.kind, size, ordered, tuple(members), via))
        name = f"%tm.{self.temporaries}"
        back = leader.address.offset - leader.shift - first
        self.temporaries += 1
        at = leader.instruction.at
        self.insert(at, f"{name} = ptrtoint ptr {leader.pointer} to i64")
        if back:
            self.insert(at, f"{name}.first = sub i64 {name}, {back}")
            name += ".first"
        self.insert(at, f"call void @tm_access(i32 {number}, i64 {name})")

    def is_executors(self, one: Instruction, users: dict[str, list[Instruction]]) -> bool:
        """Whether an instruction of no place is there for the executor's alone."""
        chains = [self.module.chain(user.dbg) for user in users.get(one.result, ())]
        placed = [chain for chain in chains if chain]
        return bool(placed) and all(_is_free(chain, one, "") for chain in placed)

    def block(
        self,
        function: Function,
        block: Block,
        needed: set[int],
        times: dict[int, int],
        users: dict[str, list[Instruction]],
        stack: set[int],
    ) -> None:
        """Count a block's operations, and insert the call if there are any."""
        counted: Counter[tuple[Frame, str]] = Counter()
        cycles = 0.0
        for one in block.instructions:
            kind, many = cost_of(one, self.library)
            many = times.get(one.at, many)
            chain = self.module.chain(one.dbg)
            if not many or one.at not in needed or one.at in stack:
                continue
            if not (_is_free(chain, one, kind) or (not chain and self.is_executors(one, users))):
                counted[user_frame(chain), kind] += many
                cycles += cycles_of(one, many, self.library)
        if counted:
            self.insert(block.entry, f"call void @tm_block(i32 {len(self.out.blocks)})")
            self.out.blocks.append(Cost(function.name, dict(counted), cycles))

    def finish(self) -> Instrumented:
        lines: list[str] = []
        for at, line in enumerate(self.module.lines):
            lines += self.before.get(at, ())
            # Inserted calls have no locations, which LLVM wants of calls if there are any.
            lines.append(_LOCATION.sub("", line))
        text = "\n".join([*lines, _STATE, ""])
        self.out.text = _STATE_ADDRESS.sub("= ptrtoint ptr @tm_state to i64", text)
        return self.out


def _reached(module: Module, names: set[str], without: Collection[str]) -> list[Function]:
    """Return the functions that calls from `names` lead to."""
    by_name = {f.name: f for f in module.functions}
    wanted, reached = sorted(names), {}
    while wanted:
        function = by_name.get(wanted.pop())
        if function and function.name not in reached and function.name not in without:
            reached[function.name] = function
            wanted += [one.callee for one in function.instructions if one.callee]
    return list(reached.values())


def _needed(function: Function, followers: set[int]) -> set[int]:
    """Return the lines whose results still count when merged accesses share one address."""
    made = {one.result: one for one in function.instructions if one.result}
    needed: set[int] = set()
    wanted = [one for one in function.instructions if _acts(one)]
    while wanted:
        one = wanted.pop()
        if one.at in needed:
            continue
        needed.add(one.at)
        wanted += [made[name] for name in _uses(one, followers) if name in made]
    return needed


def _acts(one: Instruction) -> bool:
    return not one.result or one.opcode in ("call", "load", "atomicrmw", "cmpxchg")


def _uses(one: Instruction, followers: set[int]) -> Iterator[str]:
    if one.at not in followers:
        yield from one.operands
    elif one.opcode == "store":
        yield from re.findall(r'%[-\w.$]+|%"[^"]+"', one.text.rsplit(", ptr ", 1)[0])


def instrument(text: str, *, merge: bool, blocks: bool) -> Instrumented:
    """Instrument a module.

    `merge` makes adjacent accesses one, as a GPU's compiler does; `blocks` counts operations.
    """
    return _Work(text, merge, blocks).finish()
