"""`python -m tmetal tutorial [--batch] [--restart]`: a first kernel, from writing it to tuning it.

It asks in a terminal, or takes the answers line by line from its input; with `--batch` it answers
itself. Where one stops (`q`, or the end of the input) it goes on the next time: what was done is
kept in the cache directory. The exit code is 1 if a step cannot be done on this machine, else 0.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from tmetal.cli.tutor import Quit, Tutor
from tmetal.cli.tutorial_steps import STEPS
from tmetal.errors import TmetalError
from tmetal.runtime.cpu import KernelError
from tmetal.runtime.toolchain import ToolchainError, cache_directory


def main(
    words: Sequence[str], read: Callable[[str], str] = input, folder: Path | None = None
) -> int:
    """Go through the steps; `read` asks for a line, `folder` is where the state is kept."""
    parser = argparse.ArgumentParser(prog="python -m tmetal tutorial", description=__doc__)
    parser.add_argument("--batch", action="store_true", help="ask nothing: show every step")
    parser.add_argument("--restart", action="store_true", help="begin at the first step")
    try:
        asked = parser.parse_args(words)
    except SystemExit as done:
        return int(done.code or 0)
    tutor = Tutor(folder or cache_directory() / "tutorial", read, asked.batch)
    if not (asked.batch or asked.restart):
        tutor.resume(len(STEPS))
    failed = False
    try:
        while tutor.step < len(STEPS):
            title, step = STEPS[tutor.step]
            tutor.say(f"\n== Step {tutor.step + 1} of {len(STEPS)}: {title} ==\n")
            failed |= not _done(tutor, step)
            tutor.next_step()
            if tutor.step < len(STEPS):
                tutor.pause()
    except Quit:
        tutor.say("\nUntil next time: `python -m tmetal tutorial` goes on with this step.")
        return int(failed)
    tutor.forget()
    return int(failed)


def _done(tutor: Tutor, step: Callable[[Tutor], None]) -> bool:
    """Do a step; a machine that cannot do it is told why, and the next one follows."""
    try:
        step(tutor)
    except (TmetalError, ToolchainError, KernelError, OSError) as error:
        tutor.say(f"This step cannot be done here: {error}")
        return False
    return True
