"""Rewrites what Metal spells otherwise than the host's dialect, C++ for OpenCL.

In: a Metal text without comments. Out: the same text, line by line, with a few forms replaced. What
must hold: what Metal refuses stays refused, and nothing but the spelling changes.
"""

import re

from tmetal.runtime.entry import matching, split

# A constructor for objects of a thread's own: `T(int x) thread : x(x) {`. The dialect's plain ones
# make these and temporaries besides.
_BRACKET = re.compile(r"[(){}\[\]]")
_THREAD = re.compile(r"\)(\s*thread)\b(?=\s*(?:noexcept\s*)?[:;{=])")
_CLASS = re.compile(r"\b(?:struct|class|union)\s+(?:alignas\s*\([^()]*\)\s*)?(\w+)")
# A vector of one value: `vec<float, 2> sum{0};`.
_ALIKE = re.compile(
    r"\b((?:metal\s*::\s*)?vec\s*<[^<>;]*>)(\s+\w+)\s*\{\s*([^{},;\s][^{},;]*)\}(?=\s*;)"
)
# A conversion of a value that a constant expression makes: the dialect has it in no space.
_CONVERSION = re.compile(r"(\boperator\s+[\w:]+\s*\(\)\s*const)\s+thread\b")
# A value may be bound to a reference that cannot change it; the dialect wants an object to bind.
_REFERENCE = re.compile(
    r"\b(?:const\s+thread|thread\s+const)\s+(bool|u?char|u?short|u?int|u?long|half|float|bfloat|"
    r"u?int(?:8|16|32|64)_t|float16_t|bfloat16_t|size_t)\s*&\s*(\w*)(?=\s*[,)])"
)
# A string is of constant characters; Metal lets `constant char*` point to it.
_CONSTANT_TEXT = re.compile(r"(?<!const )\bconstant\s+char\s*\*")
_BFLOAT_LITERAL = re.compile(r"(?<![\w.])((?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)bf\b")
_TEMPLATE = re.compile(r"\b(static_cast|(?:metal\s*::\s*)?vec)\s*<")
_VECTOR_NAME = re.compile(
    r"\busing\s+(\w+)\s*=\s*(?:typename\s+)?(?:metal::)?vec\s*<|"
    r"\btypedef\s+(?:typename\s+)?(?:metal::)?vec\s*<[^;<>]*>\s*(\w+)\s*;"
)


def _closing(text: str, at: int) -> int:
    """Return the index just after the `>` that closes the template arguments beginning at `at`."""
    depth, inner = 1, 0
    for i in range(at, len(text)):
        letter = text[i]
        inner += (letter in "([{") - (letter in ")]}")
        if letter in ";{" or inner < 0:
            break
        if inner == 0 and letter in "<>" and text[i - 1] != "-":
            depth += 1 if letter == "<" else -1
            if depth == 0:
                return i + 1
    return -1


def _templates(text: str) -> str:
    """Spell `static_cast<T>(x)` and `vec<T, n>(...)` as calls of the host's functions.

    The dialect casts nothing between half and bfloat, and has no constructor call of a vector.
    """
    pieces, done = [], 0
    for found in _TEMPLATE.finditer(text):
        end = _closing(text, found.end())
        if found.start() < done or end < 0 or not re.compile(r"\s*\(").match(text, end):
            continue
        given = text[found.end() : end - 1]
        before = text[max(0, found.start() - 12) : found.start()]
        if found[1] == "static_cast":
            new = "" if re.search(r"[&*]|\bvoid\b", given) else f"::tm::cast<{given}>"
        else:
            new = f"::tm::construct<metal::vec<{given}>>"
            if re.search(r"\boperator\s*$", before):
                new = ""
        if new:
            pieces += [text[done : found.start()], new]
            done = end
    return "".join(pieces) + text[done:]


def _vector_names(text: str) -> str:
    """Spell constructor calls by a name that the text gives to a vector type: `frag_type(a, b)`."""
    names = {found[1] or found[2] for found in _VECTOR_NAME.finditer(text)}
    if not names:
        return text
    call = (
        rf"(?<!operator )(?<!\w)(?:typename\s+)?((?:\w+::)*(?:{'|'.join(sorted(names))}))\s*(?=\()"
    )
    return re.sub(call, r"::tm::construct<\1>", text)


def _constructors(text: str) -> str:
    names = set(_CLASS.findall(text))
    pieces, done = [], 0
    for found in _THREAD.finditer(text):
        name = re.search(r"(\w+)\s*$", text[: _opening(text, found.start())][-200:])
        if name is not None and name[1] in names:
            pieces.append(text[done : found.start(1)])
            done = found.end(1)
    return "".join(pieces) + text[done:]


def _opening(text: str, at: int) -> int:
    """Return where the parenthesis opens that closes at `at`."""
    depth = 0
    for i in range(at, -1, -1):
        depth += (text[i] == ")") - (text[i] == "(")
        if depth == 0:
            return i
    return 0


_DECLARED = re.compile(
    r"(?<=[;{}])(\s*(?:const\s+)?)((?:u?char|u?short|u?int|u?long|half|float|bfloat|bool)[234])\s+(\w+)\s*(?=\()"
)
_PARAMETER = re.compile(
    r"(?:const|device|thread|threadgroup|constant)\b|(?:\w+\s+)+\w+$|"
    r"(?:bool|u?char|u?short|u?int|u?long|half|float|bfloat)[234]?\b(?!\s*\()"
)


# What stands before an instantiation: the dialect takes no attributes there.
_INSTANTIATION = re.compile(r"(?<=\btemplate)\s*((?:\[\[.*?\]\]\s*(?:\\\n\s*)*)+)", re.DOTALL)
_FEW = re.compile(
    r"(\b(?:u?char|u?short|u?int|u?long|half|float|bfloat)[234])(\s+\w+\s*=\s*)(?=\{)"
)


def _few(text: str) -> str:
    """Spell `uint4 a = {x, y};` as what sets the other elements to zero."""
    pieces, done = [], 0
    for found in _FEW.finditer(text):
        end = matching(text, found.end())
        given = text[found.end() + 1 : end - 1]
        if 0 < len(split(given)) < int(found[1][-1]):
            pieces += [text[done : found.end()], f"::tm::padded<{found[1]}>({given})"]
            done = end
    return "".join(pieces) + text[done:]


def _sums(text: str) -> str:
    """Spell `pointer += x` as `pointer = pointer + x`, if the type of x is a template's parameter.

    If it is a class that converts to an integer, the dialect finds no `+=` for a pointer.
    """
    kinds = set(re.findall(r"\btypename\s+(\w+)", text))
    names = {name for kind, name in re.findall(r"\b(\w+)\s+(\w+)\s*[,)=]", text) if kind in kinds}
    if not names:
        return text
    sums = rf"(?<=[;{{}}])(\s*)(\w+)\s*\+=\s*({'|'.join(sorted(names))})\s*;"
    return re.sub(sums, r"\1\2 = \2 + \3;", text)


def _lists(text: str) -> str:
    """Spell a braced operand, `f({x, y, z})`, as what converts to a vector or a struct."""
    opened: list[tuple[str, bool]] = []
    out: list[str] = []
    done = 0
    for found in _BRACKET.finditer(text):
        letter, at = found[0], found.start()
        if letter in "({[":
            listed = letter == "{" and bool(opened) and opened[-1][0] == "("
            listed = listed and text[:at].rstrip()[-1:] in ("(", ",")
            listed = listed and text[at + 1 :].lstrip()[:1] != "}"
            opened.append((letter, listed))
            spelt = "::tm::list("
        else:
            listed = opened.pop()[1] if opened else False
            spelt = ")"
        if listed:
            out += [text[done:at], spelt]
            done = at + 1
    return "".join(out) + text[done:]


def _declared(text: str) -> str:
    """Spell `short2 a(x, y);` as `short2 a = short2(x, y);`."""
    pieces, done = [], 0
    for found in _DECLARED.finditer(text):
        end = matching(text, found.end())
        given = text[found.end() + 1 : end - 1]
        prototype = any(_PARAMETER.match(one) for one in split(given))
        if prototype or not re.compile(r"\s*;").match(text, end):
            continue
        pieces += [text[done : found.start()], f"{found[1]}{found[2]} {found[3]} = {found[2]}"]
        done = found.end()
    return "".join(pieces) + text[done:]


def rewrite(text: str) -> str:
    """Return the text as the host's dialect spells it."""
    text = _REFERENCE.sub(r"const \1 \2", _constructors(_lists(_declared(_sums(_few(text))))))
    text = _INSTANTIATION.sub(lambda found: " " + "\\\n" * found[0].count("\n"), text)
    text = _CONVERSION.sub(r"\1", text)
    text = _ALIKE.sub(r"\1\2 = \1(\3)", text)
    text = _CONSTANT_TEXT.sub("const constant char*", text)
    text = _BFLOAT_LITERAL.sub(r"bfloat(\1f)", text)
    return _vector_names(_templates(text))
