"""What a compiler says of a Metal file, with the file's name, its lines, and carets.

In: diagnostics that call the text `tmetal`. Out: the same for a reader who has the file.
"""

from __future__ import annotations

import re

_HEAD = re.compile(r"^tmetal:(\d+)(?::(\d+))?: ")


def for_file(diagnostics: str, file: str, text: str) -> str:
    """Name the file instead of `tmetal`, and show the line of each message that lacks it."""
    rows, told = text.split("\n"), diagnostics.split("\n")
    shown: list[str] = []
    for i, said in enumerate(told):
        head = _HEAD.match(said)
        shown.append(said.replace("tmetal:", f"{file}:", 1) if head else said)
        follows = told[i + 1] if i + 1 < len(told) else ""
        if head and not re.match(r"\s*\d* \|", follows) and int(head[1]) <= len(rows):
            number, row = int(head[1]), rows[int(head[1]) - 1]
            shown.append(f"{number:5} | {row}")
            if head[2]:
                # Tabs stay tabs, so that the caret stands below its column.
                before = re.sub(r"[^\t]", " ", row[: int(head[2]) - 1])
                shown.append(f"      | {before}^")
    return "\n".join(shown)
