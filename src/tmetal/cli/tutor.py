"""Who leads through the tutorial: says, asks, and remembers how far one is.

What must hold: whatever is answered, the state on disk is whole, and a state that cannot be read or
written costs the progress, never the tutorial.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

WRONG_ANSWERS = 3  # then the answer is told


class Quit(Exception):
    """The reader wants to stop here."""


class Tutor:
    """One run of the tutorial. `step` counts from 0; `answers` are those given so far."""

    def __init__(self, folder: Path, read: Callable[[str], str], batch: bool) -> None:
        self.folder = folder
        self.read = read
        self.batch = batch
        self.step = 0
        self.answers: dict[str, str] = {}

    @property
    def state(self) -> Path:
        """Where it is written down how far one is."""
        return self.folder / "state.json"

    def say(self, text: object) -> None:
        """Show a text."""
        sys.stdout.write(f"{text}\n")

    def line(self, prompt: str) -> str:
        """Return a line of the reader's; Quit for `q` and at the end of the input."""
        sys.stdout.flush()
        try:
            answer = self.read(prompt).strip()
        except (EOFError, KeyboardInterrupt):
            raise Quit from None
        if answer.lower() in ("q", "quit", "exit"):
            raise Quit
        return answer

    def pause(self) -> None:
        """Wait for Enter."""
        if not self.batch:
            self.line("[Enter goes on, q stops] ")

    def ask(
        self, name: str, question: str, solution: str, judge: Callable[[str], str | None]
    ) -> str:
        """Ask until the answer is right: `judge` says what is wrong with it, or nothing.

        An empty line, or the third wrong one, tells the solution.
        """
        self.say(question)
        for _ in range(0 if self.batch else WRONG_ANSWERS):
            answer = self.line("> ")
            if not answer:
                break
            wrong = judge(answer)
            if wrong is None:
                self.say("Right.")
                return self._keep(name, answer)
            self.say(f"{wrong}\nTry again, or press Enter for the solution.")
        self.say(f"The solution: {solution}")
        wrong = judge(solution)
        if wrong is not None:
            self.say(wrong)
        return self._keep(name, solution)

    def _keep(self, name: str, answer: str) -> str:
        self.answers[name] = answer
        self._save()
        return answer

    def next_step(self) -> None:
        """Go on, and write it down."""
        self.step += 1
        self._save()

    def _save(self) -> None:
        if self.batch:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / "state.part"
            part.write_text(json.dumps({"step": self.step, "answers": self.answers}))
            part.replace(self.state)

    def forget(self) -> None:
        """Begin at the first step the next time."""
        if not self.batch:
            with contextlib.suppress(OSError):
                self.state.unlink(missing_ok=True)

    def resume(self, steps: int) -> None:
        """Go on where the last run stopped, if the reader likes."""
        try:
            found = json.loads(self.state.read_text())
            step, answers = int(found["step"]), dict(found["answers"])
        except (OSError, ValueError, KeyError, TypeError):
            return
        if not 0 < step < steps:
            return
        self.say(f"You have done {step} of {steps} steps.")
        try:
            again = self.line("[Enter goes on, r begins again, q stops] ").lower()
        except Quit:
            again = ""  # the next question ends it
        if not again.startswith("r"):
            self.step, self.answers = step, {str(k): str(v) for k, v in answers.items()}
