"""Reads LLVM's text form: functions, basic blocks, instructions, and where each came from.

In: what `clang -S -emit-llvm -gline-tables-only` prints. Out: a `Module` that keeps the text's
lines, so that calls can be inserted between them. Only what measuring needs is understood: opcode,
result, operands as names, types of memory accesses, debug locations with what was inlined where.
What must hold: a line that is not understood is kept as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Frame:
    """One function of an inlining chain, and the position in it."""

    file: str
    function: str
    line: int
    column: int


@dataclass(frozen=True)
class Instruction:
    """One instruction: `at` is its (last) line in the module, `dbg` the number of its location."""

    at: int
    text: str
    result: str
    opcode: str
    dbg: int | None

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """The local values it uses, labels too."""
        _, _, right = self.text.partition(" = ") if self.result else ("", "", self.text)
        return tuple(_LOCAL.findall(right))

    @cached_property
    def callee(self) -> str:
        """The function that a call names, or an empty text."""
        found = _CALLEE.search(self.text) if self.opcode == "call" else None
        return found[1].strip('"') if found else ""

    @cached_property
    def type(self) -> str:
        """The type that the instruction works on (of a load: what is loaded)."""
        return _type_of(self)


@dataclass
class Block:
    """A basic block; calls that count it go before line `entry`, after its phis."""

    entry: int
    label: str
    instructions: list[Instruction] = field(default_factory=list)

    @property
    def targets(self) -> list[str]:
        """The labels that control may go to next."""
        last = self.instructions[-1]
        return re.findall(r"label (%[-\w.$]+)", last.text)


@dataclass
class Function:
    """A function that has a body."""

    name: str
    parameters: str
    dbg: int | None
    blocks: list[Block] = field(default_factory=list)

    @property
    def instructions(self) -> list[Instruction]:
        """All its instructions, in order of the text."""
        return [one for block in self.blocks for one in block.instructions]


_LOCAL = re.compile(r'%(?:[-\w.$]+|"[^"]+")')
_CALLEE = re.compile(r'\bcall\b[^@%]*?(?:\([^()]*\)\s*)?@([\w.$]+|"[^"]+")\(')
_DEFINE = re.compile(r'^define\b.*?@([\w.$]+|"[^"]+")\((.*)')
_INSTRUCTION = re.compile(r"^  (?:(%[-\w.$]+|%\"[^\"]+\") = )?(?:(?:tail|musttail|notail) )?(\w+)")
_DBG = re.compile(r", !dbg !(\d+)")
_LABEL = re.compile(r"^([-\w.$]+):")
_NODE = re.compile(r"^!(\d+) = (?:distinct )?!(\w+)\((.*)\)$")
_FIELD = re.compile(r'(\w+): (?:!(\d+)|"((?:[^"\\]|\\.)*)"|(-?\w+))')
# The type after the opcode and its flags.
_FLAGS = (
    r"(?:(?:nuw|nsw|exact|disjoint|nneg|inbounds|nusw|samesign|fast|nnan|ninf|nsz|arcp|contract|"
    r"reassoc|afn|volatile|atomic|weak|noundef|signext|zeroext|nofpclass\([^)]*\)|range\([^)]*\)|"
    r"fastcc|eq|ne|[us][gl][te]|o[gl][te]|oeq|one|ord|uno|u[gl][te]|ueq|une|true|false) )*"
)
_TYPED = re.compile(
    rf"(?:^|= )(?:(?:tail|musttail|notail) )?\w+ {_FLAGS}"
    r"(<[^>]*>|\[[^\]]*\](?:\])*|\{[^}]*\}|[\w.]+)"
)


def _type_of(one: Instruction) -> str:
    text = one.text.strip()
    if one.opcode == "select":
        found = re.search(r", (<[^>]*>|[\w.]+) ", text)
    elif one.opcode in ("atomicrmw", "cmpxchg"):
        found = re.search(r"ptr [^,]+, (<[^>]*>|[\w.]+) ", text)
    else:
        found = _TYPED.search(text)
    return found[1] if found else ""


@dataclass
class Module:
    """The lines of a text, its functions, and its metadata by number."""

    lines: list[str]
    functions: list[Function]
    nodes: dict[int, tuple[str, dict[str, str]]]
    _chains: dict[int, tuple[Frame, ...]] = field(default_factory=dict)

    def chain(self, dbg: int | None) -> tuple[Frame, ...]:
        """Return where an instruction is from: its own function first, then who inlined that."""
        if dbg is None:
            return ()
        known = self._chains.get(dbg)
        if known is None:
            known = self._chains[dbg] = self._find_chain(dbg)
        return known

    def _find_chain(self, dbg: int) -> tuple[Frame, ...]:
        kind, fields = self.nodes.get(dbg, ("", {}))
        if kind != "DILocation":
            return ()
        file, function = self.scope(int(fields["scope"]))
        frame = Frame(file, function, int(fields["line"]), int(fields.get("column", "0")))
        outer = fields.get("inlinedAt")
        return (frame, *(self.chain(int(outer)) if outer else ()))

    def scope(self, number: int) -> tuple[str, str]:
        """Return the file and the function of a scope, which may be a block of it."""
        kind, fields = self.nodes.get(number, ("", {}))
        file = self._file(int(fields.get("file", "-1")))
        while kind and kind != "DISubprogram":
            kind, fields = self.nodes.get(int(fields.get("scope", "-1")), ("", {}))
        return file, fields.get("name", "")

    def _file(self, number: int) -> str:
        """Return a file's name; clang cuts off what a path shares with the working directory."""
        fields = self.nodes.get(number, ("", {}))[1]
        name, folder = fields.get("filename", ""), fields.get("directory", "")
        if name and folder and folder != self.folder:
            return f"{folder.rstrip('/')}/{name}"
        return name

    @cached_property
    def folder(self) -> str:
        """The working directory of the compilation."""
        for kind, fields in self.nodes.values():
            if kind == "DICompileUnit":
                return self.nodes[int(fields["file"])][1].get("directory", "")
        return ""


def parse(text: str) -> Module:
    """Read a module."""
    lines = text.split("\n")
    nodes = {}
    for line in lines:
        found = _NODE.match(line) if line.startswith("!") else None
        if found:
            nodes[int(found[1])] = found[2], _fields(found[3])
    functions, at = [], 0
    while at < len(lines):
        found = _DEFINE.match(lines[at]) if lines[at].startswith("define") else None
        if found:
            end = lines.index("}", at)
            functions.append(_function(found, lines, at, end))
            at = end
        at += 1
    return Module(lines, functions, nodes)


def _fields(text: str) -> dict[str, str]:
    return {name: a or b or c for name, a, b, c in _FIELD.findall(text)}


def _function(head: re.Match[str], lines: list[str], begin: int, end: int) -> Function:
    dbg = re.search(r"!dbg !(\d+)", lines[begin])
    parameters = head[2][: head[2].rfind(") ")]
    made = Function(head[1].strip('"'), parameters, int(dbg[1]) if dbg else None)
    # The first block's label is the number after the parameters', and nobody branches to it.
    block = Block(begin + 1, "")
    made.blocks.append(block)
    for at in range(begin + 1, end):
        line = lines[at]
        label = _LABEL.match(line)
        if label:
            # The first block may be labelled too.
            if block.instructions or block.label:
                block = Block(at + 1, "%" + label[1])
                made.blocks.append(block)
            else:
                block.entry, block.label = at + 1, "%" + label[1]
        elif line.startswith("  ") and not line.startswith(("   ", "  #", "  ]", "  ;")):
            _add(block, lines, at)
    return made


def _add(block: Block, lines: list[str], at: int) -> None:
    found = _INSTRUCTION.match(lines[at])
    if not found:
        return
    text, last = lines[at], at
    if text.rstrip().endswith("["):  # a switch, down to its closing bracket
        while not lines[last].startswith("  ]"):
            last += 1
        text = " ".join(line.strip() for line in lines[at : last + 1])
    dbg = _DBG.search(text)
    bare = re.split(r", ![a-z]", text)[0].strip()
    one = Instruction(last, bare, found[1] or "", found[2], int(dbg[1]) if dbg else None)
    block.instructions.append(one)
    if one.opcode == "phi":
        block.entry = at + 1


_WIDTHS = {"half": 2, "bfloat": 2, "float": 4, "double": 8, "ptr": 8}


def lanes(kind: str) -> int:
    """Return how many numbers a value of a type holds."""
    found = re.match(r"[<\[](\d+) x (.*)[>\]]$", kind)
    return int(found[1]) * lanes(found[2]) if found else 1


def size_of(kind: str) -> int:
    """Return the bytes of a type in memory; 0 for one that is not known."""
    found = re.match(r"[<\[](\d+) x (.*)[>\]]$", kind)
    if found:
        return int(found[1]) * size_of(found[2])
    bits = re.match(r"i(\d+)$", kind)
    return (int(bits[1]) + 7) // 8 if bits else _WIDTHS.get(kind, 0)
