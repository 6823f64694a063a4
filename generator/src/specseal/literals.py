"""JSON values as Python literals: the only way in which values of a document become source code."""

from __future__ import annotations

from typing import Any, TypeGuard

from .document import is_map, is_seq


def python(value: Any) -> str:
    """A Python literal: text, number, truth value, ``None``, or a tuple of them."""
    if isinstance(value, str):
        return text(value)
    if _is_tuple(value):
        inner = ", ".join(python(item) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    return json_literal(value)


def _is_tuple(value: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def text(value: str) -> str:
    """A Python string literal in ASCII, with double quotes where nothing has to be escaped for them."""
    literal = ascii(value)
    return (
        f'"{literal[1:-1]}"' if literal[0] == "'" and '"' not in literal and "\\'" not in literal else literal
    )


def json_literal(value: Any) -> str:
    """A Python literal of any JSON value."""
    if is_map(value):
        return (
            "{" + ", ".join(f"{python(str(key))}: {json_literal(item)}" for key, item in value.items()) + "}"
        )
    if is_seq(value):
        return "[" + ", ".join(json_literal(item) for item in value) + "]"
    return python(value)
