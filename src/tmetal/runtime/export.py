"""`tmetal.export`: launches as files for a Mac, made on any machine.

In: a launcher `kernel[grid]`, or a function of arrays that launches kernels, and example arguments.
Out: `name.mlxfn`, which MLX loads in Python, C++ and Swift; the text of each kernel, `name.metal`
(`name_2.metal`…); and `name.json`, which says how to launch those without MLX: the arrays, and one
step for each operation in order. What must hold: texts and sizes are those that MLX recorded.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tmetal.errors import LaunchError
from tmetal.runtime.adapters import TensorWrapper
from tmetal.runtime.arrays import as_mlx, is_mlx, is_numpy, mx
from tmetal.runtime.recording import recording, start_of

# What MLX's own prelude defines and kernels of tmetal use.
_PRELUDE = """#include <metal_stdlib>
using namespace metal;
typedef half float16_t;
typedef bfloat bfloat16_t;
"""
_BUFFER = re.compile(r"\b(\w+) \[\[buffer\((\d+)\)\]\]")
_LITERAL = 64  # constants of more elements are in the .mlxfn alone


def export(target: Callable[..., Any], path: str | Path, *args: Any, **kwargs: Any) -> list[Path]:
    """Write a launch, or a function with launches, to files for a Mac; return their paths.

    target: `kernel[grid]`, or a function that returns arrays. Arrays among the arguments become the
    inputs of the exported function, in order; all other arguments are fixed. What the target
    returns (a launch: what it writes) are its outputs. path: its suffix is replaced by `.mlxfn`,
    `.metal` and `.json`. Nothing is computed. LaunchError for a target that returns no arrays, or
    looks at the contents of one.
    """
    _check(target)
    arrays, call = _function(target, args, kwargs)
    stem = Path(path).with_suffix("")
    records: list[dict[str, Any]] = []
    try:
        with recording():
            mx.export_function(records.append, call, *arrays)
            mx.export_function(str(stem.with_suffix(".mlxfn")), call, *arrays)
    except ValueError as error:
        raise _explained(error) from None
    texts = _texts(records)
    files = _files(stem, list(texts.values()))
    names = {entry: file.name for entry, file in zip(texts, files, strict=True)}
    description = stem.with_suffix(".json")
    description.write_text(json.dumps(_description(stem.name, records, names), indent=1) + "\n")
    return [stem.with_suffix(".mlxfn"), description, *files]


def _check(target: Any) -> None:
    if hasattr(target, "kernel_source"):
        raise LaunchError(
            f"tmetal.export takes a kernel with its grid: tmetal.export({target.__name__}[grid], "
            "path, …)."
        )
    if not callable(target):
        raise LaunchError(
            f"tmetal.export takes kernel[grid] or a function, not a {type(target).__name__}."
        )


def _explained(error: ValueError) -> Exception:
    """Return the error to raise for one of MLX's."""
    if "transformation" in str(error):
        return LaunchError(
            "the function looks at the contents of an array while it is recorded: they do not "
            "exist yet. Pass what it needs as numbers."
        )
    if "Not implemented for CustomKernel" in str(error):
        return LaunchError(
            "MLX cannot map or differentiate a launch. Instead of mx.vmap, give the kernel a grid "
            "axis for the batch; for gradients, write the launch into an mx.custom_function with "
            "a rule (docs/launching.md)."
        )
    return error


def _function(
    target: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[list[Any], Callable[..., Any]]:
    """Return the arrays among the arguments, and the target as a function of them alone."""
    places: list[int | str] = [i for i, a in enumerate(args) if _is_array(a)]
    places += [n for n, a in kwargs.items() if _is_array(a)]
    arrays = [as_mlx(args[p] if isinstance(p, int) else kwargs[p]) for p in places]

    def call(*given: Any) -> Any:
        values, named = list(args), dict(kwargs)
        for place, array in zip(places, given, strict=True):
            if isinstance(place, int):
                values[place] = array
            else:
                named[place] = array
        found = target(*values, **named)
        results = list(found) if isinstance(found, tuple | list) else [found]
        if not results or not all(is_mlx(r) for r in results):
            raise LaunchError(
                "tmetal.export: the function returns what is no MLX array. Return what launches "
                "return, or the arrays that they write."
            )
        return results

    return arrays, call


def _is_array(x: Any) -> bool:
    if isinstance(x, TensorWrapper):
        raise LaunchError("tmetal.export takes no reinterpreted arrays. Use array.view(dtype).")
    return is_mlx(x) or is_numpy(x)


def _texts(records: list[dict[str, Any]]) -> dict[str, str]:
    """Return the Metal text of each kernel by its entry point."""
    launches = [r["arguments"] for r in records if r.get("name") == "CustomKernel"]
    return {entry: text for entry, text, *_ in launches}


def _files(stem: Path, texts: list[str]) -> list[Path]:
    """Write each kernel's text to a file of its own: they share names of helpers."""
    paths = [stem.with_suffix(".metal")]
    paths += [stem.with_name(f"{stem.name}_{i}.metal") for i in range(2, len(texts) + 1)]
    for path, text in zip(paths, texts, strict=False):
        path.write_text(_PRELUDE + text, encoding="ascii")
    return paths[: len(texts)]


def _description(name: str, records: list[dict[str, Any]], files: dict[str, str]) -> dict[str, Any]:
    kinds = {r["type"]: r for r in records if r["type"] != "primitive"}
    steps = [r for r in records if r["type"] == "primitive"]
    return {
        "name": name,
        "mlx": mx.__version__,  # type: ignore[attr-defined]
        "inputs": [_array(a) for a in kinds["inputs"]["inputs"]],
        "outputs": [_array(a) for a in kinds["outputs"]["outputs"]],
        "constants": [_constant(n, x) for n, x in kinds["constants"]["constants"]],
        "steps": [_step(r, files) for r in steps],
    }


def _array(record: tuple[str, tuple[int, ...], Any]) -> dict[str, Any]:
    name, shape, dtype = record
    return {"id": name, "shape": list(shape), "dtype": _title(dtype)}


def _title(dtype: Any) -> str:
    return str(dtype).removeprefix("mlx.core.")


def _constant(name: str, x: Any) -> dict[str, Any]:
    value = {"value": _plain(x.tolist())} if x.size <= _LITERAL else {}
    return {"id": name, "shape": list(x.shape), "dtype": _title(x.dtype), **value}


def _plain(x: Any) -> Any:
    """Return numbers as JSON has them: NaN and infinities are texts."""
    if isinstance(x, list):
        return [_plain(v) for v in x]
    return str(x) if isinstance(x, float) and not math.isfinite(x) else x


def _step(record: dict[str, Any], files: dict[str, str]) -> dict[str, Any]:
    """Describe one operation; of a kernel also its file, its size in threads, and its buffers."""
    step = {"op": record["name"]}
    inputs, outputs = ([_array(a) for a in record[k]] for k in ("inputs", "outputs"))
    if record["name"] != "CustomKernel":
        plain = [a for a in record["arguments"] if isinstance(a, bool | int | float | str | tuple)]
        return step | {"arguments": plain, "inputs": inputs, "outputs": outputs}
    entry, text, *sizes = record["arguments"]
    slots = [n for n, _ in sorted(_BUFFER.findall(text), key=lambda found: int(found[1]))]
    bound = [{"parameter": n, **a} for n, a in zip(slots, inputs + outputs, strict=True)]
    return step | {
        "file": files[entry],
        "entry": entry,
        "threads": sizes[:3],
        "threadgroup": sizes[3:6],
        "init_value": _plain(start_of(entry)),
        "buffers": bound,
        "outputs": [a["id"] for a in outputs],
    }
