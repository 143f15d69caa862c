"""Prints which of MLX's kernels run and are right: `python tests/mlx_kernels/table.py [NAME ...]`.

In: names of kernels (`cases.CASES`), by default all. Out: a row for each: how many cases ran, how
many agree with NumPy, and why the others do not. All of them take some minutes.
"""

import sys
from collections import Counter

import cases
import harness
import source

from tmetal.runtime import cpu
from tmetal.runtime.toolchain import CompileFailure

_SHOWN = 150  # characters of a reason


def verdict(name: str, options: dict[str, object]) -> str:
    """Run one case; return nothing if it is right, else why not."""
    try:
        harness.check(cases.CASES[name](**options))
    except source.NotAvailableError as reason:
        return f"did not run: {reason}"
    except CompileFailure as failed:
        return f"does not compile: {failed.diagnostics}"
    except cpu.KernelError as error:
        return f"stopped: {error}"
    except AssertionError as error:
        return f"another result: {' '.join(str(error).split())}"
    return ""


def row(name: str) -> str:
    """Run the cases of a kernel and describe what came out."""
    known = (*cases.RIGHT, *cases.COMPILED_ONLY, *cases.NOT_RIGHT)
    said = [verdict(name, options) for of, options in known if of == name]
    reasons = Counter(" ".join(reason.split())[:_SHOWN] for reason in said if reason)
    ran = sum(not reason.startswith("did not run") for reason in said)
    why = "; ".join(f"{count} {reason}" for reason, count in reasons.items())
    return f"| {name} | {ran} of {len(said)} | {said.count('')} | {why} |"


def main(names: list[str]) -> None:
    """Print the table, a row as soon as it is known."""
    lines = ["| kernel | cases that run | right | why not |", "|---|---|---|---|"]
    for line in lines:
        sys.stdout.write(f"{line}\n")
    for name in names or cases.CASES:
        sys.stdout.write(f"{row(name)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
