"""Writes what each late pass gets for the kernels in `frontend/`: run it, then `pytest --accept`.

The inputs of the passes up to `bind` are written by hand; those after it follow from each other.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from tmetal.frontend.compile import lower_function
from tmetal.ir.core import Func, show
from tmetal.ir.types import parse_type
from tmetal.passes.pipeline import PIPELINE, Settings, run_pipeline

HERE = Path(__file__).parent
LATE = ("hold", "layouts", "barriers", "lower", "tidy", "ranges", "fences", "edges", "msl")
KERNELS = {
    "vector_add": LATE,
    "softmax": LATE,
    "centred_columns": LATE,
    "matmul": ("ones", "induction", "layouts", "lower", "split", "walk", "msl"),
}
HEADS = {"ones": "# ones=stride_ak,stride_bn\n"}  # what the launch decides


def stages_of(path: Path) -> dict[str, Func]:
    """Return the functions that the passes make of a kernel, by the pass that gets them."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    types = {name: parse_type(t) for name, t in module.TYPES.items()}
    func, _ = lower_function(module.kernel.kernel_source, types, module.CONSTANTS)
    made: dict[str, Func] = {}
    settings = Settings(ones=frozenset({"stride_ak", "stride_bn"}))
    run_pipeline(func, settings, made.__setitem__)
    names = [p.name for p in PIPELINE]
    following = dict(zip(names, [*names[1:], "msl"], strict=True))
    return {names[0]: func} | {following[name]: f for name, f in made.items()}


def main() -> None:
    """Write all inputs."""
    for kernel, stages in KERNELS.items():
        found = stages_of(HERE / "frontend" / f"{kernel}.py")
        for stage in stages:
            (HERE / stage).mkdir(exist_ok=True)
            text = f"# {stage}: {kernel}\n{HEADS.get(stage, '')}{show(found[stage])}"
            (HERE / stage / f"{kernel}.tm").write_text(text)


if __name__ == "__main__":
    main()
