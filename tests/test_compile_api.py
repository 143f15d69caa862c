"""Kernels without launches (`compile`, `warmup`), and what else a launch takes or refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal import MockTensor, options
from tmetal.compiler import ASTSource
from tmetal.runtime import driver
from tmetal.runtime.sanitize.report import SanitizerError

FACTOR = tl.constexpr(3)


@tmetal.jit
def times(x):
    return x * FACTOR


@tmetal.jit
def scale(x_ptr, out_ptr, n, BLOCK: tl.constexpr = 64):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(out_ptr + i, times(tl.load(x_ptr + i, mask=i < n)), mask=i < n)


@tmetal.jit
def wide(out_ptr, n: tl.int64, small: tl.uint8 = 1):
    tl.store(out_ptr, n * 2147483647 + small)


TYPES = {"x_ptr": "*fp16", "out_ptr": "*fp32", "n": "i32", "BLOCK": "constexpr"}


def compiled(signature: dict[Any, str] = TYPES, **more: Any) -> Any:
    constants = more.pop("constexprs", {"BLOCK": 32})
    return tmetal.compile(ASTSource(fn=scale, signature=signature, constexprs=constants), **more)


# ---- compile


def test_compiling_a_signature_gives_the_text_of_every_stage() -> None:
    asm = compiled().asm
    assert list(asm)[:3] == ["ast", "python", "frontend"]
    assert list(asm)[-1] == "msl"
    assert len(asm) == len(list(asm))
    assert "tl.arange(0, 32)" in asm["python"]
    assert asm["frontend"].startswith("func @scale(%x_ptr: *f16, %out_ptr: *f32, %n: i32)")
    assert "out_ptr" in asm["msl"]
    assert asm.get("ptx") is None


def test_a_stage_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(KeyError, match=r"no stage `ptx`.*msl"):
        compiled().asm["ptx"]


def test_the_text_is_that_of_a_launch(backend: str) -> None:
    scale[(1,)](np.zeros(5, np.float16), np.zeros(5, np.float32), 5, BLOCK=32)
    assert compiled().asm["msl"] == scale.msl


def test_metadata_hold_the_facts() -> None:
    found = compiled(options={"num_warps": 2, "num_stages": 5, "num_ctas": 1}).metadata
    assert (found.name, found.num_warps, found.num_stages, found.threads) == ("scale", 2, 5, 64)
    assert found.shared == 0
    assert found.effects == {"x_ptr": "read", "out_ptr": "write"}
    assert found.hash != compiled(options={"num_warps": 4}).metadata.hash
    assert found.target == driver.active.get_current_target()


def test_threadgroup_memory_is_counted() -> None:
    @tmetal.jit
    def total(x_ptr, out_ptr, BLOCK: tl.constexpr):
        tl.store(out_ptr, tl.sum(tl.load(x_ptr + tl.arange(0, BLOCK)), 0))

    types = {"x_ptr": "*fp32", "out_ptr": "*fp32"}
    shared = tmetal.compile(ASTSource(total, types, {"BLOCK": 1024})).metadata.shared
    assert 16 <= shared <= 1024  # a partial sum of each of the four simdgroups, or some more


@pytest.mark.parametrize(
    "signature",
    [
        {0: "*fp16", 1: "*fp32", 2: "i32"},
        {"x_ptr": "*kfp16", "out_ptr": "*float32", "n": "int32"},
        {"x_ptr": " *fp16", "out_ptr": "*fp32", "n": "i32", 3: "constexpr"},
    ],
)
def test_parameters_have_names_or_numbers_and_types_two_spellings(signature: Any) -> None:
    assert compiled(signature).hash == compiled().hash
    assert compiled(signature, constexprs={(3,): 32}).hash == compiled().hash


def test_a_default_is_used_and_any_parameter_may_be_constant() -> None:
    assert "tl.arange(0, 64)" in compiled(constexprs={}).asm["python"]
    types = {"x_ptr": "*fp16", "out_ptr": "*fp32"}
    assert "%n" not in compiled(types, constexprs={"n": 7}).asm["frontend"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: compiled({**TYPES, "x_pt": "*fp32"}),
            "no parameter `x_pt`. Did you mean `x_ptr`?",
        ),
        (lambda: compiled({"x_ptr": "*fp16"}), "`out_ptr` has no type and no value"),
        (lambda: compiled({**TYPES, "n": "fp64"}), "Metal has no double"),
        (lambda: compiled({**TYPES, "n": "i33"}), "`i33` is no dtype"),
        (lambda: compiled(options={"num_warp": 2}), "Did you mean `num_warps`?"),
        (lambda: compiled(options={"num_warps": 3}), "power of two"),
        (lambda: compiled(target=driver.GPUTarget("cuda", "90")), "compiles for Metal only"),
        (lambda: tmetal.compile(scale), "takes an ASTSource"),
        (lambda: ASTSource(print, {}), "decorate the function with @tmetal.jit"),
    ],
)
def test_a_signature_that_does_not_fit_is_refused(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(tmetal.LaunchError) as caught:
        make()
    assert words in str(caught.value)


def test_a_mistake_in_the_kernel_is_a_compilation_error_with_its_place() -> None:
    with pytest.raises(tmetal.CompilationError, match="test_compile_api"):
        compiled({**TYPES, "x_ptr": "i32"})


# ---- warmup, run, hooks


def test_a_warm_up_with_stand_ins_compiles_what_a_launch_needs(backend: str) -> None:
    scale._launches.clear()
    made = scale.warmup(MockTensor(mx.float16, (1 << 30, 64)), tl.float32, 5, BLOCK=32, grid=(1,))
    assert made.hash == compiled().hash
    scale[(1,)](mx.zeros(5, mx.float16), mx.zeros(5), 5, BLOCK=32)
    assert len(scale._launches.table) == 1


def test_a_warm_up_tells_of_its_own_arguments_and_not_of_the_latest() -> None:
    half = scale.warmup(tl.float16, tl.float32, 5, BLOCK=32)
    scale.warmup(tl.float32, tl.float32, 5, BLOCK=32)
    assert scale.warmup(tl.float16, tl.float32, 5, BLOCK=32).hash == half.hash
    assert scale.ir("frontend") == half.asm["frontend"]


def test_a_mock_tensor_knows_its_layout() -> None:
    mock = MockTensor("bf16", [2, 3, 4])
    assert mock.dtype is tl.bfloat16
    assert (mock.ndim, mock.element_size(), mock.stride(), mock.stride(1)) == (3, 2, (12, 4, 1), 4)
    assert MockTensor(np.int8).shape == (1,)
    with pytest.raises(tmetal.LaunchError, match="no dtype of a kernel"):
        MockTensor(np.complex64)


def test_run_launches_and_with_warmup_only_compiles(backend: str) -> None:
    x, out = np.ones(5, np.float32), np.zeros(5, np.float32)
    assert scale.run(x, out, 5, grid=(1,), warmup=True).metadata.name == "scale"
    assert out.tolist() == [0.0] * 5
    assert scale.run(x, out, 5, grid=(1,), warmup=False, BLOCK=8) is out
    assert out.tolist() == [3.0] * 5
    with pytest.raises(tmetal.LaunchError, match="missing `n`"):
        scale.run(x, out, grid=(1,))


def test_run_can_check_every_access() -> None:
    @tmetal.jit
    def beyond(out_ptr, BLOCK: tl.constexpr):
        tl.store(out_ptr + tl.arange(0, BLOCK), 1.0)

    with pytest.raises(SanitizerError, match="outside of `out_ptr`"):
        beyond.run(np.zeros(5, np.float32), BLOCK=8, grid=(1,), sanitize=True)


def test_hooks_see_the_arguments_of_each_launch(backend: str) -> None:
    seen: list[Any] = []

    @tmetal.jit
    def fill(out_ptr, value):
        tl.store(out_ptr, value)

    fill.add_pre_run_hook(lambda *args, **kwargs: seen.append((len(args), kwargs)))
    out = np.zeros(1, np.float32)
    fill[(1,)](out, 2.0, num_ctas=2)
    fill[(1,)](out, value=3.0, num_warps=1)
    assert seen == [(2, {}), (1, {"value": 3.0, "num_warps": 1})]
    assert out[0] == 3


def test_a_kernel_shows_its_function_and_names() -> None:
    assert isinstance(scale, tmetal.JITFunction)
    assert scale.fn is scale.kernel_source
    assert scale.arg_names == ["x_ptr", "out_ptr", "n", "BLOCK"]


def test_the_cache_key_changes_with_helpers_and_constants(monkeypatch: pytest.MonkeyPatch) -> None:
    first = scale.cache_key
    assert first == scale.cache_key
    monkeypatch.setitem(globals(), "FACTOR", tl.constexpr(4))
    second = scale.cache_key
    monkeypatch.setitem(globals(), "times", wide)
    assert len({first, second, scale.cache_key}) == 3


# ---- launch options and annotations


@pytest.mark.parametrize("name", ["num_ctas", "maxnreg", "waves_per_eu", "enable_fp_fusion"])
def test_options_of_other_machines_are_ignored_with_a_note(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    x, out = np.ones(5, np.float32), np.zeros(5, np.float32)
    scale[(1,)](x, out, 5, **{name: 2})
    assert out.tolist() == [3.0] * 5
    assert caplog.messages == []
    with options.override(debug=1):
        scale[(1,)](x, out, 5, **{name: 2})
    assert f"{name}=2 of kernel `scale` has no effect here" in caplog.messages


def test_a_parameter_may_have_the_name_of_an_ignored_option() -> None:
    @tmetal.jit
    def store(out_ptr, num_ctas):
        tl.store(out_ptr, num_ctas)

    out = np.zeros(1, np.int32)
    store[(1,)](out, num_ctas=7)
    assert out[0] == 7


def test_an_ignored_option_does_not_hide_an_unknown_one() -> None:
    with pytest.raises(tmetal.LaunchError, match="no parameter `quickly`"):
        scale[(1,)](np.ones(5), np.ones(5), 5, num_ctas=1, quickly=True)


def test_an_annotated_number_has_that_dtype(backend: str) -> None:
    out = np.zeros(1, np.int64)
    wide[(1,)](out, 4)
    assert out[0] == 4 * 2147483647 + 1
    assert "%n: i64, %small: u8" in wide.warmup(out, 4, 5).asm["frontend"]
    wide[(1,)](out, -(1 << 31), small=255)
    assert out[0] == -(1 << 31) * 2147483647 + 255
    for small in (256, -1):
        with pytest.raises(tmetal.LaunchError, match=r"`small` is .*uint8, which holds 0 to 255"):
            wide[(1,)](out, 4, small)


def test_annotations_that_name_no_integer_change_nothing(backend: str) -> None:
    @tmetal.jit
    def store(out_ptr: tl.pointer_type, value: tl.float32, n: int, flag: bool = True):
        tl.store(out_ptr + n, value)

    out = np.zeros(2, np.float32)
    store[(1,)](out, 1.5, 1)
    assert out.tolist() == [0.0, 1.5]


# ---- reinterpret


@pytest.mark.parametrize("host", [np.array, mx.array])
def test_a_reinterpreted_array_is_read_and_written_through(host: Any, backend: str) -> None:
    bits = host(np.arange(1, 6, dtype=np.float32).view(np.uint32))
    out = host(np.zeros(5, np.int32))
    scale[(1,)](tmetal.reinterpret(bits, tl.float32), tmetal.reinterpret(out, "fp32"), 5)
    assert np.array(out).view(np.float32).tolist() == [3, 6, 9, 12, 15]
    assert str(out.dtype).endswith("int32")


def test_a_reinterpreted_array_is_no_reinterpretation_of_itself() -> None:
    x = mx.zeros((2, 4), mx.int32)
    halves = tmetal.reinterpret(x, mx.float16)
    assert halves.shape == (2, 8)
    assert tmetal.reinterpret(halves, tl.int32) is x
    assert tmetal.reinterpret(x, tl.int32) is x


def test_bytes_that_do_not_fit_are_refused() -> None:
    for x in (np.zeros((2, 3), np.int8), mx.zeros((2, 3), mx.int8)):
        with pytest.raises(tmetal.LaunchError, match=r"shape \(2, 3\).*cannot be seen as int16"):
            tmetal.reinterpret(x, tl.int16)
    with pytest.raises(tmetal.LaunchError, match="takes an array, not a list"):
        tmetal.reinterpret([1], tl.int16)


# ---- names of the package


def test_the_driver_tells_what_kernels_run_on(backend: str) -> None:
    target = driver.active.get_current_target()
    assert (target.backend, target.warp_size) == (backend, 32)
    assert driver.active.get_current_device() == 0
    interface = driver.active.get_device_interface()
    interface.synchronize()
    assert (interface.current_device(), interface.device_count()) == (0, 1)
    assert driver.active.utils.get_device_properties(0)["max_shared_mem"] == 32768
    assert driver.active.utils.get_device_properties(0)["multiprocessor_count"] >= 1
    assert len(driver.active.get_benchmarker()(lambda: None, warmup=0, rep=0)) == 3


def test_a_gpu_s_cores_are_known_by_its_name() -> None:
    assert driver.cores_of("metal", "Apple M4 Pro") == 20
    assert driver.cores_of("metal", "Apple M1") == 8
    assert driver.cores_of("metal", "Apple Z9") is None


def test_portable_names_are_there() -> None:
    assert tmetal.TritonError is tmetal.TmetalError
    assert tmetal.compiler.errors.CompilationError is tmetal.CompileError
    assert issubclass(tmetal.OutOfResources, tmetal.CompileError)
    assert tmetal.runtime.JITFunction is tmetal.Kernel
    assert issubclass(tmetal.runtime.Autotuner, tmetal.KernelInterface)
    assert tmetal.runtime.autotuner.Heuristics is tmetal.runtime.Heuristics
    tmetal.set_allocator(lambda size, alignment, stream: None)
    tmetal.set_allocator(None)
    with pytest.raises(tmetal.LaunchError, match="takes a function"):
        tmetal.set_allocator(3)
