"""The semantics of a launch, one test for each row of the table in docs/launching.md."""

from __future__ import annotations

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from copying import add_one, base, copy, kinds, number, run
from tmetal import LaunchError, options

pytestmark = pytest.mark.usefixtures("backend")


@tmetal.jit
def sum_and_product(x_ptr, sum_ptr, y_ptr, product_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + i, i < n)
    y = x if y_ptr is None else tl.load(y_ptr + i, i < n)
    tl.store(sum_ptr + i, x + y, i < n)
    tl.store(product_ptr + i, x * y, i < n)


@tmetal.jit
def matrix_copy(x_ptr, out_ptr, rows, columns, stride, ROWS: tl.constexpr, COLUMNS: tl.constexpr):
    i, j = tl.arange(0, ROWS)[:, None], tl.arange(0, COLUMNS)[None, :]
    inside = (i < rows) & (j < columns)
    tl.store(out_ptr + i * stride + j, tl.load(x_ptr + i * stride + j, inside), inside)


@tmetal.jit
def scaled(x_ptr, out_ptr, factor, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    tl.store(out_ptr + i, tl.load(x_ptr + i, i < n) * factor, i < n)


def array(*values: float) -> mx.array:
    return mx.array(values, mx.float32)


# ---- what a launch returns


@kinds
def test_a_launch_returns_the_array_that_it_wrote(kind: str) -> None:
    x, out = base(kind), base(kind) * 0
    assert run(copy, x, out, n=60) is out
    assert np.array(out).tolist() == np.array(x).tolist()


def test_several_written_arrays_come_as_a_tuple_in_parameter_order() -> None:
    x = array(1, 2, 3)
    total, product = sum_and_product[(1,)](
        x, tmetal.empty_like(x), x, tmetal.empty(3, tl.float16), 3, BLOCK=4
    )
    assert total.tolist() == [2, 4, 6]
    assert product.tolist() == [1, 4, 9]
    assert product.dtype == mx.float16


def test_a_grid_without_programs_returns_the_arrays_as_they_are() -> None:
    out = array(1, 2)
    assert copy[(0,)](out, out, 2, BLOCK=32) is out
    assert copy[(0,)](out, tmetal.full(3, 7.0), 2, BLOCK=32).tolist() == [7, 7, 7]


# ---- placeholders


@pytest.mark.parametrize(
    ("placeholder", "rest"),
    [
        *((tmetal.zeros(60), 0), (tmetal.full(60, -1.5), -1.5), (tmetal.empty(60), None)),
        *((tmetal.full(60, -0.0), -0.0), (tmetal.full(60, 1e300), float("inf"))),
    ],
)
def test_a_placeholder_has_its_number_where_nothing_is_written(placeholder, rest) -> None:
    for _ in range(2):  # each launch makes an array of its own
        found = np.array(run(number, placeholder, n=50, step=2))
        assert found[:50:2].tolist() == list(range(100, 150, 2))
        for left in (found[1:50:2], found[50:]):
            same = np.signbit(left) == np.signbit(0.0 if rest is None else rest)
            assert rest is None or ((left == rest) & same).all()


def test_numbers_that_no_float_holds_fill_an_output_too() -> None:
    large = (1 << 31) - 3
    found = run(number, tmetal.full(60, large, tl.int32), n=50, step=2)
    assert found[:4].tolist() == [100, large, 102, large]


def test_a_placeholder_that_is_read_has_its_contents() -> None:
    assert run(add_one, tmetal.full((2, 3), 4, tl.int16), n=5).tolist() == [[5, 5, 5], [5, 5, 4]]


def test_an_empty_placeholder_that_is_read_is_refused() -> None:
    with pytest.raises(LaunchError, match=r"reads `x_ptr`.*tmetal\.zeros"):
        run(add_one, tmetal.empty(5), n=5)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: tmetal.full(3, 2.5, tl.int32), "2.5 is no int32"),
        (lambda: tmetal.full(3, 300, tl.int8), "300 is no int8"),
        (lambda: tmetal.full(3, "x"), "takes a number, not a str"),
        (lambda: tmetal.empty((3, -1)), "is negative"),
        (lambda: tmetal.zeros("abc"), "is no shape"),
        (lambda: tmetal.zeros_like(3), "like a int. Pass an array"),
        (lambda: tmetal.empty_like(np.zeros(3)), "float64"),
    ],
)
def test_placeholders_that_cannot_be_are_refused(make, words: str) -> None:
    with pytest.raises(LaunchError, match=words):
        make()


# ---- in place


def test_a_partly_written_array_keeps_the_rest() -> None:
    out = mx.full((60,), -1.0)
    before = out * 1
    run(number, out, n=50, step=2)
    assert out[:4].tolist() == [100, -1, 102, -1]
    assert before.tolist() == [-1.0] * 60


def test_read_modify_write_sees_the_old_contents_once() -> None:
    x = mx.arange(60, dtype=mx.float32)
    for _ in range(3):
        run(add_one, x, n=60)
    assert x.tolist() == [i + 3 for i in range(60)]


def test_an_array_as_input_and_output_is_read_as_it_was() -> None:
    x = array(*range(60))
    assert run(copy, x, x, n=60) is x
    assert x.tolist() == list(range(60))


@kinds
def test_a_view_as_input_shows_the_array_before_the_launch(kind: str) -> None:
    x = base(kind).reshape(-1)
    run(copy, x[:-1], x, n=59)
    assert np.array(x).tolist() == [*range(59), 59]


def test_a_view_as_output_is_an_array_of_its_own_in_mlx_and_a_window_in_numpy() -> None:
    x, y = base("mlx"), base("numpy")
    for matrix in (x, y):
        part = matrix[1]
        run(add_one, part, n=10)
        assert np.array(part).tolist() == [i + 1 for i in range(10, 20)]
    assert x[1].tolist() == list(range(10, 20))
    assert y[1].tolist() == [i + 1 for i in range(10, 20)]


def test_chained_launches_see_each_other() -> None:
    x = mx.zeros(60)
    y = run(copy, run(add_one, run(add_one, x, n=60), n=30), tmetal.empty_like(x), n=60)
    assert y.tolist() == [2.0] * 30 + [1.0] * 30


def test_a_closure_that_captured_an_output_sees_what_later_launches_write() -> None:
    x = mx.zeros(60)

    def total() -> float:
        return float(x.sum().item())

    run(add_one, x, n=60)
    assert total() == 60
    run(add_one, x, n=30)
    assert total() == 90


# ---- arguments


@pytest.mark.parametrize("n", [1, 3, 7, 8, 9])
def test_small_arrays_are_copied(n: int) -> None:
    x = mx.arange(n, dtype=mx.float32)
    assert run(copy, x, tmetal.empty_like(x), n=n).tolist() == list(range(n))


def test_arrays_without_dimensions_and_without_elements_keep_their_shape() -> None:
    found = run(copy, mx.array(5.0), tmetal.empty(()), n=1)
    assert found.shape == ()
    assert found.item() == 5
    none = run(copy, mx.zeros((0, 3)), tmetal.empty((0, 3)), n=0)
    assert none.shape == (0, 3)
    assert copy[(1,)](mx.zeros((0,)), mx.zeros((0,)), 0, BLOCK=32).shape == (0,)


@kinds
def test_a_transposed_array_is_seen_row_by_row(kind: str) -> None:
    x = base(kind).T
    rows, columns = x.shape
    stride, one = tmetal.strides(x)
    assert (stride, one) == (6, 1)
    found = matrix_copy[(1,)](x, tmetal.empty_like(x), rows, columns, stride, ROWS=16, COLUMNS=8)
    np.testing.assert_array_equal(np.array(found), np.array(x))


def test_strides_are_known_without_evaluation() -> None:
    lazy = (mx.zeros((4, 5)) + 1).T
    assert tmetal.strides(lazy) == (4, 1)
    assert tmetal.strides(np.zeros((2, 3, 4))[:, ::2]) == (8, 4, 1)
    assert tmetal.strides(tmetal.zeros(())) == ()


def test_numpy_arrays_are_read_and_written_at_once() -> None:
    x, out = np.arange(60, dtype=np.int16), np.zeros(60, np.float32)
    assert run(copy, x, out, n=60) is out
    assert out.tolist() == list(range(60))


@pytest.mark.parametrize(
    "factor",
    [2, True, 2.5, np.int8(-3), np.uint64(3), np.float16(1.5), np.float64(0.25), np.bool_(True)],
    ids=lambda f: type(f).__name__,
)
def test_numbers_of_python_and_numpy_are_scalars(factor) -> None:
    x = array(1, 2, 3)
    found = scaled[(1,)](x, tmetal.empty_like(x), factor, 3, BLOCK=4)
    assert found.tolist() == [float(factor) * v for v in (1, 2, 3)]


def test_wide_integers_are_scalars_of_64_bits() -> None:
    x = mx.array([1, 2], mx.int64)
    for factor in (1 << 40, -(1 << 40)):
        found = scaled[(1,)](x, tmetal.empty_like(x), factor, 2, BLOCK=4)
        assert found.tolist() == [factor, 2 * factor]


def test_none_stands_for_an_absent_array() -> None:
    x = array(1, 2, 3)
    _, product = sum_and_product[(1,)](
        x, tmetal.empty_like(x), None, tmetal.empty_like(x), 3, BLOCK=4
    )
    assert product.tolist() == [1, 4, 9]


def test_equal_constants_of_other_types_are_other_constants() -> None:
    @tmetal.jit
    def half(out_ptr, N: tl.constexpr):
        tl.store(out_ptr, N / 2 if isinstance(N, float) else N // 2 + 10)

    out = tmetal.empty(1)
    assert [half[(1,)](out, N=n).item() for n in (3, 3.0, 1, True, 1.0)] == [11, 1.5, 10, 10, 0.5]


# ---- MLX's transformations


def test_a_launch_under_compile_says_what_to_do(backend: str) -> None:
    step = mx.compile(lambda x: run(copy, x * 2, tmetal.empty_like(x), n=3) + 1)
    with pytest.raises(LaunchError, match=r"mx\.disable_compile"):
        step(array(1, 2, 3))
    mx.disable_compile()
    try:
        assert step(array(1, 2, 3)).tolist() == [3, 5, 7]
    finally:
        mx.enable_compile()


def double(x: mx.array) -> mx.array:
    return scaled[(1,)](x, tmetal.empty_like(x), 2.0, x.size, BLOCK=16)


def test_a_launch_without_a_rule_has_no_gradient() -> None:
    with pytest.raises(LaunchError, match=r"no gradient.*custom_function"):
        mx.grad(lambda x: double(x).sum())(array(1, 2, 3))


def test_a_rule_gives_a_launch_a_gradient() -> None:
    twice = mx.custom_function(double)

    @twice.vjp
    def rule(primals: mx.array, cotangent: mx.array, output: mx.array) -> mx.array:
        return double(cotangent)

    value, gradient = mx.value_and_grad(lambda x: (twice(x) * x).sum())(array(1, 2, 3))
    assert value.item() == 28
    assert gradient.tolist() == [4, 8, 12]


def test_a_launch_is_mapped_by_a_grid_axis_and_not_by_vmap() -> None:
    rows = mx.arange(6, dtype=mx.float32).reshape(2, 3)
    with pytest.raises(LaunchError, match=r"instead of mx\.vmap.*grid axis"):
        mx.vmap(double)(rows)
    batched = mx.stack([double(row) for row in rows])
    np.testing.assert_array_equal(np.array(double(rows)), np.array(batched))


def test_mlx_maps_what_a_function_with_a_rule_does_before_it_asks_the_rule() -> None:
    """The day that this fails, a launch can be given a rule for mx.vmap."""
    kernel = mx.fast.metal_kernel(
        name="copy_one", input_names=["x"], output_names=["y"], source="y[0] = x[0];"
    )
    sizes = {"grid": (1, 1, 1), "threadgroup": (1, 1, 1), "output_dtypes": [mx.float32]}
    one = mx.custom_function(lambda x: kernel(inputs=[x], output_shapes=[(1,)], **sizes)[0])
    one.vmap(lambda x, axes: (x, axes))
    with pytest.raises(ValueError, match=r"Primitive::vmap.*CustomKernel"):
        mx.export_function(lambda _: None, lambda x: mx.vmap(one)(x), mx.ones((2, 1)))


def test_launches_on_a_stream_and_evaluated_asynchronously_are_right() -> None:
    with mx.stream(mx.new_stream(mx.cpu)):
        x = mx.arange(60, dtype=mx.float32) * 2
        out = run(add_one, x, n=60)
        mx.async_eval(out)
        run(add_one, out, n=60)
    assert (out - 2).tolist() == [2 * i for i in range(60)]


def test_the_backend_may_change_between_launches(backend: str) -> None:
    x = mx.zeros(3)
    for name in ("cpu", "interpret", "cpu"):
        with options.override(backend=name):
            run(add_one, x, n=3)
    assert x.tolist() == [3, 3, 3]


# ---- specialisation


def test_a_constant_that_changes_at_each_launch_is_reported() -> None:
    @tmetal.jit
    def store(out_ptr, step: tl.constexpr):
        tl.store(out_ptr, step)

    for step in range(31):
        store.warmup(tl.float32, step)
    with pytest.warns(RuntimeWarning, match=r"`store` was compiled for 32 values .*`step`.*plain"):
        store.warmup(tl.float32, 31)
    store.warmup(tl.float32, 32)


def test_a_kernel_that_is_decorated_at_each_call_is_reported() -> None:
    def launch() -> None:
        @tmetal.jit
        def fill(out_ptr):
            tl.store(out_ptr, 1.0)

        fill.warmup(tl.float32)

    for _ in range(31):
        launch()
    with pytest.warns(RuntimeWarning, match=r"`fill` was compiled 32 times for the same .*outside"):
        launch()
    launch()


def test_a_number_that_is_not_specialized_compiles_no_kernel_for_1() -> None:
    def shift(x_ptr, out_ptr, step, n, BLOCK: tl.constexpr):
        i = tl.arange(0, BLOCK)
        tl.store(out_ptr + i, tl.load(x_ptr + i * step, i < n), i < n)

    texts = []
    for kernel in (tmetal.jit(shift), tmetal.jit(do_not_specialize=["step", 3])(shift)):
        found = kernel[(1,)](array(1, 2, 3), tmetal.empty(3), 1, 3, BLOCK=4)
        assert found.tolist() == [1, 2, 3]
        with options.override(backend="cpu"):
            kernel[(1,)](array(1, 2, 3), tmetal.empty(3), 1, 3, BLOCK=4)
        texts.append(kernel.msl)
    assert "step" not in texts[0]
    assert "step" in texts[1]
    with pytest.raises(tmetal.CompileError, match=r"'stop'.*`x_ptr`, `out_ptr`, `step`"):
        tmetal.jit(do_not_specialize=["stop"])(shift)


@tmetal.jit
def every_other(x_ptr, out_ptr, n, STEP: tl.constexpr, BLOCK: tl.constexpr):
    i = (tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)) * STEP
    tl.store(out_ptr + i, tl.load(x_ptr + i, i < n), i < n)


@pytest.mark.parametrize("dtype", [mx.float32, mx.bfloat16])
@pytest.mark.parametrize("step", [1, 2])
def test_a_large_output_has_what_was_written_and_else_its_old_contents(dtype, step):
    n = 700_001  # its memory, more than 1 MB, is not filled first
    x = mx.arange(n).astype(dtype)
    out = mx.full((n,), 7, dtype)
    every_other[(tmetal.cdiv(n, 4096),)](x, out, n, STEP=step, BLOCK=4096)
    written = mx.arange(n) % step == 0
    assert mx.array_equal(out, mx.where(written, x, mx.array(7, dtype))).item()
