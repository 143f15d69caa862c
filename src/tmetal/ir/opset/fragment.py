"""8 x 8 matrices that a simdgroup holds together: Metal's `simdgroup_matrix`.

Which lane holds which elements is officially unspecified, and fixed on every GPU so far; all fast
implementations rely on it (apple-gpu notes §2.13): with q = lane / 4, a lane holds row
(q & 4) + lane / 2 % 4, and there the columns (q & 2) * 2 + lane % 2 * 2 and the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tmetal.ir.layout import LANES
from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.types import I32, Fragments, Type, dtype_named, fragments

Array = Any
Attrs = dict[str, Any]

_LANE = np.arange(LANES)
ROW = (_LANE // 4 & 4) + _LANE // 2 % 4
COLUMN = (_LANE // 4 & 2) * 2 + _LANE % 2 * 2


def _new_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    return (fragments(dtype_named(attrs["dtype"]), attrs["count"]),)


@op(_new_types, level="thread", effect="writes", public=False)
def fragments_new(machine: Any, *, dtype: str, count: int) -> Array:
    """Make `count` matrices, contents unspecified."""
    return np.zeros((count, 2, machine.threads), dtype_named(dtype).numpy)


def _get_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    matrices, *places = operands
    if not isinstance(matrices, Fragments) or places != [I32, I32]:
        raise TypeMistake(f"reads an element of a matrix, not {operands}")
    return (matrices.element,)


@op(_get_types, level="thread", effect="reads", public=False,
    msl="{0}[{1}].thread_elements()[{2}]")  # fmt: skip
def fragment_get(matrices: Array, which: Array, element: Array) -> Array:
    """Read one of the two elements that this lane holds of a matrix."""
    return matrices[int(np.max(which)), int(np.max(element))].copy()


def _set_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    matrices, which, element, value = operands
    fits = isinstance(matrices, Fragments) and value is matrices.element
    if not fits or (which, element) != (I32, I32):
        raise TypeMistake(f"writes an element of a matrix, not {operands}")
    return ()


@op(_set_types, level="thread", effect="writes", public=False)
def fragment_set(matrices: Array, which: Array, element: Array, value: Array) -> Array:
    """Write one of the two elements that this lane holds of a matrix."""
    matrices[int(np.max(which)), int(np.max(element))] = value


def _multiply_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    if not all(isinstance(t, Fragments) for t in operands[::2]):
        raise TypeMistake(f"multiplies matrices, not {operands}")
    return ()


def _whole(matrix: Array) -> Array:
    """Return the 8 x 8 matrix of each simdgroup, in float64."""
    lanes = matrix.astype(np.float64).reshape(2, -1, LANES)
    found = np.zeros((lanes.shape[1], 8, 8))
    for element in (0, 1):
        found[:, ROW, COLUMN + element] = lanes[element]
    return found


@op(_multiply_types, level="thread", effect="writes", public=False, collective=True)
def fragment_multiply(
    total: Array, i: Array, left: Array, j: Array, right: Array, k: Array
) -> Array:
    """Add a product of matrices: total[i] += left[j] @ right[k], in the type of the total."""
    at = int(np.max(i))
    product = _whole(left[int(np.max(j))]) @ _whole(right[int(np.max(k))])
    new = (_whole(total[at]) + product).astype(total.dtype)
    for element in (0, 1):
        total[at, element] = new[:, ROW, COLUMN + element].ravel()
