"""JSON from outside, as its standard means it: each name once in an object, only numbers that are finite, and only
texts that are valid Unicode."""

from __future__ import annotations

import json
import math
from typing import Any

from .json_texts import check_halves
from .json_types import Json


def parse(text: str | bytes) -> Any:
    """What a text in JSON holds. Raises `ValueError`, and `RecursionError` for a text that is nested too deeply."""
    value = json.loads(text, parse_constant=_no_constant, parse_float=finite, object_pairs_hook=_object)
    check_halves(text, value)
    return value


def finite(text: str) -> float:
    """A number. Raises `ValueError` for one that is none, or out of range."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is out of range")
    return number


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"duplicate name {twice!r} in one object")
    return found
