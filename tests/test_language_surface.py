"""Every public name of Triton's language is in this one, or is refused with a reason.

The names are data: those of Triton 3.9's `triton.language`, its libdevice, and the methods of its
tensors and dtypes. `python tests/test_language_surface.py` prints the state of each.
"""

from __future__ import annotations

import importlib
from typing import Any

import pytest

import tmetal
import tmetal.language as tl
from kernels import make, run
from tmetal import testing
from tmetal.errors import CompileError
from tmetal.frontend import refusals
from tmetal.frontend.builtins import METHODS, TABLE
from tmetal.frontend.mathnames import LIBDEVICE
from tmetal.frontend.members import ATTRIBUTES
from tmetal.ir.types import F32
from tmetal.language.extra import libdevice

LANGUAGE = """
    load float32 arange store int64 program_id where dot sum zeros int32 cdiv make_block_ptr
    trans constexpr cast exp maximum full max range reshape minimum static_range sigmoid abs
    atomic_add float16 num_programs math sqrt cumsum exp2 bfloat16 log multiple_of
    static_assert int1 debug_barrier uint32 max_contiguous rsqrt split broadcast_to
    make_tensor_descriptor uint8 floor join log2 pointer_type int16 float8e4nv zeros_like
    uint16 reduce int8 expand_dims fma min uint64 permute extra clamp inline_asm_elementwise
    ceil float8e5 argmax dot_scaled philox gather atomic_cas device_print float64
    atomic_xchg div_rn interleave load_tensor_descriptor associative_scan cat atomic_max
    device_assert flip sin erf histogram sort cos fdiv store_tensor_descriptor swizzle2d
    dtype float8e4b8 rand ravel tensor PropagateNan argmin atomic_min pi32_t assume
    broadcast randint randn reduce_or softmax sqrt_rn static_print topk umulhi view
    TRITON_MAX_TENSOR_NUMEL add atomic_and atomic_load atomic_or atomic_poll atomic_store
    atomic_xor bitonic_merge block_type condition const constexpr_type cumprod expect_zero
    float8e4b15 float8e5b16 map_elementwise max_constancy mul pair_uniform_to_normal
    philox_impl rand4x randint4x randn4x slice squeeze sub target_info tensor_descriptor
    to_tensor tuple uint_to_uniform_float unsqueeze void xor_sum
""".split()
LIBRARY = """
    abs acos acosh add_rd add_rn add_ru add_rz asin asinh atan atan2 atanh brev byte_perm
    cbrt ceil clz copysign cos cosh cospi cyl_bessel_i0 cyl_bessel_i1 div_rd div_rn div_ru
    div_rz double2float_rd double2float_rn double2float_ru double2float_rz double2hiint
    double2int_rd double2int_rn double2int_ru double2int_rz double2ll_rd double2ll_rn
    double2ll_ru double2ll_rz double2loint double2uint_rd double2uint_rn double2uint_ru
    double2uint_rz double2ull_rd double2ull_rn double2ull_ru double2ull_rz
    double_as_longlong erf erfc erfcinv erfcx erfinv exp exp10 exp2 expm1 fast_cosf
    fast_dividef fast_exp10f fast_expf fast_log10f fast_log2f fast_logf fast_powf fast_sinf
    fast_tanf fast_tanhf fdim ffs finitef float2int_rd float2int_rn float2int_ru
    float2int_rz float2ll_rd float2ll_rn float2ll_ru float2ll_rz float2uint_rd float2uint_rn
    float2uint_ru float2uint_rz float2ull_rd float2ull_rn float2ull_ru float2ull_rz
    float_as_int float_as_uint floor fma fma_rd fma_rn fma_ru fma_rz fmod hadd
    hiloint2double hypot ilogb int2double_rn int2float_rd int2float_rn int2float_ru
    int2float_rz int_as_float isfinited isinf isnan j0 j1 jn ldexp lgamma ll2double_rd
    ll2double_rn ll2double_ru ll2double_rz ll2float_rd ll2float_rn ll2float_ru ll2float_rz
    llrint llround log log10 log1p log2 logb longlong_as_double mul24 mul_rd mul_rn mul_ru
    mul_rz mulhi nearbyint nextafter norm3d norm4d normcdf normcdfinv popc pow rcbrt rcp64h
    rcp_rd rcp_rn rcp_ru rcp_rz remainder rhadd rhypot rint rnorm3d rnorm4d round rsqrt
    rsqrt_rn sad saturatef scalbn signbit sin sinh sinpi sqrt sqrt_rd sqrt_rn sqrt_ru
    sqrt_rz sub_rd sub_rn sub_ru sub_rz tan tanh tgamma trunc uint2double_rn uint2float_rd
    uint2float_rn uint2float_ru uint2float_rz uint_as_float ull2double_rd ull2double_rn
    ull2double_ru ull2double_rz ull2float_rd ull2float_rn ull2float_ru ull2float_rz y0 y1 yn
""".split()
TENSOR = """
    T abs advance argmax argmin associative_scan atomic_add atomic_and atomic_cas
    atomic_load atomic_max atomic_min atomic_or atomic_poll atomic_store atomic_xchg
    atomic_xor broadcast_to cast cdiv ceil cos cumprod cumsum erf exp exp2 expand_dims flip
    floor gather histogram item log log2 logical_and logical_or max min permute ravel reduce
    reduce_or reshape rsqrt sigmoid sin softmax sort split sqrt sqrt_rn store sum to trans
    view xor_sum
""".split()
DTYPE = """
    cache_key_part codegen_name get_int_max_value get_int_min_value is_bf16 is_block is_bool
    is_const is_dtype is_floating is_fp16 is_fp32 is_fp64 is_fp8 is_fp8e4b15 is_fp8e4b8
    is_fp8e4nv is_fp8e5 is_fp8e5b16 is_int is_int1 is_int16 is_int32 is_int64 is_int8
    is_int_signed is_int_unsigned is_ptr is_standard_floating is_uint16 is_uint32 is_uint64
    is_uint8 is_void kind mangle scalar to_ir with_element_ty
""".split()
PACKAGE = """
    jit cdiv Config next_power_of_2 heuristics autotune runtime compile testing set_allocator
    TritonError reinterpret CompilationError JITFunction KernelInterface must_use_result tools
    AsyncCompileMode aggregate constexpr_function FutureKernel InterpreterError language
    MockTensor OutOfResources TensorWrapper __version__ compiler knobs
""".split()
TESTING = """
    do_bench Benchmark perf_report do_bench_cudagraph Mark assert_close cublas
    cuda_graph_without_gc cuda_memcheck do_bench_cudagraph_proton do_bench_proton get_dram_gbps
    get_max_simd_tflops get_max_tensorcore_tflops nvsmi set_gpu_clock
""".split()
# How a name is found, and which table of refusals it may be in instead.
PLACES: dict[str, tuple[list[str], Any, dict[str, str]]] = {
    "tl": (LANGUAGE, lambda n: hasattr(tl, n), refusals.LANGUAGE),
    "tl.extra.libdevice": (LIBRARY, lambda n: hasattr(libdevice, n), refusals.LIBDEVICE),
    "x": (TENSOR, lambda n: n in METHODS or n in ATTRIBUTES or n in SPECIAL, refusals.LANGUAGE),
    "x.dtype": (DTYPE, lambda n: hasattr(F32, n) and n not in refusals.DTYPES, refusals.DTYPES),
    "tmetal": (PACKAGE, lambda n: hasattr(tmetal, n), refusals.PACKAGE),
    "tmetal.testing": (TESTING, lambda n: hasattr(testing, n), refusals.TESTING),
}
# Members that are no entries of a table: x.T, and what block pointers have.
SPECIAL = ("T", "advance")
CASES = [(place, name) for place, (names, _, _) in PLACES.items() for name in names]


def state(place: str, name: str) -> str:
    """Return "supported", the reason of a refusal, or nothing."""
    _, has, refused = PLACES[place]
    return "supported" if has(name) else refused.get(name, "")


@pytest.mark.parametrize(("place", "name"), CASES)
def test_a_name_is_supported_or_refused_with_a_reason(place: str, name: str) -> None:
    said = state(place, name)
    assert said, f"{place}.{name} is neither in the language nor in frontend/refusals.py"
    assert said == "supported" or (said.endswith((".", ")")) and len(said) > 20)


def test_no_refusal_is_stale() -> None:
    assert not [n for n in refusals.LANGUAGE if hasattr(tl, n) or n in METHODS]
    assert not [n for n in refusals.LIBDEVICE if hasattr(libdevice, n)]
    assert not [n for n in refusals.PACKAGE if hasattr(tmetal, n)]
    assert not [n for n in refusals.TESTING if hasattr(testing, n)]


@pytest.mark.parametrize("name", sorted({*refusals.LANGUAGE, *refusals.LIBDEVICE}))
def test_the_use_of_a_refused_name_says_what_to_write(name: str) -> None:
    path = "tl" if name in refusals.LANGUAGE else "tl.extra.libdevice"
    kernel = make(f"@tmetal.jit\ndef k(x_ptr):\n    x = {path}.{name}\n")
    with pytest.raises(CompileError) as caught:
        run(kernel, "interpret", (1,), libdevice_input())
    reason = refusals.LANGUAGE.get(name) or refusals.LIBDEVICE[name]
    assert reason in str(caught.value)


def libdevice_input() -> Any:
    return importlib.import_module("numpy").zeros(1, "float32")


@pytest.mark.parametrize(
    "path",
    [
        *"math random target_info core standard extra extra.hip extra.libdevice".split(),
        "extra.cuda.libdevice",
    ],
)
def test_import_paths_of_real_kernels_are_modules(path: str) -> None:
    module = importlib.import_module(f"tmetal.language.{path}")
    assert module.__all__
    assert all(hasattr(module, n) for n in module.__all__)
    assert eval(f"tl.{path}", {"tl": tl}) is module


def test_paths_to_the_runtime_and_numbers_that_modules_compute() -> None:
    assert importlib.import_module("tmetal.runtime.errors").OutOfResources is tmetal.OutOfResources
    assert importlib.import_module("tmetal.runtime.driver").driver.active is not None
    assert tl.extra.hip.libdevice is libdevice
    assert tmetal.must_use_result(len) is len
    block, two = tl.constexpr(64), tl.constexpr(2)
    made = 2 * block + two**3 - (block // two) % 5
    assert isinstance(made, tl.constexpr)
    assert made.value == 134
    assert (block > two, block == 64, -two, ~two) == (True, True, -2, -3)


def test_every_path_to_a_function_gives_the_same_one() -> None:
    other = importlib.import_module("tmetal.language.extra.cuda.libdevice")
    for name in LIBDEVICE:
        assert getattr(other, name) is getattr(libdevice, name)
    assert tl.math.exp is tl.exp is TABLE["exp"]
    assert tl.math.tanh is TABLE["tanh"]
    assert tl.random.rand is tl.rand


@pytest.mark.parametrize("backend", ["cpu", "interpret"])
def test_the_insides_that_real_kernels_import_work(backend: str) -> None:
    source = """
@tmetal.jit
def k(x_ptr):
    x = tl.load(x_ptr)
    bits = x.to(tl.core.get_int_dtype(x.dtype.primitive_bitwidth, signed=False), bitcast=True)
    tl.static_assert(bits.dtype == tl.uint32 and tl.standard._log2(64) == 6)
    tl.store(x_ptr, tl.core.maximum(x, tl.standard.cdiv(7, 2)))
"""
    (got,) = run(make(source), backend, (1,), libdevice_input())
    assert got[0] == 4


def test_a_module_says_of_a_missing_name_why() -> None:
    for module, name, says in (
        (tl, "inline_asm_elementwise", "tl.inline_msl"),
        (libdevice, "rcp64h", "Metal has no double"),
        (tl.math, "double2int_rn", "Metal has no double"),
        (tmetal, "knobs", "environment variables"),
        (testing, "nvsmi", "tmetal.testing.do_bench"),
    ):
        with pytest.raises(AttributeError, match=says):
            getattr(module, name)


def test_every_function_has_a_manual() -> None:
    for table in (TABLE, METHODS, LIBDEVICE):
        assert not [n for n, b in table.items() if len(b.__doc__ or "") < 10]


def report() -> str:
    """Return the table of all names, and the counts."""
    lines, total = [], {"supported": 0, "refused": 0}
    for place, name in CASES:
        said = state(place, name)
        total["supported" if said == "supported" else "refused"] += 1
        lines.append(f"{place}.{name}: {said}")
    return "\n".join([*lines, f"{total}, {len(CASES)} in all"])


if __name__ == "__main__":
    print(report())
