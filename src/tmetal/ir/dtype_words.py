"""What kernels ask of a type in the language's own words: `x.dtype.is_fp16()`, `ptr.type.is_ptr()`.

Mixed into the types of `types.py`; a question about numbers is answered with no by what is none.
"""

from __future__ import annotations

from typing import Any


class TypeWords:
    """Questions that every type answers, by its IR name: `f32`, `*f16`, `f32[8]`."""

    __slots__ = ()

    def _is(self, *names: str) -> bool:
        return getattr(self, "name", "") in names

    def is_block(self) -> bool:
        """Whether it is a tile."""
        return hasattr(self, "shape")

    def is_ptr(self) -> bool:
        """Whether it is a pointer."""
        return not hasattr(self, "name") and not hasattr(self, "shape")

    def is_const(self) -> bool:
        """Whether it is a pointer to constants; that is no part of a type here."""
        return False

    def is_dtype(self) -> bool:
        """Whether it is the type of a number."""
        return hasattr(self, "name")

    def is_void(self) -> bool:
        """Whether it is the type of nothing."""
        return False

    def is_floating(self) -> bool:
        """Whether it is a floating-point type."""
        return bool(getattr(self, "is_float", False))

    is_standard_floating = is_floating

    def is_int(self) -> bool:
        """Whether it is an integer type, bool included."""
        return self.is_dtype() and not self.is_floating()

    def is_int_signed(self) -> bool:
        """Whether it is a signed integer type."""
        return self._is("i8", "i16", "i32", "i64")

    def is_int_unsigned(self) -> bool:
        """Whether it is an unsigned integer type, or bool."""
        return self.is_int() and not self.is_int_signed()

    def is_bool(self) -> bool:
        """Whether it is the type of booleans, int1."""
        return self._is("i1")

    is_int1 = is_bool

    def is_int8(self) -> bool:
        """Whether it is int8."""
        return self._is("i8")

    def is_int16(self) -> bool:
        """Whether it is int16."""
        return self._is("i16")

    def is_int32(self) -> bool:
        """Whether it is int32."""
        return self._is("i32")

    def is_int64(self) -> bool:
        """Whether it is int64."""
        return self._is("i64")

    def is_uint8(self) -> bool:
        """Whether it is uint8."""
        return self._is("u8")

    def is_uint16(self) -> bool:
        """Whether it is uint16."""
        return self._is("u16")

    def is_uint32(self) -> bool:
        """Whether it is uint32."""
        return self._is("u32")

    def is_uint64(self) -> bool:
        """Whether it is uint64."""
        return self._is("u64")

    def is_fp16(self) -> bool:
        """Whether it is float16."""
        return self._is("f16")

    def is_bf16(self) -> bool:
        """Whether it is bfloat16."""
        return self._is("bf16")

    def is_fp32(self) -> bool:
        """Whether it is float32."""
        return self._is("f32")

    def is_fp64(self) -> bool:
        """Whether it is float64, which Metal lacks: no."""
        return False

    def is_fp8(self) -> bool:
        """Whether it is an 8-bit float."""
        return self.is_floating() and getattr(self, "bits", 0) == 8

    def is_fp8e4nv(self) -> bool:
        """Whether it is the 8-bit float of 4 exponent bits."""
        return self._is("f8e4nv")

    def is_fp8e5(self) -> bool:
        """Whether it is the 8-bit float of 5 exponent bits."""
        return self._is("f8e5")

    def is_fp8e4b8(self) -> bool:
        """Whether it is the 8-bit float of 4 exponent bits with bias 8 and no infinity."""
        return self._is("f8e4b8")

    def is_fp8e5b16(self) -> bool:
        """Whether it is the 8-bit float of 5 exponent bits with bias 16 and no infinity."""
        return self._is("f8e5b16")

    def is_fp8e4b15(self) -> bool:
        """Whether it is a format that is not here: no."""
        return False

    def get_int_max_value(self) -> int:
        """Return the largest value of an integer type."""
        return int(self._limits()[1])

    def get_int_min_value(self) -> int:
        """Return the smallest value of an integer type."""
        return int(self._limits()[0])

    def _limits(self) -> Any:
        if not self.is_int():
            raise TypeError(f"{self} is not an integer type")
        return getattr(self, "limits")  # noqa: B009 - the types have it, this mixture does not

    @property
    def scalar(self) -> Any:
        """Return the type of one element."""
        return getattr(self, "element") if self.is_block() else self  # noqa: B009

    @property
    def int_bitwidth(self) -> int:
        """Width in bits of an integer type."""
        self._limits()
        return int(getattr(self, "bits"))  # noqa: B009
