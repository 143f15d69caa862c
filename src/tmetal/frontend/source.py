"""From a Python function to its syntax tree, with positions as they stand in the file.

The function is found by name and line in its parsed file, and keeps its place there: so decorators,
nesting and non-ASCII text need no care, and positions are true. Of the file no more is parsed than
the function's own lines, where these can be told: a large file takes longer than a kernel.
"""

from __future__ import annotations

import ast
import linecache
import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import FunctionType

from tmetal.errors import CompileError, Loc


@dataclass(frozen=True, eq=False)
class Source:
    """A function's syntax tree, and where it stands: in a file of some text."""

    node: ast.FunctionDef
    file: str
    whole: str

    @cached_property
    def text(self) -> str:
        """The text of the function."""
        return ast.get_source_segment(self.whole, self.node) or ""

    def loc(self, node: ast.AST, called_from: Loc | None = None) -> Loc:
        """Return the position of a node of the tree."""
        line = getattr(node, "lineno", self.node.lineno)
        column = getattr(node, "col_offset", 0)
        end_line = getattr(node, "end_lineno", line)
        end_column = getattr(node, "end_col_offset", column + 1)
        return Loc(self.file, line, column, end_line, end_column, self.node.name, called_from)


def source_of(fn: FunctionType) -> Source:
    """Return the source of `fn`; CompileError if there is none to be had."""
    file = fn.__code__.co_filename
    text = "".join(linecache.getlines(file, fn.__globals__))
    if not text:
        raise CompileError(
            f"the source of kernel `{fn.__name__}` cannot be found ({file}): it was defined "
            "where no source file exists (exec, or an old interactive prompt). "
            "Put the kernel in a file, or in a notebook."
        )
    return _find(file, text, fn.__name__, fn.__code__.co_firstlineno)


@cache
def _tree(text: str) -> ast.Module:
    return ast.parse(text)


def _alone(text: str, name: str, line: int) -> ast.Module | None:
    """Parse the lines of one function, at their place; None if they cannot be told.

    It ends where a statement begins as far left as the `def`. A line that is none, but part of a
    string or of brackets, leaves these open, and then what was cut off does not parse.
    """
    rows = text.split("\n")
    first = line - 1
    heads = (
        (i, re.match(rf"([ \t]*)def\s+{re.escape(name)}\b", rows[i]))
        for i in range(first, len(rows))
    )
    start, head = next(((i, m) for i, m in heads if m), (0, None))
    if head is None or (head[1] and not first):
        return None
    left = len(head[1]) + 1
    ends = (i for i in range(start + 1, len(rows)) if _begins(rows[i], left))
    cut = "\n".join(rows[first : next(ends, len(rows))])
    above = "\n" * (first - 1) + "if 1:\n" if head[1] else "\n" * first
    try:
        return ast.parse(above + cut)
    except SyntaxError:
        return None


def _begins(row: str, left: int) -> bool:
    """Whether a statement may begin in the first `left` columns of a line."""
    return not row[:left].isspace() and row.strip() != "" and row.lstrip()[0] not in "#)"


def _within(tree: ast.Module | None, name: str, line: int) -> ast.AST | None:
    """Return the function of a name whose first line, of decorators or `def`, is this one."""
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
            if first == line:
                return node
    return None


@cache
def _find(file: str, text: str, name: str, line: int) -> Source:
    node = _within(_alone(text, name, line), name, line) or _within(_tree(text), name, line)
    if isinstance(node, ast.FunctionDef):
        return Source(node, file, text)
    if isinstance(node, ast.AsyncFunctionDef):
        loc = _head(file, node, name, "async def " + name)
        raise CompileError(f"kernel `{name}` is `async`. Write a plain `def`.", loc)
    if name == "<lambda>":
        found = [n for n in ast.walk(_tree(text)) if isinstance(n, ast.Lambda) and n.lineno == line]
        at = _head(file, found[0], name, "lambda") if found else None
        raise CompileError("a kernel is a `def`, not a lambda. Write def kernel(x_ptr): ...", at)
    raise CompileError(
        f"the source of kernel `{name}` is not at {file}:{line}: the file has changed since it "
        "was imported. Restart Python."
    )


def _head(file: str, node: ast.expr | ast.stmt, name: str, head: str) -> Loc:
    """Return the position of the first words of a node."""
    column = node.col_offset
    return Loc(file, node.lineno, column, node.lineno, column + len(head.encode()), name)


def parameter_loc(fn: FunctionType, name: str, stars: str) -> Loc | None:
    """Return where a starred parameter stands in its function's head, if there is a source."""
    try:
        source = source_of(fn)
    except CompileError:
        return None
    found = [n for n in ast.walk(source.node.args) if isinstance(n, ast.arg) and n.arg == name]
    if not found:
        return None
    at = source.loc(found[0])
    return replace(at, column=at.column - len(stars))
