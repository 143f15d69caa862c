"""The tree keeps its shape: imports point one way, files and functions stay small."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tmetal"
FILES = sorted(SOURCE.rglob("*.py"))

# A layer imports only from layers on its left, and from itself.
LAYERS = ["errors", "target", "options", "ir", "frontend", "passes", "codegen", "runtime"]
# `frontend` and `passes` do not know each other; nobody but the package's front imports `runtime`.
ALLOWED = {
    "errors": set(),
    "target": set(),
    "chips": {"errors"},
    "idioms": {"errors"},
    "options": {"errors", "chips", "idioms"},
    "debug": {"options", "ir"},
    "ir": {"errors"},
    "frontend": {"errors", "ir"},
    "passes": {"errors", "ir", "target", "chips", "idioms"},
    "codegen": {"errors", "ir", "target"},
    "explain": {"errors", "target", "chips", "idioms", "ir", "passes"},
    "runtime": {
        *("errors", "target", "chips", "options", "debug"),
        *("ir", "frontend", "passes", "codegen", "explain"),
    },
    "hardware": {"errors", "target", "chips", "options", "runtime"},
    "configs": {"errors", "chips", "runtime"},
    "ops": {"errors", "frontend", "runtime", "language", "mps", "configs"},
    "mps": {"errors", "frontend", "runtime"},
    "cli": {
        *("errors", "options", "ir", "explain", "runtime", "chips", "hardware", "language"),
    },
    "compiler": {"errors", "ir", "frontend", "runtime"},
    "tools": {"errors", "ir", "frontend", "runtime"},
    "testing": {"errors", "frontend", "runtime"},
    "language": {"ir", "frontend"},
    "reference": {"errors", "ir", "frontend", "passes", "language"},
}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
# The whole of src: grows on purpose only, by changing this line.
MAX_TOTAL_LINES = 44_000


def layer_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tmetal":
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {a.name for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("tmetal.")}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_point_to_lower_layers_only(path: Path) -> None:
    layer = layer_of(path)
    if layer in ("__init__", "__main__"):
        return
    assert imports_of(path) - {layer} <= ALLOWED[layer]


def test_no_import_hides_inside_a_function() -> None:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                assert not hidden, f"{path}:{hidden[0].lineno}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= MAX_FILE_LINES, f"{path} is too long: split it by idea"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{path}:{node.lineno} {node.name}: {length} lines"


def test_the_whole_compiler_can_be_read() -> None:
    total = sum(p.read_text().count("\n") for p in FILES)
    assert total <= MAX_TOTAL_LINES, f"src has {total} lines"


def test_every_module_says_what_it_is_for() -> None:
    for path in FILES:
        assert ast.get_docstring(ast.parse(path.read_text())), f"{path} has no docstring"


def test_the_project_depends_on_no_other_compiler() -> None:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {n.split(".")[0] for n in names} & {"triton", "torch", "jax"}, path
