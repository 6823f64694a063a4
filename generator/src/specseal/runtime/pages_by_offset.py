"""Pages that skip items: ``offset=0``, ``offset=50``."""

from __future__ import annotations

from .errors import ClientError
from .paging import MOST_PAGES, Paged, Path, Shown, Step, is_true, whole


class Offsets(Paged, frozen=True):
    """An argument is the number of items to skip. The vendor gives the next one, or it follows from the items.

    The last page is known by a total, a flag, or the absence of a next offset; else it is the first without items.
    """

    argument: str
    items: Path
    total: Path | None = None
    more: Path | None = None
    next: Path | str | None = None

    def following(self, page: Shown) -> Step | None:
        """The step to the next page; ``None`` from the last one."""
        offset = self._offset(page)
        if not page.items or (self.more is not None and not is_true(page.at(self.more))):
            return None
        there = offset + len(page.items)
        if self.next is not None:
            given = page.text(self.next)
            if given is None:
                return None
            there = int(given)
            if there <= offset:
                raise ClientError(f"the list repeats itself: offset {offset} leads to offset {there}")
        if self.total is not None and there >= whole(page.at(self.total)):
            return None
        changed = {**page.turn.arguments, self.argument: there}
        return Step(f"offset {offset}", f"offset {there}", changed, again=self.total is not None)

    def most(self, page: Shown) -> int:
        """Twice as many as there are now, and a few more."""
        if self.total is None:
            return MOST_PAGES
        left = whole(page.at(self.total)) - self._offset(page)
        return 2 * max(-(-left // (len(page.items) or 1)), 0) + 10

    def _offset(self, page: Shown) -> int:
        return int(page.turn.arguments.get(self.argument) or 0)
