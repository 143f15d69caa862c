"""Helpers of the tests of whole-tile functions: one program that loads, computes and stores."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kernels import make, run


def index_text(shape: tuple[int, ...], name: str = "") -> str:
    """Return the expression of the row-major offsets of a tile."""
    if not shape:
        return "0"
    parts = []
    for d, n in enumerate(shape):
        where = ", ".join(":" if e == d else "None" for e in range(len(shape)))
        step = math.prod(shape[d + 1 :])
        item = f"[{where}]" if len(shape) > 1 else ""
        parts.append(f"tl.arange(0, {n}){item} * {step}")
    return " + ".join(parts)


def program(
    inputs: dict[str, Any], body: str, outputs: dict[str, tuple[int, ...]], helpers: str = ""
) -> Any:
    """Return a kernel that loads `inputs`, runs `body`, and stores the named tiles."""
    names = [f"{n}_ptr" for n in (*inputs, *outputs)]
    lines = [helpers, "@tmetal.jit", f"def k({', '.join(names)}):"]
    for name, array in inputs.items():
        lines.append(f"    {name} = tl.load({name}_ptr + ({index_text(array.shape)}))")
    lines += [f"    {line}" for line in body.strip().splitlines()]
    for name, shape in outputs.items():
        lines.append(f"    tl.store({name}_ptr + ({index_text(shape)}), {name})")
    return make("\n".join(lines))


def compute(
    backend: str,
    inputs: dict[str, Any],
    body: str,
    outputs: dict[str, tuple[tuple[int, ...], Any]],
    helpers: str = "",
    **options: Any,
) -> list[Any]:
    """Run `body` on input tiles and return the output tiles; outputs give shape and dtype."""
    kernel = program(inputs, body, {n: s for n, (s, _) in outputs.items()}, helpers)
    empty = [np.zeros(shape or (1,), dtype) for shape, dtype in outputs.values()]
    done = run(kernel, backend, (1,), *inputs.values(), *empty, **options)
    found = done[len(inputs) :]
    return [f.reshape(shape) for f, (shape, _) in zip(found, outputs.values(), strict=True)]
