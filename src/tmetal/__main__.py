"""`python -m tmetal …`: tables, caches, files, a tutorial.

python -m tmetal language   the kernel language reference (docs/language.md)
python -m tmetal passes     the pipeline: every pass and why it is there
python -m tmetal ops        the op table
python -m tmetal cache      where compiled kernels are kept, and how much; `cache clear` removes it
python -m tmetal hardware   what this machine is: each figure with its source; also as `--json`
python -m tmetal check      whether kernels can run here, and what to do if not: `check --help`
python -m tmetal tutorial   a first kernel: write it, look into it, break it, make it faster
python -m tmetal msl        compile, run and profile Metal files on the CPU: `msl --help`
python -m tmetal explain    what the compiler makes of a kernel, and why: `explain --help`
python -m tmetal ir         functions of the IR as JSON: sample, run, opt, diff: `ir --help`
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence

from tmetal import reference
from tmetal.cli import cache, check, explain, ir, msl, tutorial
from tmetal.errors import TmetalError
from tmetal.hardware import capabilities


def hardware(words: Sequence[str]) -> int:
    """Describe this machine; return the exit code."""
    if list(words) not in ([], ["--json"]):
        print("usage: python -m tmetal hardware [--json]", file=sys.stderr)
        return 2
    known = capabilities()
    print(json.dumps(known.as_dict(), indent=2) if words else known)
    return 0


COMMANDS: dict[str, Callable[[], str]] = {
    "language": reference.language,
    "passes": reference.passes,
    "ops": reference.ops,
}
# Commands that take words of their own.
WITH_WORDS: dict[str, Callable[[Sequence[str]], int]] = {
    "cache": cache.main,
    "check": check.main,
    "explain": explain.main,
    "hardware": hardware,
    "ir": ir.main,
    "msl": msl.main,
    "tutorial": tutorial.main,
}


def main() -> int:
    """Print what was asked for; return the exit code."""
    words = sys.argv[1:]
    try:
        if words and words[0] in WITH_WORDS:
            return WITH_WORDS[words[0]](words[1:])
        if len(words) != 1 or words[0] not in COMMANDS:
            print(__doc__)
            return 0 if words in ([], ["-h"], ["--help"]) else 2
        print(COMMANDS[words[0]](), end="")
    except TmetalError as error:
        print(f"tmetal: {error}", file=sys.stderr)
        return 1
    return 0


def run() -> int:
    """Run `main`; whoever reads may stop, as `head` does."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at the exit
        return 1
    return code


if __name__ == "__main__":
    sys.exit(run())
