"""Measuring kernels on the CPU executor: instrumentation of LLVM text, and the profiler."""
