"""Limits of the hardware that launches are checked against.

Every Mac GPU from Apple7 (M1) to Apple10 (M5) has the same ones: Metal Feature Set Tables,
"implementation limits"; the SIMD width is what all published measurements and MLX itself use.
"""

from __future__ import annotations

SIMD_WIDTH = 32
MAX_THREADS_PER_THREADGROUP = 1024
MAX_SIMDGROUPS = MAX_THREADS_PER_THREADGROUP // SIMD_WIDTH
MAX_BUFFERS = 31
THREADGROUP_BYTES = 32768  # the same on all of them
# `mx.fast.metal_kernel` takes grids as C++ ints, in threads; Metal truncates above 32 bits.
MAX_GRID_THREADS = (1 << 31) - 1
