"""The words and forms that Metal lacks and the host's dialect would take, found in a text.

In: a Metal text without comments. Out: for each rule, the places that break it and what to say.
What must hold: no rule breaks on MLX's own kernels, which Apple's compiler takes. Sources are named
by section of the Metal Shading Language Specification, version 4 (MSL).
"""

import re
from collections.abc import Callable, Iterator, Sequence

from tmetal.runtime.strict_functions import functions, without_directives
from tmetal.runtime.toolchain import HOST_HEADERS

Finding = tuple[int, str]
Rule = Callable[[str], Iterator[Finding]]

SCALARS = (
    "bool|char|uchar|short|ushort|int|uint|long|ulong|half|float|bfloat|void|size_t|unsigned|signed"
    "|u?int(?:8|16|32|64)_t|float16_t|bfloat16_t|ptrdiff_t"
)
VECTORS = "(?:u?char|u?short|u?int|u?long|half|float|bfloat|bool)[234]"

# MSL 1.5.4 (what C++ has and Metal does not) and 2.1 (the types).
_WORDS = (
    (
        r"\b(?:double|long\s+long(?:\s+(?:int|unsigned))*|long\s+double)\b",
        "Metal has no type '{0}'; the widest are float, long and ulong",
    ),
    (
        r"\b(?:0[xX][\da-fA-F]+|\d+)(?:[uU]?(?:ll|LL)|(?:ll|LL)[uU])\b",
        "Metal has no type 'long long'; write '{0}' with one l",
    ),
    (r"\b\d+\.\d*(?:[eE][-+]?\d+)?[lL]\b", "Metal has no type 'long double': '{0}'"),
    (
        r"\b(?:goto|try|throw|catch|dynamic_cast|typeid|virtual|thread_local|register|asm|__asm__)\b",
        "Metal has no '{0}'",
    ),
    (r"\bnew\b", "Metal has no '{0}': memory comes from buffers, locals and threadgroup variables"),
    (r"(?<=[;{})])\s*\bdelete\b", "Metal has no 'delete'"),
    (r"[=(,!&|?:]\s*noexcept\s*\(", "Metal has no 'noexcept' operator"),
    (r"\bmain\s*\(", "a Metal function may not be called 'main'"),
    (
        r"\b(?:ray_data|object_data|threadgroup_imageblock)\b",
        "'{0}' is an address space of Metal that compute kernels do not have, and no name",
    ),
)
# What only the host's dialect knows.
_HOST = (
    r"\b(?:__(?:global|local|private|constant|generic|kernel|read_only|write_only|read_write)"
    r"|addrspace_cast|tm::\w+|_Float16|__bf16|__fp16|__int128|__float128|_Bool|_Complex"
    r"|event_t|queue_t|clk_event_t|reserve_id_t|sampler_t|image[123]d\w*_t)\b"
)
_FORMS = (
    (r"\bvec\s*<[^<>,;]*,\s*(?:[01]|[5-9]|\d\d+)\s*>", "a vector has 2, 3 or 4 elements: '{0}'"),
    (
        rf"\(\s*{VECTORS}\s*\)\s*\((?=[^()]*,)",
        "a vector is constructed as float4(...), '{0}' is a cast of a comma expression",
    ),
    (r"[^\x00-\x7f]", "'{0}': Metal source is passed as ASCII"),
)
_PATTERNS = (*_WORDS, (_HOST, "'{0}' is a name of the host, not of Metal"), *_FORMS)

# C++17 that neither C++14 nor MLX's own kernels have.
_CPP17 = (
    (r"(?<!using )\bnamespace\s+\w+\s*::", "nested namespace names"),
    (r"\bauto\s*(?:const\s*)?&{0,2}\s*\[(?!\[)[\w\s,]+\]\s*[=({:]", "structured bindings"),
    (
        r"\b(?:if|switch)\s*(?:constexpr\s*)?\((?:[^();]|\([^()]*\))*;",
        "an initializer in 'if' or 'switch'",
    ),
    (
        r"\(\s*\.\.\.\s*(?:[-+*/%&|^<>=]|,)|(?:[-+*/%&|^<>=]|\)\s*,)\s*\.\.\.\s*\)",
        "fold expressions",
    ),
    (r"\btemplate\s*<(?:[^<>]*,)?\s*auto\s+\w+\s*[,>=]", "template parameters of type 'auto'"),
    (r"\[[&=\w\s,]*\]\s*\([^()]*\)\s*constexpr\b", "constexpr lambdas"),
)


# C++17 of MLX's kernels for targets before Metal 4: Apple's compiler takes it with a warning.
_TAKEN = (
    (r"\bif\s+constexpr\b", "'if constexpr'"),
    (
        r"\binline\s+(?:(?:static|constexpr|constant|const)\s+)+[\w:<>\s]*?\w+\s*(?:=|\{)",
        "inline variables",
    ),
)


def words(text: str) -> Iterator[Finding]:
    """Find words and forms that Metal does not have."""
    for pattern, message in _PATTERNS:
        for found in re.finditer(pattern, text):
            skipped = len(found[0]) - len(found[0].lstrip())
            yield found.start() + skipped, message.format(found[0].strip())


def includes(text: str) -> Iterator[Finding]:
    """Find includes of the host's own headers: Metal has none of these names."""
    for found in re.finditer(r'#\s*include\s*[<"]([^>"\n]+)[>"]', text):
        known = found[1].startswith(("metal", "MetalPerformancePrimitives/"))
        if not known and (HOST_HEADERS / found[1]).is_file():
            yield found.start(), f"'{found[1]}' file not found: Metal's headers are <metal_...>"


def later_standards(text: str) -> Iterator[Finding]:
    """Find what C++17 brought and MLX's kernels do without."""
    return _standard(text, _CPP17)


def extensions(text: str) -> Iterator[Finding]:
    """Find C++17 that Apple's compiler takes in C++14, with a warning."""
    return _standard(text, _TAKEN)


def _standard(text: str, forms: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    code = without_directives(text)
    for pattern, name in forms:
        for found in re.finditer(pattern, code):
            yield found.start(), f"{name}: C++17, which Metal has from version 4; this is C++14"


def recursion(text: str) -> Iterator[Finding]:
    """Find functions that call themselves, also through others.

    Only functions whose name is defined once and that are no templates: calls of others may be
    calls of another overload. Metal has allowed recursion in kernels since 2.4, but a pipeline must
    be told how deep it goes, which MLX does not do; so it is refused here.
    """
    defined = [f for f in functions(text) if not f.template and not f.member]
    names = [f.name for f in functions(text)]
    once = {f.name: f for f in defined if names.count(f.name) == 1}
    calls = {
        name: {c for c in re.findall(r"(?<![\w.>])(\w+)\s*\(", text[f.begin : f.end]) if c in once}
        for name, f in once.items()
    }
    for name, function in once.items():
        reached, front = set[str](), {name}
        while front:
            front = set().union(*(calls[one] for one in front)) - reached
            reached |= front
        if name in reached:
            yield function.at, f"function '{name}' calls itself: write a loop instead of recursion"


RULES: tuple[Rule, ...] = (words, includes, recursion)
