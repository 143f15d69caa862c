"""The steps of the tutorial: each is a function of the tutor, and does what it tells.

The kernel of the tutorial divides each element of a row by the row's total.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable
from typing import Any

import numpy as np

from tmetal import options
from tmetal.cli.check import main as check
from tmetal.cli.tutor import Tutor
from tmetal.errors import TmetalError
from tmetal.runtime.cpu import KernelError
from tmetal.runtime.measure.api import profile
from tmetal.runtime.measure.profile import Profile

ROWS, COLUMNS, BLOCK = 64, 100, 128
KERNEL = """import tmetal
import tmetal.language as tl


@tmetal.jit
def share(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    columns = tl.arange(0, BLOCK)
    mask = {mask}
    x = tl.load(x_ptr + row * n + columns, mask=mask, other=0.0)
    total = {total}
    tl.store(out_ptr + row * n + columns, x / total, mask=mask)
"""
SOLUTIONS = {"mask": "columns < n", "total": "tl.sum(x, 0)"}
WRONG = "tl.summ(x, 0)"


def kernel_of(tutor: Tutor, **parts: str) -> Any:
    """Write the kernel to a file, with some expressions put in, and return it."""
    text = KERNEL.format(**(SOLUTIONS | _known(tutor) | parts))
    tutor.folder.mkdir(parents=True, exist_ok=True)
    path = tutor.folder / "share.py"
    path.write_text(text)
    linecache.cache.pop(str(path), None)
    scope: dict[str, Any] = {}
    exec(compile(text, str(path), "exec"), scope)
    return scope["share"]


def _known(tutor: Tutor) -> dict[str, str]:
    return {name: tutor.answers[name] for name in SOLUTIONS if name in tutor.answers}


def arrays() -> tuple[Any, Any]:
    """Return an input and an output for it."""
    x = np.random.default_rng(1).random((ROWS, COLUMNS), np.float32)
    return x, np.zeros_like(x)


def judge(tutor: Tutor, **parts: str) -> str | None:
    """Say what is wrong with a kernel, if anything: with its text, when it runs, or in its result.

    It runs in the interpreter, which finds accesses outside of an array at their line.
    """
    for text in parts.values():
        try:
            ast.parse(text, mode="eval")
        except SyntaxError as error:
            return f"That is no Python expression: {error.msg}."
    x, out = arrays()
    try:
        with options.override(backend="interpret"):
            kernel_of(tutor, **parts)[(ROWS,)](x, out, COLUMNS, BLOCK=BLOCK)
    except (TmetalError, KernelError) as error:
        return str(error)
    expected = x / x.sum(1, keepdims=True)
    if np.allclose(out, expected, rtol=1e-4):
        return None
    row, column = np.argwhere(~np.isclose(out, expected, rtol=1e-4))[0]
    return (
        f"It runs, and the result is wrong: out[{row}, {column}] is {out[row, column]:.4g}, and "
        f"x[{row}, {column}] / x[{row}].sum() is {expected[row, column]:.4g}."
    )


def system(tutor: Tutor) -> None:
    """Check the machine."""
    tutor.say("First, whether kernels run here: `python -m tmetal check`.\n")
    check([])


def write(tutor: Tutor) -> None:
    """Write the kernel together."""
    tutor.say(
        "A kernel is a function over tiles, run by many programs at once. This one has a program "
        f"for each row of x, [{ROWS}, {COLUMNS}], and divides the row by its total:\n"
    )
    tutor.say(KERNEL.format(mask="____", total="____"))
    tutor.say(
        f"Tiles have sizes that are powers of two, so a row of n = {COLUMNS} elements is part of a "
        f"tile of BLOCK = {BLOCK}. A mask says which elements are there."
    )
    question = "\nWhich columns are in the row? Write the expression behind `mask =`."
    tutor.ask("mask", question, SOLUTIONS["mask"], lambda text: judge(tutor, mask=text))
    question = "\nWhat is the row's total? Elements behind its end were loaded as 0. `total =` …"
    tutor.ask("total", question, SOLUTIONS["total"], lambda text: judge(tutor, total=text))
    tutor.say(f"\nThe whole kernel is in {tutor.folder / 'share.py'}. It is launched as")
    tutor.say(f"    share[({ROWS},)](x, out, {COLUMNS}, BLOCK={BLOCK})")
    wrong = judge(tutor)
    tutor.say(wrong or "and its result is that of NumPy's x / x.sum(1, keepdims=True).")


STAGES = (
    ("python", "The Python that is compiled: constants are put in."),
    ("frontend", "The IR as it was first made. Every value has a type; tiles have shapes."),
    (
        "layouts",
        "After `layouts`: which thread holds an element, by the bits of its index.",
    ),
    ("lower", "After `lower`: what one thread does, in loops over its registers."),
)


def stages(tutor: Tutor) -> None:
    """Show the kernel at each stage."""
    kernel = kernel_of(tutor)
    x, out = arrays()
    kernel.warmup(x, out, COLUMNS, BLOCK=BLOCK)
    for stage, text in STAGES:
        tutor.say(f"{text}   kernel.ir({stage!r})\n\n{kernel.ir(stage)}\n")
        tutor.pause()
    tutor.say(f"The Metal source that is launched.   kernel.msl\n\n{kernel.msl}")
    tutor.say("`python -m tmetal passes` lists all passes, and why each is there.")


def break_it(tutor: Tutor) -> None:
    """Make mistakes on purpose."""

    def mistake(text: str) -> str | None:
        tutor.say(judge(tutor, total=text) or "That works: no mistake in it.")
        return None

    question = "Write something wrong behind `total =`; it is shown what tmetal says to it."
    tutor.ask("mistake", question, WRONG, mistake)
    tutor.say("\nAnd without a mask? The interpreter finds what reads beyond the array's end:")
    everything = "columns < n + 28"
    tutor.say(f"    mask = {everything}\n\n{judge(tutor, mask=everything)}\n")
    tutor.say("On the GPU nothing would be said. TMETAL_SANITIZE=1 looks for it on the CPU.")


def measured(tutor: Tutor, warps: int) -> Profile:
    """Count what the kernel does with so many simdgroups; LaunchError for an impossible number."""
    x, out = arrays()
    return profile(kernel_of(tutor)[(ROWS,)], x, out, COLUMNS, BLOCK=BLOCK, num_warps=warps)


def summary(found: Profile) -> str:
    """Return what matters here of a profile."""
    cycles = found.cycles / found.threadgroups
    return (
        f"  barriers of a thread        {found.barriers}\n"
        f"  threadgroup memory          {found.threadgroup_bytes} bytes\n"
        f"  128-byte lines of memory    {found.traffic.lines}\n"
        f"  cycles to issue, a program  {cycles:.0f} (estimated, M1)"
    )


def profiled(tutor: Tutor) -> None:
    """Count what the kernel does."""
    tutor.say("tmetal.profile(share[grid], …) runs the Metal source on the CPU and counts:\n")
    tutor.say(str(measured(tutor, 4)).partition("\nestimated time")[0])
    tutor.say(
        f"A program has 4 simdgroups of 32 threads, if nobody says more, and a row of {BLOCK}: one "
        "element a thread. To sum it up, simdgroups exchange their parts through threadgroup "
        "memory, and wait for each other at a barrier."
    )


def optimised(tutor: Tutor) -> None:
    """Make it faster."""
    before = measured(tutor, 4)
    tutor.say(f"With num_warps=4:\n{summary(before)}\n")

    def faster(text: str) -> str | None:
        try:
            after = measured(tutor, int(text))
        except ValueError:
            return f"{text!r} is no number."
        except TmetalError as error:
            return str(error)
        tutor.say(f"With num_warps={int(text)}:\n{summary(after)}")
        return None if after.barriers == 0 else "There is still a barrier."

    question = "How many simdgroups hold a whole row, so that nobody has to wait? num_warps="
    warps = tutor.ask("num_warps", question, "1", faster)
    tutor.say(
        f"\nLaunched with num_warps={warps} each thread holds several neighbouring elements: its "
        "loads become wide ones, and the sum needs shuffles only."
    )
    tutor.say(
        "\nThat was a kernel from its first line to its tuning. Go on with\n"
        "  docs/language.md       every name of the language\n"
        "  docs/performance.md    how to make a kernel fast\n"
        "  @tmetal.autotune       num_warps and sizes, chosen by measuring (docs/autotuning.md)"
    )


STEPS: tuple[tuple[str, Callable[[Tutor], None]], ...] = (
    ("the machine", system),
    ("a kernel", write),
    ("its stages", stages),
    ("mistakes", break_it),
    ("what it costs", profiled),
    ("faster", optimised),
)
