"""Empty containers for fields of what is made for every request: ``dict[str, str]()`` takes five times as long."""

from __future__ import annotations

from typing import Any


def no_items() -> dict[Any, Any]:
    """A new dictionary."""
    return {}


def nothing() -> list[Any]:
    """A new list."""
    return []
