"""A function's tree is the same whether its file is parsed or its own lines alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tmetal.frontend import source

ODD = '''
import functools


@functools.cache
@functools.wraps(
    print
)
def decorated(
    a, b=(1,
2),
) -> None:
    """A text whose next line
begins at the left edge.
def decorated(): pass
"""
# A remark at the left edge.
    x = [
1, 2]
    y = a + \\
b
    s = "é\\
x"

    def inner():
        return 1
        # The last of it.

    return inner, x, y, s
after = 1
class Group:
    def method(self): return (
        self
    )
if True:
\tdef tabbed(x):
\t\tif x:
\t\t\treturn "ü", x

\t\treturn 0
\tother = 2
def decorated(x): return x; y = 2
def last():
    pass
    # no newline after this'''


def functions(text: str) -> list[ast.FunctionDef]:
    return [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]


def check(text: str) -> int:
    """Compare every function of a file, with all positions; return how many were cut out."""
    alone = 0
    for node in functions(text):
        first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
        cut = source._within(source._alone(text, node.name, first), node.name, first)
        alone += cut is not None
        if cut is not None:
            assert ast.dump(cut, include_attributes=True) == ast.dump(node, include_attributes=True)
    return alone


def test_odd_layouts_are_cut_out_whole_or_not_at_all() -> None:
    assert check(ODD) == len(functions(ODD)) - 1  # `decorated` has a bracket's end at the left


@pytest.mark.parametrize("name", ["gallery.py", "kernels.py", "test_loops.py"])
def test_every_function_of_a_file_is_cut_out(name: str) -> None:
    text = (Path(__file__).parent / name).read_text()
    assert check(text) == len(functions(text)) > 3


def test_the_rest_of_a_file_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_tree", None)
    node = source._find("a.py", "x = 1\ndef f(y):\n    return y\nz = 2\n" * 2, "f", 6).node
    assert (node.lineno, node.end_lineno) == (6, 7)
