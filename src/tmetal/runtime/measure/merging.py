"""Which accesses of a basic block a GPU's compiler makes one instruction.

Adjacent loads, and adjacent stores, of one thread become one access of up to 16 bytes when their
addresses differ by constants and nothing between them can change what they see. Different kernel
buffers do not alias, as GPU compilers assume. Addresses are read as linear forms over SSA values.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from tmetal.runtime.measure.classify import touches_memory
from tmetal.runtime.measure.llvm_text import Block, Function, Instruction, size_of

WIDEST = 16  # bytes: what one memory instruction moves per thread

_GEP = re.compile(
    r"getelementptr [\w ]*?((?:\[.*\]|<[^>]*>|[\w.%]+)), ptr (%[^,]+)((?:, i\d+ [^,]+)+)$"
)
_POINTER = re.compile(r'ptr (%[-\w.$]+|%"[^"]+")')
_BINARY = re.compile(r"(\w+) ([\w ]*?)i\d+ ([^,]+), (\S+)$")
_CAST = re.compile(r"(\w+) ([\w ]*?)(i\d+|ptr) (\S+) to (i\d+|ptr)$")


@dataclass(frozen=True)
class Address:
    """`root` + the sum of factor * value over `terms` + `offset`, in bytes."""

    root: str
    terms: frozenset[tuple[str, int]]
    offset: int

    @property
    def key(self) -> tuple[str, frozenset[tuple[str, int]]]:
        """What two addresses a constant apart have in common."""
        return self.root, self.terms


@dataclass(frozen=True)
class Access:
    """One load, store or atomic: of what address, how many bytes."""

    instruction: Instruction
    pointer: str
    kind: str  # read, write or atomic
    size: int
    address: Address
    shift: int = 0  # bytes after the pointer

    @property
    def end(self) -> int:
        """The offset just after it."""
        return self.address.offset + self.size


_Terms = dict[str, int]


class Addresses:
    """Reads the addresses of one function."""

    def __init__(self, function: Function) -> None:
        self.made = {one.result: one for one in function.instructions if one.result}
        self._known: dict[str, Address] = {}

    def of(self, pointer: str) -> Address:
        """Return a pointer's address."""
        known = self._known.get(pointer)
        if known is None:
            known = self._known[pointer] = self._find(pointer)
        return known

    def _find(self, pointer: str) -> Address:
        one = self.made.get(pointer)
        whole = Address(pointer, frozenset(), 0)
        if one is None:
            return whole
        if one.opcode == "inttoptr":
            found = _CAST.search(one.text)
            return self._from_number(*self._linear(found[4])) or whole if found else whole
        found = _GEP.search(one.text) if one.opcode == "getelementptr" else None
        if found is None:
            return whole
        base, kind = self.of(found[2]), found[1]
        terms, offset = dict(base.terms), base.offset
        for index in re.findall(r", i\d+ ([^,]+)", found[3]):
            size = size_of(kind)
            if size == 0:
                return whole
            more, constant = self._linear(index)
            for name, factor in more.items():
                terms[name] = terms.get(name, 0) + factor * size
            offset += constant * size
            inner = re.match(r"[<\[]\d+ x (.*)[>\]]$", kind)
            kind = inner[1] if inner else ""
        return self._sum(base.root, terms, {}, offset)

    @staticmethod
    def _from_number(terms: _Terms, offset: int) -> Address | None:
        """Read a pointer made of a number: the buffer's address is the one that is not scaled."""
        roots = [name for name, factor in terms.items() if factor == 1 and name.startswith("%")]
        if len(roots) != 1:
            return None
        rest = frozenset((n, f) for n, f in terms.items() if n != roots[0])
        return Address(roots[0], rest, offset)

    @staticmethod
    def _sum(root: str, terms: _Terms, more: _Terms, offset: int) -> Address:
        both = dict(terms)
        for name, factor in more.items():
            both[name] = both.get(name, 0) + factor
        return Address(root, frozenset((n, f) for n, f in both.items() if f), offset)

    def _linear(self, value: str, widened: str = "") -> tuple[_Terms, int]:
        """Read a 64-bit number; `widened` is `zext` or `sext` for a narrower one."""
        if re.fullmatch(r"-?\d+", value):
            return {}, int(value)
        one = self.made.get(value)
        alone = {f"{widened}{value}": 1}, 0
        if one is None:
            return alone
        if one.opcode in ("zext", "sext") and not widened:
            cast = _CAST.search(one.text)
            # A widened number that is not negative is the same either way.
            how = "sext" if one.opcode == "sext" or "nneg" in one.text else "zext"
            return self._linear(cast[4], how) if cast else alone
        if one.opcode == "ptrtoint" and not widened:
            at = self.of(_POINTER.findall(one.text)[0])
            terms = dict(at.terms)
            if at.root:
                terms[at.root] = terms.get(at.root, 0) + 1
            return terms, at.offset
        return self._arithmetic(one, widened) or alone

    def _arithmetic(self, one: Instruction, widened: str) -> tuple[_Terms, int] | None:
        found = _BINARY.search(one.text.partition(" = ")[2])
        if found is None or not _exact(one, found[2], widened):
            return None
        (left, a), (right, b) = self._linear(found[3], widened), self._linear(found[4], widened)
        if one.opcode in ("add", "or", "sub"):
            sign = -1 if one.opcode == "sub" else 1
            terms = dict(left)
            for name, factor in right.items():
                terms[name] = terms.get(name, 0) + sign * factor
            return terms, a + sign * b
        if right or one.opcode not in ("mul", "shl"):
            return None
        times = 1 << b if one.opcode == "shl" else b
        return {n: f * times for n, f in left.items()}, a * times


def _exact(one: Instruction, flags: str, widened: str) -> bool:
    """Whether an operation may be read as one of numbers that never wrap around."""
    if one.opcode == "or":
        return "disjoint" in flags
    if one.opcode not in ("add", "sub", "mul", "shl"):
        return False
    return not widened or ("nuw" if widened == "zext" else "nsw") in flags


_COPY = re.compile(
    r"@llvm\.(memcpy|memmove|memset)\S*\(ptr [^%,]*(%[^,]+), (?:ptr [^%,]*)?([^,]+), i64 (\d+)"
)


def accesses_of(one: Instruction, addresses: Addresses) -> list[Access]:
    """Return the memory accesses of an instruction; a copy of a structure has two."""
    found = _COPY.search(one.text) if one.opcode == "call" else None
    if found is None:
        plain = _access_of(one, addresses)
        return [plain] if plain else []
    pointers = [("write", found[2])]
    if found[1] != "memset" and found[3].startswith("%"):
        pointers.insert(0, ("read", found[3]))
    return [Access(one, p, kind, int(found[4]), addresses.of(p)) for kind, p in pointers]


def _access_of(one: Instruction, addresses: Addresses) -> Access | None:
    kinds = {"load": "read", "store": "write", "atomicrmw": "atomic", "cmpxchg": "atomic"}
    if one.opcode not in kinds:
        return None
    text = one.text.split(", ", 1)[1] if one.opcode in ("load", "store") else one.text
    found = _POINTER.search(text)
    if found is None:
        return None
    size = size_of(one.type)
    return Access(one, found[1], kinds[one.opcode], size, addresses.of(found[1]))


def is_private(address: Address, addresses: Addresses) -> bool:
    """Whether an address is in the thread's own stack."""
    seen: set[str] = set()
    wanted = [address.root]
    while wanted:
        root = wanted.pop()
        one = addresses.made.get(root)
        if root in seen or one is None:
            continue
        seen.add(root)
        if one.opcode == "alloca":
            return True
        if one.opcode in ("phi", "select"):
            # Pointers of different spaces never meet, so one branch tells for all.
            wanted += [addresses.of(name).root for name in one.operands if name in addresses.made]
    return False


def pieces(access: Access) -> list[Access]:
    """Split what one instruction of a GPU cannot move."""
    whole, made = access.address, []
    for at in range(0, access.size, WIDEST):
        place = Address(whole.root, whole.terms, whole.offset + at)
        size = min(WIDEST, access.size - at)
        made.append(replace(access, size=size, address=place, shift=at))
    return made


@dataclass
class _Open:
    """Accesses that may still be merged."""

    groups: dict[tuple[str, str, frozenset[tuple[str, int]]], list[Access]] = field(
        default_factory=dict
    )
    done: list[list[Access]] = field(default_factory=list)

    def close(self, kinds: Iterable[str], new: Access | None = None) -> None:
        """End the groups of these kinds that `new` may interfere with; without it, all."""
        for key in [key for key in self.groups if key[0] in kinds]:
            if new is None or _may_touch(key, self.groups[key], new):
                self.done.append(self.groups.pop(key))

    def add(self, new: Access) -> None:
        self.groups.setdefault((new.kind, *new.address.key), []).append(new)


def _may_touch(
    key: tuple[str, str, frozenset[tuple[str, int]]], members: list[Access], new: Access
) -> bool:
    if key[1:] == new.address.key:
        return any(one.address.offset < new.end and new.address.offset < one.end for one in members)
    # Other roots are other buffers; one root with other terms may be anywhere in that buffer.
    return key[1] == new.address.root


def merged(
    block: Block, accesses: dict[int, list[Access]], library: Collection[str]
) -> list[list[Access]]:
    """Group a block's accesses (by instruction line): each group is contiguous, lowest first.

    `library` names functions that touch no memory.
    """
    state = _Open()
    for one in block.instructions:
        seen = accesses.get(one.at, [])
        if touches_memory(one, library):
            state.close(("read", "write"))
            state.done += [[access] for access in seen]
            continue
        for access in seen:
            state.close(("read", "write") if access.kind == "write" else ("write",), access)
            state.add(access)
    state.close(("read", "write"))
    return [run for group in state.done for run in _runs(group)]


def _runs(group: list[Access]) -> list[list[Access]]:
    """Split accesses a constant apart into contiguous runs of at most `WIDEST` bytes."""
    runs: list[list[Access]] = []
    for one in sorted(group, key=lambda a: (a.address.offset, a.instruction.at)):
        last = runs[-1] if runs else []
        joins = last and last[-1].end == one.address.offset
        if joins and one.end - last[0].address.offset <= WIDEST:
            last.append(one)
        else:
            runs.append([one])
    return runs
