"""What Apple's compiler takes is taken, what it refuses is refused: the corpus in tests/strict."""

import re

import pytest

from msl_by_hand import cache
from strict_corpus import FOLDER, HEAD, compile_only, snippets
from tmetal.codegen.helpers import HELPERS
from tmetal.runtime import strict
from tmetal.runtime.toolchain import CompileFailure

__all__ = ["cache"]  # a fixture

GOLDEN = FOLDER.parent / "golden" / "msl"
ACCEPTED, REFUSED = snippets("accept"), snippets("refuse")
WHOLE = [s for s in ACCEPTED if s.whole]


def _message(diagnostics):
    return diagnostics[:2000]


@pytest.mark.parametrize("snippet", REFUSED, ids=lambda s: s.name)
def test_a_snippet_is_refused_at_one_of_its_lines(snippet):
    with pytest.raises(CompileFailure) as failed:
        compile_only(snippet.text, snippet.language)
    said = failed.value.diagnostics
    assert "error" in said
    assert any(fragment in said for fragment in snippet.says), _message(said)
    length = (snippet.declarations + snippet.statements).count("\n") + 3
    named = [int(n) for n in re.findall(r"tmetal:(\d+)", said)]
    assert any(snippet.line <= n < snippet.line + length for n in named), _message(said)


def test_every_accepted_snippet_of_statements_compiles():
    """All in one text: each in a namespace and a block of its own, numbered by its file's lines."""
    names, blocks = [], []
    for i, one in enumerate(s for s in ACCEPTED if not s.whole):
        lines = one.declarations.count("\n") + 1 if one.declarations else 0
        names.append(f'namespace s{i} {{\n#line {one.line} "tmetal"\n{one.declarations}\n}}\n')
        at = one.line + lines - (not lines)
        blocks.append(f'#line {at} "tmetal"\n{{ using namespace s{i};\n{one.statements}\n}}\n')
    compile_only("".join(names) + HEAD + "\n" + "".join(blocks) + "}\n")


@pytest.mark.parametrize("snippet", WHOLE, ids=lambda s: s.name)
def test_an_accepted_kernel_compiles(snippet):
    compile_only(snippet.text, snippet.language)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.tm")), ids=lambda p: p.stem)
def test_what_tmetal_prints_is_plain_cpp14(path):
    printed = path.read_text().split("# ---\n")[1]
    strict.check(strict.without_comments(printed), "c++14")


@pytest.mark.parametrize("name", HELPERS)
def test_the_helpers_that_tmetal_prints_are_plain_cpp14(name):
    strict.check(strict.without_comments(HELPERS[name]), "c++14")


def test_a_later_standard_is_taken_where_the_target_has_it():
    later = [s for s in REFUSED if s.file == "cpp17.metal"]
    assert len(later) >= 9
    for one in later:
        strict.check(one.text, "metal4")


def test_the_corpus_names_its_sources_and_is_large():
    assert len(ACCEPTED) + len(REFUSED) >= 150
    assert all(s.source and s.shows for s in ACCEPTED + REFUSED)
    assert all(s.says for s in REFUSED)
    names = [s.name for s in ACCEPTED + REFUSED]
    assert len(names) == len(set(names))
