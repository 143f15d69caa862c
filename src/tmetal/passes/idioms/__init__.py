"""Fusion idioms: groups of ops that cost less as other ops. `tmetal.idioms` is their table.

In: tile IR whose equal values are one (`cse`), and the names of the idioms to look for. Out: the
same function where each match is replaced. An idiom is a rule for `matching.rewrite`; those that
must look at more than one place first find the places, then rewrite them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from tmetal.ir.core import Func, walk
from tmetal.passes.dce import dce
from tmetal.passes.idioms.activations import gelu, silu
from tmetal.passes.idioms.attention import attention
from tmetal.passes.idioms.division import division, reciprocal, softmax
from tmetal.passes.idioms.exponentials import exp2
from tmetal.passes.idioms.fused import fma
from tmetal.passes.idioms.matching import Found, Rule, rewrite
from tmetal.passes.idioms.online import online
from tmetal.passes.idioms.sums import scaled_sum
from tmetal.passes.idioms.variance import variance
from tmetal.passes.rewrite import copy

# In the order of the table: an op without which there is no match, and what makes the rule.
RULES: dict[str, tuple[str, Callable[[Func], Rule]]] = {
    "attention": ("exp", attention),
    "variance": ("reduce", variance),
    "scaled_sum": ("reduce", lambda f: scaled_sum),
    "gelu": ("tanh", lambda f: gelu),
    "silu": ("exp", lambda f: silu),
    "softmax": ("div", lambda f: softmax),
    "division": ("div", lambda f: division),
    "reciprocal": ("div", lambda f: reciprocal),
    "online": ("reduce", online),
    "exp2": ("exp", lambda f: exp2),
    "fma": ("mul", lambda f: fma),
}


def idioms(
    func: Func, chosen: Collection[str], simdgroups: int, found: list[Found] | None = None
) -> Func:
    """Return `func` with the chosen idioms rewritten; `found` gets each match.

    simdgroups: of a program; what is done once for many elements must be many for a thread. The
    attribute `idioms` then names the idiom of each match.
    """
    matches: list[Found] = []
    made = func
    for name, (needed, rule) in RULES.items():
        if name in chosen and any(op.name == needed for op in walk(made.body)):
            made = dce(copy(made)) if made is func else made
            made = dce(rewrite(made, rule(made), name, simdgroups, matches))
    if not matches:
        return func
    if found is not None:
        found += matches
    names = tuple(one.idiom for one in matches)
    return Func(made.name, made.body, made.level, {**made.attrs, "idioms": names})
