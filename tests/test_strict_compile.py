"""What Apple's compiler refuses is refused here, with the line and the reason."""

import pytest

from msl_by_hand import cache, kernel, refused
from tmetal.runtime import cpu, toolchain
from tmetal.runtime.toolchain import CompileFailure
from tmetal.runtime.translate import translate

__all__ = ["cache"]  # a fixture

REFUSED = {
    "out[0] = exp(2);": "ambiguous",
    "out[0] = pow(2, 3);": "ambiguous",
    "out[0] = max(x[0], 1);": "ambiguous",
    "out[0] = min(x[0], 1.0h);": "ambiguous",
    "out[0] = clamp(x[0], 0, 1);": "ambiguous",
    "out[0] = float(max(1, 2u));": "ambiguous",
    "out[0] = select(1.0f, 2, true);": "ambiguous",
    "out[0] = float(select(1ul, 2u, true));": "ambiguous",
    "out[0] = erf(x[0]);": "undeclared identifier 'erf'",
    "out[0] = expm1(x[0]);": "undeclared identifier 'expm1'",
    "out[0] = metal::log1p(x[0]);": "no member named 'log1p'",
    "out[0] = metal::fast::log1p(x[0]);": "no member named 'log1p'",
    "out[0] = sigmoid(x[0]);": "undeclared identifier 'sigmoid'",
    "x[0] = 1.0f;": "read-only",
    "device float* p = x;": "cannot initialize a variable",
    "const constant float* p = x;": "changes address space|cannot initialize a variable",
    "threadgroup float* p = out;": "cannot initialize a variable",
    "const device float* p = (const device float*)(threadgroup float*)0; thread float* q = out;": (
        "cannot initialize a variable"
    ),
    "threadgroup float* p = (threadgroup float*)out;": "C-style cast|address space",
    "float* p = 0;": "pointer type must have explicit address space qualifier: 'float*'",
    "int a = 1; thread int& r = a; int& s = a;": "reference type must have explicit",
    "auto p = (float*)out;": "explicit address space qualifier",
    "double d = 1.0; out[0] = d;": "Metal has no type 'double'",
    "long long l = 1;": "Metal has no type 'long long'",
    "unsigned long long l = 1;": "Metal has no type 'long long'",
    **dict.fromkeys(
        (
            "bfloat b = 1.0f;",
            "bfloat b; b = 1.0f;",
            "bfloat b = bfloat(1); b += 1.0f;",
            "bfloat b = bfloat(1) + 1.0f;",
            "bfloat b = true ? bfloat(1) : -INFINITY;",
            "bfloat b = fma(1.0f, 2.0f, 3.0f);",
            "int i = bfloat(1);",
            "out[0] = float(bfloat(1) + half(1));",
        ),
        "no implicit conversion",
    ),
    "bfloat b = 1.0h;": "cannot initialize",
    "half h = bfloat(1);": "cannot initialize",
    "bfloat b = bfloat(1); b = clamp(b, b, b);": "no implicit conversion",
    "float4 v = int4(1);": "cannot initialize|implicit conver",
    "float4 v = float4(1.0f, 2.0f, 3.0f);": "one value or one per lane",
    "float4 v = (float4)(1.0f, 2.0f, 3.0f, 4.0f);": "float4(...)",
    "goto end; end: ;": "Metal has no 'goto'",
    "out[0] = new float;": "error",
    "throw 1;": "Metal has no 'throw'",
    "__global float* p = out;": "name of the host",
    "threadgroup float a[4] = {0};": "cannot be initialized",
    "threadgroup float a[8193];": "more than 32 KB",
    "threadgroup float a[8000]; threadgroup int b[200];": "more than 32 KB",
    "atomic_fetch_add_explicit((device atomic_float*)out, 1.0f, 5);": "no matching function",
    "atomic_fetch_max_explicit((device atomic_float*)out, 1.0f, memory_order_relaxed);": (
        "no matching function"
    ),
    "device atomic<half>* a = 0; atomic_store_explicit(a, 1, memory_order_relaxed);": "int, uint",
    "out[0] = nothing;": "undeclared identifier 'nothing'",
    "out[0] = 1.0f": "expected ';'",
    'out[0] = "caf\u00e9"[0];': "ASCII",
}


@pytest.mark.parametrize("statement", REFUSED)
def test_a_wrong_statement_is_refused_with_its_line(statement):
    diagnostics = refused(f"  float one = 1.0f;\n  {statement}")
    assert "error" in diagnostics
    assert "tmetal:6:" in diagnostics
    assert any(wanted in diagnostics for wanted in REFUSED[statement].split("|")), diagnostics


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("float f(float* p) { return p[0]; }", "pointer type must have explicit address space"),
        ("template <typename T> T f(const T* p) { return p[0]; }", "explicit address space"),
        ("struct S { int a; };\nint f(S& s) { return s.a; }", "explicit address space"),
        ("float f() { threadgroup float a[4]; return 1.0f; }", "in the body of a kernel only"),
        ("int counter = 0;", "constant address space"),
        ("constant float c = 1.0f;\nvoid f() { c = 2.0f; }", "const-qualified|not assignable"),
        ("int f(int a) { if (a) return 1; }", "non-void function does not return"),
        ("[[krenel]] void g() {}", "unknown attribute 'krenel'"),
        ("#include <cmath>", "file not found"),
    ],
)
def test_a_wrong_declaration_is_refused(header, wanted):
    diagnostics = refused("  out[0] = 1.0f;", header=header)
    assert any(w in diagnostics for w in wanted.split("|")), diagnostics


def test_a_device_pointer_is_no_argument_for_a_constant_parameter():
    header = "float first(const constant float* p) { return p[0]; }"
    assert "no matching function" in refused("  out[0] = first(x);", header=header)


def test_a_constant_input_cannot_be_written():
    buffers = {"x": "const constant float*", "n": "const constant int&", "out": "device float*"}
    assert "read-only" in refused("  x[0] = 1.0f;", buffers)
    assert "const-qualified" in refused("  n = 1;", buffers)


def test_comments_neither_hide_nor_cause_errors():
    body = "  // float* p; double\n  /* goto\n  threadgroup int a; */ out[0] = 1.0f;"
    kernel(body, {"out": "device float*"}, ())
    assert "tmetal:6:" in refused("  /* two\n  lines */ out[0] = wrong;")


def test_a_text_without_the_kernel_and_an_unknown_attribute_are_refused():
    with pytest.raises(CompileFailure, match="no kernel 'k'"):
        cpu.load("void other() {}", "k", (), ())
    with pytest.raises(ValueError, match="thread_position_in_town"):
        cpu.load("[[kernel]] void k() {}", "k", (), ("thread_position_in_town",))
    with pytest.raises(CompileFailure, match="32768"):
        cpu.load("[[kernel]] void k() {}", "k", (), (), 40000)


def test_a_kernel_with_more_private_memory_than_a_stack_is_refused():
    body = """
  float a[30000];
  for (int i = 0; i < 30000; i++) { a[i] = x[i]; }
  threadgroup_barrier(mem_flags::mem_none);
  out[0] = a[int(out[1])];"""
    assert "stack frame size" in refused(body)


def test_a_library_that_does_not_load_is_built_once_more(monkeypatch):
    source = translate("[[kernel]] void k() {}", "k", (), ())
    good = toolchain.build(source)
    bad = good.with_name("bad.so")
    bad.write_bytes(b"not a library")
    paths = iter([bad, good])
    monkeypatch.setattr(toolchain, "build", lambda text, check: next(paths))
    assert cpu._open(source).tmetal_run
    assert not bad.exists()
