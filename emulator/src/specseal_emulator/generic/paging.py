"""Pages of a list, as the operation's ``x-pagination`` says: by number, offset, cursor or last item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from ..contract.pointers import value_at
from ..json_types import is_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..contract import Operation
    from ..contract.model import Json

Style = Literal["page", "offset", "cursor", "after", "none"]
_MOST = 1000
_USUAL = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How one operation is paged. Pointers are empty where the response says nothing of the kind."""

    style: Style = "none"
    items: str = ""
    """Where the response has the list."""
    parameter: str = ""
    """Of the number, offset, cursor or last item."""
    size: str = ""
    """The parameter of the number of items; empty when there is none."""
    first: int = 1
    """The number of the first page."""
    usual: int = _USUAL
    """Items of a page where the request does not say."""
    id: str = ""
    """Where an item has what the next page begins after."""
    next: str = ""
    total: str = ""
    pages: str = ""
    more: str = ""

    def asked(self, values: Mapping[str, Any]) -> tuple[int, int]:
        """The first record that a request asks for, counted from 0, and how many."""
        if self.style == "none":
            return 0, _MOST
        size = min(max(_whole(values.get(self.size), self.usual), 1), _MOST)
        asked = values.get(self.parameter)
        if self.style == "page":
            return max(_whole(asked, self.first) - self.first, 0) * size, size
        return (0 if self.style == "after" else max(_whole(asked, 0), 0)), size

    def start_of(self, records: Sequence[Json], values: Mapping[str, Any], start: int) -> int:
        """The first record of a page after a given item."""
        last = values.get(self.parameter) if self.style == "after" else None
        if last in {None, ""}:
            return start
        found = (place for place, record in enumerate(records) if str(value_at(record, self.id)) == str(last))
        return next(found, len(records) - 1) + 1

    def placed(self, start: int, size: int, shown: int, total: int) -> dict[str, Any]:
        """What the response says of the pages, by pointer."""
        left = start + shown < total and shown > 0
        found: dict[str, Any] = {}
        if self.next:
            following = start // size + 1 + self.first if self.style == "page" else start + shown
            value: Any = str(following) if self.style == "cursor" else following
            found[self.next] = value if left else "" if self.style == "cursor" else None
        if self.more:
            found[self.more] = left
        if self.pages:
            found[self.pages] = -(-total // size)
        return found


EVERYTHING = Paging()
"""A list without pages."""


def paging_of(operation: Operation) -> Paging | None:
    """The paging of an operation; None when it says none. Links to pages are not made."""
    said = operation.data.get("x-pagination")
    if not is_object(said):
        return None
    style = next((one for one in ("page", "offset", "cursor", "after") if one in said), "none")
    texts = {name: said.get(name, "") for name in ("items", "size", "id", "next", "total", "pages", "more")}
    return Paging(
        style=cast("Style", style),
        parameter=str(said.get(style, "")),
        first=int(said.get("first", 1)),
        usual=_usual(operation, str(said.get("size", ""))),
        **{name: text for name, text in texts.items() if isinstance(text, str)},
    )


def _usual(operation: Operation, name: str) -> int:
    """The default of the parameter of the page's size."""
    for given in (*operation.data.get("parameters", ()), *operation.inherited):
        parameter = operation.contract.resolve(given)
        if parameter.get("name") == name:
            usual = operation.contract.resolve(parameter.get("schema", {})).get("default")
            return usual if isinstance(usual, int) else _USUAL
    return _USUAL


def _whole(value: Any, usual: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(value) if value is not None else ""
    if not (text.isascii() and text.isdigit()):
        return usual
    return int(text.lstrip("0")[:10] or 0)  # of longer numbers, that is beyond the end of any list as well
