"""Names of Triton that have no meaning on Apple hardware, or not yet here: why, and what to write.

Data only. A name is in the language, or it is here: tests/test_language_surface.py holds that.
"""

from __future__ import annotations

_DOUBLE = "Metal has no double. Use float32: x.to(tl.float32), and the functions of float32."
_BESSEL = (
    "an order known at run time would be a loop of its own for each element. Write the recurrence "
    "from j0 and j1 (y0 and y1) for your order as a helper with @tmetal.jit."
)
_E4B15 = (
    "this format was one compiler's own, for GPUs without 8-bit floats, and MLX and NumPy lack it. "
    "Use tl.float8e4nv or tl.float8e5."
)


def _doubles() -> dict[str, str]:
    names = "double2hiint double2loint double_as_longlong hiloint2double longlong_as_double"
    found = dict.fromkeys(f"{names} rcp64h isfinited float64 int2double_rn uint2double_rn".split())
    for target in ("float", "int", "uint", "ll", "ull"):
        for mode in ("rd", "rn", "ru", "rz"):
            found[f"double2{target}_{mode}"] = None
            if target in ("ll", "ull"):
                found[f"{target}2double_{mode}"] = None
    return dict.fromkeys(found, _DOUBLE)


# Of tl.extra.libdevice.
LIBDEVICE: dict[str, str] = {
    **_doubles(),
    **dict.fromkeys("jn yn".split(), _BESSEL),
}
LIBDEVICE.pop("float64")

_POLL = (
    "it waits for another program, and an Apple GPU need not run that one before this one ends. "
    "Launch two kernels: MLX runs the second after the first."
)

# Of tl itself.
LANGUAGE: dict[str, str] = {
    "float64": "Metal has no double. Use tl.float32.",
    "inline_asm_elementwise": "PTX has no meaning on Apple GPUs. Write the expression in Metal's "
    'language: tl.inline_msl("metal::fast::exp({0})", x, dtype=tl.float32).',
    "atomic_poll": _POLL,
    "float8e4b15": _E4B15,
    "insert_slice": "Triton itself dropped it. Use tl.where on a mask, or tl.join.",
    "astype": "Triton has none either. Write x.to(tl.float32).",
    "mean": "Triton has none either. Write tl.sum(x, axis=0) / n.",
    "any": "Triton has none either. Write tl.max(x.to(tl.int32), axis=0) != 0.",
    "all": "Triton has none either. Write tl.min(x.to(tl.int32), axis=0) != 0.",
}

# Of dtypes: what Triton's own compiler asks them, which no kernel needs.
_INTERNAL = "it is a part of Triton's own compiler. Ask x.dtype for is_fp16() and the like."
DTYPES: dict[str, str] = dict.fromkeys(
    "cache_key_part codegen_name kind mangle to_ir with_element_ty".split(), _INTERNAL
)

_FIGURES = "the chip's figures are in tmetal.hardware.hardware_capabilities."
_NVIDIA = "it steers or measures NVIDIA's tools. Write tmetal.testing.do_bench or tmetal.profile."

# Of tmetal itself.
PACKAGE: dict[str, str] = {
    "AsyncCompileMode": "kernels compile in milliseconds. Call kernel.warmup(arguments…) before.",
    "FutureKernel": "kernels compile in milliseconds. Call kernel.warmup(arguments…) before.",
    "knobs": "options are environment variables, and tmetal.options.override(…) in Python.",
}
# Of tmetal.testing.
TESTING: dict[str, str] = {
    "get_dram_gbps": _FIGURES,
    "get_max_simd_tflops": _FIGURES,
    "get_max_tensorcore_tflops": _FIGURES,
    **dict.fromkeys("cublas cuda_graph_without_gc cuda_memcheck do_bench_proton".split(), _NVIDIA),
    **dict.fromkeys("do_bench_cudagraph_proton nvsmi set_gpu_clock".split(), _NVIDIA),
}
