"""Products on the tensor units of an M5: Metal Performance Primitives' `matmul2d`.

A simdgroup multiplies 16 x 16 by 16 x 32 elements that its lanes hold in registers. Metal leaves
open which lane holds which; on an M5 it is, in each 16 x 16 block, with q = lane / 4: rows
(q & 4) + lane / 2 % 4 and eight further down, in each the four columns from
((q & 2) + lane % 2) * 4 on. MLX's kernels rely on it (steel/gemm/nax.h). Chips before hold other
columns (0, 1, 8 and 9 where these hold 0 to 3), so `runtime/tensor_probe.py` asks the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tmetal.ir.layout import LANES
from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.types import F32, I32, Registers, Type, scalar_of

Array = Any
Attrs = dict[str, Any]

SIDE = 16  # of a block
HELD = SIDE * SIDE // LANES  # elements of a block in a lane
_ELEMENT, _LANE = np.arange(HELD)[:, None], np.arange(LANES)[None, :]
ROW = (_LANE // 4 & 4) + _LANE // 2 % 4 + _ELEMENT // 4 * 8
COLUMN = ((_LANE // 4 & 2) + _LANE % 2) * 4 + _ELEMENT % 4


def _multiply_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    total, left, right = operands[::2]
    if not isinstance(left, Registers) or left.count < HELD:
        raise TypeMistake(f"multiplies registers, at least {HELD}, not {left}")
    if scalar_of(right) is not left.element or list(operands[1::2]) != [I32] * 3:
        raise TypeMistake(f"multiplies registers of one dtype, not {operands}")
    if not isinstance(total, Registers) or total.element is not F32:
        raise TypeMistake(f"adds to registers of f32, not {total}")
    return ()


def _block(threads: int, row: Array, at: int, turned: bool = False) -> Array:
    """Return the 16 x 16 block of each simdgroup that begins at a register, in float64."""
    held = np.stack([np.broadcast_to(x, threads) for x in row[at : at + HELD]])
    held = held.astype(np.float64).reshape(HELD, -1, LANES)
    found = np.zeros((held.shape[1], SIDE, SIDE))
    found[:, ROW, COLUMN] = held.transpose(1, 0, 2)
    return found.transpose(0, 2, 1) if turned else found


@op(_multiply_types, level="thread", effect="writes", public=False, collective=True,
    helper="tensor_multiply")  # fmt: skip
def tensor_multiply(
    machine: Any, total: Array, i: Array, left: Array, j: Array, right: Array, k: Array, *,
    turned_left: bool, turned_right: bool,
) -> Array:  # fmt: skip
    """Add a product: the two blocks of `total` from register i on += left's block at j @ right's
    two at k, in float32. A turned operand's registers hold its transpose, block by block.
    """
    n, at, b = machine.threads, int(np.max(i)), int(np.max(k))
    a = _block(n, left, int(np.max(j)), turned_left)
    for half in (0, HELD):
        new = _block(n, total, at + half) + a @ _block(n, right, b + half, turned_right)
        values = new.astype(np.float32)[:, ROW, COLUMN].transpose(1, 0, 2).reshape(HELD, -1)
        total[at + half : at + half + HELD] = list(values)
