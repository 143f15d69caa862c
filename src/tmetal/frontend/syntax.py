"""The Python that kernels are not written in: one sentence per node, saying what to write."""

from __future__ import annotations

import ast

FORBIDDEN: dict[type[ast.AST], str] = {
    ast.AsyncFor: "`async for` has no meaning in a kernel. Write a plain `for`.",
    ast.AsyncWith: "`async with` has no meaning in a kernel. Remove it.",
    ast.AsyncFunctionDef: "`async def` has no meaning in a kernel. Write a plain `def`.",
    ast.Await: "`await` has no meaning in a kernel. Remove it.",
    ast.ClassDef: "a class cannot be defined in a kernel. Define it outside.",
    ast.Delete: "`del` has no meaning in a kernel. Remove it.",
    ast.Dict: "a dict cannot be made in a kernel. Use separate variables or a tuple.",
    ast.DictComp: "a dict cannot be made in a kernel. Use separate variables or a tuple.",
    ast.GeneratorExp: "a generator cannot be made in a kernel. Write a `for` loop.",
    ast.Global: "`global` has no meaning in a kernel. Pass the value as a parameter.",
    ast.Import: "`import` cannot stand in a kernel. Import at the top of the file.",
    ast.ImportFrom: "`import` cannot stand in a kernel. Import at the top of the file.",
    ast.Match: "`match` is not in the kernel language. Write if/elif.",
    ast.NamedExpr: "`:=` is not in the kernel language. Write the assignment on its own line.",
    ast.Nonlocal: "`nonlocal` has no meaning in a kernel. Pass the value as a parameter.",
    ast.Raise: "a kernel cannot raise. Check arguments before the launch; for compile-time "
    "conditions write tl.static_assert(condition, message).",
    ast.Set: "a set cannot be made in a kernel. Use separate variables or a tuple.",
    ast.SetComp: "a set cannot be made in a kernel. Use separate variables or a tuple.",
    ast.Starred: "`*` takes a tuple apart in a call, a tuple or an assignment. Write x[i].",
    ast.Try: "`try` cannot stand in a kernel: nothing in a kernel raises. Remove it.",
    ast.TryStar: "`try` cannot stand in a kernel: nothing in a kernel raises. Remove it.",
    ast.With: "`with` has no meaning in a kernel. Remove it.",
    ast.Yield: "a kernel cannot yield. Store results through a pointer: tl.store(out_ptr, x).",
    ast.YieldFrom: "a kernel cannot yield. Store results through a pointer: tl.store(out_ptr, x).",
}
if hasattr(ast, "TypeAlias"):
    FORBIDDEN[ast.TypeAlias] = "`type` has no meaning in a kernel. Put it at module level."
if hasattr(ast, "TemplateStr"):
    FORBIDDEN[ast.TemplateStr] = "a t-string has no meaning in a kernel. Write an f-string."


def advice(node: ast.AST) -> str:
    """Return the sentence for a node that kernels cannot use."""
    known = FORBIDDEN.get(type(node))
    return known or (
        f"Python's `{type(node).__name__}` is not in the kernel language. "
        "Use assignments, if, for, while, calls and arithmetic."
    )
