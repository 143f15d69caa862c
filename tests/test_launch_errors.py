"""A launch that is wrong is refused before anything runs, in words that say what to write."""

from __future__ import annotations

import decimal
import linecache
import subprocess
import sys
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from refusing import pair, refused, scale
from tmetal import CompileError

pytestmark = pytest.mark.usefixtures("backend")


@tmetal.jit
def fill(out_ptr, n, value: tl.constexpr = 1, BLOCK: tl.constexpr = 64):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(out_ptr + offsets, value, mask=offsets < n)


@tmetal.jit
def copy_all(x_ptr, out_ptr, BLOCK: tl.constexpr):
    offsets = tl.arange(0, BLOCK)
    tl.store(out_ptr + offsets, tl.load(x_ptr + offsets))


@tmetal.jit
def two_outputs(a_ptr, b_ptr):
    tl.store(a_ptr, 1.0)
    tl.store(b_ptr, 2.0)


@tmetal.jit
def keyword_only(out_ptr, *, value):
    tl.store(out_ptr, value)


# ---- arguments


@pytest.mark.parametrize(
    ("args", "kwargs", "words"),
    [
        ("", {}, ["scale(", "missing", "`x_ptr`", "`BLOCK`"]),
        ("xon", {"BLOCK": 128}, ["missing", "`factor`"]),
        ("xonf", {}, ["missing", "`BLOCK`"]),
        ("xonfBx", {}, ["takes 5 arguments", "6"]),
        ("xonf", {"BLOK": 128}, ["no parameter `BLOK`", "`BLOCK`"]),
        ("xonf", {"BLOCK": 128, "quickly": True}, ["no parameter `quickly`"]),
        ("xonf", {"BLOCK": 128, "num_warp": 4}, ["`num_warp`", "`num_warps`"]),
    ],
)
def test_arguments_that_do_not_fit_are_named(args, kwargs, words) -> None:
    x, out = pair()
    values = {"x": x, "o": out, "n": 100, "f": 2.0, "B": 128}
    with refused(*words, keep=(x, out)):
        scale[(1,)](*[values[a] for a in args], **kwargs)


@pytest.mark.parametrize(("args", "name"), [("xonf", "n"), ("xonfB", "BLOCK")])
def test_an_argument_that_is_given_twice_is_python_s_own_error(args, name) -> None:
    x, out = pair()
    values = {"x": x, "o": out, "n": 100, "f": 2.0, "B": 128}
    with pytest.raises(
        TypeError, match=rf"^launch of scale\(\) got multiple values for argument '{name}'$"
    ):
        scale[(1,)](*[values[a] for a in args], **{name: 3})


def test_a_keyword_only_parameter_is_not_taken_by_position() -> None:
    out = mx.zeros(1)
    with refused("keyword_only(", "1", keep=(out,)):
        keyword_only[(1,)](out, 3.0)
    keyword_only[(1,)](out, value=3.0)
    assert out.item() == 3


def test_a_kernel_called_without_a_grid_says_how_to_launch_it() -> None:
    x, out = pair()
    with refused("without a grid", "scale[", keep=(x, out)):
        scale(x, out, 100, 2.0, BLOCK=128)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([1.0, 2.0], ["`x_ptr`", "list", "mx.array"]),
        ({"a": 1}, ["`x_ptr`", "dict"]),
        ("text", ["`x_ptr`", "str", "tl.constexpr"]),
        (b"text", ["`x_ptr`", "bytes"]),
        (1j, ["`x_ptr`", "complex"]),
        (decimal.Decimal(1), ["`x_ptr`", "Decimal"]),
        (range(3), ["`x_ptr`", "range"]),
        (object(), ["`x_ptr`", "object"]),
        (mx.float32, ["`x_ptr`", "Dtype"]),
        (1 << 64, ["`x_ptr`", "64 bits"]),
        (-(1 << 63) - 1, ["`x_ptr`", "64 bits"]),
        (np.complex64(1), ["`x_ptr`", "complex64"]),
        (np.datetime64("2020-01-01"), ["`x_ptr`", "datetime64"]),
    ],
    ids=lambda v: "" if isinstance(v, list) and "`" in str(v[0]) else type(v).__name__,
)
def test_what_is_no_argument_for_a_kernel_is_refused_by_name_and_type(value, words) -> None:
    _, out = pair()
    with refused(*words, keep=(out,)):
        scale[(1,)](value, out, 100, 2.0, BLOCK=128)


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros(100), ["float64", "mx.float32"]),
        (np.zeros(100, np.complex64), ["complex64", "real and imaginary"]),
        (np.zeros(100, np.complex128), ["complex128", "real and imaginary"]),
        (mx.zeros(100, mx.complex64), ["complex64", "real and imaginary"]),
        (np.zeros(100, object), ["object"]),
        (np.zeros(100, "U3"), ["U3"]),
        (np.zeros(100, "M8[s]"), ["datetime64"]),
        (np.zeros(100, [("a", "i4")]), ["a"]),
        (np.zeros(100, ">f4"), [">f4"]),
    ],
    ids=["f64", "c64", "c128", "mlx_c64", "object", "text", "dates", "records", "big_endian"],
)
@pytest.mark.parametrize("name", ["x_ptr", "out_ptr"])
def test_an_array_of_a_dtype_that_metal_has_not_is_refused(array, words, name) -> None:
    x, out = pair()
    arguments = {"x_ptr": x, "out_ptr": out} | {name: array}
    with refused(f"`{name}`", *words, keep=(x, out)):
        scale[(1,)](**arguments, n=100, factor=2.0, BLOCK=128)


def test_a_float64_array_of_mlx_is_refused() -> None:
    with mx.stream(mx.cpu):
        array = mx.zeros(100, mx.float64)
    x, out = pair()
    with refused("`x_ptr`", "float64", "mx.float32", keep=(x, out)):
        scale[(1,)](array, out, 100, 2.0, BLOCK=128)


@pytest.mark.parametrize("value", [mx.ones(1), np.ones(1, np.float32), [1, 2], {"a": 1}, {1}])
def test_a_value_that_cannot_be_a_constant_is_refused_by_name(value) -> None:
    (out, _) = pair()
    with refused("`value`", "tl.constexpr", keep=(out,)):
        fill[(2,)](out, 100, value=value)


def test_a_default_that_cannot_be_a_constant_is_refused_by_name() -> None:
    @tmetal.jit
    def kernel(out_ptr, sizes: tl.constexpr = [1, 2]):  # noqa: B006 - the mistake
        tl.store(out_ptr, sizes[0])

    out = mx.zeros(1)
    with refused("`sizes`", "tuple", keep=(out,)):
        kernel[(1,)](out)


def test_a_read_only_numpy_output_is_refused_by_name() -> None:
    x, out = np.ones(100, np.float32), np.zeros(100, np.float32)
    out.setflags(write=False)
    with refused("`out_ptr`", "read-only", keep=(x, out)):
        scale[(1,)](x, out, 100, 2.0, BLOCK=128)


def test_a_read_only_numpy_input_is_welcome() -> None:
    x, out = np.ones(100, np.float32), np.zeros(100, np.float32)
    x.setflags(write=False)
    scale[(1,)](x, out, 100, 2.0, BLOCK=128)
    assert out.tolist() == [2.0] * 100


def test_a_broadcast_numpy_output_is_refused_by_name() -> None:
    memory = np.zeros((1, 4), np.float32)
    out = np.lib.stride_tricks.as_strided(memory, (25, 4), (0, 4))
    with refused("`out_ptr`", keep=(memory,)):
        scale[(1,)](np.ones(100, np.float32), out, 100, 2.0, BLOCK=128)


def test_one_mlx_array_as_two_outputs_is_refused_by_both_names() -> None:
    a = mx.zeros(1)
    with refused("`a_ptr`", "`b_ptr`", keep=(a,)):
        two_outputs[(1,)](a, a)


def test_more_buffers_than_metal_binds_are_refused() -> None:
    names = [f"p{i}" for i in range(40)]
    body = "\n".join(f"    tl.store({n}, 1.0)" for n in names)
    kernel = defined(f"def kernel({', '.join(names)}):\n{body}\n", "<many buffers>")
    arrays = [mx.zeros(1) for _ in names]
    with refused("buffers", "31", keep=arrays):
        kernel[(1,)](*arrays)


def test_what_is_not_a_function_cannot_be_a_kernel() -> None:
    with refused("@tmetal.jit", "a class", kind=CompileError):

        @tmetal.jit
        class Kernel:
            pass

    for thing in (len, 3, staticmethod(pair)):
        with refused("@tmetal.jit", type(thing).__name__, kind=CompileError):
            tmetal.jit(thing)


# ---- before and after a launch


def test_msl_and_ir_before_the_first_launch_say_what_to_do() -> None:
    @tmetal.jit
    def fresh(out_ptr):
        tl.store(out_ptr, 1.0)

    with refused("`fresh`", "warmup"):
        fresh.msl
    with refused("`fresh`", "warmup"):
        fresh.ir()
    fresh.warmup(mx.zeros(1))
    with refused("`last`", "frontend", "lower"):
        fresh.ir("last")


@pytest.mark.parametrize("numpy", [False, True], ids=["mlx", "numpy"])
def test_a_kernel_that_does_not_compile_leaves_its_arguments_alone(numpy) -> None:
    @tmetal.jit
    def broken(x_ptr, out_ptr):
        tl.store(out_ptr, 1.0)
        tl.store(x_ptr, missing)  # noqa: F821 - the mistake

    x, out = (np.array(a) for a in pair()) if numpy else pair()
    for _ in range(2):  # the second try says the same
        with refused("`missing` is not defined", kind=CompileError, keep=(x, out)):
            broken[(1,)](x, out)


def test_an_element_outside_of_an_array_is_reported_by_the_interpreter(backend) -> None:
    if backend == "cpu":
        pytest.skip("the CPU executor does not check addresses")
    x, out = pair()
    with refused("element 100 of `x_ptr`", "mask", kind=tmetal.TmetalError, keep=(x, out)):
        copy_all[(1,)](x, out, BLOCK=128)


def test_an_element_outside_of_an_array_is_reported_at_the_user_s_line(backend) -> None:
    if backend == "cpu":
        pytest.skip("the CPU executor does not check addresses")
    x, out = pair()
    with pytest.raises(tmetal.TmetalError) as caught:
        copy_all[(1,)](x, out, BLOCK=128)
    assert "tl.store(out_ptr + offsets, tl.load(x_ptr + offsets))" in str(caught.value)
    assert "                                ^^^^^^^^^^^^^^^^^^^^^^^^" in str(caught.value)


# ---- where there is no source


def defined(text: str, name: str, cached: bool = True) -> Any:
    """Define a kernel as an interactive prompt does, with or without a copy of its text."""
    scope = {"tl": tl}
    exec(compile(text, name, "exec"), scope)
    if cached:
        linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    return tmetal.jit(scope["kernel"])


STORE_ONE = "\n\ndef kernel(out_ptr):\n    tl.store(out_ptr, 1.0)\n"


def test_a_kernel_from_a_prompt_that_keeps_its_text_works() -> None:
    out = mx.zeros(1)
    defined(STORE_ONE, "<prompt 7>")[(1,)](out)
    assert out.item() == 1


def test_a_mistake_in_a_kernel_from_a_prompt_shows_its_line() -> None:
    kernel = defined(STORE_ONE.replace("1.0", "one"), "<prompt 8>")
    with refused('File "<prompt 8>", line 4', "tl.store(out_ptr, one)", kind=CompileError):
        kernel[(1,)](mx.zeros(1))


@pytest.mark.parametrize("name", ["<string>", "<stdin>", "/nowhere/at/all.py"])
def test_a_kernel_without_source_says_so_and_where_to_put_it(name) -> None:
    out = mx.zeros(1)
    with refused("source", "`kernel`", name, "file", kind=CompileError, keep=(out,)):
        defined(STORE_ONE, name, cached=False)[(1,)](out)


def test_a_kernel_typed_at_python_s_own_prompt_says_what_to_do(backend) -> None:
    text = "import tmetal, tmetal.language as tl, mlx.core as mx\n@tmetal.jit\n"
    text += "def kernel(out_ptr):\n    tl.store(out_ptr, 1.0)\n\nkernel[(1,)](mx.zeros(1))\n"
    done = subprocess.run(
        [sys.executable, "-i"], input=text, capture_output=True, text=True, check=False
    )
    if sys.version_info >= (3, 13):
        assert "Error" not in done.stderr
    else:
        assert "CompileError: the source of kernel `kernel` cannot be found" in done.stderr
        assert "SyntaxError" not in done.stderr


def test_a_file_that_has_changed_is_not_compiled_as_something_else(tmp_path) -> None:
    file = tmp_path / "changed.py"
    kernel = defined(STORE_ONE, str(file), cached=False)
    file.write_text("# a new first line\n" + STORE_ONE)
    out = mx.zeros(1)
    with refused("changed", "Restart", kind=CompileError, keep=(out,)):
        kernel[(1,)](out)


def test_a_wrong_option_is_refused_in_a_launch_that_ran_before() -> None:
    out = np.zeros(5, np.float32)
    for options in ({}, {"num_warps": 2}):
        fill[(1,)](out, 5, **options)
        with pytest.raises(tmetal.LaunchError, match="no parameter `num_wraps`"):
            fill[(1,)](out, 5, num_wraps=4, **options)
