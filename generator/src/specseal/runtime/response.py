"""An answer as it came, and what keeps hold of it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

import msgspec

MAX_DECOMPRESSED = 64 * 1024 * 1024  # bytes to which a compressed body may grow

T = TypeVar("T")
_ID_HEADERS = ("x-acs-request-id", "x-request-id", "request-id")


class Headers(dict[str, str]):
    """Header fields of an answer; names without case, repeated ones joined with a comma."""

    def __init__(self, raw: list[tuple[str, str]]) -> None:
        super().__init__()
        for given, value in raw:
            name = given.lower()
            self[name] = f"{self[name]}, {value}" if name in self else value

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)

    def __repr__(self) -> str:
        return f"<Headers {', '.join(self)}>"


class RawResponse:
    """Status, headers and body of an answer, and the request it belongs to, without its secrets.

    ``content`` is the body with its transfer and content coding undone; as received where that is not possible.
    ``request`` is the method and address of the request, without its query.
    """

    def __init__(
        self, status_code: int, headers: Headers, content: bytes, request: str, *, decoded: bool = False
    ) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content if decoded else decompress(headers, content)
        self.request = request
        self.find_id: Callable[[], str | None] | None = None
        self._id: str | None = None

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request, from the body or from a header."""
        if self.find_id is not None:  # reading the body for it waits until somebody asks
            self._id, self.find_id = self.find_id(), None
        return self._id or next((self.headers[name] for name in _ID_HEADERS if name in self.headers), None)

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header in lower case, or an empty string."""
        return str(self.headers.get("content-type", "")).lower()

    @property
    def text(self) -> str:
        """The body as text; bytes that do not fit are replaced."""
        return utf8(self).decode("utf-8", "replace")

    def json(self) -> Any:
        """Decode the body as JSON, unknown fields and all. Raises ``msgspec.DecodeError`` when it is none."""
        return msgspec.json.decode(utf8(self))

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_id": self.request_id, "find_id": None}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code} to {self.request}, {len(self.content)} bytes>"


class ParsedResponse(RawResponse, Generic[T]):
    """What ``with_raw_response`` gives: the answer as it came, and the typed result when asked for."""

    def __init__(self, response: RawResponse, parse: Callable[[RawResponse], T]) -> None:
        self.__dict__ |= vars(response)
        self._parse = parse

    def parse(self) -> T:
        """The typed result. Raises ``APIDecodeError`` when the body cannot be understood."""
        return self._parse(self)


class Answer(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Base of the results of calls. Equality, ``repr``, copies and pickles are about the documented fields alone."""

    def keep(self, **facts: Any) -> None:
        vars(self).update(facts)

    @property
    def raw_response(self) -> RawResponse:
        """Status, headers, request id and untouched body. Raises ``AttributeError`` on what no call returned."""
        try:
            return cast("RawResponse", self.__dict__["raw"])
        except KeyError:
            raise AttributeError("raw_response: made by hand or copied, this is not the answer to a call") from None


def utf8(response: RawResponse) -> bytes:
    """The body in UTF-8 without a byte order mark, whatever ``charset`` it came in."""
    content = response.content
    _, found, charset = response.content_type.partition("charset=")
    charset = charset.split(";")[0].strip(" \"'")
    if found and charset not in {"utf-8", "utf8", "us-ascii"}:
        try:
            content = content.decode(charset).encode()
        except (LookupError, UnicodeError):
            return content
    return content.removeprefix(b"\xef\xbb\xbf")


def decompress(headers: Headers, content: bytes) -> bytes:
    """Undo a content coding of gzip or deflate. Any other coding, or a damaged body, is left as it came."""
    if not (coding := headers.get("content-encoding", "").strip().lower()):
        return content
    for window in {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}.get(coding, ()):
        inflater = zlib.decompressobj(window)
        try:
            result = inflater.decompress(content, MAX_DECOMPRESSED)
        except zlib.error:
            continue
        if inflater.eof:
            return result
    return content
