"""Identifiers that Metal, MLX and the user can live with.

MLX finds `<input>_shape`, `<input>_strides`, `<input>_ndim` and the thread attributes by substring
search in the source, and its prelude and Metal's headers own many names, some of them macros
(apple-gpu notes §3.2, §3.6; a peer's silent miscompiles were shadowed names). So a user's name is
kept where it is harmless and gets a suffix or a neutral stem where it is not.
"""

from __future__ import annotations

import re
from functools import cache

# Thread attributes that `mx.fast.metal_kernel` declares when the source mentions them, with type.
ATTRIBUTES: dict[str, str] = {
    "dispatch_quadgroups_per_threadgroup": "uint",
    "dispatch_simdgroups_per_threadgroup": "uint",
    "dispatch_threads_per_threadgroup": "uint3",
    "grid_origin": "uint3",
    "grid_size": "uint3",
    "quadgroup_index_in_threadgroup": "uint",
    "quadgroups_per_threadgroup": "uint",
    "simdgroup_index_in_threadgroup": "uint",
    "simdgroups_per_threadgroup": "uint",
    "thread_execution_width": "uint",
    "thread_index_in_quadgroup": "uint",
    "thread_index_in_simdgroup": "uint",
    "thread_index_in_threadgroup": "uint",
    "thread_position_in_grid": "uint3",
    "thread_position_in_threadgroup": "uint3",
    "threadgroup_position_in_grid": "uint3",
    "threadgroups_per_grid": "uint3",
    "threads_per_grid": "uint3",
    "threads_per_simdgroup": "uint",
    "threads_per_threadgroup": "uint3",
}
_MAGIC = ("_shape", "_strides", "_ndim")

# Words of C++14 and C++17, Metal's words and types, names of its library and of MLX's prelude.
RESERVED = frozenset(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t
    class compl const const_cast constexpr continue decltype default delete do double dynamic_cast
    else enum explicit export extern false final float for friend goto if inline int long mutable
    namespace new noexcept not not_eq nullptr operator or or_eq override private protected public
    register reinterpret_cast requires restrict return short signed sizeof static static_assert
    static_cast struct switch template this thread_local throw true try typedef typeid typename
    union unsigned using virtual void volatile wchar_t while xor xor_eq main
    kernel vertex fragment device constant thread threadgroup threadgroup_imageblock ray_data
    object_data visible stage_in coherent half bfloat uchar ushort uint ulong size_t ptrdiff_t
    int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t float16_t bfloat16_t
    complex32_t complex64_t metal mlx tensor extents array vec matrix packed_vec atomic uniform
    abs acos acosh asin asinh atan atan2 atanh ceil clamp cos cosh cospi cross distance divide dot
    exp exp2 exp10 fabs fdim floor fma fmax fmax3 fmin fmin3 fmod fract frexp ilogb ldexp length log
    log2 log10 max max3 median3 min min3 mix modf normalize pow powr rint rotate round rsqrt
    saturate select sign sin sincos sinh sinpi sqrt step tan tanh tanpi trunc all any isnan isinf
    isfinite isnormal isordered isunordered signbit popcount clz ctz reflect refract reverse
    copysign
    nextafter mulhi absdiff as_type NULL NAN INFINITY HUGE_VALF MAXFLOAT INT_MAX INT_MIN UINT_MAX
    CHAR_BIT CHAR_MAX CHAR_MIN SCHAR_MAX SCHAR_MIN UCHAR_MAX USHRT_MAX SHRT_MAX SHRT_MIN LONG_MAX
    LONG_MIN ULONG_MAX Limits ceildiv log1p hypot cast_to WorkPerThread ConditionalType MTL_CONST
    schedule_row_tile bfloat16_to_uint16 uint16_to_bfloat16 complex_t is_complex_v
    LoopedElemToLoc is_lane_convertible_v MAX_REDUCE_SPECIALIZED_DIMS REDUCE_N_READS REDUCE_N_WRITES
    SOFTMAX_N_READS RMS_N_READS RMS_LOOPED_LIMIT CROSS_ENTROPY_N_READS
    """.split()
)
_RESERVED_STEMS = (
    "METAL_",
    "TARGET_",
    "M_",
    "MLX_",
    "FLT_",
    "HALF_",
    "BFLT_",
    "DBL_",
    "tmetal_",
    "mem_",
    "simd_",
    "simdgroup",
    "quad_",
    "threadgroup",
    "atomic",
    "instantiate_",
    "custom_kernel_",
    "memory_",
    "packed_",
    "make_",
)
_TYPE_LIKE = re.compile(r"(bool|char|uchar|short|ushort|int|uint|long|ulong|half|float|bfloat)\d")


def harmless(name: str) -> bool:
    """Whether a name may stand in the source as it is."""
    return (
        re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name, re.ASCII) is not None
        and name not in RESERVED
        and "__" not in name
        and not name.startswith(_RESERVED_STEMS)
        and not _TYPE_LIKE.match(name)
        and not any(magic in name for magic in _MAGIC)
        and not any(attribute in name for attribute in ATTRIBUTES)
    )


class Names:
    """Gives out identifiers, each once in the kernel."""

    def __init__(self) -> None:
        self.used: dict[str, int] = {}

    def fresh(self, hint: str) -> str:
        """Return an unused identifier close to `hint`."""
        stem = _stem(hint)
        count, name = self.used.get(stem, 0), stem
        while name in self.used:
            name = f"{stem}_{count}"
            count += 1
        self.used[stem] = count or 1
        self.used.setdefault(name, 1)
        return name


@cache
def _stem(hint: str) -> str:
    """Return the identifier closest to `hint` that may stand in the source."""
    for candidate in (hint, f"{hint}_v"):
        if hint and harmless(candidate):
            return candidate
    return "v"
