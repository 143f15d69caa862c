"""MLX's own kernels on the CPU executor: compiled as strictly as tmetal's, run, held against NumPy.

Not part of the ordinary tests: `pytest -m mlx_kernels tests/mlx_kernels`. The kernels' text is
fetched when the tests run (source.py says from where).
"""

import cases
import harness
import numpy as np
import pytest
import source
from elementwise import UNARY

from tmetal.runtime import cpu
from tmetal.runtime.toolchain import CompileFailure

pytestmark = pytest.mark.mlx_kernels


@pytest.fixture(autouse=True, scope="module")
def kernels():
    try:
        source.headers()
    except source.NotAvailableError as reason:
        pytest.skip(str(reason))


def _label(value):
    if isinstance(value, dict):
        return "-".join(f"{k}={getattr(v, '__name__', v)}" for k, v in value.items())
    return value


@pytest.mark.parametrize(("name", "options"), cases.RIGHT, ids=_label)
def test_a_kernel_of_mlx_is_right(name, options):
    harness.check(cases.CASES[name](**options))


@pytest.mark.parametrize(("name", "options"), cases.COMPILED_ONLY, ids=_label)
def test_a_kernel_that_the_wheel_ships_compiled_only_is_right(name, options):
    case = cases.CASES[name](**options)
    try:
        source.text(*case.launches[0].headers)
    except source.NotAvailableError as reason:
        pytest.skip(str(reason))
    harness.check(case)


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", ["softmax", "row_reduce", "sort", "gemm", "sdpa_vector"])
def test_the_order_of_simdgroups_changes_nothing(name, order):
    case = cases.CASES[name]()
    for launch in case.launches:
        harness.run(launch, order)
    first = case.got.copy()
    harness.check(cases.CASES[name]())
    np.testing.assert_array_equal(case.got, first)


@pytest.mark.parametrize(
    ("rows", "n", "transposed", "line"), [(3, 1000, False, 219), (300, 500, True, 350)]
)
def test_gemv_has_a_barrier_that_only_some_lanes_reach(rows, n, transposed, line):
    """Its barrier is inside of `if (thrN == 0)`, and gemv_t's of `if (out_col < out_vec_size)`."""
    case = cases.CASES["gemv"](rows=rows, n=n, transposed=transposed)
    with pytest.raises(cpu.KernelError, match=f"same barrier.*line {line}"):
        harness.run(case.launches[0])


def test_expm1_is_off_by_the_low_part_of_a_logarithm():
    """Reduction with one constant for log(2): about 1.4e-6 times the exponent, not one ulp."""
    case = cases.CASES["unary"](op="Expm1")
    harness.run(case.launches[0])
    wanted = case.wanted.astype(np.float64)
    error = np.abs(case.got - wanted) / np.maximum(np.abs(wanted), 1)
    assert 4e-6 < error.max() < 1.2e-5
    assert "Expm1" in UNARY


def test_reductions_of_complex_numbers_are_beyond_the_dialect():
    """A class in two address spaces has no common type in `c ? a : b` (see metal_stdlib)."""
    case = cases.CASES["all_reduce"](dtype=np.complex64, n=200)
    with pytest.raises(CompileFailure, match="ambiguous"):
        harness.run(case.launches[0])


def test_a_kernel_is_given_by_name_for_benchmarks():
    one = harness.mlx_kernel("softmax", rows=7, n=300)
    assert one.entry == "softmax_single_row<float, float>"
    assert one.buffers == ("const device float*", "device float*", "constant int&")
    assert one.grid == (7 * 96, 1, 1)
    assert one.threads == (96, 1, 1)
    cpu.load(one.msl, one.entry, one.buffers, one.attributes)
