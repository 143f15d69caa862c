"""`tl.core`: the language under the name by which some kernels import it, and `_aggregate`."""

from __future__ import annotations

from typing import Any

from tmetal import language
from tmetal.frontend.aggregates import aggregate

_aggregate = aggregate


def __getattr__(name: str) -> Any:
    return getattr(language, name)
