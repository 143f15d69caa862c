"""The IR: its text, its verifier, and passes that keep its meaning to the bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernels import assert_same, make, run
from random_ir import functions, outcome
from tmetal.chips import GENERATIONS
from tmetal.errors import InternalError
from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value, make_op, show, walk
from tmetal.ir.ops import OPS
from tmetal.ir.parse import ParseError, parse
from tmetal.ir.types import F32, I1, I32, I64, parse_type, pointer, tile
from tmetal.ir.verify import Broken, verify
from tmetal.passes.pipeline import PIPELINE, Pass, Settings, run_pipeline

EXAMPLES = 70
KEPT = frozenset({"b0", "b1"})
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@many
@given(functions())
def test_the_text_of_a_function_reads_back_as_the_same_text(func: Func) -> None:
    text = show(verify(func))
    again = verify(parse(text))
    assert show(again) == text
    assert [op.name for op in walk(again.body)] == [op.name for op in walk(func.body)]
    assert_equal(outcome(again, 0), outcome(func, 0), "the parsed function")


@many
@given(functions(), st.sampled_from([1, 4]), st.sampled_from([1, 2, 3]))
def test_every_pass_keeps_the_meaning_and_its_input(
    func: Func, simdgroups: int, generation: int
) -> None:
    wanted = outcome(func, 0)
    how = Settings(simdgroups, KEPT, target=GENERATIONS[generation])
    for step in PIPELINE:
        text = show(func)
        after = verify(step.run(func, how), step.name)
        made = show(after)
        assert show(func) == text, f"{step.name} changed its input"
        assert show(step.run(func, how)) == made, f"{step.name} is not deterministic"
        if made != text:
            assert show(parse(made)) == made
            got = outcome(after, 32 * simdgroups)
            assert_equal(got, wanted, f"{step.name}, before it:\n{text}")
        func = after
    assert func.level == "thread"


@many
@given(functions())
def test_cse_dce_and_hoist_find_nothing_more_the_second_time(func: Func) -> None:
    steps = {p.name: p for p in PIPELINE}
    for name in ("cse", "dce", "hoist"):
        once = steps[name].run(func, Settings())
        assert show(steps[name].run(once, Settings())) == show(once), name
        func = once


def assert_equal(found: dict[str, Any], wanted: dict[str, Any], what: str) -> None:
    for name, data in wanted.items():
        assert_same(found[name], data, f"{name} after {what}")


def test_the_pipeline_runs_each_pass_after_what_it_needs() -> None:
    seen: list[str] = []
    for step in PIPELINE:
        assert set(step.after) <= set(seen), step.name
        assert step.why
        assert step.name not in seen
        seen.append(step.name)


def test_the_pipeline_shows_every_stage_and_blames_the_pass_that_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    func = small()
    stages: list[str] = []
    run_pipeline(func, Settings(), lambda name, f: stages.append(name), check=True)
    assert stages == [p.name for p in PIPELINE]

    def fails(f: Func, s: Settings) -> Func:
        raise KeyError("lost")

    broken = (*PIPELINE[:2], Pass("bad", fails, "to fail"), *PIPELINE[2:])
    monkeypatch.setattr("tmetal.passes.pipeline.PIPELINE", broken)
    with pytest.raises(InternalError, match=r"pass bad failed: KeyError(.|\n)*func @f"):
        run_pipeline(func, Settings())


def small() -> Func:
    """Return a function of one load, one sum and one store."""
    x, y, n = Value(pointer(F32), "x"), Value(pointer(F32), "y"), Value(I32, "n")
    body = Block([x, y, n])
    b = Builder(body)
    i = b.emit("arange", start=0, end=64, hint="i")
    v = b.emit("load", b.emit("offset", b.emit("splat", x, shape=(64,)), i), hint="v")
    two = b.emit("splat", b.constant(2.0, F32), shape=(64,))
    out = b.emit("offset", b.emit("splat", y, shape=(64,)), i)
    b.effect("store", out, b.emit("add", v, two))
    b.control("return", [], [], [])
    return Func("f", body)


def test_the_text_is_the_one_that_the_manual_shows() -> None:
    assert (
        show(small())
        == """\
func @f(%x: *f32, %y: *f32, %n: i32) {level='tile'} {
  %i = arange {start=0, end=64} : i32[64]
  %0 = splat %x {shape=(64,)} : *f32[64]
  %1 = offset %0, %i : *f32[64]
  %v = load %1 : f32[64]
  %2 = constant {value=2.0, dtype='f32'} : f32
  %3 = splat %2 {shape=(64,)} : f32[64]
  %4 = splat %y {shape=(64,)} : *f32[64]
  %5 = offset %4, %i : *f32[64]
  %6 = add %v, %3 : f32[64]
  store %5, %6
  return
}
"""
    )


@pytest.mark.parametrize("value", ["inf", "-inf", "nan", "-0.0", "1e-45", "3.4028235e+38", "0.1"])
def test_constants_of_every_value_survive_the_text(value: str) -> None:
    b = Builder(Block())
    b.constant(float(value), F32)
    b.control("return", [], [], [])
    again = parse(show(Func("f", b.block)))
    assert repr(again.body.ops[0].attrs["value"]) == repr(float(value))


@pytest.mark.parametrize("text", ["f32", "*f16", "i1[8]", "*u64[64,32]", "bf16<4>"])
def test_types_are_one_object_each_and_read_back(text: str) -> None:
    assert repr(parse_type(text)) == text
    assert parse_type(text) is parse_type(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "line 1: expected func"),
        (
            "func @f(%x: i32) {level='tile'} {\n  %0 = neg %y : i32\n  return\n}",
            "line 2: %y is not",
        ),
        ("func @f() {level='tile'} {\n  return\n", "expected a token, found the end"),
    ],
)
def test_text_that_is_not_ir_is_refused_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(ParseError, match=complaint):
        parse(text)


N, X, B = Value(I32, "n"), Value(F32, "x"), Value(I1, "b")
P, T = Value(pointer(F32), "p"), Value(tile(F32, (8,)), "t")
LATER = make_op("neg", [X], [F32])
END = make_op("return", [], [])


def op(name: str, operands: list[Value], types: list[Any], **attrs: Any) -> Op:
    return make_op(name, operands, types, attrs)


def yields(*values: Value) -> Block:
    return Block([], [make_op("yield", list(values), [])])


def loop(args: list[Value], *ends: Value) -> Block:
    return Block(args, [make_op("yield", list(ends), [])])


K, C = Value(I32, "k"), Value(F32, "c")
BROKEN: list[tuple[list[Op], str]] = [
    ([op("frobnicate", [], []), END], "there is no op frobnicate"),
    ([op("neg", LATER.results, [F32]), LATER, END], "is used before it is defined"),
    ([op("neg", [X], [F32])], "a block ends in one return"),
    ([END, op("neg", [X], [F32])], "a block ends in one return"),
    ([END, make_op("return", [], [])], "a block ends in one return"),
    ([make_op("yield", [], [])], "a block ends in one return"),
    ([op("thread_index", [], [I32]), END], "does not belong to the tile level"),
    ([op("add", [X, N], [F32]), END], "operands must have one type"),
    ([op("add", [X, X], [I32]), END], "results should be"),
    ([op("add", [X], [F32]), END], "takes 2 operands"),
    ([op("add", [P, P], [P.type]), END], "takes numbers"),
    ([op("exp", [N], [I32]), END], "takes float32"),
    ([op("and", [X, X], [F32]), END], "takes integers or booleans"),
    ([op("where", [N, X, X], [F32]), END], "where takes a condition"),
    ([op("where", [B, T, T], [T.type]), END], "where takes a condition"),
    ([op("cast", [X], [I32]), END], "attributes must be"),
    ([op("neg", [X], [F32], dtype="f32"), END], "attributes must be"),
    ([op("bitcast", [X], [I64], dtype="i64"), END], "a bitcast keeps the width"),
    ([op("program_id", [], [I32], axis=3), END], "axes 0, 1 and 2"),
    ([op("umulhi", [N, N], [I64]), END], "results should be"),
    ([op("splat", [T], [T.type], shape=(8,)), END], "splat takes a scalar"),
    ([op("load", [X], [F32]), END], "takes a pointer"),
    ([op("load", [P, N], [F32]), END], "is not i1"),
    ([op("store", [P, N], []), END], "stores f32, not i32"),
    ([op("offset", [P, X], [P.type]), END], "offset counts are integers"),
    ([op("offset", [P, T], [P.type]), END], "offset needs one shape"),
    ([make_op("if", [N], [], {}, [yields(), yields()]), END], "one scalar boolean and two blocks"),
    ([make_op("if", [B], [], {}, [yields()]), END], "one scalar boolean and two blocks"),
    ([make_op("if", [B], [F32], {}, [yields(X), yields(N)]), END], "both blocks yield the results"),
    ([make_op("if", [B], [F32], {}, [yields(X), yields()]), END], "both blocks yield the results"),
    ([make_op("for", [N, N, X], [], {}, [loop([K])]), END], "three scalars of one integer type"),
    ([make_op("for", [X, X, X], [], {}, [loop([K])]), END], "three scalars of one integer type"),
    ([make_op("for", [N, N, N], [], {}, [loop([])]), END], "takes the counter and the carried"),
    (
        [make_op("for", [N] * 3 + [X], [F32], {}, [loop([K, C], N)]), END],
        "keep their types",
    ),
    (
        [make_op("for", [N] * 3 + [X], [I32], {}, [loop([K, C], X)]), END],
        "keep their types",
    ),
]


@pytest.mark.parametrize(("ops", "complaint"), BROKEN, ids=lambda x: x if type(x) is str else "")
def test_the_verifier_refuses_broken_ir(ops: list[Op], complaint: str) -> None:
    func = Func("f", Block([N, X, B, P, T], ops))
    with pytest.raises(Broken, match=complaint) as error:
        verify(func, "a pass")
    assert "the IR is wrong after a pass" in str(error.value)
    assert "func @f" in str(error.value)


def test_the_verifier_refuses_empty_blocks_values_of_inner_blocks_and_stolen_results() -> None:
    with pytest.raises(Broken, match="an empty block"):
        verify(Func("f", Block([N])))
    inside = op("neg", [X], [F32])
    hidden = Block([], [inside, make_op("yield", [], [])])
    taken = op("neg", inside.results, [F32])
    both = make_op("if", [B], [], {}, [hidden, yields()])
    with pytest.raises(Broken, match="is used before it is defined"):
        verify(Func("f", Block([B, X], [both, taken, END])))
    stolen = op("neg", [X], [F32])
    stolen.results[0].op = None
    with pytest.raises(Broken, match="does not know its op"):
        verify(Func("f", Block([X], [stolen, END])))
    with pytest.raises(Broken, match="a tile at the thread level"):
        verify(Func("f", Block([T], [op("neg", [T], [T.type]), END]), "thread"))


def test_a_kernel_gives_the_same_ir_and_msl_each_time() -> None:
    source = """
@tmetal.jit
def k(x_ptr, o_ptr, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    total = tl.zeros((BLOCK,), tl.float32)
    for j in range(n):
        if j % 2 == 0:
            total += tl.load(x_ptr + i * n + j, mask=i < n, other=0.0)
    tl.store(o_ptr + i, total, mask=i < n)
"""
    texts = set()
    for _ in range(3):
        kernel = make(source)
        arrays = [np.ones(64, np.float32), np.zeros(8, np.float32)]
        run(kernel, "interpret", (1,), *arrays, 8, BLOCK=8)
        texts.add("".join(kernel.ir(s) for s in ("frontend", *(p.name for p in PIPELINE))))
        texts.add(kernel.msl)
    assert len(texts) == 2


def test_the_rows_columns_fit_their_signatures() -> None:
    for row in OPS.values():
        if row.commutative or row.idempotent or row.unit is not None or row.zero is not None:
            assert len(row.operands) == 2, row.name
        if row.foldable:
            assert row.pure, row.name
            assert not row.machine, row.name
        assert set(row.optional) <= set(row.operands)
        assert row.tolerance == 0 or not row.foldable or row.name == "div", row.name
