"""Gives threadgroup variables places in the memory of the running thread's group.

A variable becomes a reference into the arena of the group, which is found from the thread's stack.
Kernels alone may declare such variables, in any scope of their body; all of a kernel's variables
exist at once, so their places follow each other and are constants.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tmetal.runtime.entry import kernels
from tmetal.runtime.strict import ARENA_BYTES, body, refuse

# The beginning of a statement that may declare threadgroup variables.
_DECLARATION = re.compile(
    r"(?<=[;{}])(?:\s*#[^\n]*\n)*\s*(?P<at>(?:alignas\s*\([^()]*\)\s*|__attribute__\s*\(\(.*?\)\)\s*)?threadgroup\b)"
)
_ALIGNMENT = re.compile(r"\balignas\s*\([^()]*\)|__attribute__\s*\(\(.*?\)\)")
_DECLARATOR = re.compile(r"(.*?)\b(\w+)\s*((?:\[.*\]\s*)?)$", re.DOTALL)


@dataclass(frozen=True)
class _Statement:
    start: int
    end: int  # just after the `;`, or at the initializer
    text: str  # what is declared, without the word threadgroup
    initialized: bool


@dataclass(frozen=True)
class _Variable:
    kind: str
    name: str


def _statement(text: str, start: int, begin: int) -> _Statement:
    """Read a declaration up to its end or its initializer; `begin` is after `threadgroup`."""
    depth = 0
    for found in re.compile(r"[(){}\[\];]|(?<![=!<>])=(?!=)").finditer(text, begin):
        mark = found[0]
        if depth == 0 and mark in ";={":
            declared = _ALIGNMENT.sub("", text[begin : found.start()])
            return _Statement(start, found.end(), declared, mark != ";")
        depth += (mark in "([{") - (mark in ")]}")
    raise refuse(text, start, "this threadgroup declaration has no end")


def _variables(declared: str) -> list[_Variable]:
    """Read `T a[4], b`; empty if it cannot be read."""
    kind = ""
    found: list[_Variable] = []
    for one in _parts(declared):
        parts = _DECLARATOR.match(one)
        if parts is None or not (kind := parts[1].strip() or kind):
            return []
        found.append(_Variable(f"{kind} {parts[3].strip()}".strip(), parts[2]))
    return found


def _parts(declared: str) -> Iterator[str]:
    """Split declarators at commas outside of brackets and template arguments."""
    depth, last = 0, 0
    for i, letter in enumerate(declared):
        depth += (letter in "([<") - (letter in ")]>")
        if letter == "," and depth == 0:
            yield declared[last:i].strip()
            last = i + 1
    yield declared[last:].strip()


def _points(declared: str) -> bool:
    """Tell whether a pointer to, or a reference into threadgroup memory is declared."""
    while (plain := re.sub(r"\[[^\[\]]*\]|<[^<>]*>", "", declared)) != declared:
        declared = plain
    return bool(re.search(r"[*&(]", declared))


def _statements(text: str) -> Iterator[_Statement]:
    for found in _DECLARATION.finditer(text):
        one = _statement(text, found.start("at"), found.end())
        if not _points(one.text):
            yield one


class _Places:
    """The places of one kernel's variables, in the order of the text."""

    def __init__(self) -> None:
        self.variables: list[_Variable] = []
        self.scopes: list[tuple[int, list[int]]] = []  # where each was declared, innermost last

    def add(self, new: list[_Variable], open_scopes: tuple[int, ...]) -> str:
        """Return the text that replaces the declaration of `new`, inside of these scopes."""
        visible = {
            number for scope, numbers in self.scopes if scope in open_scopes for number in numbers
        }
        count = len(self.variables)
        # Places that other, closed scopes have taken are named again here.
        hidden = [number for number in range(count) if number not in visible]
        text = [_place(self.variables[number].kind, number) for number in hidden]
        self.variables += new
        numbers = list(range(count, len(self.variables)))
        for number in numbers:
            one = self.variables[number]
            text += [_place(one.kind, number), _reference(one, number)]
        self.scopes.append((open_scopes[-1], hidden + numbers))
        return " ".join(text)


def _place(kind: str, number: int) -> str:
    at, end = f"tm_at_{number}", f"tm_end_{number}"
    return (
        f"constexpr uint {at} = tm::place<{kind}>({f'tm_end_{number - 1}' if number else '0u'});"
        f" constexpr uint {end} = {at} + sizeof({kind});"
        f' static_assert({end} <= {ARENA_BYTES}u, "more than 32 KB of threadgroup memory");'
    )


def _reference(one: _Variable, number: int) -> str:
    return (
        f"threadgroup tm::named<{one.kind}>& {one.name} ="
        f" *(threadgroup tm::named<{one.kind}>*)"
        f"(tm::variable({number}u, tm_at_{number}, tm_end_{number}));"
    )


def _open_scopes(text: str, begin: int, at: int) -> tuple[int, ...]:
    """Return where the scopes that are open at `at` began, the outermost first."""
    scopes = [begin]
    for found in re.compile(r"[{}]").finditer(text, begin, at):
        if found[0] == "{":
            scopes.append(found.end())
        else:
            scopes.pop()
    return tuple(scopes)


def place_variables(text: str, entry: str) -> tuple[str, bool]:
    """Give the threadgroup variables of all kernels places; tell whether there are any.

    Raises `CompileFailure` for a variable outside of a kernel, or one with an initializer.
    """
    bodies = {body(text, entry), *(kernel.body for kernel in kernels(text))}
    places = {span: _Places() for span in bodies}
    pieces, done = [], 0
    for one in _statements(text):
        inside = [span for span in bodies if span[0] <= one.start < span[1]]
        if not inside:
            message = "threadgroup variables are declared in the body of a kernel only"
            raise refuse(text, one.start, message)
        if one.initialized:
            raise refuse(text, one.start, "threadgroup variables cannot be initialized")
        variables = _variables(one.text)
        if not variables:
            raise refuse(text, one.start, "this threadgroup declaration is not understood")
        scopes = _open_scopes(text, inside[0][0], one.start)
        replaced = places[inside[0]].add(variables, scopes)
        pieces += [text[done : one.start], replaced, "\n" * one.text.count("\n")]
        done = one.end
    return "".join(pieces) + text[done:], done > 0
