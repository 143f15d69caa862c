"""Errors under the path that portable code imports them from."""

from __future__ import annotations

from tmetal.errors import OutOfResources

__all__ = ["OutOfResources"]
