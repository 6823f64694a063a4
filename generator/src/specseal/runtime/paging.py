"""Results that are one page of many, to iterate over all items or all pages.

How the pages follow each other is a ``Style``, in a module of its own for each kind.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeAlias, TypeVar, cast

import msgspec

from .decode import is_list
from .errors import ClientError
from .operation import Operation
from .response import RawResponse
from .result import HasRawResponse, PageCall, Result, Trail, origin_of, remember

Path: TypeAlias = tuple[str, ...]
"""Attributes that lead from a result to a value."""
MOST_PAGES = 1_000_000  # of one list
MOST_EMPTY = 100  # pages without items in a row

ItemT = TypeVar("ItemT")


class Shown(NamedTuple):
    """A page, as styles see it."""

    result: Any
    items: Sequence[Any]
    response: RawResponse
    turn: PageCall

    def at(self, path: Path) -> Any:
        """The value at a path; ``None`` when there is none."""
        return reduce(lambda value, name: getattr(value, name, None), path, self.result)

    def text(self, place: Path | str) -> Any:
        """The value at a path or of a header; ``None`` when it is absent or empty."""
        found = self.response.headers.get(place) if isinstance(place, str) else self.at(place)
        return None if found == "" else found


class Step(NamedTuple):
    """From a page to the next: where it leads, and the call that takes it there."""

    here: Hashable
    there: Hashable
    arguments: Mapping[str, Any]
    operation: Operation[Any] | None = None
    """Another operation than that of the page; ``None`` for the same."""
    again: bool = True
    """Whether the next page may have the same items as this one."""


class Style(Protocol):
    """How the pages of a list follow each other."""

    @property
    def items(self) -> Path:
        """Where a page has its items."""
        ...

    def following(self, page: Shown) -> Step | None:
        """The step to the next page; ``None`` from the last one. Raises ``ClientError`` where it leads nowhere."""
        ...

    def most(self, page: Shown) -> int:
        """How many pages may still follow."""
        ...


class Pages(Result, Generic[ItemT], frozen=True, kw_only=True):
    """One page. ``for item in page`` (``async for``) continues with the items of the following pages.

    Lists change while they are read. Where pages are counted, an item that is deleted meanwhile moves the later ones
    up by one: an item may be skipped, and one that is added may make another appear twice. Iteration ends where the
    vendor says so, or else at an empty page; a list that repeats itself, or grows faster than it is read, ends with a
    ``ClientError``.
    """

    @property
    def items_(self) -> list[ItemT]:
        """The items of this page alone."""
        return cast("list[ItemT]", self._shown.items)

    def has_next_page_(self) -> bool:
        """Whether there are items after this page, by what the vendor says of it."""
        return self._step() is not None

    def next_page_(self) -> Self:
        """Fetch the next page. Raises ``ClientError`` when there is none, and what the call raises."""
        step, trail = self._next()
        return self._led(step, trail, self._call(step))

    async def anext_page_(self) -> Self:
        """As ``next_page``, for the async client."""
        step, trail = self._next()
        return self._led(step, trail, await self._call(step))

    def iter_pages_(self) -> Iterator[Self]:
        """This page and the following ones."""
        page = self
        yield page
        while page.has_next_page_():
            page = page.next_page_()
            yield page

    async def aiter_pages_(self) -> AsyncIterator[Self]:
        """As ``iter_pages``, for the async client."""
        page = self
        yield page
        while page.has_next_page_():
            page = await page.anext_page_()
            yield page

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.iter_pages_():
            yield from page.items_

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for page in self.aiter_pages_():
            for item in page.items_:
                yield item

    @property
    def _shown(self) -> Shown:
        """This page, with the call that returned it."""
        origin = origin_of(self)
        if origin is None or origin.turn is None:
            raise ClientError("this page was constructed or copied, so it cannot fetch others")
        shown = Shown(self, (), origin.response, origin.turn)
        return shown._replace(items=shown.at(origin.turn.operation.paging.items) or [])

    def _step(self) -> Step | None:
        shown = self._shown
        style: Style = shown.turn.operation.paging
        return style.following(shown)

    def _next(self) -> tuple[Step, Trail]:
        step, shown = self._step(), self._shown
        if step is None:
            raise ClientError("this is the last page")
        return step, _lengthened(shown, step)

    def _call(self, step: Step) -> Any:
        turn = self._shown.turn
        return turn.call(step.operation or turn.operation, step.arguments)

    def _led(self, step: Step, trail: Trail, page: Any) -> Self:
        """The next page, which knows of those before it."""
        origin = origin_of(page)
        if origin is not None and origin.turn is not None:
            remember(page, origin._replace(turn=origin.turn._replace(trail=trail)))
        if not step.again and page.items_ and page.items_ == self.items_:
            raise ClientError(f"the list repeats itself: {step.there} has the items of {step.here}")
        return cast("Self", page)


class Paged(msgspec.Struct, frozen=True):
    """Base of the styles."""

    @staticmethod
    def page(result: Any) -> Any:
        """The result of a call as a page: of a response that is a list, a ``ListPage``."""
        return ListPage(list_=result) if is_list(result) else result


def _lengthened(page: Shown, step: Step) -> Trail:
    """The trail of the next page. Raises ``ClientError`` where it leads back, or has become too long."""
    trail = page.turn.trail or Trail(left=page.turn.operation.paging.most(page), recent=(step.here,))
    if trail.left < 1:
        raise ClientError(f"the list grows faster than it is read: {trail.length} pages on, it has not ended")
    if step.there in trail.recent or step.there == trail.mark:
        raise ClientError(f"the list repeats itself: it leads back to {step.there}")
    empty = 0 if page.items else trail.empty + 1
    if empty > MOST_EMPTY:
        raise ClientError(f"the list does not end: its last {empty} pages are empty")
    count = trail.length + 1
    return Trail(
        left=trail.left - 1,
        recent=(*trail.recent[-7:], step.there),
        # a mark that stays for twice as long each time is met again by a circle of any length
        mark=step.there if count & (count - 1) == 0 else trail.mark,
        length=count,
        empty=empty,
        longest=max(trail.longest, len(page.items)),
    )


def whole(value: Any) -> int:
    """A number of the vendor's, which may be text; 0 for none."""
    return int(value or 0)


def is_true(value: Any) -> bool:
    """A flag of the vendor's, which may be a number or text."""
    return value.strip().lower() in {"1", "true", "yes", "y"} if isinstance(value, str) else bool(value)


# The same under names that a vendor's field may have, too. A class with such a field leaves out that base.


class Items(Pages[ItemT], frozen=True, kw_only=True):
    """A page whose vendor has no field ``items``."""

    @property
    def items(self) -> list[ItemT]:
        """The items of this page alone."""
        return self.items_


class HasNextPage(Pages[ItemT], frozen=True, kw_only=True):
    """A page whose vendor has no field ``has_next_page``."""

    def has_next_page(self) -> bool:
        """Whether there are items after this page, by what the vendor says of it."""
        return self.has_next_page_()


class NextPage(Pages[ItemT], frozen=True, kw_only=True):
    """A page whose vendor has no field ``next_page``."""

    def next_page(self) -> Self:
        """Fetch the next page. Raises ``ClientError`` when there is none, and what the call raises."""
        return self.next_page_()


class AnextPage(Pages[ItemT], frozen=True, kw_only=True):
    """A page whose vendor has no field ``anext_page``."""

    async def anext_page(self) -> Self:
        """As ``next_page``, for the async client."""
        return await self.anext_page_()


class IterPages(Pages[ItemT], frozen=True, kw_only=True):
    """A page whose vendor has no field ``iter_pages``."""

    def iter_pages(self) -> Iterator[Self]:
        """This page and the following ones."""
        return self.iter_pages_()


class AiterPages(Pages[ItemT], frozen=True, kw_only=True):
    """A page whose vendor has no field ``aiter_pages``."""

    def aiter_pages(self) -> AsyncIterator[Self]:
        """As ``iter_pages``, for the async client."""
        return self.aiter_pages_()


class Page(
    Items[ItemT],
    HasNextPage[ItemT],
    NextPage[ItemT],
    AnextPage[ItemT],
    IterPages[ItemT],
    AiterPages[ItemT],
    HasRawResponse,
    frozen=True,
    kw_only=True,
):
    """A page whose vendor has no field of any of these names."""


class ListPage(Page[ItemT], frozen=True, kw_only=True):
    """A page of a vendor whose response is a list."""

    list_: list[ItemT]
