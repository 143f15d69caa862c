"""Writes what each late pass gets for the kernels in `frontend/`: run it, then `pytest --accept`.

The inputs of the passes up to `bind` are written by hand; those after it follow from each other.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from tmetal import chips
from tmetal.frontend.compile import lower_function
from tmetal.ir.core import Func, show
from tmetal.ir.types import parse_type
from tmetal.passes import pipeline
from tmetal.passes.pipeline import PIPELINE, Settings

HERE = Path(__file__).parent
LATE = ("hold", "layouts", "barriers", "lower", "tidy", "ranges", "fences", "edges", "msl")
KERNELS = {
    "vector_add": LATE,
    "softmax": LATE,
    "centred_columns": LATE,
    "segment_sum": ("private",),
    "batched": ("layouts", "lower", "msl"),
    "matmul": ("ones", "induction", "slide", "layouts", "lower", "split", "walk", "msl"),
}
# The same kernel for other chips and simdgroups: what the case is called, and its settings.
OTHERS = {
    "matmul_m4": ("units", "# target=m4\n# simdgroups=2\n"),
    "matmul_m5": ("units layouts lower msl", "# target=m5\n# simdgroups=2\n"),
    "matmul_refused": ("units", "# target=m5\n# simdgroups=4\n"),
}
# What the launch decides.
HEADS = {"ones": "# ones=stride_ak,stride_bn\n", "slide": "# inside=M:32,N:32\n"}


def stages_of(path: Path, target: str = "m1", simdgroups: int = 4) -> dict[str, Func]:
    """Return the functions that the passes make of a kernel, by the pass that gets them."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    types = {name: parse_type(t) for name, t in module.TYPES.items()}
    func, _ = lower_function(module.kernel.kernel_source, types, module.CONSTANTS)
    ones = frozenset({"stride_ak", "stride_bn"})
    settings = Settings(simdgroups, ones=ones, target=chips.find(target).facts)
    names = [p.name for p in PIPELINE]
    following = dict(zip(names, [*names[1:], "msl"], strict=True))
    made = pipeline.stages(func, settings)
    return {names[0]: func} | {following[name]: f for name, f in made.items()}


def main() -> None:
    """Write all inputs."""
    for kernel, stages in KERNELS.items():
        found = stages_of(HERE / "frontend" / f"{kernel}.py")
        for stage in stages:
            (HERE / stage).mkdir(exist_ok=True)
            text = f"# {stage}: {kernel}\n{HEADS.get(stage, '')}{show(found[stage])}"
            (HERE / stage / f"{kernel}.tm").write_text(text)
    for case, (stages, head) in OTHERS.items():
        target, simdgroups = (line.split("=")[1] for line in head.splitlines())
        found = stages_of(HERE / "frontend" / "matmul.py", target, int(simdgroups))
        for stage in stages.split():
            (HERE / stage).mkdir(exist_ok=True)
            text = f"# {stage}: {case}\n{head}{show(found[stage])}"
            (HERE / stage / f"{case}.tm").write_text(text)


if __name__ == "__main__":
    main()
