"""Requests, read completely and within bounds before they are handled."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ..empty import nothing
from ..numbers import whole
from .form import Form, FormError, TooMuchText, Upload, parse_form, parse_pairs
from .heavy import HEAVY, heavy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from .bounds import Bounds

    Receive = Callable[[], Awaitable[dict[str, Any]]]

T = TypeVar("T")
COMPLETE = "specseal.complete"
"""In the scope of a request whose whole body is there, where the server says so."""


class RequestRefused(Exception):
    """A request beyond a bound. `status` is the HTTP status of the response."""

    def __init__(self, status: int, why: str) -> None:
        self.status = status
        super().__init__(why)


@dataclass(slots=True)
class Request:
    """One HTTP request. Of a name sent twice the first value counts, in `query`, `form` and `files` alike."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case; values joined by a comma where a name came several times."""
    query_pairs: list[tuple[str, str]]
    form_pairs: list[tuple[str, str]]
    body: bytes
    query: dict[str, str]
    form: dict[str, str]
    files: dict[str, Upload]
    form_error: str = ""
    """Why the body, which says it is a form, could not be read; its fields count as not sent."""
    file_pairs: list[tuple[str, Upload]] = field(default_factory=nothing)
    """Every file in the order sent."""
    raw_path: str = ""
    """The path as it was sent, percent-encoded."""
    raw_query: str = ""
    """The query as it was sent."""
    scheme: str = "http"
    _size: int = -1

    @classmethod
    def unread(cls, scope: dict[str, Any]) -> Request:
        """A request of which only the head was read, for the journal."""
        return cls(scope["method"], scope["path"], read_headers(scope["headers"]), [], [], b"", {}, {}, {})

    @property
    def heavy(self) -> bool:
        """Whether handling it may block other requests."""
        return bool(self.files) or self.size > HEAVY

    @property
    def size(self) -> int:
        """About how many bytes were sent."""
        if self._size < 0:
            head = sum(map(len, self.headers)) + sum(map(len, self.headers.values()))
            self._size = head + len(self.path) + len(self.raw_query) + len(self.body)
        return self._size


async def read_request(
    scope: dict[str, Any], receive: Receive, bounds: Bounds, *, forms: bool = True
) -> Request:
    """Read a request. Raises `RequestRefused` when it is over a bound, or no request by RFC 9112.

    `forms`: whether a body may be one; otherwise it is just bytes.
    """
    headers = read_head(scope)
    body = b""
    if "content-length" in headers or "transfer-encoding" in headers:
        body = await _body(scope, headers, receive, bounds)
    form_type = headers.get("content-type", "") if forms else ""
    if len(body) > HEAVY:
        return await heavy(_parsed, scope, headers, body, form_type, bounds)
    return _parsed(scope, headers, body, form_type, bounds)


def read_head(scope: dict[str, Any]) -> dict[str, str]:
    """The headers. Raises `RequestRefused` when they are ambiguous (RFC 9112, 3.2 and 6.1)."""
    names = [name for name, _ in scope["headers"]]
    modern = scope["http_version"] not in {"0.9", "1.0"}
    hosts = names.count(b"host")
    if modern and not hosts:
        raise RequestRefused(400, "missing Host header")
    for single in (b"host", b"content-type", b"content-length"):
        if names.count(single) > 1:
            raise RequestRefused(400, f"duplicate {single.decode()} header")
    if not modern and b"transfer-encoding" in names:
        raise RequestRefused(400, "Transfer-Encoding is not allowed in HTTP/1.0")
    return read_headers(scope["headers"])


def _parsed(
    scope: dict[str, Any], headers: dict[str, str], body: bytes, form_type: str, bounds: Bounds
) -> Request:
    query: bytes = scope["query_string"]
    if len(query) > bounds.text_bytes:
        raise RequestRefused(413, str(TooMuchText(bounds.text_bytes)))
    try:
        query_pairs = parse_pairs(query.decode("latin-1"), bounds.fields) if query else []
    except FormError as error:
        raise RequestRefused(413, f"the query has {error}") from error
    form, form_error = Form(), ""
    try:
        if body:
            form = parse_form(form_type, body, bounds, len(query))
    except TooMuchText as error:
        raise RequestRefused(413, str(error)) from error
    except FormError as error:
        form_error = str(error)
    return Request(
        method=scope["method"],
        path=scope["path"],
        headers=headers,
        query_pairs=query_pairs,
        form_pairs=form.fields,
        body=body,
        query=_first(query_pairs),
        form=_first(form.fields),
        files=_first(form.files),
        form_error=form_error,
        file_pairs=form.files,
        raw_path=(scope.get("raw_path") or scope["path"].encode()).decode("latin-1"),
        raw_query=query.decode("latin-1"),
        scheme=scope.get("scheme", "http"),
    )


async def _body(scope: dict[str, Any], headers: dict[str, str], receive: Receive, bounds: Bounds) -> bytes:
    declared = whole(headers.get("content-length", "0"))
    if declared is None:
        raise RequestRefused(400, "Content-Length is not an integer of at most 18 digits")
    if declared > bounds.body_bytes:
        raise RequestRefused(413, f"the body is longer than {bounds.body_bytes} bytes")
    if COMPLETE in scope:  # nothing to wait for, so no clock to set
        return await _received(receive, bounds)
    try:
        async with asyncio.timeout(bounds.seconds):
            return await _received(receive, bounds)
    except TimeoutError as error:
        raise RequestRefused(408, f"the body did not arrive within {bounds.seconds:g} seconds") from error


async def _received(receive: Receive, bounds: Bounds) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestRefused(400, "the client disconnected")
        body += message.get("body", b"")
        if len(body) > bounds.body_bytes:
            raise RequestRefused(413, f"the body is longer than {bounds.body_bytes} bytes")
        if not message.get("more_body", False):
            return bytes(body)


def read_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers with names in lower case; the values of a name that comes several times are joined by commas."""
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode("latin-1").strip()
        found[key] = f"{found[key]},{text}" if key in found else text
    return found


def _first(pairs: list[tuple[str, T]]) -> dict[str, T]:
    return dict(reversed(pairs))
