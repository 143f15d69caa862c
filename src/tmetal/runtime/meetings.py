"""Lets the lanes of a simdgroup wait once where a text has them wait several times in a row.

In: a Metal text in the host's dialect. Out: the same text, with runs of products of matrices, and
of steps of a reduction by `simd_shuffle_xor`, made one call each (host/matrix.h, host/simdgroup.h).
Each wait is a change of stacks for every lane, which takes longer than the work between. What must
hold: results are the same, lines keep their numbers, and what Metal refuses stays refused.
"""

import re

# Statements that multiply variables. They begin a block or follow a statement, so no lane does some
# of them and not the others.
_MATRIX = r"\s*\w+(?:\[\w+\])?\s*"
_PRODUCT = rf"(?<![\w:])simdgroup_multiply_accumulate\({_MATRIX}(?:,{_MATRIX}){{3}}\)\s*;"
_PRODUCTS = re.compile(rf"(?<=[;{{}}])\s*(?:{_PRODUCT}\s*){{2,}}")
_BETWEEN = re.compile(r"\)\s*;\s*simdgroup_multiply_accumulate\(")
_AT_ONCE = 16  # tm::most_products
_PRODUCTS_CALL = "::tm::products(TM_THIS_SITE, "

# `T s = simd_shuffle_xor(x, 1); T y = x + s;`, y being the next one's x.
_STEP = re.compile(
    r"(?P<type>\w+) (?P<other>\w+) = simd_shuffle_xor\((?P<own>\w+), (?P<mask>\d+)\);\s*"
    r"(?P=type) (?P<result>\w+) = (?P<value>[^;{}]+);\s*"
)
_VARIABLE = re.compile(r"(?<![\w.:])[A-Za-z_]\w*(?!\w|\s*\(|\s*::)")


def meet_less(text: str) -> str:
    """Return a text with fewer waits and the same results."""
    return _reductions(_PRODUCTS.sub(_products, text))


def _products(run: re.Match[str]) -> str:
    """Make one call of the products of a run, or of each 16 of them."""
    count = 0

    def join(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        lines = "\n" * found[0].count("\n")
        return f",{lines}" if count % _AT_ONCE else f");{lines}{_PRODUCTS_CALL}"

    return _BETWEEN.sub(join, run[0]).replace("simdgroup_multiply_accumulate(", _PRODUCTS_CALL, 1)


def _shape(step: re.Match[str]) -> str:
    """Return what a step computes of its own value and the other lane's; empty if of more."""
    names = {step["own"]: "own value", step["other"]: "other value"}
    foreign = {v for v in _VARIABLE.findall(step["value"]) if v not in names}
    return "" if foreign else re.sub(r"\b\w+\b", lambda m: names.get(m[0], m[0]), step["value"])


def _reductions(text: str) -> str:
    """Make one call of each run of steps that do the same to what the step before gave."""
    pieces, done = [], 0
    first = _STEP.search(text)
    while first:
        run = [first]
        while following := _STEP.match(text, run[-1].end()):
            same = _shape(following) == _shape(first) and following["type"] == first["type"]
            if not same or following["own"] != run[-1]["result"]:
                break
            run.append(following)
        if len(run) > 1 and _shape(first) and _inside(text, run):
            pieces += [text[done : first.start()], _reduction(run)]
            done = run[-1].end()
        first = _STEP.search(text, run[-1].end())
    return "".join([*pieces, text[done:]])


def _inside(text: str, run: list[re.Match[str]]) -> bool:
    """Whether nothing but the run itself mentions what its steps give each other."""
    span = text[run[0].start() : run[-1].end()]
    names = [s["other"] for s in run] + [s["result"] for s in run[:-1]]
    return all(
        len(re.findall(rf"\b{name}\b", span)) == len(re.findall(rf"\b{name}\b", text))
        for name in names
    )


def _reduction(run: list[re.Match[str]]) -> str:
    kind, own, other, value = (run[0][n] for n in ("type", "own", "other", "value"))
    masks = ", ".join(f"{step['mask']}u" for step in run)
    # The type is asked of the function itself, which Metal has for some types only.
    given = f"decltype(simd_shuffle_xor({own}, 1)), {masks}"
    op = f"[]({kind} {own}, {kind} {other}) {{ return {value}; }}"
    call = f"::tm::butterfly<{given}>(TM_THIS_SITE, {own}, {op});"
    return f"{kind} {run[-1]['result']} = {call}" + "\n" * sum(step[0].count("\n") for step in run)
