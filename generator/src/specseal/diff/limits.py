"""Which values of a kind are allowed: each limit by itself, tighter or wider."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from ..contract import Limits, Schema
from ..contract.notes import Json
from ..contract.vocabulary import LIMITS
from .at import At
from .change import Changes
from .words import shown

_KEYWORDS: Final = {name: keyword for keyword, name in LIMITS.items()}
_LEAST: Final = frozenset({"minimum", "exclusive_minimum", "min_length", "min_items", "min_properties"})
_MOST: Final = frozenset(
    {"maximum", "exclusive_maximum", "max_length", "max_bytes", "max_items", "max_properties"}
)


def compare_limits(changes: Changes, at: At, old: Schema, new: Schema) -> None:
    """Note every limit that became tighter, wider, or cannot be compared with what it was."""
    for one in fields(Limits):
        before: Json = getattr(old.limits, one.name)
        after: Json = getattr(new.limits, one.name)
        if before == after:
            continue
        what = _judged(one.name, before, after)
        message = f"`{_KEYWORDS[one.name]}` was {_stated(before)}, and is {_stated(after)}."
        changes.add(f"{at.direction}-limit-{what}", str(at), message, old.location, new.location)


def _judged(name: str, before: Json, after: Json) -> str:
    if before is None or before is False:
        return "narrowed"
    if after is None or after is False:
        return "widened"
    if isinstance(before, int | float) and isinstance(after, int | float):
        if name in _LEAST:
            return "narrowed" if after > before else "widened"
        if name in _MOST:
            return "narrowed" if after < before else "widened"
    return "changed"


def _stated(value: Json) -> str:
    return "not there" if value is None or value is False else shown(value)
