"""A change of a spec that is refused, and the change that its hint asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Change = Callable[[Any], object]
"""A change of a sandbox: of its spec, or of its overlays."""


class Row(NamedTuple):
    """A change that is refused, and the change that its hint asks for."""

    code: str
    refused: Change
    mended: Change
    hint: str


def both(*changes: Change) -> Change:
    def change(s: Any) -> None:
        for one in changes:
            one(s)

    return change


def given(change: Callable[..., object], *values: Any, **named: Any) -> Change:
    """A change with values that a loop gives."""
    return lambda s: change(s, *values, **named)
