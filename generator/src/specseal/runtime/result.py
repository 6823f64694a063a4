"""The results of calls, and what each keeps of its call."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple, cast

import msgspec

from .config import Base
from .operation import Operation
from .response import RawResponse

_ORIGIN = "_origin"


class Result(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Base of the results of calls. Equality, ``repr``, copies and pickles are about the documented fields alone.

    A field of the vendor may have any name that begins with a letter and does not end in an underscore, or ends in
    one behind a Python keyword. What the runtime adds has other names.
    """

    @property
    def raw_response_(self) -> RawResponse:
        """Status, headers, request id and untouched body. Raises ``AttributeError`` on what no call returned."""
        if (origin := origin_of(self)) is None:
            raise AttributeError("raw_response: no call returned this object; it was constructed or copied")
        return origin.response


class HasRawResponse(Result, frozen=True, kw_only=True):
    """A result whose vendor has no field ``raw_response``."""

    @property
    def raw_response(self) -> RawResponse:
        """Status, headers, request id and untouched body. Raises ``AttributeError`` on what no call returned."""
        return self.raw_response_


class Trail(NamedTuple):
    """The pages before one, of which the last few and a mark are kept, so that no list goes on for ever."""

    left: int  # pages that may still follow
    recent: tuple[Hashable, ...] = ()
    mark: Hashable = None
    length: int = 0
    empty: int = 0  # pages without items, up to here
    longest: int = 0  # items of the longest page


class PageCall(NamedTuple):
    """The call that returned a page, and what makes another like it."""

    operation: Operation[Any]
    arguments: Mapping[str, Any]
    call: Callable[[Operation[Any], Mapping[str, Any]], Any]
    base: Base
    servers: Mapping[str, str]
    trail: Trail | None = None


class Origin(NamedTuple):
    """Where a result comes from."""

    response: RawResponse
    turn: PageCall | None = None


def remember(result: Result, origin: Origin) -> None:
    """Keep with a result, in its one private slot, where it comes from."""
    vars(result)[_ORIGIN] = origin


def origin_of(result: Result) -> Origin | None:
    """Where a result comes from; ``None`` when it was constructed or copied."""
    return cast("Origin | None", vars(result).get(_ORIGIN))
