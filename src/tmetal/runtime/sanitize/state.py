"""The memory that a sanitized launch shares with its library: as host/sanitize.h lays it out."""

from __future__ import annotations

import ctypes

BUFFERS = 32  # regions of buffers; those of threadgroup variables follow
REGIONS = 96
MAX_FINDINGS = 64
CELL_BYTES = 24
READS, WRITES, ATOMICALLY = 1, 2, 4  # of a site

KINDS = (
    *("", "out-of-bounds read", "out-of-bounds write", "misaligned access", "data race"),
    *("uninitialized read", "uninitialized read", "barrier divergence", "divergent call"),
    *("inactive lane", "integer overflow", "stack overflow"),
)


class Site(ctypes.Structure):
    """What an access does: kind, bytes, and what its address has to be a multiple of."""

    _fields_ = [(n, ctypes.c_uint32) for n in ("kind", "size", "align", "padding")]


class Cell(ctypes.Structure):
    """Who wrote a granule of memory last, and who has read it since."""

    _fields_ = [
        *((n, ctypes.c_uint64) for n in ("writer", "reader")),
        *((n, ctypes.c_uint32) for n in ("write_site", "read_site")),
    ]


class Region(ctypes.Structure):
    """The addresses of a buffer or a threadgroup variable."""

    _fields_ = [(n, ctypes.c_uint64) for n in ("begin", "end", "shadow", "fresh")]


class Finding(ctypes.Structure):
    """What was found, by numbers; `count` times."""

    _fields_ = [
        *((n, ctypes.c_uint64) for n in ("kind", "site", "other", "place", "place2", "address")),
        *((n, ctypes.c_uint64) for n in ("group", "index", "group2", "index2")),
        ("value", ctypes.c_uint64 * 3),
        ("count", ctypes.c_uint64),
    ]


class Pending(ctypes.Structure):
    """A write that is a race unless it changes nothing."""

    _fields_ = [
        ("address", ctypes.c_uint64),
        ("size", ctypes.c_uint32),
        ("site", ctypes.c_uint32),
        ("cell", Cell),
        ("me", ctypes.c_uint64),
        ("bytes", ctypes.c_uint8 * 64),
    ]


class State(ctypes.Structure):
    """All of it."""

    _fields_ = [
        *((n, ctypes.c_uint64) for n in ("base", "variable_bytes", "granule_shift", "sites")),
        *((n, ctypes.c_uint64) for n in ("findings", "found", "group")),
        ("barriers", ctypes.c_uint64 * 2),
        ("steps", ctypes.c_uint32 * 64),
        ("pendings", ctypes.c_uint64),
        ("region", Region * REGIONS),
        ("pending", Pending * 8),
    ]
