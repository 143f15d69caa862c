"""Fusion idioms: groups of ops that cost less as other ops. `tmetal.idioms` is their table.

In: tile IR whose equal values are one (`cse`), and the names of the idioms to look for. Out: the
same function where each match is replaced. An idiom is a rule for `matching.rewrite`; those that
must look at more than one place first find the places, then rewrite them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from tmetal.ir.core import Func
from tmetal.passes.dce import dce, drop
from tmetal.passes.idioms.activations import gelu, silu
from tmetal.passes.idioms.attention import attention
from tmetal.passes.idioms.division import division, reciprocal, softmax
from tmetal.passes.idioms.exponentials import exp2
from tmetal.passes.idioms.fused import fma
from tmetal.passes.idioms.matching import Found, Rule, rewrite
from tmetal.passes.idioms.variance import variance

# From a function to the rule that rewrites it, in the order of the table.
RULES: dict[str, Callable[[Func], Rule]] = {
    "attention": attention,
    "variance": variance,
    "gelu": lambda f: gelu,
    "silu": lambda f: silu,
    "softmax": lambda f: softmax,
    "division": lambda f: division,
    "reciprocal": lambda f: reciprocal,
    "exp2": lambda f: exp2,
    "fma": lambda f: fma,
}


def idioms(
    func: Func, chosen: Collection[str], simdgroups: int, found: list[Found] | None = None
) -> Func:
    """Return `func` with the chosen idioms rewritten; `found` gets each match.

    simdgroups: of a program; what is done once for many elements must be many for a thread. The
    attribute `idioms` then names the idiom of each match.
    """
    matches: list[Found] = []
    made = dce(func) if chosen else func
    for name, rule in RULES.items():
        if name in chosen:
            made = rewrite(made, rule(made), name, simdgroups, matches)
            drop(made)
    if not matches:
        return func
    if found is not None:
        found += matches
    names = tuple(one.idiom for one in matches)
    return Func(made.name, made.body, made.level, {**made.attrs, "idioms": names})
