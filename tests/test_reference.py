"""The language reference: every function has an example, and each example runs and agrees."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from kernels import make, run
from test_language_surface import DTYPE, LANGUAGE, LIBRARY, TENSOR
from tmetal import reference
from tmetal.frontend import refusals
from tmetal.frontend.builtins import TABLE
from tmetal.frontend.promote import is_value
from tmetal.ir.types import F32, I32, Pointer, scalar_of
from tmetal.reference import EXTENSIONS, facts
from tmetal.reference.examples import EXAMPLES, HELPERS

NAMES = [n for n in sorted(TABLE) if n not in ("device_print", "static_print", "tuple", "slice")]
GROUP = 10
# What an example writes, or leaves unspecified, is no part of its answer.
INTEGERS = ("atomic_and", "atomic_or", "atomic_xor", "reduce_or", "xor_sum")


def test_every_function_has_an_example_and_no_example_is_of_another() -> None:
    assert not set(TABLE) - set(EXAMPLES)
    assert not set(EXAMPLES) - set(TABLE) - set(refusals.LANGUAGE)


def test_every_name_of_triton_s_is_in_the_manual() -> None:
    text = reference.language()
    names = [*LANGUAGE, *LIBRARY, *TENSOR, *[n for n in DTYPE if n not in refusals.DTYPES]]
    assert not [n for n in names if not re.search(rf"`[^`\n]*\b{n}\b", text)]


def test_what_is_no_function_of_triton_s_is_said_to_be_an_extension() -> None:
    assert set(TABLE) - {*LANGUAGE, *TENSOR} == set(EXTENSIONS)


def test_the_facts_say_what_comes_out_and_what_goes_in() -> None:
    assert "y = tl.exp(x)  # float32[16]" in facts.facts_of("exp")
    assert "Takes float32; the result has that dtype." in facts.facts_of("exp")
    assert "int8, int16 give int32" in facts.facts_of("sum")
    assert "Takes 32-bit and 64-bit integers" not in facts.facts_of("arange")
    assert "y, at = tl.max(m, axis=1, return_indices=True)  # float32[16], int32[16]" in (
        facts.facts_of("max")
    )


def answers(names: list[str]) -> str:
    """Return a kernel that runs examples one after the other, and stores a number of each `y`."""
    lines = ["@tmetal.jit", "def k(x_ptr, n, out_ptr):"]
    for at, name in enumerate(names):
        text = EXAMPLES[name]
        lines += [f"    {line}" for line in facts.body_of(text)]
        kept = facts.results(text, I32 if name in INTEGERS else F32)
        number = kept and is_value(kept[0]) and not isinstance(scalar_of(kept[0].type), Pointer)
        if number:
            lines.append(f"    tl.store(out_ptr + {at}, tl.sum(y.to(tl.float32)))")
    return "\n".join([HELPERS, *lines]) + "\n"


GROUPS = [NAMES[i : i + GROUP] for i in range(0, len(NAMES), GROUP)]


@pytest.mark.parametrize("names", GROUPS, ids=lambda names: f"{names[0]} to {names[-1]}")
def test_every_example_gives_the_same_compiled_and_interpreted(names: list[str]) -> None:
    found: dict[str, list[Any]] = {}
    for dtype in (np.float32, np.int32):
        chosen = [n for n in names if (n in INTEGERS) == (dtype is np.int32)]
        if not chosen:
            continue
        x = np.linspace(0.5, 2, 256).astype(dtype) + dtype(1)
        kernel = make(answers(chosen))
        for backend in ("cpu", "interpret"):
            out = run(kernel, backend, (1,), x, 8, np.full(GROUP, -1, np.float32))
            found.setdefault(backend, []).extend(out)
    for compiled, interpreted in zip(found["cpu"], found["interpret"], strict=True):
        np.testing.assert_allclose(compiled, interpreted, rtol=2e-4, atol=1e-5)
