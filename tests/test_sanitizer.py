"""The sanitizer finds what has no meaning on a GPU, names its line, and finds nothing else.

`tests/sanitizer/*.metal` has planted bugs. Before each kernel stand its launch and what is to be
found; the line that is to be named is marked `// here`, the other side of a race `// other`, and
`// either` where it depends on the order of threads which of two lines is which side.
"""

import re
from pathlib import Path

import numpy as np
import pytest

import gallery
from kernels import make
from msl_by_hand import cache
from tmetal import options
from tmetal.cli import buffers
from tmetal.runtime import cpu
from tmetal.runtime.entry import signature
from tmetal.runtime.sanitize.launch import is_shared, is_written, load
from tmetal.runtime.sanitize.report import SanitizerError

__all__ = ["cache"]  # a fixture

FOLDER = Path(__file__).parent / "sanitizer"
_CASE = re.compile(
    r"// run: grid (?P<grid>\S+) threads (?P<threads>\S+) (?P<buffers>[^\n]*)\n"
    r"// finds: (?P<kind>[^\n(]*?) ?(?:\((?P<mark>\w+)\))?\n"
    r"kernel void (?P<name>\w+)\("
)


def cases():
    for file in sorted(FOLDER.glob("*.metal")):
        text = file.read_text()
        for found in _CASE.finditer(text):
            yield pytest.param(text, found, id=f"{file.stem}-{found['name']}")


def sizes(word):
    return (*map(int, word.split(",")), 1, 1)[:3]


def only(text, found, kind=_CASE):
    """Return a text without its other kernels, which take time; lines stay where they are."""
    for other in kind.finditer(text):
        if other["name"] != found["name"]:
            begin, end = other.start(), text.index("\n}\n", other.end()) + 3
            blank = re.sub(r"[^\n]", " ", text[begin:end])
            text = text[:begin] + blank + text[end:]
    return text


def marked(text, found, mark):
    """Return the lines of one kernel (or anywhere, for a mark of its own) that end in a mark."""
    end = text.find("// run:", found.end())
    body = range(text.count("\n", 0, found.start()), text.count("\n", 0, end if end > 0 else None))
    rows = text.split("\n")
    wanted = re.compile(rf"// (?:\w+ )*{mark}\b")
    return {
        i + 1 for i in (body if mark != "helper" else range(len(rows))) if wanted.search(rows[i])
    }


def launch(text, name, words, grid, threads, order=0):
    taken = signature(text, name)
    written = frozenset(n for n, k in zip(taken.names, taken.buffers, strict=True) if is_written(k))
    given = [buffers.read(word, taken.names, written) for word in words]
    assert [g.name for g in given] == list(taken.names)
    program = load(text, name, taken.buffers, taken.attributes, taken.names)
    fresh = frozenset(i for i, g in enumerate(given) if g.fresh)
    arrays = [g.array for g in given]
    return program.dispatch(arrays, grid, threads, order, fresh), arrays


@pytest.mark.parametrize(("text", "found"), list(cases()))
def test_a_planted_bug_is_found_at_its_line(text, found):
    words, alone = found["buffers"].split(), only(text, found)
    grid, threads = sizes(found["grid"]), sizes(found["threads"])
    report, _ = launch(alone, found["name"], words, grid, threads, len(text) % 2)
    either = marked(text, found, "either")
    here = marked(text, found, found["mark"] or "here") | either
    other = marked(text, found, "other") | either
    right = [p for p in report.problems if p.kind == found["kind"]]
    assert right, report.problems
    lines = {(p.line, p.other_line) for p in right}
    if found["kind"] == "data race":
        both = {(a, b) for a in here for b in other} | {(b, a) for a in here for b in other}
        assert lines <= both, lines
    elif found["kind"] != "unwritten output":
        assert {p.line for p in right} <= here, lines
    with pytest.raises(SanitizerError, match=re.escape(found["kind"])):
        report.check()


def test_the_corpus_has_at_least_forty_bugs_of_every_kind():
    kinds = [p.values[1]["kind"] for p in cases()]
    assert len(kinds) >= 40
    assert set(kinds) >= {
        *("out-of-bounds read", "out-of-bounds write", "misaligned access", "data race"),
        *("uninitialized read", "unwritten output", "barrier divergence", "divergent call"),
        *("inactive lane", "integer overflow"),
    }


_CLEAN = re.compile(
    r"// clean: grid (?P<grid>\S+) threads (?P<threads>\S+) (?P<buffers>[^\n]*)\n"
    r"kernel void (?P<name>\w+)\("
)


def clean():
    text = (FOLDER / "good.metal").read_text()
    several = _CLEAN.finditer(text)
    return [pytest.param(only(text, found, _CLEAN), found, id=found["name"]) for found in several]


@pytest.mark.parametrize("order", [1, 9])
@pytest.mark.parametrize(("text", "found"), clean())
def test_a_right_kernel_has_no_findings_and_the_results_of_a_plain_run(text, found, order):
    words = found["buffers"].split()
    grid, threads = sizes(found["grid"]), sizes(found["threads"])
    report, arrays = launch(text, found["name"], words, grid, threads, order)
    report.check()
    _, plain = launch_plainly(text, found["name"], words, grid, threads)
    for checked, expected in zip(arrays, plain, strict=True):
        np.testing.assert_array_equal(checked, expected)


def launch_plainly(text, name, words, grid, threads):
    taken = signature(text, name)
    arrays = [buffers.read(word, taken.names, frozenset(taken.names)).array for word in words]
    for array, word, kind in zip(arrays, words, taken.buffers, strict=True):
        if not is_written(kind):
            array[...] = buffers.read(word, taken.names, frozenset()).array
    program = cpu.load(text, name, taken.buffers, taken.attributes)
    pairs = zip(arrays, taken.buffers, strict=True)
    given = [a.nbytes if is_shared(kind) else a.ctypes.data for a, kind in pairs]
    program.dispatch(given, grid, threads)
    return program, arrays


def one(body, **given):
    """Run a kernel of one threadgroup of 64 over `out`, 64 numbers; return its problems."""
    text = (
        "kernel void k(device float* out [[buffer(0)]], uint t [[thread_index_in_threadgroup]]) {\n"
        f"{body}\n}}\n"
    )
    program = load(text, "k", ("device float*",), ("thread_index_in_threadgroup",), ("out",))
    out = np.zeros(64, np.float32)
    return program.dispatch([out], (64, 1, 1), (64, 1, 1), **given).problems


def test_a_race_names_both_lines_threads_and_the_element():
    wait = "threadgroup_barrier(mem_flags::mem_none);"
    problem = one(f"  out[t] = 1.0f;\n  {wait}\n  if (t == 40u) out[5] = 2.0f;")[0]
    assert problem.kind == "data race"
    assert (problem.line, problem.other_line) == (4, 2)
    assert problem.message == (
        "data race on `out` at index 5 (it has 64 elements): nothing orders\n"
        "    thread 40 of threadgroup 0, which writes it, line 4: if (t == 40u) out[5] = 2.0f;\n"
        "    thread 5 of threadgroup 0, which writes it, line 2: out[t] = 1.0f;"
    )


def test_an_access_outside_names_the_thread_and_the_index():
    (problem,) = one("  if (t == 9u) { out[t + 60u] = 1.0f; }")
    assert problem.message == (
        "out-of-bounds write: thread 9 of threadgroup 0 writes outside of `out` at index 69 "
        "(it has 64 elements), line 2: if (t == 9u) { out[t + 60u] = 1.0f; }"
    )


def test_far_away_addresses_are_still_told_apart():
    far = one("  out[-2000000000 + int(t)] = 1.0f;")
    assert "`out` at index -2000000000" in far[0].message
    assert "`out` at index 2147483647" in one("  out[2147483647 - int(t)] = 1.0f;")[0].message


def test_what_is_found_again_and_again_is_told_once():
    problems = one("  out[t % 2u] = float(t);")
    assert len(problems) <= 2
    assert max(p.count for p in problems) > 20
    assert "times)" in problems[0].message


def test_several_problems_are_told_at_once():
    body = (
        "  float a = out[t];\n  out[0] = a;\n  int b = int(t) + 2147483600;\n  out[t] = float(b);"
    )
    kinds = {p.kind for p in one(body, fresh=frozenset({0}))}
    assert kinds >= {"uninitialized read", "integer overflow", "data race"}


def test_one_array_given_twice_is_one_buffer():
    text = (
        "kernel void k(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],\n"
        "    uint t [[thread_index_in_threadgroup]]) {\n"
        "  out[63u - t] = x[t];\n}\n"
    )
    kinds = ("const device float*", "device float*")
    program = load(text, "k", kinds, ("thread_index_in_threadgroup",), ("x", "out"))
    x = np.arange(64, dtype=np.float32)
    problems = program.dispatch([x, x], (64, 1, 1), (64, 1, 1)).problems
    assert {p.kind for p in problems} == {"data race"}
    assert {p.line for p in problems} == {3}


COPY = """
@tmetal.jit
def k(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offs = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    x = tl.load(x_ptr + offs{load})
    tl.store(out_ptr + {where}, x{store})
"""


def run_tile_kernel(load=", mask=offs < n", where="offs", store=", mask=offs < n"):
    kernel = make(COPY.format(load=load, where=where, store=store))
    x, out = np.arange(100, dtype=np.float32), np.zeros(100, np.float32)
    with options.override(backend="cpu", sanitize=True):
        kernel[(4,)](x, out, 100, BLOCK=32)
    return x, out


def test_the_option_checks_launches_of_tile_kernels():
    x, out = run_tile_kernel()
    np.testing.assert_array_equal(out, x)


@pytest.mark.parametrize(
    ("wrong", "kind", "name"),
    [
        ({"load": ""}, "out-of-bounds read", "`x_ptr` at index 1"),
        ({"store": ""}, "out-of-bounds write", "`out_ptr` at index 1"),
        ({"where": "offs % 32"}, "data race", "`out_ptr` at index"),
    ],
)
def test_the_option_finds_bugs_of_tile_kernels(wrong, kind, name):
    with pytest.raises(SanitizerError, match=kind) as failed:
        run_tile_kernel(**wrong)
    assert name in str(failed.value)
    assert "(<kernel " in str(failed.value), "the line of the Python text"
    if kind.endswith("read"):
        assert "line 5: x = tl.load(x_ptr + offs)" in str(failed.value)


@pytest.mark.parametrize(
    "name", ["softmax_of_long_rows", "matmul_by_pointers", "embedding_gradient"]
)
def test_kernels_of_the_gallery_have_no_findings(name):
    """`TMETAL_SANITIZE=1 pytest tests/test_gallery.py` asks all of them."""
    case = next(c for c in gallery.load() if c.name == name)
    with options.override(backend="cpu", sanitize=True):
        for result in case.check(gallery.F32):
            result.check()
