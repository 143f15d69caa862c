"""`python -m tmetal language|passes|ops|cache|msl`: the tables, the kernel cache, Metal files.

python -m tmetal language   the kernel language reference (docs/language.md)
python -m tmetal passes     the pipeline: every pass and why it is there
python -m tmetal ops        the op table
python -m tmetal cache      where compiled kernels are kept, and how much; `cache clear` removes it
python -m tmetal msl        compile, run and profile Metal files on the CPU: `msl --help`
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tmetal import reference
from tmetal.cli import cache, msl
from tmetal.errors import TmetalError

COMMANDS: dict[str, Callable[[], str]] = {
    "language": reference.language,
    "passes": reference.passes,
    "ops": reference.ops,
}
# Commands that take words of their own.
PROGRAMS: dict[str, Callable[[Sequence[str]], int]] = {"cache": cache.main, "msl": msl.main}


def main() -> int:
    """Print what was asked for; return the exit code."""
    words = sys.argv[1:]
    if words[:1] and words[0] in PROGRAMS:
        return PROGRAMS[words[0]](words[1:])
    if len(words) != 1 or words[0] not in COMMANDS:
        print(__doc__)
        return 0 if words in ([], ["-h"], ["--help"]) else 2
    try:
        print(COMMANDS[words[0]](), end="")
    except TmetalError as error:
        print(f"tmetal: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
