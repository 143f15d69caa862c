"""Reads the corpus of Metal snippets in tests/strict, and compiles one as the CPU executor does.

A file holds snippets. A snippet begins with lines that start with `//:`: what it shows, where that
is said (`from`), for a refused one a fragment of the message (`says`, alternatives between bars),
and the standard it is held to (`as`). Statements follow; declarations come before a line
`//: kernel`. A snippet with `//: whole` is a whole text.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from tmetal.runtime import strict, toolchain
from tmetal.runtime.entry import kernels, signature
from tmetal.runtime.translate import translate

FOLDER = Path(__file__).parent / "strict"
BUFFERS = ("const device float*", "device float*")
HEAD = "[[kernel]] void k(const device float* x [[buffer(0)]], device float* out [[buffer(1)]]) {"


@dataclass(frozen=True)
class Snippet:
    """One piece of Metal: what it shows, who says so, and what must be said of it."""

    file: str
    line: int
    shows: str
    source: str
    says: tuple[str, ...]
    language: strict.Language
    whole: bool
    declarations: str
    statements: str

    @property
    def name(self) -> str:
        """Return the name of the test."""
        return f"{self.file}: {self.shows}"

    @property
    def text(self) -> str:
        """Return the Metal text, numbered by the corpus file's lines."""
        if self.whole:
            return f'#line {self.line} "tmetal"\n{self.statements}\n'
        # The kernel's head stands where the file says `//: kernel`, or on the line before.
        declarations = f"{self.declarations}\n" if self.declarations else ""
        line = self.line if declarations else self.line - 1
        return f'#line {line} "tmetal"\n{declarations}{HEAD}\n{self.statements}\n}}\n'


def snippets(kind: str) -> list[Snippet]:
    """Return the snippets of a folder of the corpus, `accept` or `refuse`."""
    return [s for path in sorted((FOLDER / kind).glob("*.metal")) for s in _read(path)]


def _read(path: Path) -> list[Snippet]:
    text = path.read_text(encoding="utf-8")
    found = []
    for begin in re.finditer(r"^//: .*\n//: from ", text, re.MULTILINE):
        end = re.compile(r"\n(?=//: .*\n//: from )|\Z").search(text, begin.end())
        assert end is not None
        found.append(_snippet(path.name, text, begin.start(), end.start()))
    return found


def _snippet(file: str, text: str, begin: int, end: int) -> Snippet:
    lines = text[begin:end].split("\n")
    head, words = [], {"says": "", "as": "metal3", "from": ""}
    while lines and lines[0].startswith("//: ") and lines[0] != "//: kernel":
        head.append(lines.pop(0)[4:])
    for line in head[1:]:
        key, _, value = line.partition(" ")
        words[key] = value
    declarations, marker, statements = "\n".join(lines).rpartition("//: kernel\n")
    return Snippet(
        file=file,
        line=text.count("\n", 0, begin) + len(head) + 1,
        shows=head[0],
        source=words["from"],
        says=tuple(filter(None, words["says"].split(" | "))),
        language=words["as"],
        whole="whole" in words,
        declarations=declarations.rstrip("\n") if marker else "",
        statements=statements.rstrip("\n"),
    )


def compile_only(text: str, language: strict.Language = "metal3") -> None:
    """Refuse a text as the CPU executor would, without making a library of it; CompileFailure."""
    strict.check(strict.without_comments(text), language)
    entry = [kernel.name for kernel in kernels(strict.without_comments(text))][-1]
    parts = signature(text, entry)
    source = translate(text, entry, parts.buffers, parts.attributes)
    tree = toolchain.syntax_tree(source)
    if re.search(r"\bbfloat", text):
        strict.check_bfloat(tree)
