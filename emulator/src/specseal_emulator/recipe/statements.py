"""What an overlay says about reading a request back: ``x-emulator`` of a security scheme.

x-emulator:
  window: 300
  reads:
    now: {in: header, name: X-Date, format: unix}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..json_types import is_object
from .parse import RecipeError
from .times import as_text, from_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..json_types import Json
    from .view import View

_PLACES = {"header": "headers", "query": "query", "form": "form", "json": "json"}


@dataclass(frozen=True, slots=True)
class Statement:
    """Where a request holds a value that its signature does not let read back."""

    place: str
    field: str
    format: str
    """``text``, ``unix`` (seconds), ``unix-milliseconds``, or a layout as of ``utc``."""

    def written(self, value: str | int) -> str:
        """The text that a request holds for a value."""
        if isinstance(value, str) or self.format.startswith("unix"):
            return str(value)
        return as_text(value * 1000 if "%L" in self.format else value, self.format)

    def read(self, view: View) -> str | int | None:
        """The value, or None when the request has none that fits."""
        text = view.received([(self.place, self.field)]).get((self.place, self.field))
        if text is None or self.format == "text":
            return text
        if self.format.startswith("unix"):
            return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
        millis = from_text(text, self.format)
        return None if millis is None else millis // 1000


def read_statements(stated: Json) -> Mapping[str, Statement]:
    """The statements of a security scheme, by the local name of the recipe. Raises `RecipeError`."""
    reads = stated.get("reads", {})
    found: dict[str, Statement] = {}
    for name, where in reads.items() if is_object(reads) else ():
        place = _PLACES.get(str(where.get("in"))) if is_object(where) else None
        field = where.get("name") if is_object(where) else None
        if place is None or not isinstance(field, str):
            raise RecipeError(f"x-emulator.reads.{name} needs in (header, query, form, json) and name")
        found[name] = Statement(
            place, field.lower() if place == "headers" else field, str(where.get("format", "text"))
        )
    return found
