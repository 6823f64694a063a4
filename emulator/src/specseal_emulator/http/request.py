"""A request, read completely and within bounds before anything judges it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ..state.verdicts import Diagnosis, Verdict
from .form import FormError, Upload, parse_form, parse_pairs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    Receive = Callable[[], Awaitable[dict[str, Any]]]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a request may cost."""

    body_bytes: int = 16 * 1024 * 1024
    fields: int = 200
    seconds: float = 30.0
    """Time a sender has for the whole body."""
    head_seconds: float = 10.0
    """Time a sender has for a request's line and headers: after connecting, and from its first byte on."""
    head_bytes: int = 64 * 1024
    """How long line and headers may be together."""


class RequestRefused(Exception):
    """A request that is over a bound. `status` is the HTTP status it is answered with."""

    def __init__(self, status: int, why: str) -> None:
        self.status = status
        super().__init__(why)


@dataclass(slots=True)
class Request:
    """What came in. Of a name sent twice the first value counts, in `query`, `form` and `files` alike."""

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
    notes: dict[str, str] = field(default_factory=dict)
    """What was found out on the way, for the journal."""
    diagnosis: Diagnosis | None = None
    """What is wrong with its signature, when that was refused."""
    places: list[str] = field(default_factory=list)
    """The places it holds among the calls under way; whoever answers gives them back."""
    _verdicts: list[Verdict] = field(default_factory=list)
    _check: tuple[str, str] | None = None

    @classmethod
    def unread(cls, scope: dict[str, Any]) -> Request:
        """A request of which no more than the head is known, for the journal."""
        return cls(scope["method"], scope["path"], read_headers(scope["headers"]), [], [], b"", {}, {}, {})

    def check(self, name: str, what: str = "") -> None:
        """Say which check comes now, and what it looks at; the one before has passed."""
        self.passed()
        self._check = name, what

    def passed(self) -> None:
        """The check under way has passed."""
        if self._check:
            self._verdicts.append(Verdict(self._check[0], True, self._check[1]))
            self._check = None

    def failed(self, why: str) -> None:
        """The check under way has failed."""
        if self._check:
            self._verdicts.append(Verdict(self._check[0], False, why))
            self._check = None

    def verdicts(self) -> tuple[Verdict, ...]:
        """The checks that are done, in their order."""
        return tuple(self._verdicts)


async def read_request(scope: dict[str, Any], receive: Receive, bounds: Bounds) -> Request:
    """Read a request. Raises `RequestRefused` when it is over a bound."""
    headers = read_headers(scope["headers"])
    body = b""
    if "content-length" in headers or "transfer-encoding" in headers:
        body = await _body(headers, receive, bounds)
    try:
        query_pairs = parse_pairs(scope["query_string"].decode("latin-1"), bounds.fields)
    except FormError as error:
        raise RequestRefused(413, f"the query has {error}") from error
    form_error = ""
    pairs: list[tuple[str, str]] = []
    files: list[tuple[str, Upload]] = []
    try:
        if body:
            pairs, files = parse_form(headers.get("content-type", ""), body, bounds.fields)
    except FormError as error:
        form_error = str(error)
    return Request(
        method=scope["method"],
        path=scope["path"],
        headers=headers,
        query_pairs=query_pairs,
        form_pairs=pairs,
        body=body,
        query=_first(query_pairs),
        form=_first(pairs),
        files=_first(files),
        form_error=form_error,
    )


async def _body(headers: dict[str, str], receive: Receive, bounds: Bounds) -> bytes:
    declared = headers.get("content-length", "0")
    if declared.isascii() and declared.isdigit() and int(declared) > bounds.body_bytes:
        raise RequestRefused(413, f"the body is longer than {bounds.body_bytes} bytes")
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(bounds.seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestRefused(400, "the sender went away")
                chunk = message.get("body", b"")
                size += len(chunk)
                if size > bounds.body_bytes:
                    raise RequestRefused(413, f"the body is longer than {bounds.body_bytes} bytes")
                chunks.append(chunk)
                if not message.get("more_body", False):
                    return chunks[0] if len(chunks) == 1 else b"".join(chunks)
    except TimeoutError as error:
        raise RequestRefused(408, f"the body did not arrive within {bounds.seconds:g} seconds") from error


def read_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers with names in lower case; the values of a name that comes several times are joined by commas."""
    found: dict[str, str] = {}
    for name_bytes, value_bytes in raw:
        name, value = name_bytes.decode("latin-1"), value_bytes.decode("latin-1").strip()
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _first(pairs: list[tuple[str, T]]) -> dict[str, T]:
    return dict(reversed(pairs))
