"""Results that are one page of many, to iterate over all items or all pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import reduce
from typing import Any, Generic, Self, TypeVar, cast

from .errors import ClientError
from .operation import Paging
from .result import HasRawResponse, Result, origin_of

ItemT = TypeVar("ItemT")


class Pages(Result, Generic[ItemT], frozen=True, kw_only=True):
    """One page. ``for item in page`` (``async for``) continues with the items of the following pages.

    Pages are numbered, so an item that is deleted meanwhile moves the later ones up by one: an item may be skipped,
    and one that is added may make another appear twice. Iteration ends at the total of the latest page, or at an
    empty page.
    """

    @property
    def items_(self) -> list[ItemT]:
        """The items of this page alone."""
        return cast("list[ItemT]", self._at(self._turn[0].items) or [])

    def has_next_page_(self) -> bool:
        """Whether there are items after this page, by the vendor's total."""
        paging, arguments, _ = self._turn
        number, size = int(arguments[paging.page]), int(arguments[paging.size])
        return bool(self.items_) and number * size < int(self._at(paging.total) or 0)

    def next_page_(self) -> Self:
        """Fetch the next page. Raises ``ClientError`` when there is none, and what the call raises."""
        return cast("Self", self._fetch())

    async def anext_page_(self) -> Self:
        """As ``next_page``, for the async client."""
        return cast("Self", await self._fetch())

    def iter_pages_(self) -> Iterator[Self]:
        """This page and the following ones."""
        page, bound = self, self._bound()
        yield page
        while page.has_next_page_():
            page = page.next_page_()
            page._check(bound)
            yield page

    async def aiter_pages_(self) -> AsyncIterator[Self]:
        """As ``iter_pages``, for the async client."""
        page, bound = self, self._bound()
        yield page
        while page.has_next_page_():
            page = await page.anext_page_()
            page._check(bound)
            yield page

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.iter_pages_():
            yield from page.items_

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for page in self.aiter_pages_():
            for item in page.items_:
                yield item

    @property
    def _turn(self) -> tuple[Paging, Mapping[str, Any], Callable[[Mapping[str, Any]], Any]]:
        """How this result pages, the arguments of its call, and what repeats the call."""
        origin = origin_of(self)
        if origin is None or origin.turn is None:
            raise ClientError("this page was constructed or copied, so it cannot fetch others")
        return origin.turn

    def _at(self, path: tuple[str, ...]) -> Any:
        return reduce(lambda value, name: getattr(value, name, None), path, cast("Any", self))

    def _fetch(self) -> Any:
        if not self.has_next_page_():
            raise ClientError("this is the last page")
        paging, arguments, fetch = self._turn
        return fetch({**arguments, paging.page: int(arguments[paging.page]) + 1})

    def _bound(self) -> int:
        """The last page that iterating may reach: a total that grows with every page must not continue it forever."""
        paging, arguments, _ = self._turn
        pages = -(-int(self._at(paging.total) or 0) // int(arguments[paging.size]))
        return max(2 * pages, int(arguments[paging.page])) + 10

    def _check(self, bound: int) -> None:
        if int(self._turn[1][self._turn[0].page]) > bound:
            raise ClientError(f"the list grows faster than it is read: page {bound} is not the last")


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
        """Whether there are items after this page, by the vendor's total."""
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
