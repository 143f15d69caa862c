"""The pipeline: every pass, why it is there, and what must have run before it.

One list for all targets. A test checks `after`; `explain` and the architecture page print `why`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import takewhile

from tmetal.chips import ANY, Generation
from tmetal.errors import InternalError, TmetalError
from tmetal.idioms import DEFAULT
from tmetal.ir.core import Func, show, walk
from tmetal.ir.types import Tile
from tmetal.ir.verify import verify
from tmetal.passes.addresses import addresses
from tmetal.passes.answers import answers
from tmetal.passes.arguments import arguments
from tmetal.passes.barriers import barriers
from tmetal.passes.bind import bind
from tmetal.passes.chunks import chunks
from tmetal.passes.cse import cse
from tmetal.passes.dce import dce
from tmetal.passes.edges import edges
from tmetal.passes.effects import effects
from tmetal.passes.fences import fences
from tmetal.passes.hoist import hoist
from tmetal.passes.hold import hold
from tmetal.passes.idioms import idioms
from tmetal.passes.induction import induction
from tmetal.passes.layouts import layouts
from tmetal.passes.lower import lower
from tmetal.passes.ones import ones
from tmetal.passes.private import private
from tmetal.passes.ranges import ranges
from tmetal.passes.records import records
from tmetal.passes.rewrite import copy
from tmetal.passes.simplify import simplify
from tmetal.passes.slide import Promise, slide
from tmetal.passes.split import split
from tmetal.passes.units import units
from tmetal.passes.walk import walk_pointers
from tmetal.passes.widen import widen


@dataclass(frozen=True)
class Premises:
    """What holds in a launch, so that the text of a kernel may rest on it.

    wide: some array has 2^31 elements or more, or the grid more programs than a narrow kernel
    reckons with (`narrow_programs`). large: some int32 argument is not in -`SMALL`/2 … `SMALL`.
    ones: integer arguments that are 1. inside: along which bounds tiles may slide, and their sizes
    (`passes/slide.py`).
    """

    wide: bool = False
    large: bool = False
    ones: frozenset[str] = frozenset()
    inside: frozenset[Promise] = frozenset()


@dataclass(frozen=True)
class Settings:
    """What a launch decides.

    simdgroups: of a threadgroup. preserve: arrays whose contents must survive where they are not
    written. wide, large, ones, inside: see `Premises`. target: the generation of chips to compile
    for. idioms: fusion idioms to look for (`tmetal.idioms`).
    dot_backend: what products run on (`passes/units.py`). dot_rows: how many simdgroups share the
    rows of products, if not as a cost model says (`passes/matrix.py`).
    """

    simdgroups: int = 4
    preserve: frozenset[str] = frozenset()
    wide: bool = False
    ones: frozenset[str] = frozenset()
    target: Generation = ANY.facts
    idioms: tuple[str, ...] = ()
    dot_backend: str = "auto"
    dot_rows: int = 0
    inside: frozenset[Promise] = frozenset()
    large: bool = False

    def __str__(self) -> str:
        words = [f"for {self.target.name}", f"with {self.simdgroups} simdgroups"]
        words += [f"keeping what {', '.join(sorted(self.preserve))} had"] if self.preserve else []
        words += [f"where {n} = 1" for n in sorted(self.ones)]
        if self.idioms not in ((), DEFAULT):
            words.append(f"idioms {', '.join(self.idioms)}")
        words += [f"products on {self.dot_backend}"] if self.dot_backend != "auto" else []
        words += [f"rows of products by {self.dot_rows} simdgroups"] if self.dot_rows else []
        words += [f"with tiles of {n} inside of {b}" for b, n in sorted(self.inside, key=str)]
        words += ["for large numbers"] if self.large else []
        return ", ".join(words + (["wide"] if self.wide else []))


# A kernel that is not wide has fewer programs than this along each axis, whatever its tiles, and
# fewer than 2^31 elements.
MAX_PROGRAMS = 1 << 20
# Arguments are expected to be below, and not below minus half of it: so 32 bits hold sums of one
# and whatever counts a tile's elements, and differences of two.
SMALL = 1 << 30


def narrow_programs(func: Func) -> int:
    """Return how many programs along an axis a narrow kernel reckons with.

    So many that `program_id * BLOCK + arange(BLOCK)` stays below 2^31.
    """
    sizes = [v.type.numel for op in walk(func.body) for v in op.results if isinstance(v.type, Tile)]
    return min(MAX_PROGRAMS, (1 << 31) // max([1, *sizes]))


def bounded(func: Func, wide: bool, large: bool) -> Func:
    """Return `func` with the numbers noted that it may reckon with: programs, and arguments."""
    limits = {"programs": 0 if wide else narrow_programs(func), "numbers": 0 if large else SMALL}
    attrs = {**func.attrs, **limits}
    return Func(func.name, func.body, func.level, attrs)


@dataclass(frozen=True)
class Pass:
    """A step of the pipeline: `change` takes a function apart, and returns what it makes of it."""

    name: str
    change: Callable[[Func, Settings], Func]
    why: str
    after: tuple[str, ...] = field(default=())

    def run(self, func: Func, settings: Settings) -> Func:
        """Return a new function, and leave the input as it is."""
        return self.change(copy(func), settings)


def tidy(func: Func) -> Func:
    """Drop, lift and merge: what was lifted out of two loops may be equal."""
    return cse(hoist(dce(func)))


PIPELINE: tuple[Pass, ...] = (
    Pass(
        "ones",
        lambda f, s: ones(f, s.ones) if s.ones else f,
        "take arguments that are 1 as constants: strides of 1 make accesses contiguous",
    ),
    Pass(
        "simplify",
        lambda f, s: simplify(f),
        "fold constants and do scalar work once instead of once per element",
        ("ones",),
    ),
    Pass(
        "cse",
        lambda f, s: cse(f),
        "make equal values one, so that offsets can be compared by identity",
        ("simplify",),
    ),
    Pass(
        "addresses",
        lambda f, s: addresses(bounded(f, s.wide, s.large), s.wide),
        "turn pointers into parameter + offset: Metal's constant and device spaces then need no "
        "pointer variables, and accesses can be analysed",
    ),
    Pass(
        "records",
        lambda f, s: records(f),
        "make of prints and assertions what a compiled program can do: atomic writes to a buffer",
        ("addresses",),
    ),
    Pass(
        "induction",
        lambda f, s: induction(f),
        "carry a scalar where a loop moves a whole tile of offsets",
        ("records",),
    ),
    Pass(
        "resimplify",
        lambda f, s: cse(simplify(f)),
        "fold and merge the offsets that `addresses` summed",
        ("induction",),
    ),
    Pass(
        "idioms",
        lambda f, s: idioms(f, s.idioms, s.simdgroups),
        "replace groups of ops by others that cost less, under named laws (docs/idioms.md)",
        ("resimplify",),
    ),
    Pass("hoist", lambda f, s: hoist(f), "move loop invariants out", ("idioms",)),
    Pass(
        "dce",
        lambda f, s: dce(f),
        "drop what nobody uses before effects are read off the ops",
        ("hoist",),
    ),
    Pass(
        "effects",
        lambda f, s: effects(f),
        "know which arrays are read and written: MLX wants inputs and outputs apart",
        ("addresses", "dce"),
    ),
    Pass(
        "bind",
        lambda f, s: bind(f, s.preserve, s.target),
        "give each written array a fresh output and keep its old contents as an input",
        ("effects",),
    ),
    Pass(
        "slide",
        lambda f, s: slide(f, s.inside),
        "move the last tiles of matrices back inside, so that nothing is masked",
        ("bind",),
    ),
    Pass(
        "answers",
        lambda f, s: answers(f),
        "answer comparisons that ranges decide: descriptors ask many",
        ("slide",),
    ),
    Pass(
        "private",
        lambda f, s: private(f, s.simdgroups),
        "sum in threadgroup memory what is added atomically to few places",
        ("bind",),
    ),
    Pass(
        "units",
        lambda f, s: units(f, s.simdgroups, s.target, s.dot_backend),
        "put products on tensor units where the chip has them",
        ("bind",),
    ),
    Pass(
        "chunks",
        lambda f, s: chunks(f, s.simdgroups),
        "scan tiles that are wider than the register file part by part, in a loop",
        ("bind",),
    ),
    Pass(
        "hold",
        lambda f, s: hold(f, s.simdgroups, s.target.held_registers),
        "decide what is kept in registers, and what is made again where it is needed",
        ("units", "chunks"),
    ),
    Pass(
        "layouts",
        lambda f, s: layouts(f, s.simdgroups, s.target.dynamic_caching, s.dot_rows),
        "decide which thread holds which element, and what moves between threads",
        ("hold",),
    ),
    Pass(
        "barriers",
        lambda f, s: barriers(f, f.attrs["threads"]),
        "order stores and loads of one element by different threads",
        ("layouts",),
    ),
    Pass(
        "lower",
        lambda f, s: lower(f, s.target.shift_and_fill),
        "make each thread's work explicit: one loop over its registers per segment",
        ("barriers",),
    ),
    Pass(
        "widen",
        lambda f, s: widen(f, s.target.native_bfloat),
        "compute in float32 what Metal, or the chip, has not for 16-bit floats",
        ("lower",),
    ),
    Pass(
        "tidy",
        lambda f, s: tidy(simplify(f)),
        "clean up what lowering made",
        ("widen",),
    ),
    Pass(
        "split",
        lambda f, s: split(f),
        "ask once before a loop, not in each turn, how long a question is answered with yes",
        ("tidy",),
    ),
    Pass(
        "ranges",
        lambda f, s: tidy(ranges(f)),
        "show which index arithmetic cannot overflow, so that Metal merges neighbouring accesses",
        ("split",),
    ),
    Pass(
        "walk",
        lambda f, s: walk_pointers(f),
        "carry pointers where a loop moves them, so that it does not work them out again",
        ("ranges",),
    ),
    Pass(
        "fences",
        lambda f, s: fences(f),
        "place threadgroup arrays, and barriers between the uses of each",
        ("ranges",),
    ),
    Pass(
        "edges",
        lambda f, s: edges(f),
        "mask only at the edges of arrays, so that accesses in the interior are wide",
        ("fences",),
    ),
    Pass(
        "arguments",
        lambda f, s: arguments(f),
        "read scalar arguments once, before loops that would read them in every turn",
        ("edges",),
    ),
)


def run_pipeline(
    func: Func,
    settings: Settings,
    watch: Callable[[str, Func], None] | None = None,
    check: bool = False,
    last: str = "",
) -> Func:
    """Run all passes, or those up to `last`; `watch(name, func)` sees each result.

    What it sees, the next pass takes apart: who wants to keep it copies it, as `stages` does.
    check: verify each result. The input stays as it is.

    InternalError, with the IR before the pass, if a pass fails.
    """
    after = copy(func)
    for step in PIPELINE:
        try:
            after = step.change(after, settings)
            if check:
                verify(after, step.name)
        except TmetalError:
            raise
        except Exception as error:
            raise InternalError(
                f"pass {step.name} failed: {error!r}. This is a bug in tmetal, not in your "
                f"kernel. The IR before it:\n{show(_before(step, func, settings))}"
            ) from error
        if watch is not None:
            watch(step.name, after)
        if step.name == last:
            break
    return after


def stages(func: Func, settings: Settings) -> dict[str, Func]:
    """Return what each pass makes of `func`, by its name."""
    found: dict[str, Func] = {}
    run_pipeline(func, settings, lambda name, after: found.update({name: copy(after)}))
    return found


def _before(step: Pass, func: Func, settings: Settings) -> Func:
    """Return what a pass gets: `func` after all passes before it."""
    func = copy(func)
    for earlier in takewhile(lambda p: p is not step, PIPELINE):
        func = earlier.change(func, settings)
    return func
