"""What MLX's own kernels cost, held against figures that were counted in another way.

The figures are of a separate counter: another build of these kernels, run with every access seen.
Traffic, lines, barriers, banks and matrix products are facts of a kernel and have to agree exactly;
operations depend on the compiler's version, within 15 %.
"""

import matmul
import numpy as np
import pytest
import reductions
import rows
import source
from harness import F16, F32, prepared

from tmetal.runtime.measure.api import profile_msl

pytestmark = pytest.mark.mlx_kernels


@pytest.fixture(autouse=True, scope="module")
def kernels():
    try:
        source.headers()
    except source.NotAvailableError as reason:
        pytest.skip(str(reason))


def profiles(case):
    made = []
    for launch in case.launches:
        one = prepared(launch)
        unbound = np.zeros(64, np.uint8)
        arguments = [unbound if a is None else a for a in one.arguments]
        made.append(profile_msl(one.msl, one.entry, arguments, threads=one.threads, grid=one.grid))
    wide = case.wanted.astype(np.float64)
    np.testing.assert_allclose(case.got.astype(np.float64), wide, atol=0.1, rtol=1e-2)
    return made


def near(value, digits=3):
    """Agree as printed with three digits."""
    return pytest.approx(value, rel=0.5 * 10.0 ** (1 - digits))


# dtype, columns, precise: lines over ideal, over compulsory; barriers; bank cycles; collectives per
# simdgroup; operations per element.
SOFTMAX = [
    (F32, 4096, True, 1, 1, 8576, 2.06, (4.34, 5.25, 0, 1.3, 1.77)),
    (F32, 1000, True, 1.16, 1.19, 2432, 2.25, (4.69, 5.35, 0, 1.41, 1.9)),
    (F16, 4096, True, 1, 1, 8576, 2.06, (4.34, 5.25, 2, 1.3, 1.77)),
    (F16, 1000, True, 1.41, 1.45, 2432, 2.25, (4.69, 5.35, 2, 1.41, 1.9)),
]


@pytest.mark.parametrize(
    ("dtype", "columns", "precise", "ideal", "compulsory", "cycles", "calls", "operations"), SOFTMAX
)
def test_softmax_costs_what_was_counted(
    dtype, columns, precise, ideal, compulsory, cycles, calls, operations
):
    (p,) = profiles(rows.softmax(dtype, 64, columns, precise))
    assert (p.loaded_ratio, p.stored_ratio) == (1, 1)
    assert p.traffic.coalescing == near(ideal)
    assert p.lines_per_compulsory == near(compulsory)
    assert p.barriers == 5
    assert (p.traffic.cycles, p.traffic.ideal_cycles) == (cycles, cycles)
    assert p.collectives_per_simdgroup == near(calls)
    assert tuple(p.per(64 * columns).values()) == pytest.approx(operations, rel=0.02)


def test_sums_of_rows_cost_what_was_counted():
    (p,) = profiles(reductions.row_reduce("Sum", F32, 2048, 1024))
    assert (p.traffic.loaded, p.traffic.stored) == (8 << 20, 8192)
    assert (p.traffic.coalescing, p.lines_per_compulsory) == (near(1), near(1.01))
    assert (p.barriers, p.traffic.cycles, p.traffic.ideal_cycles) == (1, 2560, 2560)
    assert p.collectives_per_simdgroup == 8
    assert tuple(p.per(2 << 20).values()) == pytest.approx((1.5, 1, 0, 0.315, 0.281), rel=0.15)


def test_sums_of_columns_cost_what_was_counted():
    made = profiles(reductions.col_reduce_2pass("Sum", F32, 2048, 1024))
    assert sum(p.traffic.loaded for p in made) == 8320 << 10
    assert sum(p.traffic.stored for p in made) == 132 << 10
    assert sum(p.traffic.cycles for p in made) == 1115136
    assert sum(p.traffic.ideal_cycles for p in made) == 67584
    assert max(p.barriers for p in made) == 1


def test_a_scan_costs_what_was_counted():
    (p,) = profiles(reductions.scan(rows=64, n=4096))
    assert (p.loaded_ratio, p.stored_ratio, p.barriers) == (1, 1, 5)
    assert (p.traffic.coalescing, p.lines_per_compulsory) == (near(1), near(1.03))
    assert (p.traffic.cycles, p.traffic.ideal_cycles) == (6336, 6336)
    assert p.collectives_per_simdgroup == near(1.03)
    assert tuple(p.per(64 * 4096).values()) == pytest.approx((10, 3.76, 0, 1.28, 1.75), rel=0.15)


def test_a_matrix_times_a_vector_costs_what_was_counted():
    (p,) = profiles(matmul.gemv(F16, 2048, 2048))
    assert (p.traffic.loaded, p.traffic.stored) == (10 << 20, 4096)
    assert (p.traffic.coalescing, p.lines_per_compulsory) == (near(1), near(1.26))
    assert p.traffic.coalescing_as_written == near(1.99)
    assert p.collectives_per_simdgroup == 20
    counted = (0.774, 2.06, 1.25, 0.332, 0.0781)
    assert tuple(p.per(2048 * 2048).values()) == pytest.approx(counted, rel=0.15)


# dtype and sizes: loaded KiB; lines over ideal, as written, over compulsory; barriers; bank cycles
# and ideal; products; operations per product and simdgroup.
PRODUCTS = [
    (F32, (512, 512, 512), 16384, 3.06, 3.29, 17.3, 66, 393216, 393216, 262144),
    (F16, (512, 512, 512), 8192, 2.82, 3.11, 16, 66, 196608, 196608, 262144),
    (F32, (500, 388, 300), 7831, 5.12, 5.45, 26.3, 38, 206020, 205488, 136192),
    (F16, (500, 388, 300), 3916, 5.56, 5.74, 33.4, 38, 103010, 102744, 136192),
]


@pytest.mark.parametrize(
    (
        "dtype",
        "size",
        "loaded",
        "ideal",
        "written",
        "compulsory",
        "barriers",
        "cycles",
        "best",
        "mma",
    ),
    PRODUCTS,
)
def test_matrix_products_cost_what_was_counted(
    dtype, size, loaded, ideal, written, compulsory, barriers, cycles, best, mma
):
    (p,) = profiles(matmul.gemm(dtype, *size, tile=(64, 64, 16, 2, 2)))
    assert p.traffic.loaded / 1024 == near(loaded)
    assert p.traffic.coalescing == near(ideal)
    assert p.traffic.coalescing_as_written == near(written)
    assert p.lines_per_compulsory == near(compulsory)
    assert (p.barriers, p.traffic.cycles, p.traffic.ideal_cycles) == (barriers, cycles, best)
    assert p.matrix_multiplies == mma
    assert p.stored_ratio == 1
