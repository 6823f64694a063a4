"""The results of calls, and what each keeps of its call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

import msgspec

from .operation import Paging
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


class Origin(NamedTuple):
    """Where a result comes from."""

    response: RawResponse
    turn: tuple[Paging, Mapping[str, Any], Callable[[Mapping[str, Any]], Any]] | None = None
    """How the result pages, the arguments of its call, and what repeats the call."""


def remember(result: Result, origin: Origin) -> None:
    """Keep with a result, in its one private slot, where it comes from."""
    vars(result)[_ORIGIN] = origin


def origin_of(result: Result) -> Origin | None:
    """Where a result comes from; ``None`` when it was constructed or copied."""
    return cast("Origin | None", vars(result).get(_ORIGIN))
