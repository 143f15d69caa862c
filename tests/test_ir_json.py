"""Functions as JSON: nothing is lost, and what is no function is refused with its place."""

from __future__ import annotations

import copy
import io
import json
import re
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from random_ir import functions
from test_golden import CASES, MARK
from tmetal.ir import IRFormatError, from_json, ops_to_json, to_json
from tmetal.ir.core import show, walk
from tmetal.ir.parse import parse

GOLDEN = [p for p in CASES if p.parent.name != "msl"]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_golden_function_comes_back_from_json_as_the_same_text(path: Any) -> None:
    before, _, after = path.read_text().partition(MARK)
    for text in (before, after):
        func = parse(text)
        data = json.dumps(to_json(func), allow_nan=False)
        assert show(from_json(data)) == show(func)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(functions())
def test_any_function_comes_back_from_json_as_a_function_and_as_a_list(func: Any) -> None:
    again = from_json(json.dumps(to_json(func), allow_nan=False))
    assert show(again) == show(func)
    assert [op.loc for op in walk(again.body)] == [op.loc for op in walk(func.body)]
    listed = from_json(ops_to_json(func))
    assert show(listed).partition("(")[2] == show(func).partition("(")[2]


ADD = {
    "format": "tmetal-ir",
    "version": 1,
    "name": "add",
    "level": "tile",
    "params": [{"name": "x_ptr", "type": "*f32"}, {"name": "n", "type": "i32"}],
    "ops": [
        {"op": "arange", "attrs": {"start": 0, "end": 64}, "results": ["i"]},
        {"op": "splat", "operands": ["x_ptr"], "attrs": {"shape": [64]}, "results": ["base"]},
        {"op": "offset", "operands": ["base", "i"], "results": ["at"]},
        {"op": "load", "operands": ["at"], "results": [{"name": "x", "type": "f32[64]"}]},
        {"op": "add", "operands": ["x", "x"], "results": ["y"]},
        {"op": "store", "operands": ["at", "y"]},
        {"op": "return"},
    ],
}


def test_types_of_results_may_be_left_to_the_ops() -> None:
    func = from_json(ADD)
    assert [repr(op.result.type) for op in func.body.ops[:5]] == [
        "i32[64]",
        "*f32[64]",
        "*f32[64]",
        "f32[64]",
        "f32[64]",
    ]
    params = [{"op": "parameter", "results": ADD["params"]}]
    listed = from_json([*params, *ADD["ops"][:-1]])
    assert show(listed) == show(func).replace("@add", "@kernel")


def test_floats_that_json_lacks_and_positions_are_kept() -> None:
    text = (
        "func @f() {level='tile'} {\n  %x = constant {value=-inf, dtype='f32'} : f32\n  return\n}\n"
    )
    data = to_json(parse(text))
    assert data["ops"][0]["attrs"]["value"] == {"$float": "-inf"}
    data["ops"][0]["loc"] = {
        "file": "a.py",
        "line": 3,
        "column": 4,
        "end_line": 3,
        "end_column": 9,
        "function": "f",
    }
    again = from_json(data)
    assert again.body.ops[0].loc is not None
    assert to_json(again) == data


MISTAKES: dict[str, tuple[list[Any], Any, str]] = {
    "no such value": (
        ["ops", 4, "operands", 1],
        "z",
        '$.ops[4].operands[1]: expected a value defined before, found "z".',
    ),
    "a value near another": (
        ["ops", 3, "operands", 0],
        "bse",
        '$.ops[3].operands[0]: expected a value defined before, found "bse". Did you mean "base"?',
    ),
    "no such op": (
        ["ops", 4, "op"],
        "addd",
        '$.ops[4].op: expected an op, found "addd". Did you mean "add"?',
    ),
    "operands that do not fit": (["ops", 4, "operands"], ["x", "i"], "$.ops[4]: `add`: "),
    "too many operands": (["ops", 4, "operands"], ["x", "x", "x"], "$.ops[4]: `add`: "),
    "a wrong type": (
        ["ops", 3, "results", 0, "type"],
        "f32[32]",
        "$.ops[3]: `load`: results should be [f32[64]], not [f32[32]].",
    ),
    "text that is no type": (
        ["params", 0, "type"],
        "float",
        '$.params[0].type: expected a type such as "f32", "*f16", "f32[64,32]" or "f32<8>", '
        'found "float".',
    ),
    "an attribute of another kind": (
        ["ops", 0, "attrs", "end"],
        "64",
        '$.ops[0].attrs.end: expected a whole number of 32 bits, found "64".',
    ),
    "a tile that no layout fits": (
        ["ops", 0],
        {"op": "arange", "attrs": {"start": 0, "end": 48}, "results": ["i"]},
        "$.ops[0].results[0]: expected a tile whose sizes are powers of two, 1048576 elements at "
        "most, found i32[48].",
    ),
    "a tile beyond all bounds": (
        ["ops", 0, "attrs", "end"],
        1 << 30,
        "$.ops[0].results[0]: expected a tile whose sizes are powers of two, 1048576 elements at "
        "most, found i32[1073741824].",
    ),
    "a number beyond its dtype": (
        ["ops", 0],
        {"op": "constant", "attrs": {"value": 300, "dtype": "u8"}, "results": ["i"]},
        "$.ops[0].attrs.value: expected a number of u8, found 300.",
    ),
    "an integer that is none": (
        ["ops", 0],
        {"op": "constant", "attrs": {"value": {"$float": "nan"}, "dtype": "i32"}, "results": ["i"]},
        "$.ops[0].attrs.value: expected a number of i32, found NaN.",
    ),
    "a float that is a thousand digits": (
        ["ops", 0],
        {"op": "constant", "attrs": {"value": 10**999, "dtype": "f32"}, "results": ["i"]},
        "$.ops[0].attrs.value: expected a number of f32, found 1000",
    ),
    "a name that is none": (["name"], "f(); }", '$.name: expected a name, found "f(); }".'),
    "a missing attribute": (
        ["ops", 0, "attrs"],
        {"start": 0},
        "$.ops[0].attrs: `arange` needs the attribute `end`.",
    ),
    "a field too many": (
        ["ops", 0, "args"],
        [],
        "$.ops[0].args: expected only the fields attrs, blocks, loc, op, operands, results.",
    ),
    "a name twice": (
        ["ops", 4, "results", 0],
        {"name": "x", "type": "f32[64]"},
        '$.ops[4].results[0]: "x" is defined at $.ops[3].results[0] already.',
    ),
    "ops that are no list": (["ops"], {}, "$.ops: expected a list, found {}."),
    "an op that is no object": (["ops", 2], 7, "$.ops[2]: expected an object, found 7."),
    "no ops": (["ops"], [], "$.ops: expected at least a terminator, found no op."),
    "no end": (["ops", 6], ADD["ops"][5], "$.ops[6]: `store`: a block ends in one return."),
    "an unknown level": (
        ["level"],
        "warp",
        '$.level: expected "tile" or "thread", found "warp".',
    ),
    "another version": (
        ["version"],
        2,
        '$: expected "format": "tmetal-ir" and "version": 1.',
    ),
    "a position without a line": (
        ["ops", 0, "loc"],
        {"file": "a.py"},
        '$.ops[0].loc: expected a field "line".',
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_told_with_its_place_and_what_was_expected(name: str) -> None:
    path, wrong, message = MISTAKES[name]
    data = copy.deepcopy(ADD)
    at: Any = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = wrong
    with pytest.raises(IRFormatError) as told:
        from_json(data)
    assert str(told.value).startswith(message)
    assert told.value.path == message.partition(": ")[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"name": ', "$: expected JSON: Expecting value: line 1 column 10 (char 9)."),
        ("3", "$: expected an object, found 3."),
        ("[" * 100_000, "$: expected fewer blocks in blocks."),
    ],
)
def test_text_that_is_no_function_is_refused(text: str, message: str) -> None:
    with pytest.raises(IRFormatError) as told:
        from_json(text)
    assert str(told.value) == message


def test_nothing_but_a_format_error_comes_of_damaged_json() -> None:
    """Every field of a function with a loop and a reduction, replaced by something else."""
    source = next(p for p in GOLDEN if p.stem == "softmax").read_text().partition(MARK)[0]
    whole = to_json(parse(source))

    def spots(at: Any) -> Any:
        pairs = at.items() if isinstance(at, dict) else enumerate(at)
        for key, value in list(pairs):
            yield at, key
            if isinstance(value, dict | list):
                yield from spots(value)

    count = sum(1 for _ in spots(whole))
    for number in range(count):
        for wrong in (None, -1, "f32", [], {"a": 1}):
            data = copy.deepcopy(whole)
            at, key = list(spots(data))[number]
            at[key] = wrong
            with suppress(IRFormatError):
                assert from_json(data).body.ops


def test_the_page_about_json_reads_its_own_example() -> None:
    page = (Path(__file__).parents[1] / "docs" / "ir-json.md").read_text()
    (snippet,) = re.findall(r"```python\n(.*?)```", page, re.S)
    out, space = io.StringIO(), {}
    with redirect_stdout(out):
        exec(snippet, space)
    assert "%x = load_at %x_ptr, %i : f32[64]" in out.getvalue()
    mistakes = [(2, "operands", ["x", "x_pt"]), (3, "operands", ["out_ptr", "i", "i"])]
    mistakes.insert(1, (0, "attrs", {"start": 0, "end": "64"}))
    said = []
    for number, field, wrong in mistakes:
        data = copy.deepcopy(space["data"])
        data["ops"][number][field] = wrong
        with pytest.raises(IRFormatError) as told:
            from_json(data)
        said.append(str(told.value))
    assert "\n".join(said) in page
