"""Structured values in text fields: as JSON, or as one field per leaf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .encode import is_mapping, json_bytes, scalar
from .operation import Field

_MAX_DEPTH = 64


def structured(field: Field, value: Any) -> list[tuple[str, str]]:
    """Names and texts of an argument whose style is ``json``, or ``brackets`` with a mapping.

    Raises ``TypeError`` or ``ValueError``, which names the argument, for a value that has no exact text.
    """
    if field.style == "json":
        return [(field.name, json_bytes(field.argument, value).decode())]
    return _brackets(field, field.name, value)


def _brackets(field: Field, name: str, value: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """A field ``name[key]`` per leaf; absent where the leaf is ``None``. Raises ``ValueError`` for too deep a value."""
    if name.count("[") > _MAX_DEPTH:
        raise ValueError(f"{field.argument}: is nested deeper than {_MAX_DEPTH} levels, or contains itself")
    pairs: list[tuple[str, str]] = []
    for key, item in value.items():
        inner = f"{name}[{scalar(field.argument, key)}]"
        if is_mapping(item):
            pairs += _brackets(field, inner, item)
        elif item is not None:
            pairs.append((inner, scalar(field.argument, item, flag=field.flag)))
    return pairs
