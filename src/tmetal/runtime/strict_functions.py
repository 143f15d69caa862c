"""Finds the functions of a Metal text, for the rules that need to know where one begins and ends.

In: a text without comments. Out: name, place and body of every function that is defined outside of
functions. What must hold: where the braces of a text do not balance (conditional parts), nothing is
found, so that nothing is wrongly refused.
"""

import functools
import re
from dataclasses import dataclass

_HEAD = re.compile(r"(?P<before>[\s\S]*?)\b(?P<name>[A-Za-z_]\w*)\s*\((?P<inside>[\s\S]*)\)[^()]*$")
_SCOPE = re.compile(r"\b(?:struct|class|union|namespace|extern)\b")


@dataclass(frozen=True)
class Function:
    """A defined function: where its name and its body are, whether it is a template or a member."""

    name: str
    at: int
    begin: int
    end: int
    template: bool
    member: bool


def without_directives(text: str) -> str:
    """Return the text with preprocessor lines blanked, everything else where it was."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    return re.sub(r"^[ \t]*#(?:[^\n\\]|\\[^\n]|\\\n)*", blank, text, flags=re.MULTILINE)


def _close(text: str, at: int) -> int:
    """Return the index of the brace that closes the one at `at`, or -1."""
    depth = 0
    for found in re.compile(r"[{}]").finditer(text, at):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.start()
    return -1


def _plain(head: str) -> str:
    """Blank attributes, whose parentheses are not a function's."""

    def blank(found: re.Match[str]) -> str:
        return " " * len(found[0])

    return re.sub(r"\[\[.*?\]\]|__attribute__\s*\(\(.*?\)\)", blank, head, flags=re.DOTALL)


@functools.lru_cache(maxsize=8)
def functions(text: str) -> tuple[Function, ...]:
    """Return the functions that a text defines, in order."""
    code = without_directives(text)
    found: list[Function] = []
    if code.count("{") == code.count("}"):
        _collect(code, 0, len(code), False, found)
    return tuple(found)


def _collect(code: str, begin: int, end: int, member: bool, found: list[Function]) -> None:
    at = start = begin
    marks = re.compile(r"[;{}]")
    while (mark := marks.search(code, at, end)) is not None:
        at = mark.end()
        if mark[0] == "{":
            close = _close(code, mark.start())
            if close < 0:
                return
            head = _plain(code[start : mark.start()])
            function = _HEAD.match(head)
            if function and not re.search(r"(?<![=!<>])=(?!=)", head.split("(")[0]):
                name_at = start + function.start("name")
                template = re.search(r"\btemplate\b", head) is not None
                found.append(
                    Function(function["name"], name_at, mark.end(), close, template, member)
                )
            elif _SCOPE.search(head):
                inner = re.search(r"\b(?:namespace|extern)\b", head) is None
                _collect(code, mark.end(), close, member or inner, found)
            at = close + 1
        start = at
