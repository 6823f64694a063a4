"""Pages that are counted: ``page=1``, ``page=2``."""

from __future__ import annotations

from .paging import MOST_PAGES, Paged, Path, Shown, Step, is_true, whole


class PageNumbers(Paged, frozen=True):
    """An argument is the number of the page. The last one is known by a total of items, of pages, or a flag.

    Without any of them, it is the first one without items. ``size`` is the argument for the items of a page and
    ``usual`` its default; without them, a page is as long as the longest so far.
    """

    argument: str
    items: Path
    size: str = ""
    usual: int = 0
    first: int = 1
    total: Path | None = None
    pages: Path | None = None
    more: Path | None = None

    def following(self, page: Shown) -> Step | None:
        """The step to the next page; ``None`` from the last one."""
        number = self._number(page)
        done = number - self.first + 1
        if not page.items or (self.more is not None and not is_true(page.at(self.more))):
            return None
        if self.pages is not None and done >= whole(page.at(self.pages)):
            return None
        if self.total is not None and done * self._size(page) >= whole(page.at(self.total)):
            return None
        bounded = self.total is not None or self.pages is not None
        changed = {**page.turn.arguments, self.argument: number + 1}
        return Step(f"page {number}", f"page {number + 1}", changed, again=bounded)

    def most(self, page: Shown) -> int:
        """Twice as many as there are now, and a few more."""
        if self.pages is not None:
            pages = whole(page.at(self.pages))
        elif self.total is not None:
            pages = -(-whole(page.at(self.total)) // self._size(page))
        else:
            return MOST_PAGES
        return max(2 * pages - (self._number(page) - self.first + 1), 0) + 10

    def _number(self, page: Shown) -> int:
        given = page.turn.arguments.get(self.argument)
        return self.first if given is None else int(given)

    def _size(self, page: Shown) -> int:
        longest = max(page.turn.trail.longest if page.turn.trail else 0, len(page.items), 1)
        return int(page.turn.arguments.get(self.size) or self.usual or longest)
