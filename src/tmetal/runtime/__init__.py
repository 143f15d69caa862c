"""Launching: arguments, caches, tuning, and the three ways to run."""

from tmetal.runtime import driver
from tmetal.runtime.adapters import MockTensor, TensorWrapper, reinterpret
from tmetal.runtime.autotuner import Autotuner, Config, Heuristics, autotune, heuristics
from tmetal.runtime.interface import KernelInterface
from tmetal.runtime.jit import JITFunction, Kernel

__all__ = [
    "Autotuner",
    "Config",
    "Heuristics",
    "JITFunction",
    "Kernel",
    "KernelInterface",
    "MockTensor",
    "TensorWrapper",
    "autotune",
    "driver",
    "heuristics",
    "reinterpret",
]
