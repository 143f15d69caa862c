"""A compiler's diagnostics of Metal become messages about Python, in Metal's words."""

import linecache

import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from msl_by_hand import cache, kernel
from tmetal import options
from tmetal.errors import CompileError, InternalError, Loc
from tmetal.runtime.diagnose import as_error, explain_diagnostics, in_metal_words, line_map
from tmetal.runtime.toolchain import CompileFailure

__all__ = ["cache"]  # a fixture

SOURCE = "def scale(x, out):\n    y = load(x)\n    store(out, y * wrong)\n"


@pytest.fixture
def python(tmp_path):
    """A file of Python and the places of its two statements."""
    path = str(tmp_path / "user.py")
    linecache.cache[path] = (len(SOURCE), None, SOURCE.splitlines(keepends=True), path)
    yield [Loc(path, 2, 4, 2, 15, "scale"), Loc(path, 3, 15, 3, 24, "scale")]
    linecache.cache.pop(path)


def failure(body):
    buffers = {"x": "const device float*", "out": "device float*"}
    with pytest.raises(CompileFailure) as failed:
        kernel(body, buffers, ())
    return failed.value.diagnostics


def test_an_error_names_the_python_line_with_carets(python):
    body = "  float y = x[0];\n  out[0] = y * wrong;"
    said = explain_diagnostics(failure(body), {5: python[0], 6: python[1]})
    lines = said.split("\n")
    assert lines[0] == "use of undeclared identifier 'wrong' (line 6 of the Metal text)"
    assert 'user.py", line 3, in scale' in lines[1]
    assert lines[2:4] == ["    store(out, y * wrong)", "               ^^^^^^^^^"]
    assert "out[0] = y * wrong;" in said
    assert "generated" not in said


def test_a_line_without_python_of_its_own_belongs_to_the_one_before(python):
    said = explain_diagnostics(failure("  float y = x[0];\n  out[0] = wrong;"), {5: python[0]})
    assert "line 2, in scale" in said
    assert "File" not in explain_diagnostics(failure("  out[0] = wrong;"), {50: python[0]})


def test_an_error_inside_the_library_is_placed_where_the_text_asked_for_it(python):
    said = explain_diagnostics(failure("  ushort u = as_type<ushort>(x[0]);"), {5: python[1]})
    assert "the types differ in size (line 5 of the Metal text)" in said
    assert "line 3, in scale" in said


def test_every_error_is_kept_and_none_is_said_twice(python):
    body = "  out[0] = first;\n  out[1] = second;"
    diagnostics = failure(body)
    said = explain_diagnostics(diagnostics + "\n" + diagnostics, {5: python[0], 6: python[1]})
    assert said.count("undeclared identifier 'first'") == 1
    assert said.count("undeclared identifier 'second'") == 1


def test_a_refusal_of_the_strict_rules_is_placed_too(python):
    said = explain_diagnostics(failure("  double d = 1.0f;"), {5: python[0]})
    assert said.startswith("Metal has no type 'double'")
    assert "line 2, in scale" in said


def test_words_of_the_host_become_those_of_metal():
    said = failure("  float a = 1.0f;\n  threadgroup float* p = &a;")
    assert "'__local" in said
    assert "'threadgroup float *' with an rvalue of type 'float *'" in in_metal_words(said)
    vector = failure("  float2 v = float2(1.0f);\n  v += int2(1);")
    assert "'int2'" in in_metal_words(vector)
    assert "ext_vector_type" not in in_metal_words(vector)


def test_diagnostics_without_an_error_are_left_alone():
    assert explain_diagnostics("the compiler crashed", {}) == "the compiler crashed"


def test_a_map_follows_the_line_directives_of_a_text(python):
    body = "  float y = x[0];\n  out[0] = y;\n"
    text = f'#include <a>\n#line 1 "tmetal"\nvoid helper();\nvoid k(\n  int a) {{\n{body}}}\n'
    assert line_map(text, body, python) == {4: python[0], 5: python[1]}
    assert line_map(text, body, [None, python[1]]) == {5: python[1]}
    assert line_map("void other() {}", body, python) == {}


@tmetal.jit
def wrong_inline(x_ptr, out_ptr, n: tl.constexpr):
    x = tl.load(x_ptr + tl.arange(0, n))
    y = tl.inline_msl("metal::exponent({0})", x, dtype=tl.float32)
    tl.store(out_ptr + tl.arange(0, n), y * 2)


@pytest.mark.parametrize("sanitize", [False, True])
def test_inline_metal_that_does_not_compile_is_the_users_mistake_at_its_line(cache, sanitize):
    x = np.zeros(32, np.float32)
    with (
        pytest.raises(CompileError) as failed,
        options.override(backend="cpu", sanitize=sanitize),
    ):
        wrong_inline[(1,)](x, np.empty_like(x), n=32)
    said = str(failed.value)
    assert said.startswith("the Metal text of tl.inline_msl does not compile.")
    assert "no member named 'exponent' in namespace 'metal'" in said
    assert '    y = tl.inline_msl("metal::exponent({0})", x, dtype=tl.float32)\n' in said


def test_what_else_does_not_compile_is_a_bug_with_all_that_a_report_needs(python):
    diagnostics = failure("  float y = x[0];\n  out[0] = y * wrong;")
    lines = {5: python[0], 6: python[1]}
    found = as_error(diagnostics, "scale", "the text", lines, [python[0]])
    assert isinstance(found, InternalError)
    assert "bug in tmetal" in str(found)
    assert "store(out, y * wrong)" in str(found)
    assert str(found).endswith("the text")
    assert isinstance(as_error(diagnostics, "scale", "", lines, [python[1]]), CompileError)
