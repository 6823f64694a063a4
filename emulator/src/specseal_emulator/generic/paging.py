"""Pages of a list, as the operation's ``x-pagination`` says: by number, offset, cursor or last item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..contract.parameters import request_schemas, resolved
from ..json_types import is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..contract import Operation

Style = Literal["page", "offset", "cursor", "after", "from", "none"]
STYLES: tuple[Style, ...] = get_args(Style)[:-1]
_MOST = 1000
_USUAL = 20
_SIZE = re.compile(r"(page|max|per)?[_-]?(limit|size|count|page|results|items|rows|records)", re.IGNORECASE)
"""Parameters that mostly hold the number of items of a page, where the contract does not name one."""


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
    next_header: str = ""
    """The header that has it, if none of the fields does."""
    total: str = ""
    pages: str = ""
    more: str = ""

    def asked(self, values: Mapping[str, Any]) -> tuple[int, int]:
        """The first record that a request asks for, counted from 0, and how many."""
        size = min(max(_whole(values.get(self.size), self.usual), 1), _MOST)
        asked = values.get(self.parameter)
        if self.style == "page":
            return max(_whole(asked, self.first) - self.first, 0) * size, size
        return (max(_whole(asked, 0), 0) if self.style == "offset" else 0), size

    def last(self, values: Mapping[str, Any]) -> Any:
        """The item or cursor that a request asks to go on from; None when it begins with the first one."""
        given = values.get(self.parameter) if self.style in {"cursor", "after", "from"} else None
        return None if given == "" else given

    def placed(
        self, start: int, size: int, shown: int, total: int, left: bool, cursor: int
    ) -> dict[str, Any]:
        """What the response says of the pages, by pointer. Args: `cursor`, that of the next page."""
        found: dict[str, Any] = {}
        if self.next:
            found[self.next] = self.following(start, size, shown, left, cursor)
        if self.more:
            found[self.more] = left
        if self.pages:
            found[self.pages] = -(-total // size)
        return found

    def following(self, start: int, size: int, shown: int, left: bool, cursor: int) -> Any:
        """What leads to the next page: empty or None when there is none."""
        if self.style == "cursor":
            return str(cursor) if left else ""
        return None if not left else start // size + 1 + self.first if self.style == "page" else start + shown


def cursor_of(number: int) -> int:
    """The cursor that goes on behind the record of a number."""
    return 2 * number + 2 if number >= 0 else -2 * number - 1


def number_of(cursor: Any) -> int | None:
    """The number of the record that a cursor goes on behind; None of what is no cursor."""
    found = _whole(cursor, 0)
    if found < 1:
        return None
    return -(found // 2) - 1 if found % 2 else found // 2 - 1


def paging_of(operation: Operation) -> Paging:
    """The paging of an operation. Links to pages are not made."""
    said = operation.data.get("x-pagination")
    if not is_object(said):
        said = {}
    style = _style(said)
    texts = {name: said.get(name, "") for name in ("items", "id", "next", "total", "pages", "more")}
    following = said.get("next")
    schemas = request_schemas(operation)
    size = str(said.get("size", "")) or next(filter(_SIZE.fullmatch, schemas), "")
    usual = resolved(operation.contract, schemas.get(size, {})).get("default")
    return Paging(
        style=style,
        parameter=str(said.get(style, "")),
        size=size,
        first=int(said.get("first", 1)),
        usual=usual if isinstance(usual, int) else _MOST if style == "none" else _USUAL,
        next_header=str(following.get("header", "")) if is_object(following) else "",
        **{name: text for name, text in texts.items() if isinstance(text, str)},
    )


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number, or the text of one."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return False
    return isinstance(value, int) or (value.isascii() and value.isdigit() and len(value) <= 18)


def _style(said: Mapping[str, Any]) -> Style:
    for style in STYLES:
        if style in said:
            return style
    return "none"


def _whole(value: Any, usual: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(value) if value is not None else ""
    if not (text.isascii() and text.isdigit()):
        return usual
    return int(text.lstrip("0")[:10] or 0)  # of longer numbers, that is beyond the end of any list as well
