"""The documented headers of responses, as typed values."""

from __future__ import annotations

import types
import typing
from typing import Any, Generic, Protocol, Self, TypeVar, cast

import msgspec

from .content import Mismatch
from .decode import convert, wire_fields
from .errors import APIDecodeError
from .response import Headers, RawResponse
from .result import Result, origin_of

HeadersT = TypeVar("HeadersT")


class Answered(Protocol):
    """A response of any kind: raw, parsed, or streamed."""

    @property
    def headers(self) -> Headers: ...


class ResponseHeaders(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the documented headers of a response."""

    @classmethod
    def of(cls, response: Answered | None) -> Self:
        """Those of a response: ``with_raw_response``, an open stream, or the ``response`` of an error.

        Raises ``APIDecodeError`` where a required header is absent, or one is not of its documented type, and
        ``TypeError`` for an error without a response.
        """
        if response is None:
            raise TypeError("response: there is none")
        found: dict[str, Any] = {}
        for field in wire_fields(cls):
            text = response.headers.get(field.encode_name)
            if text is not None:
                found[field.encode_name] = _parts(text, field.type)
        try:
            return convert(found, cls)
        except Mismatch as mismatch:
            raw = response if isinstance(response, RawResponse) else None
            error = APIDecodeError(
                f"cannot read the headers of the response: {mismatch}",
                request=getattr(raw, "request", None),
                response=raw,
            )
            error.path = mismatch.path
            raise error from None


class HasHeaders(Result, Generic[HeadersT], frozen=True, kw_only=True):
    """A result whose response has documented headers."""

    @property
    def headers_(self) -> HeadersT:
        """The documented headers of the response. Raises as ``ResponseHeaders.of``.

        Raises ``AttributeError`` on what no call returned, or a call without documented headers.
        """
        if (origin := origin_of(self)) is None or origin.response.typed is None:
            raise AttributeError("headers_: no call with documented headers returned this object")
        return cast("HeadersT", origin.response.typed.of(origin.response))


def _parts(text: str, kind: Any) -> Any:
    """The text of a header as a list or an object, where its type has one."""
    kinds = typing.get_args(kind) if typing.get_origin(kind) in {typing.Union, types.UnionType} else (kind,)
    origins = {typing.get_origin(one) for one in kinds}
    if not origins & {list, dict}:
        return text
    items = [one.strip() for one in text.split(",")] if text.strip() else []
    if list in origins:
        return items
    if all("=" in one for one in items):
        return dict([one.split("=", 1) for one in items])
    return dict(zip(items[::2], items[1::2], strict=False))
