"""8-bit floats in MSL: bytes, and a helper function for each direction of each format.

All arithmetic is on bits but one sum, which rounds a subnormal result to nearest even. Numbers that
are subnormal in float32, which a GPU may flush, are far below the least 8-bit float.
"""

from __future__ import annotations

from tmetal.ir.core import Op
from tmetal.ir.float8 import FORMATS, Format
from tmetal.ir.types import FLOAT8, DType, number_of

_ENCODE = """\
inline uint8_t tmetal_to_{title}(float x) {{
  uint a = as_type<uint>(x) & 0x7fffffffu, sign = (as_type<uint>(x) >> 24) & 0x80u;
  if (a > 0x7f800000u) {{ return uint8_t({nan}); }}
  uint r = 0u;
  if (a >= {normal}u) {{
    r = ((a + {below}u + ((a >> {shift}) & 1u)) >> {shift}) - {rebias}u;
  }} else {{
    r = as_type<uint>(as_type<float>(a) + as_type<float>({ulp}u)) - {ulp}u;
  }}
  r = metal::min(r, uint({largest}));
  return uint8_t({result});
}}
"""
_DECODE = """\
inline float tmetal_from_{title}(uint8_t x) {{
  uint a = uint(x) & 0x7fu;
  {special}
  float y = float(a) * {step};
  if (a >= {least}u) {{ y = as_type<float>((a << {shift}) + {rebias}u); }}
  return x > 127 ? -y : y;
}}
"""


def _encode(title: str, f: Format) -> str:
    shift = 23 - f.mantissa
    return _ENCODE.format(
        title=title,
        nan=f.nan,
        normal=(128 - f.bias) << 23,
        below=(1 << (shift - 1)) - 1,
        shift=shift,
        rebias=(127 - f.bias) << f.mantissa,
        ulp=(127 + 24 - f.bias - f.mantissa) << 23,
        largest=f.largest,
        result="r | sign" if f.signed_zero else "r == 0u ? 0u : (r | sign)",
    )


def _decode(title: str, f: Format) -> str:
    special = f"if (a > {f.largest}u) {{ return NAN; }}"
    if f.infinity is not None:
        infinite = f"a == {f.infinity}u ? (x > 127 ? -INFINITY : INFINITY)"
        special = f"if (a > {f.largest}u) {{ return {infinite} : NAN; }}"
    if not f.signed_zero:
        special = f"if (x == {f.nan}) {{ return NAN; }}"
    return _DECODE.format(
        title=title,
        special=special,
        least=1 << f.mantissa,
        step=f"{2.0 ** (1 - f.bias - f.mantissa)!r}f",
        shift=23 - f.mantissa,
        rebias=(127 - f.bias) << 23,
    )


TEXTS: dict[str, str] = {
    **{f"to_{d.title}": _encode(d.title, FORMATS[d]) for d in FLOAT8},
    **{f"from_{d.title}": _decode(d.title, FORMATS[d]) for d in FLOAT8},
}


def helpers(op: Op) -> list[str]:
    """Return the names of the helpers that an op calls: those of a cast."""
    if op.name != "cast":
        return []
    source, target = number_of(op.operands[0].type), number_of(op.result.type)
    pairs = ((source, "from"), (target, "to"))
    return [f"{way}_{d.title}" for d, way in pairs if d.is_fp8()]


def widened(text: str, source: DType) -> str:
    """Return a byte as the float that it stands for."""
    return f"tmetal_from_{source.title}({text})"


def narrowed(text: str, target: DType) -> str:
    """Return a float as the byte that stands for it."""
    return f"tmetal_to_{target.title}({text})"
