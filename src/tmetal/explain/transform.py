"""`transform_ir`: runs passes on a function of the IR and counts what each of them did.

In: a function, its JSON, or a list of op dictionaries. Out: the same kind of thing, transformed,
and a summary: for each pass the ops before and after, and what it changed, counted by comparing the
two functions; passes that place barriers say by notes where none was needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

from tmetal.chips import ANY, find
from tmetal.errors import CompileError
from tmetal.explain.accesses import accesses_of
from tmetal.idioms import chosen as idiom_names
from tmetal.ir.core import Block, Func, Op, deep_nesting, walk
from tmetal.ir.json_form import ops_to_json, to_json
from tmetal.ir.json_read import from_json
from tmetal.ir.types import Pointer, scalar_of
from tmetal.ir.verify import verify
from tmetal.passes.barriers import barriers
from tmetal.passes.fences import bytes_of, fences
from tmetal.passes.notes import Notes
from tmetal.passes.pipeline import PIPELINE, Pass, Settings
from tmetal.passes.plan import Plan, Segment
from tmetal.passes.recipes import is_recipe, is_tile, outputs_of
from tmetal.passes.rewrite import copy

PASSES = {p.name: p for p in PIPELINE}


@dataclass(frozen=True)
class Step:
    """One pass: how many ops there were before and after it, and what it did, counted."""

    name: str
    before: int
    after: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Summary:
    """What a transformation did, pass by pass."""

    steps: tuple[Step, ...]

    @property
    def before(self) -> int:
        """Ops before the first pass."""
        return self.steps[0].before if self.steps else 0

    @property
    def after(self) -> int:
        """Ops after the last pass."""
        return self.steps[-1].after if self.steps else 0

    @property
    def totals(self) -> dict[str, int]:
        """All counts of all passes together."""
        total: Counter[str] = Counter()
        for step in self.steps:
            total.update(step.counts)
        return dict(total)

    def json(self) -> dict[str, Any]:
        """Return everything as dictionaries, lists, numbers and text."""
        return {
            "before": self.before,
            "after": self.after,
            "totals": self.totals,
            **asdict(self),
        }

    def __str__(self) -> str:
        lines = [f"{'pass':12} {'ops':>11}  what it did"]
        for s in self.steps:
            said = ", ".join(f"{n} {what}" for what, n in s.counts.items()) or "-"
            lines.append(f"{s.name:12} {s.before:4} -> {s.after:3}  {said}")
        return "\n".join(lines)


def transform_ir(
    ir: Any,
    passes: Sequence[str] | None = None,
    *,
    simdgroups: int = 4,
    preserve: Collection[str] = (),
    ones: Collection[str] = (),
    idioms: str | Collection[str] = (),
    target: str = ANY.key,
) -> tuple[Any, Summary]:
    """Run passes on a function; return it transformed, and a summary of what each pass did.

    ir: a `Func`, a dictionary as `to_json` makes it, or a list of op dictionaries; the result is of
    the same kind, and the input is not changed. passes: names in order, by default the pipeline
    from where the function stands. simdgroups: of a program. preserve: arrays whose old contents
    survive. ones: integer parameters that are 1. idioms: those that the pass `idioms` looks for, by
    name, or `default` or `all`. target: the chip to compile for. IRFormatError for what is no
    function, with its place; CompileError for a pass that does not exist or lacks one before it;
    BackendError for such an idiom, or chip.
    """
    func = verify(ir) if isinstance(ir, Func) else from_json(ir)
    if simdgroups not in (1, 2, 4, 8, 16, 32):
        raise CompileError(f"`simdgroups` is {simdgroups!r}: write a power of two from 1 to 32.")
    if isinstance(passes, str):
        raise CompileError(f"`passes` is {passes!r}: write a list of names, [{passes!r}].")
    names = idiom_names(idioms, "`idioms`")
    chip = find(target, "`target`").facts
    kept, known = frozenset(preserve), frozenset(ones)
    settings = Settings(simdgroups, kept, ones=known, target=chip, idioms=names)
    chosen = _following(func) if passes is None else [_pass_named(name) for name in passes]
    steps: list[Step] = []
    tiles = None
    with deep_nesting():
        for step in chosen:
            _check_ready(step, func)
            after = verify(step.run(func, settings), step.name)
            tiles = after if step.name == "barriers" else tiles
            counts = _counts(step.name, func, after, tiles)
            steps.append(Step(step.name, _size(func), _size(after), counts))
            func = after
    made = func if isinstance(ir, Func) else ops_to_json(func) if _is_list(ir) else to_json(func)
    return made, Summary(tuple(steps))


def _is_list(ir: Any) -> bool:
    return isinstance(ir, list) or (isinstance(ir, str) and ir.lstrip().startswith("["))


def _pass_named(name: str) -> Pass:
    if name in PASSES:
        return PASSES[name]
    close = get_close_matches(str(name), PASSES, n=1)
    hint = f"Did you mean `{close[0]}`?" if close else f"Passes: {', '.join(PASSES)}."
    raise CompileError(f"there is no pass `{name}`. {hint}")


# How one sees that a pass has run.
_DONE: dict[str, Callable[[Func], bool]] = {
    "addresses": lambda f: (
        f.level == "thread"
        or not any(
            isinstance(scalar_of(r.type), Pointer) for op in walk(f.body) for r in op.results
        )
    ),
    "effects": lambda f: "effects" in f.attrs,
    "bind": lambda f: "roles" in f.attrs,
    "layouts": lambda f: "threads" in f.attrs,
    "lower": lambda f: f.level == "thread",
}


def _check_ready(step: Pass, func: Func) -> None:
    """Refuse a pass that needs another one first, or that comes too late."""
    order = list(PASSES)
    for name, done in _DONE.items():
        if order.index(name) < order.index(step.name) and not done(func):
            raise CompileError(f"pass `{step.name}` needs `{name}` before it.")
    late = func.level == "thread" and order.index(step.name) <= order.index("lower")
    if late and step.name not in _ANYWHERE:
        raise CompileError(f"pass `{step.name}` works on tiles: it must come before `lower`.")
    if step.name == "bind" and _DONE["bind"](func):
        raise CompileError("`bind` has run on this function already.")


_ANYWHERE = ("simplify", "cse", "resimplify", "hoist", "dce")


def _following(func: Func) -> list[Pass]:
    """Return the passes of the pipeline from where a function stands."""
    for name, start in (("lower", "tidy"), ("layouts", "barriers"), ("bind", "hold")):
        if _DONE[name](func):
            return list(PIPELINE)[list(PASSES).index(start) :]
    return list(PIPELINE)


def _size(func: Func) -> int:
    return sum(1 for _ in walk(func.body))


def _counts(name: str, before: Func, after: Func, tiles: Func | None) -> dict[str, int]:
    """Return what a pass did, without what is zero."""
    if name == "edges":
        found = {"split": _named(after, "if") - _named(before, "if")}
        if tiles is not None:
            rows = accesses_of(tiles, after)
            found["vectorised"] = sum(a.vector_bytes > _element(a.dtype) for a in rows)
    else:
        count = _COUNTS.get(name)
        found = count(before, after) if count else {}
    return {what: n for what, n in found.items() if n > 0}


def _element(title: str) -> int:
    bits = int("".join(c for c in title if c.isdecimal()))
    return max(1, bits // 8)


def _named(func: Func, *names: str) -> int:
    return sum(op.name in names for op in walk(func.body))


def _fewer(word: str) -> Callable[[Func, Func], dict[str, int]]:
    return lambda b, a: {word: _work(b) - _work(a)}


def _work(func: Func) -> int:
    """Return how many ops do something: constants cost nothing."""
    return sum(op.name != "constant" for op in walk(func.body))


def _loops(func: Func) -> list[Op]:
    return [op for op in walk(func.body) if op.name == "for" and not op.attrs["unroll"]]


def _pointers(func: Func) -> int:
    return sum(isinstance(r.type, Pointer) for op in _loops(func) for r in op.results)


def _nested(block: Block) -> int:
    return sum(1 for op in block.ops for inner in op.blocks for _ in walk(inner))


def _barriers(before: Func, after: Func) -> dict[str, int]:
    notes = Notes()
    barriers(copy(before), before.attrs["threads"], notes)
    return _noted(notes)


def _fences(before: Func, after: Func) -> dict[str, int]:
    notes = Notes()
    fences(copy(before), notes)
    arrays = [op for op in after.body.ops if op.name == "shared_new"]
    return {**_noted(notes), "threadgroup bytes": sum(map(bytes_of, arrays))}


def _noted(notes: Notes) -> dict[str, int]:
    placed = sum(n.placed for n in notes.found.values())
    return {"barriers placed": placed, "barriers eliminated": len(notes.found) - placed}


def _fused(before: Func, after: Func) -> dict[str, int]:
    """Count the tile ops that need no loop of their own: they run in that of another."""
    outputs = outputs_of(before)
    recipes = sum(
        any(is_tile(r) and is_recipe(r, outputs) for r in op.results) for op in walk(before.body)
    )
    steps = [s for inner in Plan(before).steps.values() for s in inner]
    segments = [s for s in steps if isinstance(s, Segment)]
    joined = sum(len(s.anchors) - 1 for s in segments)
    return {"fused": recipes + joined, "loops": len(segments)}


_COUNTS: dict[str, Callable[[Func, Func], dict[str, int]]] = {
    "ones": lambda b, a: {"arguments known": _named(a, "constant") - _named(b, "constant")},
    "simplify": _fewer("folded"),
    "cse": _fewer("merged"),
    "resimplify": _fewer("folded"),
    "idioms": lambda b, a: Counter(a.attrs.get("idioms", ())),
    "hoist": lambda b, a: {"lifted out of loops": _nested(b.body) - _nested(a.body)},
    "dce": _fewer("dropped"),
    "bind": lambda b, a: {"outputs": sum(r == "output" for r in a.attrs["roles"].values())},
    "hold": lambda b, a: {"held": _named(a, "keep") - _named(b, "keep")},
    "layouts": lambda b, a: {
        "layouts chosen": sum("layout" in op.attrs for op in walk(a.body)),
        "staged": _named(a, "stage") - _named(b, "stage"),
    },
    "barriers": _barriers,
    "lower": _fused,
    "widen": lambda b, a: {"conversions": _named(a, "cast") - _named(b, "cast")},
    "tidy": _fewer("folded"),
    "split": lambda b, a: {"loops split": len(_loops(a)) - len(_loops(b))},
    "walk": lambda b, a: {"pointers carried": _pointers(a) - _pointers(b)},
    "ranges": lambda b, a: {
        "plain arithmetic": _named(a, "index_add", "index_mul")
        - _named(b, "index_add", "index_mul")
    },
    "fences": _fences,
}
