"""Timing configurations in turn, so that a slow second hits all of them alike.

In: runners, one a configuration. Out: seconds per launch, several samples of each. A machine's
clock and load drift; samples of one configuration after the other would measure the drift.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tmetal import options
from tmetal.runtime.config import Config
from tmetal.runtime.timing import calls_per_sample, running, sample

# What is so many times slower than the best after a round is timed no further.
HOPELESS = 4.0
MIN_SAMPLES = 3
# Tuning that takes longer than this says on a terminal how far it is.
QUIET_SECONDS = 1.0
STEP_SECONDS = 0.1  # and says so again no sooner than this


@dataclass
class Runner:
    """Launches one configuration.

    before and after: what has to be done around each launch, untimed. If `alone`, each sample is
    one launch; otherwise short launches are timed several at a time.
    """

    config: Config
    call: Callable[[], Any]
    before: Callable[[], None]
    after: Callable[[], None]
    alone: bool
    seconds: list[float] = field(default_factory=list)
    calls: int = 1
    spent: float = 0.0

    def once(self) -> float:
        """Take a sample: seconds per launch."""
        self.before()
        try:
            found = sample(self.call, self.calls)
        finally:
            self.after()
        self.spent += max(found * self.calls, 1e-6)
        return found

    def warm(self, milliseconds: float) -> None:
        """Launch for a while, and choose how many launches make a sample."""
        first = self.once()
        self.calls = 1 if self.alone else calls_per_sample(first)
        while self.spent * 1e3 < milliseconds:
            self.once()
        self.spent = 0.0

    @property
    def time(self) -> float:
        """The median of the samples in seconds; infinite without any."""
        return median(self.seconds) if self.seconds else float("inf")


class Progress:
    """A line on a terminal that says how far a tuning is; nothing where stderr is no terminal."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.start = time.perf_counter()
        self.shown = False
        self.due = QUIET_SECONDS

    def say(self, text: str) -> None:
        """Replace the line, once tuning has taken a second; one that wraps could not be erased."""
        if sys.stderr.isatty() and self.elapsed() >= self.due:
            self.shown, self.due = True, self.elapsed() + STEP_SECONDS
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write("\r\x1b[K" + f"tmetal: tuning `{self.name}`: {text}"[:width])
            sys.stderr.flush()

    def done(self, text: str) -> None:
        """Take the line away; leave a summary if the user asked for one."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
        if options.current.print_autotuning:
            sys.stderr.write(f"tmetal: tuned `{self.name}` in {self.elapsed():.1f} s: {text}\n")

    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.perf_counter() - self.start


def race(runners: list[Runner], warmup: float, rep: float, progress: Progress) -> None:
    """Fill `seconds` of each runner: about `rep` ms of samples after `warmup` ms of launches."""
    with running():
        for runner in runners:
            runner.warm(warmup)
        active = list(runners)
        while active:
            for runner in active:
                runner.seconds.append(runner.once())
            best = min(runners, key=lambda r: r.time)
            active = [
                r
                for r in active
                if (r.spent * 1e3 < rep or len(r.seconds) < MIN_SAMPLES)
                and r.time <= HOPELESS * best.time
            ]
            share = min((r.spent * 1e3 / rep for r in active), default=1.0) if rep else 1.0
            progress.say(
                f"{min(share, 1.0):.0%} timed, best so far {best.config} ({best.time * 1e3:.3g} ms)"
            )
