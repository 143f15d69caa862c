"""Launches recorded for a Mac: the graph that MLX has, and the files of `tmetal.export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from copying import add_one, copy, number, run
from tmetal import LaunchError, options
from tmetal.runtime import cpu
from tmetal.runtime.entry import signature

N = 60


@tmetal.jit
def both(x_ptr, low_ptr, high_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + i, i < n)
    tl.store(low_ptr + i, x - 1, i < n)
    tl.store(high_ptr + i, x + 1, i < n)


def graph(function: Any, *arrays: mx.array) -> list[dict[str, Any]]:
    """Return the operations that MLX records of a function on Metal."""
    records: list[dict[str, Any]] = []
    with options.override(backend="metal"):
        mx.export_function(records.append, function, *arrays)
    return [r for r in records if r["type"] == "primitive"]


def names(steps: list[dict[str, Any]]) -> list[str]:
    return [s["name"] for s in steps]


def zeros() -> mx.array:
    return mx.zeros(N)


def run_described(description: Path, inputs: list[np.ndarray]) -> list[np.ndarray]:
    """Run exported kernels on the CPU executor, by what the description says and nothing else."""
    said = json.loads(description.read_text())
    memory = {a["id"]: x for a, x in zip(said["inputs"], inputs, strict=True)}
    for c in said["constants"]:
        memory[c["id"]] = np.array(c["value"], c["dtype"]).reshape(c["shape"])
    for step in said["steps"]:
        assert step["op"] == "CustomKernel"
        for b in step["buffers"]:
            if b["id"] in step["outputs"]:
                start = step["init_value"]
                memory[b["id"]] = np.full(b["shape"], 99 if start is None else start, b["dtype"])
        text = (description.parent / step["file"]).read_text()
        taken = signature(text, step["entry"])
        program = cpu.load(text, step["entry"], taken.buffers, taken.attributes)
        pointers = [memory[b["id"]].__array_interface__["data"][0] for b in step["buffers"]]
        group = step["threadgroup"]
        groups = [t // g for t, g in zip(step["threads"], group, strict=True)]
        program.run(pointers, tuple(groups), group[0])
    return [memory[a["id"]] for a in said["outputs"]]


# ---- the graph of a launch


def test_a_covered_launch_is_one_operation() -> None:
    steps = graph(lambda x, out: run(copy, x, out, n=N), zeros(), zeros())
    assert names(steps) == ["CustomKernel"]
    assert [a[1] for a in steps[0]["outputs"]] == [(N,)]
    assert [a[1] for a in steps[0]["inputs"]] == [(N,), ()]  # the old output is no input


def test_a_launch_that_writes_in_part_merges_old_and_new_by_a_map() -> None:
    steps = graph(lambda out: run(number, out, n=50, step=2), zeros())
    assert names(steps) == ["CustomKernel", "Select"]
    assert [str(a[2]) for a in steps[0]["outputs"]] == ["mlx.core.float32", "mlx.core.bool"]


@pytest.mark.parametrize("make", [tmetal.empty, tmetal.zeros])
def test_a_placeholder_needs_no_merge(make: Any) -> None:
    steps = graph(lambda x: run(number, make(N), n=50, step=2) + x, zeros())
    assert names(steps) == ["CustomKernel", "Add"]


def test_a_launch_that_writes_two_arrays_is_one_operation() -> None:
    steps = graph(lambda x: both[(1,)](x, tmetal.empty(N), tmetal.empty(N), N, BLOCK=64), zeros())
    assert names(steps) == ["CustomKernel"]
    assert len(steps[0]["outputs"]) == 2


def test_an_array_that_is_changed_in_place_is_an_input_and_an_output() -> None:
    steps = graph(lambda x: run(add_one, run(add_one, x, n=N), n=N), zeros())
    assert names(steps) == ["CustomKernel"] * 2
    assert steps[0]["outputs"][0] in steps[1]["inputs"]


def test_a_launch_inside_compile_is_an_operation_between_others() -> None:
    step = mx.compile(lambda x: run(copy, x * 2, tmetal.empty_like(x), n=N) + 1)
    found = [n for n in names(graph(step, zeros())) if n != "Broadcast"]
    assert found == ["Multiply", "CustomKernel", "Add"]


def test_one_array_for_two_outputs_is_refused_before_anything_is_recorded() -> None:
    with pytest.raises(LaunchError, match="`low_ptr` and `high_ptr`"):
        graph(lambda x, out: both[(1,)](x, out, out, N, BLOCK=64), zeros(), zeros())


def test_launches_of_other_shapes_and_numbers_do_not_share_a_recipe() -> None:
    def several(x: mx.array) -> list[mx.array]:
        parts = [run(copy, x[:n], tmetal.empty(n), n=n) for n in (N, 32, 5)]
        return [*parts, run(number, tmetal.empty(N), n=8, step=3)]

    sizes = [s["outputs"][0][1] for s in graph(several, zeros()) if s["name"] == "CustomKernel"]
    assert sorted(sizes) == [(5,), (32,), (N,), (N,)]


# ---- files


def test_an_exported_launch_runs_from_its_files(tmp_path: Path) -> None:
    x = np.arange(N, dtype=np.float32)
    files = tmetal.export(
        both[(1,)], tmp_path / "both.mlxfn", x, tmetal.empty(N), tmetal.zeros(N), n=N, BLOCK=64
    )
    assert [f.name for f in files] == ["both.mlxfn", "both.json", "both.metal"]
    low, high = run_described(files[1], [x])
    np.testing.assert_array_equal(low, x - 1)
    np.testing.assert_array_equal(high, x + 1)


@pytest.mark.parametrize("fill", [0, 2.5, -1e30])
def test_what_outputs_start_with_is_described(tmp_path: Path, fill: float) -> None:
    files = tmetal.export(
        lambda: run(number, tmetal.full(N, fill, tl.float32), n=50, step=2), tmp_path / "fill"
    )
    (found,) = run_described(files[1], [])
    expected = np.full(N, fill, np.float32)
    expected[:50:2] = np.arange(100, 150, 2)
    np.testing.assert_array_equal(found, expected)


def test_an_exported_function_has_a_file_for_each_kernel(tmp_path: Path) -> None:
    def function(x: mx.array) -> mx.array:
        return run(add_one, run(copy, x, tmetal.empty_like(x), n=N), n=N)

    files = tmetal.export(function, tmp_path / "two", zeros())
    assert [f.name for f in files] == ["two.mlxfn", "two.json", "two.metal", "two_2.metal"]
    (found,) = run_described(files[1], [np.arange(N, dtype=np.float32)])
    assert found.tolist() == [i + 1 for i in range(N)]


def test_an_exported_file_can_be_imported(tmp_path: Path) -> None:
    files = tmetal.export(copy[(2,)], tmp_path / "f", zeros(), tmetal.empty(N), N, BLOCK=32)
    with pytest.raises(ValueError, match="gpu"):  # MLX asks for a GPU the first time only
        mx.import_function(str(files[0]))
    (out,) = mx.import_function(str(files[0]))(zeros())
    assert (out.shape, out.dtype) == ((N,), mx.float32)
    dot = tmp_path / "graph.dot"
    mx.export_to_dot(str(dot), out)
    assert dot.read_text().count("CustomKernel") == 1
    with pytest.raises(RuntimeError, match="GPU"):
        mx.eval(out)


def looks(x: mx.array) -> mx.array:
    return x * x.sum().item()


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (copy, r"copy\[grid\]"),
        (3, "not a int"),
        (lambda x: None, "no MLX array"),
        (looks, "contents of an array"),
        (lambda x: mx.vmap(lambda r: run(copy, r, tmetal.empty(1), n=1))(x[:, None]), "grid axis"),
    ],
)
def test_what_cannot_be_exported_is_refused(tmp_path: Path, target: Any, words: str) -> None:
    with pytest.raises(LaunchError, match=words):
        tmetal.export(target, tmp_path / "f", zeros())


def test_a_mistake_in_an_exported_launch_is_reported_as_ever(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match="missing `n`"):
        tmetal.export(copy[(1,)], tmp_path / "f", zeros(), zeros(), BLOCK=32)
    assert not list(tmp_path.iterdir())
