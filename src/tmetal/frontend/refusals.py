"""Names of Triton that have no meaning on Apple hardware, or not yet here: why, and what to write.

Data only. A name is in the language, or it is here: tests/test_language_surface.py holds that.
"""

from __future__ import annotations

_DOUBLE = "Metal has no double. Use float32: x.to(tl.float32), and the functions of float32."
# It is float16 without the upper bit of the exponent and the lower 7 of the mantissa.
E4B15_AS_FLOAT16 = (
    "((b & 0x80).to(tl.uint16) << 8 | (b & 0x7F).to(tl.uint16) << 7).to(tl.float16, bitcast=True)"
)
_E4B15 = (
    "MLX and NumPy have no such dtype, so there are no arrays of it. Use tl.float8e4nv or "
    f"tl.float8e5, or load the bytes b as tl.uint8 and write {E4B15_AS_FLOAT16}."
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
LIBDEVICE: dict[str, str] = _doubles()
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
    "t": "Triton has none either. Write x.T, or tl.trans(x).",
    "float": "Triton has none either. Write x.to(tl.float32).",
    "half": "Triton has none either. Write x.to(tl.float16).",
    "matmul": "Triton has none either. Write tl.dot(x, y), or x @ y.",
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
