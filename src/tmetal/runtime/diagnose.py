"""Says in the user's terms what the compiler said of a Metal text.

In: the compiler's diagnostics, which name lines of the Metal text, and a map from these lines to
the Python that they stem from. Out: each error once, in Metal's words, with the Python line and
carets. What must hold: no error is lost; what cannot be placed is given as it was.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from tmetal.errors import CompileError, InternalError, Loc, TmetalError

# The host's words for Metal's address spaces and types, as clang prints them.
_WORDS = (
    (r"(\*|&)\s*(?:const )?__private\b", r"\1"),
    (r"\b__global\b", "device"),
    (r"\b__local\b", "threadgroup"),
    (r"\b__constant\b", "constant"),
    (r"\b__private\b ?", ""),
    (r"\b__generic\b ?", ""),
    (r"\b(\w+) __attribute__\(\(ext_vector_type\((\d)\)\)\)", r"\1\2"),
    (r" \(aka '__bf16'\)", ""),
    (r"\b__bf16\b", "bfloat"),
    (r"local address space", "threadgroup address space"),
)
_HEAD = re.compile(
    r"^(?P<file>[^\s:][^:\n]*):(?P<line>\d+)(?::(?P<column>\d+))?: "
    r"(?P<kind>fatal error|error|warning|note): (?P<message>.*)$"
)


def in_metal_words(text: str) -> str:
    """Return diagnostics with the host dialect's words replaced by Metal's."""
    for pattern, word in _WORDS:
        text = re.sub(pattern, word, text)
    return text


def line_map(text: str, body: str, locs: Sequence[Loc | None]) -> dict[int, Loc]:
    """Map the lines of `text`, as its line directives number them, to Python.

    `body` is the part of `text` whose lines stem from `locs`, one Loc or None for each line.
    """
    at = text.find(body)
    if at < 0:
        return {}
    number = 1
    for row in text[:at].split("\n")[:-1]:
        directive = re.match(r"\s*#\s*line\s+(\d+)", row)
        number = int(directive[1]) if directive else number + 1
    return {number + i: loc for i, loc in enumerate(locs) if loc is not None}


def _place(found: re.Match[str], following: Sequence[re.Match[str]]) -> int:
    """Return the line of the Metal text that an error is about, or 0.

    An error inside of a host header is about the first line of the text that a note names.
    """
    if found["file"] == "tmetal":
        return int(found["line"])
    for note in following:
        if note["kind"] != "note":
            break
        if note["file"] == "tmetal":
            return int(note["line"])
    return 0


def _nearest(lines: Mapping[int, Loc], line: int) -> Loc | None:
    """Return the Python of a line, or of the last line before it that has any."""
    before = [n for n in lines if n <= line]
    return lines[max(before)] if line and before else None


def explain_diagnostics(text: str, lines: Mapping[int, Loc]) -> str:
    """Return the errors of `text`, a compiler's diagnostics, each with the Python it stems from.

    `lines` maps line numbers of the Metal text to Python (see `line_map`); a line that is not in
    it belongs to the nearest one before. A `text` without any error is returned in Metal's words.
    """
    parts: list[str] = []
    for message, line, loc, quoted in _errors(text, lines):
        where = f" (line {line} of the Metal text)" if line else ""
        piece = "\n".join([message + where, *([loc.render()] if loc else []), *quoted])
        if piece not in parts:
            parts.append(piece)
    return "\n".join(parts) if parts else in_metal_words(text)


def _errors(
    text: str, lines: Mapping[int, Loc]
) -> Iterator[tuple[str, int, Loc | None, list[str]]]:
    """Yield each error: what it says, its line of the Metal text, its Python, what is quoted."""
    rows = in_metal_words(text).split("\n")
    found = [(i, head) for i, row in enumerate(rows) if (head := _HEAD.match(row))]
    for at, (row, head) in enumerate(found):
        if "error" in head["kind"]:
            line = _place(head, [h for _, h in found[at + 1 :]])
            end = found[at + 1][0] if at + 1 < len(found) else len(rows)
            quoted = [r for r in rows[row + 1 : end] if re.match(r"\s*\d*\s*\|", r)]
            yield head["message"], line, _nearest(lines, line), quoted


def as_error(
    diagnostics: str, name: str, text: str, lines: Mapping[int, Loc], inline: Collection[Loc]
) -> TmetalError:
    """Return the error for a kernel `name` whose Metal `text` does not compile.

    That is the user's mistake where they wrote the Metal themselves, at the places `inline`; else
    it is ours, and the message has all that a report needs.
    """
    said = explain_diagnostics(diagnostics, lines)
    theirs = {(loc.file, loc.line) for loc in inline}
    places = [loc for _, _, loc, _ in _errors(diagnostics, lines)]
    if places and all(loc is not None and (loc.file, loc.line) in theirs for loc in places):
        return CompileError(
            f"the Metal text of tl.inline_msl does not compile. Correct it, or write the "
            f"expression in Python.\n{said}"
        )
    return InternalError(
        f"the MSL of kernel `{name}` does not compile. This is a bug in tmetal, not in your "
        f"kernel.\n{said}\n{text}"
    )
