"""Fusion idioms: what they find and leave alone, how exact they are, how they are switched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import idiom_errors
import tmetal
from kernels import make, run
from random_ir import functions
from tmetal import MockTensor, chips, options
from tmetal.errors import BackendError
from tmetal.frontend.compile import lower_function
from tmetal.idioms import DEFAULT, IDIOMS, NAMES, chosen
from tmetal.ir.core import Func, show
from tmetal.ir.types import parse_type
from tmetal.ir.verify import verify
from tmetal.passes.idioms import RULES, idioms
from tmetal.passes.idioms.matching import Found
from tmetal.passes.pipeline import Settings, run_pipeline
from tmetal.runtime import text_cache

TYPES = {"x_ptr": "*f32", "y_ptr": "*f32", "out_ptr": "*f32", "n": "i32", "scale": "f32"}


def lowered(body: str) -> Func:
    """Return the tile IR of a kernel whose body has `at`, `i`, `x` and `y` defined."""
    lines = [
        f"def k({', '.join(TYPES)}):",
        "i = tl.arange(0, 512)",
        "x = tl.load(x_ptr + i)",
        "y = tl.load(y_ptr + i)",
        *body.strip().splitlines(),
    ]
    kernel = make("@tmetal.jit\n" + "\n    ".join(lines) + "\n")
    types = {name: parse_type(t) for name, t in TYPES.items()}
    func, _ = lower_function(kernel.kernel_source, types, {})
    return run_pipeline(func, Settings(), last="resimplify")


def found_in(body: str, names: Any = NAMES) -> list[str]:
    """Return the names of the idioms that a kernel's body has, each once."""
    found: list[Found] = []
    verify(idioms(lowered(body), names, 4, found), "the idioms")
    return list(dict.fromkeys(f.idiom for f in found))


SOFTMAX = """
p = tl.exp(x - tl.max(x, axis=0))
tl.store(out_ptr + i, p / tl.sum(p, axis=0))
"""
VARIANCE = """
x = tl.load(x_ptr + i, mask=i < n, other={other})
c = tl.where(i < n, x - tl.sum(x, axis=0) / n, 0.0)
tl.store(out_ptr, tl.sum(c * c, axis=0))
"""
SCORES = """
a = x * scale
p = tl.exp(a - tl.max(a, axis=0))
tl.store(out_ptr + i, p)
{more}
"""
MASKED = """
a = tl.where(i < n, x * scale, {never})
p = tl.exp(a - tl.max(a, axis=0))
tl.store(out_ptr + i, p)
{more}
"""


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("tl.store(out_ptr + i, 0.5 * x * (1 + tl.math.tanh(y)))", ["gelu", "exp2"]),
        ("tl.store(out_ptr + i, (tl.math.tanh(y) + 1) * (x * 0.5))", ["gelu", "exp2"]),
        ("tl.store(out_ptr + i, x * (0.5 * (tl.math.tanh(y) + 1)))", ["gelu", "exp2"]),
        ("tl.store(out_ptr + i, 0.4 * x * (1 + tl.math.tanh(y)))", []),
        ("t = 1 + tl.math.tanh(y)\ntl.store(out_ptr + i, 0.5 * x * t + t)", ["fma"]),
        ("tl.store(out_ptr + i, y * tl.sigmoid(x))", ["silu", "exp2"]),
        ("s = tl.sigmoid(x)\ntl.store(out_ptr + i, tl.where(x > 0, y * s, s))", ["exp2"]),
        (SOFTMAX, ["softmax"]),
        (SOFTMAX.replace("tl.max(x", "tl.max(y"), ["reciprocal"]),
        (SOFTMAX.replace("tl.max", "tl.min"), ["reciprocal"]),
        ("tl.store(out_ptr + i, x / 3.0)", ["division"]),
        ("tl.store(out_ptr + i, x / 1e-45)", []),
        ("tl.store(out_ptr + i, x / 3e38)", []),
        ("tl.store(out_ptr + i, x / scale)", ["reciprocal"]),
        ("tl.store(out_ptr, scale / 3.5)", ["division"]),
        ("tl.store(out_ptr, scale / n)", []),
        (VARIANCE.format(other=0.0), ["variance"]),
        ("tl.store(out_ptr, tl.sum(x * scale, axis=0))", ["scaled_sum"]),
        ("tl.store(out_ptr, tl.sum(0.5 * tl.exp(x), axis=0))", ["scaled_sum"]),
        ("tl.store(out_ptr, tl.max(x * scale, axis=0))", []),
        ("a = x * scale\ntl.store(out_ptr, tl.sum(a, axis=0))\ntl.store(y_ptr + i, a)", []),
        (VARIANCE.format(other=1.0), []),
        (SCORES.format(more=""), ["attention"]),
        (SCORES.format(more="tl.store(y_ptr + i, a)"), []),
        (SCORES.format(more="tl.store(y_ptr, tl.max(a, axis=0))"), []),
        (SCORES.replace("* scale", "+ scale").format(more=""), []),
        (MASKED.format(never=-1e30, more=""), ["attention"]),
        (MASKED.format(never=0.0, more=""), ["attention"]),
        (MASKED.format(never=-3e38, more=""), []),  # times log2(e), it would be an infinity
        (MASKED.format(never=-1e30, more="tl.store(out_ptr, -1e30)"), []),
        ("p = x * y\ntl.store(out_ptr + i, p + 1.0)\ntl.store(y_ptr + i, p)", []),
        ("tl.store(out_ptr + i, (i * i + 1).to(tl.float32))", []),
        ("tl.store(out_ptr + i, 2.0 - x * scale)", ["fma"]),
    ],
)
def test_an_idiom_is_found_where_its_law_holds_and_nowhere_else(
    body: str, names: list[str]
) -> None:
    assert found_in(body) == names


LONG = """
@tmetal.jit
def k(x_ptr, out_ptr, N: tl.constexpr):
    i = tl.arange(0, N)
    x = tl.load(x_ptr + i)
    p = tl.exp(x - tl.max(x, axis=0))
    tl.store(out_ptr + i, p / tl.sum(p, axis=0))
"""


@pytest.mark.parametrize(("n", "online"), [(8192, True), (4096, False)])
def test_a_row_too_long_for_registers_is_loaded_once_for_its_maximum_and_its_sum(
    n: int, online: bool
) -> None:
    kernel = make(LONG)
    x = np.random.default_rng(0).standard_normal(n).astype(np.float32)
    got = run(kernel, "cpu", (1,), x, x * 0, N=n, num_warps=4)[1]
    exact = np.exp(x - x.max().astype("f8"))
    np.testing.assert_allclose(got, exact / exact.sum(), rtol=1e-5)
    assert ("'online'" in kernel.ir("idioms")) == online
    assert kernel.ir("idioms").count(" = reduce ") == (1 if online else 2)


def test_a_row_that_is_computed_is_not_loaded_so_two_reductions_stay() -> None:
    kernel = make(LONG.replace("tl.load(x_ptr + i)", "tl.sin(i * 0.5)"))
    x = np.zeros(8192, np.float32)
    got = run(kernel, "cpu", (1,), x, x * 0, N=8192, num_warps=4)[1]
    power = np.exp(np.sin(np.arange(8192) * 0.5))
    np.testing.assert_allclose(got, power / power.sum(), rtol=1e-4)
    assert kernel.ir("idioms").count(" = reduce ") == 2


def test_numbers_in_place_of_masked_scores_weigh_what_they_weighed() -> None:
    kernel = make("""
@tmetal.jit
def k(x_ptr, out_ptr, scale, n):
    i = tl.arange(0, 64)
    a = tl.where(i < n, tl.load(x_ptr + i) * scale, -1e30)
    tl.store(out_ptr + i, tl.exp(a - tl.max(a, axis=0)))
""")
    x = np.random.default_rng(0).standard_normal(64).astype(np.float32)
    with options.override(idioms="attention"):
        for n in (0, 5, 64):
            a = np.where(np.arange(64) < n, x * np.float32(0.5), np.float32(-1e30))
            got = run(kernel, "cpu", (1,), x, x * 0, 0.5, n)[1]
            np.testing.assert_allclose(got, np.exp(a - a.max()), rtol=2e-6)
    assert "exp2" in kernel.msl


@pytest.mark.parametrize("name", NAMES)
def test_an_idiom_stays_within_its_tolerance_of_float64(name: str) -> None:
    assert 0 < idiom_errors.errors(name) <= 1


def test_the_default_idioms_give_every_special_value_that_the_plain_ops_give() -> None:
    names = [n for n in idiom_errors.EXACT if n in DEFAULT]
    pairs = [
        (plain, idiomatic)
        for off, on in [(idiom_errors.values((), names), idiom_errors.values(DEFAULT, names))]
        for plain, idiomatic in zip(off.values(), on.values(), strict=True)
    ]
    pairs += zip(
        idiom_errors.softmax_of_rows(()), idiom_errors.softmax_of_rows(DEFAULT), strict=True
    )
    assert len(pairs) == len(names) + 3
    for wanted, got in pairs:
        special = ~np.isfinite(wanted) | (wanted == 0)
        assert special.any()
        np.testing.assert_array_equal(got[special], wanted[special])
        assert (np.signbit(got) == np.signbit(wanted))[~np.isnan(wanted)].all()
        assert np.isfinite(got[~special]).all()


@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given(functions())
def test_all_idioms_leave_sound_ir_and_their_input_as_it_was(func: Func) -> None:
    before = run_pipeline(func, Settings(), last="resimplify")
    text = show(before)
    verify(idioms(before, NAMES, 4), "the idioms")
    assert show(before) == text


def test_the_table_and_the_rules_are_of_the_same_idioms() -> None:
    assert tuple(RULES) == NAMES
    assert DEFAULT == ("silu", "softmax", "division", "online")


def test_the_page_shows_every_idiom_with_its_law_and_tolerance() -> None:
    text = (Path(__file__).parents[1] / "docs" / "idioms.md").read_text()
    for idiom in IDIOMS:
        default = "on" if idiom.by_default else "off"
        given, tolerance = (t.replace("|", "\\|") for t in (idiom.given, idiom.tolerance))
        row = f"| `{idiom.name}` | `{idiom.law}` | {given} | {tolerance} | {default}: {idiom.why} |"
        assert row in text


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        ("none", ()),
        ("all", NAMES),
        ("default", DEFAULT),
        ("fma, silu", ("silu", "fma")),
        (("default", "FMA"), (*DEFAULT, "fma")),
        ("", ()),
    ],
)
def test_idioms_are_chosen_by_name_or_by_a_word(wish: Any, names: tuple[str, ...]) -> None:
    assert chosen(wish, "x") == names
    with options.override(idioms=wish) as now:
        assert now.idioms == names


def test_an_idiom_that_does_not_exist_is_refused_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        pytest.raises(BackendError, match=r"`idioms` names the idiom 'geglu'.*mean `gelu`\?.*none"),
        options.override(idioms="geglu"),
    ):
        pass
    monkeypatch.setenv("TMETAL_IDIOMS", "fma,swish")
    with pytest.raises(BackendError, match="TMETAL_IDIOMS names the idiom 'swish'"):
        options.from_environment()
    monkeypatch.setenv("TMETAL_IDIOMS", "fma")
    assert options.from_environment().idioms == ("fma",)


@tmetal.jit
def scaled(x_ptr, out_ptr, BLOCK: tmetal.language.constexpr):
    i = tmetal.language.arange(0, BLOCK)
    x = tmetal.language.load(x_ptr + i)
    tmetal.language.store(out_ptr + i, x * 2.5 + x / 3.0)


def test_each_choice_of_idioms_is_a_compilation_of_its_own() -> None:
    x, texts = MockTensor("fp32", (64,)), []
    for wish in ("none", "default", "all", "none"):
        with options.override(idioms=wish):
            texts.append(scaled.warmup(x, x, BLOCK=64).asm["msl"])
    assert texts[0] == texts[3]
    assert len(set(texts)) == 3
    assert "metal::fma" in texts[2]
    assert "metal::fma" not in texts[1]


def test_the_disk_cache_tells_choices_of_idioms_apart() -> None:
    func, target = lowered("tl.store(out_ptr + i, x)"), chips.ANY.facts
    made = [Settings(target=target, idioms=c) for c in ((), ("fma",), DEFAULT)]
    assert len({text_cache.entry_path(func, s) for s in made}) == 3


def test_explain_shows_each_match_at_its_line_with_what_it_became() -> None:
    x = MockTensor("fp32", (64,))
    with options.override(idioms="division,fma"):
        report = scaled.explain(x, x, BLOCK=64)
    assert [(i.idiom, i.place.text.split("(")[0]) for i in report.idioms] == [
        ("division", "tmetal.language.store"),
        ("fma", "tmetal.language.store"),
    ]
    said = "fma: x*y + z became fma(x, y, z) (the product is used here only); error: 0.5 ulp"
    assert said in str(report)
    with options.override(idioms="none"):
        assert scaled.explain(x, x, BLOCK=64).idioms == ()


def test_transform_ir_rewrites_idioms_when_asked_and_counts_them() -> None:
    func = lowered(SOFTMAX)
    _, plain = tmetal.transform_ir(func, ["idioms"])
    _, summary = tmetal.transform_ir(func, ["idioms"], idioms="default")
    assert plain.totals == {}
    assert summary.totals == {"softmax": 1}


def test_reductions_that_do_not_need_each_other_share_a_loop_and_a_barrier() -> None:
    kernel = make("""
@tmetal.jit
def k(x_ptr, out_ptr, N: tl.constexpr):
    x = tl.load(x_ptr + tl.arange(0, N))
    a, b, c = tl.sum(x, axis=0), tl.max(x, axis=0), tl.sum(x * x, axis=0)
    tl.store(out_ptr, a + b + c)
""")
    x = MockTensor("fp32", (1024,))
    report = kernel.explain(x, x, N=1024, grid=(1,))
    assert [b.placed for b in report.barriers] == [True]
    assert len(report.shared) == 3
