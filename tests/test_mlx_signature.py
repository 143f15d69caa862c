"""What tmetal assumes of `mx.fast.metal_kernel` is what MLX really generates.

MLX records a kernel while exporting, on machines without Metal too, and prints its source.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal import options
from tmetal.codegen.signature import Bound, assemble
from tmetal.ir.types import DTYPES
from tmetal.runtime import cpu
from tmetal.runtime.arrays import FROM_MLX, TO_MLX
from tmetal.runtime.metal import MetalLaunch
from tmetal.runtime.specialize import launch_name


@tmetal.jit
def scale(x_ptr, out_ptr, a, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    tl.store(out_ptr + offsets, tl.where(x != 0, x, x).to(out_ptr.dtype.element_ty), mask=mask)
    tl.store(out_ptr + offsets, x, mask=mask & (a > 0))


@tmetal.jit
def similar_names(x, x_shape, xs, data_strides, thread_index_in_simdgroup, n, BLOCK: tl.constexpr):
    """Names that contain one another, and those that MLX looks for in the source."""
    x_ndim = tl.arange(0, BLOCK)
    threads_per_grid = x_ndim < n
    total = tl.load(x + x_ndim, threads_per_grid) + tl.load(xs + x_ndim, threads_per_grid)
    total += tl.load(x_shape + x_ndim, threads_per_grid)
    tl.store(data_strides + x_ndim, total, threads_per_grid)
    tl.store(thread_index_in_simdgroup + x_ndim, total + 1, threads_per_grid)


@tmetal.jit
def no_arguments_but_an_output(out_ptr):
    tl.store(out_ptr, tl.program_id(1) + tl.num_programs(2))


@tmetal.jit
def in_place(x_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.arange(0, BLOCK)
    tl.store(x_ptr + offsets, tl.load(x_ptr + offsets, offsets < n) + 1, offsets < n // 2)


def generated(kernel: Any, grid: tuple[int, ...], args: tuple[Any, ...], **constants: Any) -> str:
    """Return the source that MLX prints for a launch recorded in an export."""

    def record(*arrays: mx.array) -> mx.array:
        given = iter(arrays)
        values = [next(given) if isinstance(a, mx.array) else a for a in args]
        kernel[grid](*values, **constants)
        return [v for v in values if isinstance(v, mx.array)]

    arrays = [a for a in args if isinstance(a, mx.array)]
    real = MetalLaunch.make

    def loud(self: MetalLaunch, *rest: Any) -> Any:
        self.verbose = True
        return real(self, *rest)

    with (
        options.override(backend="metal"),
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryFile("w+") as out,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(MetalLaunch, "make", loud)
        saved = os.dup(1)
        os.dup2(out.fileno(), 1)  # MLX prints from C++
        try:
            mx.export_function(str(Path(folder) / "f.mlxfn"), record, *arrays)
        finally:
            os.dup2(saved, 1)
            os.close(saved)
        out.seek(0)
        text = out.read()
    found = re.search(r"Generated source code for `\w+`:\n```\n(.*)\n```", text, re.S)
    assert found, text
    return found[1]


def assumed(kernel: Any, args: tuple[Any, ...], real: str) -> str:
    """Return the text that the CPU executor compiles for the same launch."""
    variants = kernel._last.kernels.values()
    made = next(k for k in variants if launch_name(k) in real)
    values = dict(zip(kernel.names, args, strict=False))
    bounds = []
    for a in made.inputs:
        v = values[a.parameter]
        if a.role == "scalar":
            bounds.append(Bound(a.dtype, 1, 0))
        else:
            bounds.append(Bound(a.dtype, max(1, v.size), max(1, v.ndim)))
    program = assemble(made, launch_name(made), bounds)
    # What MLX would compile must also pass the strict host compile.
    cpu.load(program.text, program.entry, program.buffers, program.attributes)
    return program.text


def normal(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize("size", [1, 7, 8, 1000])
@pytest.mark.parametrize("dtype", DTYPES, ids=lambda d: d.title)
def test_the_signature_is_the_one_that_mlx_generates(dtype: Any, size: int) -> None:
    x, out = mx.zeros((size,), TO_MLX[dtype]), mx.zeros((size,), TO_MLX[dtype])
    args = (x, out, 2.0, size)
    real = generated(scale, (1,), args, BLOCK=1024)
    assert normal(real) == normal(assumed(scale, args, real))
    assert FROM_MLX[x.dtype] is dtype
    space = "constant" if size < 8 else "device"
    assert f"const {space} {dtype.msl}* x_ptr [[buffer(0)]]" in real


def test_an_array_of_no_dimensions_is_bound_as_one_element() -> None:
    args = (mx.array(3.0), mx.array(0.0), 2.0, 1)
    real = generated(scale, (1,), args, BLOCK=16)
    assert "const constant float* x_ptr [[buffer(0)]]" in real
    assert normal(real) == normal(assumed(scale, args, real))


def test_names_that_contain_one_another_or_mlx_words_add_no_arguments() -> None:
    arrays = [mx.zeros((100,)) for _ in range(5)]
    args = (*arrays, 100)
    real = generated(similar_names, (1,), args, BLOCK=128)
    assert normal(real) == normal(assumed(similar_names, args, real))
    assert len(re.findall(r"\[\[buffer\(\d+\)\]\]", real)) == 6


def test_a_kernel_without_inputs_and_attributes_of_the_grid_are_declared() -> None:
    args = (mx.zeros((1,), mx.int32),)
    real = generated(no_arguments_but_an_output, (1, 2, 3), args)
    assert normal(real) == normal(assumed(no_arguments_but_an_output, args, real))


def test_an_array_that_keeps_old_elements_gets_a_map_of_the_written_ones() -> None:
    args = (mx.zeros((64,)), 64)
    real = generated(in_place, (1,), args, BLOCK=64)
    assert "device bool* x_ptr_written [[buffer(3)]]" in real
    assert normal(real) == normal(assumed(in_place, args, real))


def test_the_source_is_ascii_whatever_the_user_writes() -> None:
    args = (mx.zeros((100,)), mx.zeros((100,)), 100)
    real = generated(größe, (1,), args, BLOCK=128)
    assert real.isascii()
    assert normal(real) == normal(assumed(größe, args, real))


@tmetal.jit
def größe(é_ptr, out_ptr, ñ, BLOCK: tl.constexpr):
    δ = tl.arange(0, BLOCK)
    tl.store(out_ptr + δ, tl.load(é_ptr + δ, δ < ñ), δ < ñ)


def test_a_launch_is_recorded_in_an_export_on_a_machine_without_metal(tmp_path: Path) -> None:
    x, out = mx.arange(100, dtype=mx.float32), mx.zeros((100,))

    def record(x: mx.array, out: mx.array) -> mx.array:
        scale[(1,)](x, out, 2.0, 100, BLOCK=128)
        return out

    with options.override(backend="metal"):
        mx.export_function(str(tmp_path / "f.mlxfn"), record, x, out)
    recorded = (tmp_path / "f.mlxfn").read_bytes()
    assert scale.msl.splitlines()[-2].strip().encode() in recorded


def test_scalars_of_python_are_bound_as_the_types_that_the_kernel_declares() -> None:
    args = (mx.zeros((100,)), mx.zeros((100,)), True, 100)
    real = generated(scale, (1,), args, BLOCK=128)
    assert "const constant bool& a" in real
    assert "const constant int32_t& n" in real
    wide = (mx.zeros((100,)), mx.zeros((100,)), np.float32(1.5), 1 << 40)
    real = generated(scale, (1,), wide, BLOCK=128)
    assert "const constant float& a" in real
    assert "const constant int64_t& n" in real
