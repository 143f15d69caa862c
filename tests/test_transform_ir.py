"""`transform_ir` and `python -m tmetal ir`: passes on JSON, with what each of them did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tmetal
from tmetal.__main__ import main as tmetal_main
from tmetal.cli import explain as explain_command
from tmetal.cli.ir import SAMPLE, main
from tmetal.errors import BackendError, CompileError
from tmetal.ir import IRFormatError, from_json, ops_to_json, to_json
from tmetal.ir.core import show
from tmetal.ir.parse import parse
from tmetal.passes.pipeline import PIPELINE, Settings, run_pipeline

ROOT = Path(__file__).parents[1]
FRONTEND = Path(__file__).parent / "golden" / "frontend"
KERNELS = ("vector_add", "softmax", "centred_columns", "matmul")


def golden(name: str) -> Any:
    return parse((FRONTEND / f"{name}.txt").read_text())


@pytest.mark.parametrize("name", KERNELS)
def test_a_transformation_is_the_pipeline(name: str) -> None:
    func = golden(name)
    text = show(func)
    made, summary = tmetal.transform_ir(to_json(func))
    assert show(func) == text
    assert show(from_json(made)) == show(run_pipeline(func, Settings()))
    assert [s.name for s in summary.steps] == [p.name for p in PIPELINE]
    assert all(a.after == b.before for a, b in zip(summary.steps, summary.steps[1:], strict=False))


def test_the_summary_counts_what_passes_did() -> None:
    _, summary = tmetal.transform_ir(parse(SAMPLE))
    steps = {s.name: s for s in summary.steps}
    assert steps["simplify"].counts == {"folded": 1}  # x * 1
    assert steps["cse"].counts == {"merged": 1}  # the offsets that are made twice
    assert steps["layouts"].counts == {"layouts chosen": 1}
    assert steps["lower"].counts["loops"] == 1
    assert steps["cse"].before - steps["cse"].after == 1
    _, summary = tmetal.transform_ir(golden("softmax"))
    assert summary.totals["barriers placed"] == 2
    assert summary.totals["vectorised"] == 2
    assert summary.totals["threadgroup bytes"] == 32
    assert (summary.before, summary.after) == (28, summary.steps[-1].after)
    assert json.loads(json.dumps(summary.json()))["totals"] == summary.totals
    _, summary = tmetal.transform_ir(golden("matmul"))
    assert {k: summary.totals[k] for k in ("loops split", "pointers carried")} == {
        "loops split": 3,
        "pointers carried": 5,
    }


def test_a_barrier_that_one_thread_makes_needless_is_counted() -> None:
    text = """func @f(%x: *f32) {level='tile'} {
  %i = arange {start=0, end=128} : i32[128]
  %v = cast %i {dtype='f32'} : f32[128]
  store_at %x, %i, %v
  %w = add %v, %v : f32[128]
  store_at %x, %i, %w
  return
}"""
    _, summary = tmetal.transform_ir(parse(text))
    assert summary.totals["barriers eliminated"] == 1
    assert "barriers placed" not in summary.totals


def test_a_list_of_ops_comes_back_as_a_list() -> None:
    ops = ops_to_json(parse(SAMPLE))
    before = json.dumps(ops)
    made, summary = tmetal.transform_ir(ops, passes=["simplify", "cse", "addresses", "dce"])
    assert json.dumps(ops) == before
    assert isinstance(made, list)
    assert [op["op"] for op in made[:3]] == ["parameter"] * 3
    assert len(made) - 3 == summary.after == 12
    assert summary.totals == {"folded": 1, "merged": 1, "dropped": 1}


def test_passes_that_cannot_run_here_are_refused() -> None:
    func = parse(SAMPLE)
    with pytest.raises(CompileError, match=r"there is no pass `lowr`\. Did you mean `lower`"):
        tmetal.transform_ir(func, passes=["lowr"])
    with pytest.raises(CompileError, match="pass `lower` needs `addresses` before it"):
        tmetal.transform_ir(func, passes=["lower"])
    lowered, _ = tmetal.transform_ir(func)
    with pytest.raises(CompileError, match="pass `layouts` works on tiles"):
        tmetal.transform_ir(lowered, passes=["layouts"])
    with pytest.raises(IRFormatError, match="expected an op"):
        tmetal.transform_ir([{"op": "nope"}])
    with pytest.raises(CompileError, match=r"`passes` is 'cse': write a list of names, \['cse'\]"):
        tmetal.transform_ir(func, passes="cse")
    for count in (0, 3, 64, "4"):
        with pytest.raises(CompileError, match=f"`simdgroups` is {count!r}: write a power of two"):
            tmetal.transform_ir(func, simdgroups=count)  # type: ignore[arg-type]
    with pytest.raises(BackendError, match="`idioms` is 3: write names of idioms"):
        tmetal.transform_ir(func, idioms=3)  # type: ignore[arg-type]


def test_the_pipeline_goes_on_where_a_function_stands() -> None:
    func = golden("softmax")
    names = [p.name for p in PIPELINE]
    first, _ = tmetal.transform_ir(to_json(func), passes=names[: names.index("hold")])
    made, summary = tmetal.transform_ir(first)
    assert summary.steps[0].name == "hold"
    assert show(from_json(made)) == show(run_pipeline(func, Settings()))


def test_passes_follow_the_target_and_the_idioms_that_one_names() -> None:
    func = parse((FRONTEND.parent / "widen" / "bfloat_m2.tm").read_text().partition("# ---")[0])
    chips = ("m2pro", "m3")
    kinds = {t: tmetal.transform_ir(func, ["widen"], target=t)[1].totals for t in chips}
    assert kinds == {"m2pro": {"conversions": 8}, "m3": {"conversions": 3}}


def test_a_sample_is_optimised_compared_and_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample, small = str(tmp_path / "test_ir.json"), str(tmp_path / "small.json")
    assert tmetal_main_with(["ir", "sample", "-o", sample]) == 0
    assert main(["diff", sample, sample]) == 0
    assert main(["opt", sample, "--passes", "simplify,cse,addresses,dce", "-o", small]) == 0
    assert "simplify       20 ->  19  1 folded" in capsys.readouterr().out
    assert main(["diff", sample, small]) == 1
    assert "-  %same = mul %x, %ones : f32[64]" in capsys.readouterr().out
    words = ["--grid", "2", "--scalar", "n=100", "--buffer", "x_ptr=f32[128]=arange"]
    outs = []
    for more in ([], ["--passes", "simplify"]):
        saved = np.get_printoptions()
        np.set_printoptions(threshold=1000)
        assert main(["run", small, *words, "--buffer", "out_ptr=f32[128]", *more]) == 0
        np.set_printoptions(**saved)
        outs.append(capsys.readouterr().out)
    assert outs[0] == outs[1]
    assert outs[0].startswith("x_ptr: unchanged\nout_ptr: float32[128]\n")
    numbers = np.array(outs[0].split("[128]\n")[1].strip("[] \n").split(), float)
    np.testing.assert_array_equal(numbers, np.where(np.arange(128) < 100, 2 * np.arange(128), 0))


def tmetal_main_with(words: list[str]) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["tmetal", *words])
        return tmetal_main()


BUFFERS = ["--buffer", "x_ptr=f32[64]", "--buffer", "out_ptr=f32[64]"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["opt", "absent.json"], 2, "absent.json cannot be read: No such file or directory."),
        (["opt", "{bad}"], 2, "bad.json is not JSON: Expecting value: line 1 column 1 (char 0)."),
        (["opt", "{wrong}"], 1, '$.ops[0].op: expected an op, found "nope".'),
        (["opt", "{sample}", "--passes", "x"], 1, "there is no pass `x`."),
        (["opt", "{sample}", "--target", "m9"], 1, "`target` is 'm9', which is no chip"),
        (["opt", "{sample}", "--idioms", "fmaa"], 1, "'fmaa', which does not exist. Did you mean"),
        (["opt", "{sample}", "--simdgroups", "3"], 2, "--simdgroups 3: write a power of two"),
        (["run", "{sample}"], 2, "no --buffer for x_ptr, out_ptr"),
        (["run", "{sample}", *BUFFERS], 2, "write --scalar n=NUMBER, of type i32."),
        (
            ["run", "{sample}", *BUFFERS, "--scalar", "n=64", "--scalar", "m=1"],
            2,
            "--scalar m: the function has no such number.",
        ),
        (
            ["run", "{sample}", *BUFFERS, "--scalar", "n=999", "--grid", "9"],
            1,
            "the function touches memory outside of an array",
        ),
        (
            ["run", "{sample}", *BUFFERS[:3], "out_ptr=i32[64]", "--scalar", "n=1"],
            2,
            "--buffer out_ptr: int32, but the function takes f32.",
        ),
        (["run", "{sample}", *BUFFERS, "--scalar", "n=1", "--grid", "a"], 2, "--grid a: write"),
    ],
)
def test_each_mistake_of_a_command_line_is_told(
    words: list[str],
    code: int,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = {"bad": "nothing", "wrong": json.dumps({"name": "f", "ops": [{"op": "nope"}]})}
    files["sample"] = json.dumps(to_json(parse(SAMPLE)))
    for name, text in files.items():
        (tmp_path / f"{name}.json").write_text(text)
    paths = {f"{{{name}}}": str(tmp_path / f"{name}.json") for name in files}
    assert main([paths.get(word, word) for word in words]) == code
    assert message in capsys.readouterr().err


def test_a_kernel_of_a_file_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(ROOT / "examples" / "05_softmax.py")
    arrays = ["out_ptr=f32[8,1000]", "x_ptr=f32[8,1000]"]
    words = [*arrays, "n_cols=1000", "BLOCK=1024"]
    assert explain_command.main([f"{file}:softmax", *words, "--grid", "8"]) == 0
    assert "contiguous, 16 bytes a lane" in capsys.readouterr().out
    assert explain_command.main([f"{file}:softmax", *words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kernel"] == "softmax"
    assert explain_command.main([f"{file}:nope"]) == 2
    assert "has no `nope`. Its kernels: softmax." in capsys.readouterr().err
    assert explain_command.main([f"{file}:softmax", "what"]) == 2
    assert explain_command.main([f"{file}:softmax", "x_ptr=f33[8]"]) == 1
    assert "no dtype of a kernel" in capsys.readouterr().err
