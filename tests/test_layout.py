"""The algebra of layouts: maps of bits agree with the maps of indices that they stand for."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tmetal.ir.layout import (
    LANES,
    Layout,
    apply,
    blocked,
    broadcast_map,
    drop_map,
    fragments,
    inverse,
    permute_map,
    read_layout,
)

SHAPES = st.lists(st.sampled_from([1, 2, 4, 8, 16]), min_size=1, max_size=3).map(tuple)
SIMDGROUPS = st.sampled_from([1, 2, 4, 8])


def owners(layout: Layout) -> Any:
    """Return the element of every thread and register."""
    threads = range(LANES << len(layout.simdgroup))
    return np.array([[layout.element(r, t) for r in range(layout.registers)] for t in threads])


@given(SHAPES, SIMDGROUPS, st.sampled_from([1, 2, 4]), st.randoms())
def test_a_blocked_layout_holds_every_element_equally_often(
    shape: Any, simdgroups: int, vector: int, random: Any
) -> None:
    order = list(range(len(shape)))
    random.shuffle(order)
    total = math.prod(shape)
    vector = max(1, min(vector, total // (LANES * simdgroups)))
    layout = blocked(shape, simdgroups, tuple(order), vector)
    counts = np.bincount(owners(layout).ravel(), minlength=total)
    assert counts.min() == counts.max() == max(1, LANES * simdgroups // total)
    assert layout.repeats == sum(1 << i for i, b in enumerate(layout.thread) if not b)


@given(SHAPES, st.randoms())
def test_maps_of_bits_are_the_maps_of_indices(shape: Any, random: Any) -> None:
    dims = list(range(len(shape)))
    random.shuffle(dims)
    grid = np.arange(math.prod(shape)).reshape(shape)
    permuted = permute_map(shape, tuple(dims))
    moved = np.transpose(grid, dims).ravel()
    assert [apply(permuted, i) for i in range(grid.size)] == list(moved)
    back = inverse(permuted)
    assert back is not None
    assert [apply(back, apply(permuted, i)) for i in range(grid.size)] == list(range(grid.size))
    for axis in range(len(shape)):
        rest = shape[:axis] + shape[axis + 1 :]
        left = np.broadcast_to(
            np.expand_dims(np.arange(math.prod(rest)).reshape(rest), axis), shape
        ).ravel()
        assert [apply(drop_map(shape, axis), i) for i in range(grid.size)] == list(left)
        source = tuple(1 if d == axis else n for d, n in enumerate(shape))
        narrow = np.arange(math.prod(source)).reshape(source)
        wide = np.broadcast_to(narrow, shape).ravel()
        assert [apply(broadcast_map(source, shape), i) for i in range(grid.size)] == list(wide)


@given(SHAPES, SIMDGROUPS)
def test_what_a_reduction_leaves_is_held_by_those_who_held_its_line(
    shape: Any, simdgroups: int
) -> None:
    layout = blocked(shape, simdgroups)
    for axis in range(len(shape)):
        left = layout.dropped(shape, axis)
        held = owners(layout.mapped(drop_map(shape, axis)))
        kept = owners(left)
        assert all(set(a) == set(b) for a, b in zip(held, kept, strict=True))


@given(
    st.sampled_from([8, 16, 32]), st.sampled_from([8, 16, 64]), SIMDGROUPS, st.sampled_from([1, 2])
)
def test_fragments_lie_as_a_simdgroup_matrix_does(
    rows: int, columns: int, down: int, across: int
) -> None:
    layout = fragments((rows, columns), down, across, "rows")
    for lane in range(LANES):
        q = lane // 4
        row, column = (q & 4) + lane // 2 % 4, (q & 2) * 2 + lane % 2 * 2
        for element in (0, 1):
            assert layout.element(element, lane) == row * columns + column + element
    assert set(owners(layout).ravel()) == set(range(rows * columns))


@given(SHAPES, SIMDGROUPS)
def test_a_layout_is_read_back_from_its_text(shape: Any, simdgroups: int) -> None:
    layout = blocked(shape, simdgroups)
    assert read_layout(str(layout)) == layout
