"""Operations on whole arrays, on MLX's tuned kernels: what Metal Performance Shaders are for.

    from tmetal.mps import MPSOperation, mps_integration

    if mps_integration.is_operation_available(MPSOperation.SOFTMAX):
        y = mps_integration.run_operation(MPSOperation.SOFTMAX, x, axis=-1)

Arguments are checked before anything runs, so that a mistake is the same LaunchError on every
device. `print(mps_integration)` lists the operations with their arrays and options.
"""

from __future__ import annotations

from tmetal.mps.integration import (
    MPSIntegration,
    is_operation_available,
    mps_integration,
    run_operation,
)
from tmetal.mps.operation import MPSOperation

__all__ = [
    "MPSIntegration",
    "MPSOperation",
    "is_operation_available",
    "mps_integration",
    "run_operation",
]
