"""Pages of a list: by number, by offset, by cursor or by the last one's key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..contract import ContractError
from ..json_types import is_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..contract import Operation
    from ..contract.model import Json

Style = Literal["number", "offset", "cursor"]
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Paging:
    """How one operation is paged."""

    style: Style
    parameter: str
    """Of the number, offset or cursor."""
    size: str
    """The parameter of the number of items; empty when there is none."""
    usual: int
    """Items of a page where the request does not say."""
    first: int
    """The number of the first page, or the first offset."""
    next: str
    """Where the response has the next offset, cursor or number; empty when it does not."""
    more: str
    """Where the response says whether there is more; empty when it does not."""

    def page(self, records: Sequence[Json], values: Mapping[str, Any]) -> tuple[list[Json], dict[str, Any]]:
        """The records of a page, and what the response says of the next one, by pointer."""
        size = min(max(_whole(values.get(self.size), self.usual), 0), _MOST)
        asked = values.get(self.parameter)
        if self.style == "number":
            start = (_whole(asked, self.first) - self.first) * size
        else:
            start = _whole(asked, self.first) - (self.first if self.style == "offset" else 0)
        start = max(start, 0)
        shown = list(records[start : start + size])
        end = start + len(shown)
        left = end < len(records) and bool(shown)
        placed: dict[str, Any] = {}
        if self.next:
            following = (
                start // size + 1 + self.first if self.style == "number" and size else end + self.first
            )
            text: Any = str(end) if self.style == "cursor" else following
            placed[self.next] = text if left else "" if self.style == "cursor" else None
        if self.more:
            placed[self.more] = left
        return shown, placed


def _whole(value: Any, usual: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(value) if value is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else usual


def paging_of(operation: Operation, said: Json, where: str) -> Paging | None:
    """The paging of an operation; None when it says none. Raises `ContractError`."""
    page = said.get("page")
    if page is None:
        return None
    styles = [style for style in ("number", "offset", "cursor") if is_object(page) and style in page]
    if not is_object(page) or len(styles) != 1:
        raise ContractError(
            operation.contract.path, "page needs one of number, offset and cursor", f"{where}/page"
        )
    style: Any = styles[0]
    return Paging(
        style,
        str(page[style]),
        str(page.get("size", "")),
        int(page.get("default", 20)),
        int(page.get("first", 1 if style == "number" else 0)),
        str(page.get("next", "")),
        str(page.get("more", "")),
    )
