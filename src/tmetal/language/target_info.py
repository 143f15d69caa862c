"""`tl.target_info`: which hardware a kernel is compiled for, known at compile time."""

from __future__ import annotations

from tmetal.frontend.constants import constexpr_function


@constexpr_function
def is_cuda() -> bool:
    """No: this is Metal."""
    return False


@constexpr_function
def is_hip() -> bool:
    """No: this is Metal."""
    return False


@constexpr_function
def is_hip_cdna3() -> bool:
    """No: this is Metal."""
    return False


@constexpr_function
def is_hip_cdna4() -> bool:
    """No: this is Metal."""
    return False


@constexpr_function
def cuda_capability_geq(major: int, minor: int = 0) -> bool:
    """No CUDA capability is there."""
    return False


@constexpr_function
def is_metal() -> bool:
    """Yes: kernels are compiled for Metal."""
    return True


__all__ = [
    "cuda_capability_geq", "is_cuda", "is_hip", "is_hip_cdna3", "is_hip_cdna4", "is_metal",
]  # fmt: skip
