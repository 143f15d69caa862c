"""The table of fusion idioms: what each rewrites, by which law, and how much that may change.

The rewrites are in `passes/idioms/`, one for each row here; `docs/idioms.md` has their effects. An
idiom is on by default only if its results stay within what the op table promises for the ops that
it replaces (`Row.tolerance`), and it keeps every special value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from tmetal.errors import BackendError


@dataclass(frozen=True)
class Idiom:
    """One rewrite: `before` becomes `after`, where `given` holds; the two are equal numbers.

    tolerance: how far the result may be from the exact one, in words; `u` is 2^-24, half an ulp of
    1 in float32. by_default: whether it runs unless `TMETAL_IDIOMS` says otherwise. why: the reason
    for that.
    """

    name: str
    before: str
    after: str
    given: str
    tolerance: str
    by_default: bool
    why: str

    @property
    def law(self) -> str:
        """The equation that the rewrite rests on."""
        return f"{self.before} = {self.after}"


# In the order in which they run: later ones see what earlier ones made.
IDIOMS: tuple[Idiom, ...] = (
    Idiom(
        "attention",
        "exp(c*a - max(c*b, …))",
        "exp2(d*a - max(d*b, …))",
        "d = c*log2(e), all uses of c*a, c*b are such; so are constants among them",
        "relative (8 + |c*a| + |m| + 3 |c*a - m|) u, m the maximum",
        False,
        "exp promises 4 ulp however small its result is",
    ),
    Idiom(
        "variance",
        "sum((x - sum(x)/n)^2)",
        "max(sum(x^2) - sum(x)*(sum(x)/n), 0)",
        "both sums of one tile, by one reduction",
        "absolute (n + 3) u sum(x^2)",
        False,
        "digits cancel where the mean is far larger than the deviation",
    ),
    Idiom(
        "scaled_sum",
        "sum(c*x)",
        "c*sum(x)",
        "one c for the whole tile, c*x is used here only",
        "absolute (n + 1) u |c| sum(|x|), where neither side overflows",
        False,
        "sum(x) may overflow where sum(c*x) does not",
    ),
    Idiom(
        "gelu",
        "0.5*x*(1 + tanh(z))",
        "x / (1 + exp(-2*z))",
        "x may be 1",
        "relative 15u, absolute 2^-126 |x|",
        False,
        "near z = 0 the replaced ops promise 3u",
    ),
    Idiom(
        "silu",
        "x*(1 / (1 + exp(z)))",
        "x / (1 + exp(z))",
        "the factor is used here only",
        "relative 15u, absolute 2^-126 |x|",
        True,
        "one rounding less than before; the divisor is 1 at least",
    ),
    Idiom(
        "softmax",
        "x / s",
        "x * (1/s)",
        "one s for many x, a sum of exp(a - m) with a <= m",
        "1.5 ulp",
        True,
        "division promises 3 ulp, and 1/s is normal",
    ),
    Idiom(
        "division",
        "x / c",
        "x * (1/c)",
        "c a constant, 2^-126 <= |c| <= 2^126",
        "1.5 ulp",
        True,
        "division promises 3 ulp, and 1/c is normal",
    ),
    Idiom(
        "reciprocal",
        "x / s",
        "x * (1/s)",
        "one s for many x",
        "1.5 ulp for 2^-126 <= |s| <= 2^126",
        False,
        "beyond 2^126, 1/s is subnormal and may be flushed to zero",
    ),
    Idiom(
        "online",
        "sum(exp(a - max(a)))",
        "sum(exp(a - b)*exp(b - max(a)))",
        "b the maximum of some elements, joined by one reduction with max(a); more than 48 loaded "
        "elements a thread",
        "relative (10 k + 30) u, k the elements of a thread",
        True,
        "a sum of n terms promises n u, and n is 32 k at least",
    ),
    Idiom(
        "exp2",
        "exp(c*x)",
        "exp2((c*log2(e))*x)",
        "c a constant, -1 for exp(-x)",
        "relative (8 + 2 |c*x|) u",
        False,
        "exp promises 4 ulp however large its argument is",
    ),
    Idiom(
        "fma",
        "x*y + z",
        "fma(x, y, z)",
        "the product is used here only",
        "0.5 ulp",
        False,
        "the two ops promise their very bits, and infinity where x*y overflows",
    ),
)
NAMES = tuple(i.name for i in IDIOMS)
DEFAULT = tuple(i.name for i in IDIOMS if i.by_default)
_WORDS = {"none": (), "all": NAMES, "default": DEFAULT}


def find(name: str) -> Idiom:
    """Return the row of an idiom."""
    return IDIOMS[NAMES.index(name)]


def chosen(wish: str | Iterable[str], source: str) -> tuple[str, ...]:
    """Return the idioms that a wish names, in the order of the table.

    wish: names, or `none`, `all`, `default`, in a sequence or one text with commas. BackendError,
    which names the `source` of the wish, for a name that does not exist.
    """
    if not isinstance(wish, Iterable):
        raise BackendError(f"{source} is {wish!r}: write names of idioms, with commas between.")
    words = wish.split(",") if isinstance(wish, str) else wish
    names: set[str] = set()
    for word in (str(w).strip().lower() for w in words):
        if word and word not in _WORDS and word not in NAMES:
            close = get_close_matches(word, (*NAMES, *_WORDS), n=1)
            hint = f"Did you mean `{close[0]}`? " if close else ""
            raise BackendError(
                f"{source} names the idiom {word!r}, which does not exist. {hint}Write `none`, "
                f"`all`, `default`, or some of {', '.join(NAMES)}, with commas between."
            )
        names.update(_WORDS.get(word, (word,)))
    return tuple(n for n in NAMES if n in names)
