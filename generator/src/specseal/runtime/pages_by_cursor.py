"""Pages that name what follows them: by a cursor, or by their last item."""

from __future__ import annotations

from functools import reduce
from typing import Any

from .errors import ClientError
from .paging import MOST_PAGES, Paged, Path, Shown, Step, is_true


class Cursors(Paged, frozen=True):
    """An argument takes the cursor of a page from the page before it, where it stands in the body or a header.

    The last page has no cursor, an empty one, or a flag. Pages between may be empty.
    """

    argument: str
    items: Path
    next: Path | str
    more: Path | None = None

    def following(self, page: Shown) -> Step | None:
        """The step to the next page; ``None`` from the last one."""
        cursor = page.text(self.next)
        if cursor is None or (self.more is not None and not is_true(page.at(self.more))):
            return None
        here = page.turn.arguments.get(self.argument)
        return _step(page, self.argument, f"cursor {here}", cursor, f"cursor {cursor}")

    def most(self, _page: Shown) -> int:
        """As many as a list may have."""
        return MOST_PAGES


class LastItems(Paged, frozen=True):
    """An argument is the id of the last item of the page before, or the number behind it where pages are ``inclusive``.

    The last page has no items, or a flag.
    """

    argument: str
    items: Path
    id: Path
    inclusive: bool = False
    more: Path | None = None

    def following(self, page: Shown) -> Step | None:
        """The step to the next page; ``None`` from the last one."""
        if not page.items or (self.more is not None and not is_true(page.at(self.more))):
            return None
        last: Any = reduce(lambda value, name: getattr(value, name, None), self.id, page.items[-1])
        if last is None or last == "":
            raise ClientError("the last item of the page has no id, so the next page cannot be fetched")
        if self.inclusive:
            last = int(last) + 1
        here = page.turn.arguments.get(self.argument)
        return _step(page, self.argument, f"item {here}", last, f"item {last}")

    def most(self, _page: Shown) -> int:
        """As many as a list may have."""
        return MOST_PAGES


def _step(page: Shown, argument: str, here: str, value: Any, there: str) -> Step:
    return Step(here, there, {**page.turn.arguments, argument: value})
