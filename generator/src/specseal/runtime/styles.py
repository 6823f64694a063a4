"""Structured values inside a text field: as JSON, or as one field per leaf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from .encode import is_mapping, scalar
from .operation import Field


def brackets(field: Field, name: str, value: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """A field ``name[key]`` per leaf, however deep; absent where the leaf is ``None``."""
    pairs: list[tuple[str, str]] = []
    for key, item in value.items():
        inner = f"{name}[{scalar(field.argument, key)}]"
        if is_mapping(item):
            pairs += brackets(field, inner, item)
        elif item is not None:
            pairs.append((inner, scalar(field.argument, item, flag=field.flag)))
    return pairs


def json_text(argument: str, value: object) -> str:
    """The value as JSON. Raises ``TypeError`` for one that has none."""
    try:
        return msgspec.json.encode(value).decode()
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"{argument}: cannot be written as JSON ({error})") from None
