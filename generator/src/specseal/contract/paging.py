"""Paging: how the pages of a list follow each other (``x-pagination``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from ..diagnostics import Location
from ..document import is_map

PagingStyle = Literal["page", "offset", "cursor", "after", "from", "link"]
STYLES: Final[tuple[PagingStyle, ...]] = ("page", "offset", "cursor", "after", "from", "link")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a response has a value: a JSON Pointer into its body, or the name of a header, in lower case."""

    pointer: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """One page of many. Pointers that are not given are ``None``, names are empty."""

    styles: tuple[PagingStyle, ...]
    """Exactly one in a linted contract."""
    keys: frozenset[str]
    """The keys that are given."""
    parameter: str
    """The parameter of the style; empty for a link."""
    items: str
    size: str
    first: int
    total: str | None
    pages: str | None
    more: str | None
    next: Place | None
    """The next offset, the cursor, or the link."""
    id: str | None
    """Of an item."""
    location: Location

    @property
    def style(self) -> PagingStyle:
        """The style of a linted contract."""
        return self.styles[0]

    @property
    def parts(self) -> tuple[object, ...]:
        """What is read and sent, without its location."""
        return (
            *(self.styles, self.parameter, self.items, self.size, self.first),
            *(self.total, self.pages, self.more, self.next, self.id),
        )


def read_paging(node: dict[str, Any] | None, location: Location) -> Paging | None:
    """``x-pagination`` of an operation."""
    if node is None:
        return None
    styles: tuple[PagingStyle, ...] = tuple(style for style in STYLES if style in node)
    parameter = node[styles[0]] if styles and styles[0] != "link" else ""
    return Paging(
        styles=styles,
        keys=frozenset(node),
        parameter=parameter,
        items=node["items"],
        size=node.get("size", ""),
        first=node.get("first", 1),
        total=node.get("total"),
        pages=node.get("pages"),
        more=node.get("more"),
        next=_place(node.get("link", node.get("next"))),
        id=node.get("id"),
        location=location,
    )


def _place(value: Any) -> Place | None:
    if value is None:
        return None
    return Place(header=value["header"]) if is_map(value) else Place(pointer=value)
