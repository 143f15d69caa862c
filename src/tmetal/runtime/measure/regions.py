"""A reserved range of addresses, in which buffers and threadgroup variables live far apart.

Region r begins at `base + r * REGION`; buffers have the first 32 regions, threadgroup variables the
ones after. Nothing is mapped but the data, which ends at the end of a page with nothing behind it:
so an address alone tells which buffer is meant, and no 32-bit index leads from one into another.
"""

from __future__ import annotations

import ctypes
import functools
import mmap
import sys
from typing import Any

import numpy as np

SHIFT = 36
REGION = 1 << SHIFT
BUFFERS = 32
VARIABLES = 64  # regions for threadgroup variables
VARIABLE_BYTES = 32768  # of each of them: all that a threadgroup has
PAGE = 16384  # Apple's; a multiple of other systems'

_PROT_NONE = 0
_NORESERVE = 0x4000 if sys.platform == "linux" else 0x0040
_PRIVATE = mmap.MAP_PRIVATE | mmap.MAP_ANON | _NORESERVE


class RegionsError(RuntimeError):
    """The system gives no range of addresses."""


@functools.cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = (
        *(ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int),
        ctypes.c_longlong,
    )
    libc.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    libc.munmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
    return libc


def reserve(size: int, usable: bool) -> int:
    """Map `size` bytes that cost memory only where they are written; return their address."""
    protection = mmap.PROT_READ | mmap.PROT_WRITE if usable else _PROT_NONE
    address = _libc().mmap(None, size, protection, _PRIVATE, -1, 0)
    if address in (None, ctypes.c_void_p(-1).value):
        raise RegionsError(
            f"the system refuses {size >> 30} GiB of address space (errno {ctypes.get_errno()}), "
            "which measuring needs without using it; is there a limit such as `ulimit -v`?"
        )
    return int(address)


class Regions:
    """The address space of one measured launch; use it in a `with`."""

    def __init__(self) -> None:
        self.size = (BUFFERS + VARIABLES) * REGION
        self.base = 0

    def __enter__(self) -> Regions:
        """Reserve the range."""
        self.base = reserve(self.size, usable=False)
        for number in range(VARIABLES):
            self._open(self.variables + number * REGION, VARIABLE_BYTES)
        return self

    def __exit__(self, *_: object) -> None:
        """Give everything back."""
        _libc().munmap(self.base, self.size)

    @property
    def variables(self) -> int:
        """The address of the first threadgroup variable's region."""
        return self.base + BUFFERS * REGION

    def _open(self, address: int, size: int) -> None:
        if _libc().mprotect(address, size, mmap.PROT_READ | mmap.PROT_WRITE) != 0:
            raise RegionsError(f"the system refuses {size} bytes of memory")

    def place(
        self, number: int, data: np.ndarray[Any, Any], align: int = 16, margin: int = 0
    ) -> int:
        """Copy `data` into the region of buffer `number`, at the end of its pages; its address.

        `align` (a power of two) is what the address is a multiple of; the bytes that the size lacks
        of it are open behind the data. `margin` more bytes (pages) are open on both sides.
        """
        room = max(align, -(-data.nbytes // align) * align)
        pages = -(-room // PAGE) * PAGE
        begin = self.base + number * REGION + PAGE
        self._open(begin, pages + 2 * margin)
        address = begin + margin + pages - room
        plain = np.ascontiguousarray(data)
        ctypes.memmove(address, plain.ctypes.data, plain.nbytes)
        return address

    @staticmethod
    def fetch(address: int, data: np.ndarray[Any, Any]) -> None:
        """Copy what is at an address now back into an array of the same size."""
        flat = np.empty(data.nbytes, np.uint8)
        ctypes.memmove(flat.ctypes.data, address, data.nbytes)
        data[...] = flat.view(data.dtype).reshape(data.shape)
