"""An answer as it came."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

import msgspec

MAX_DECOMPRESSED = 64 * 1024 * 1024
"""Bytes to which a compressed body may grow."""


class Headers(Mapping[str, str]):
    """Header fields of an answer; names without case, repeated ones joined with a comma."""

    __slots__ = ("_map", "raw")

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self.raw = raw
        self._map: dict[str, str] | None = None

    def _fields(self) -> dict[str, str]:
        if self._map is None:
            fields: dict[str, str] = {}
            for raw_name, raw_value in self.raw:
                name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
                fields[name] = f"{fields[name]}, {value}" if name in fields else value
            self._map = fields
        return self._map

    def __getitem__(self, name: str) -> str:
        return self._fields()[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields())

    def __len__(self) -> int:
        return len(self._fields())

    def __repr__(self) -> str:
        return f"<Headers {', '.join(self)}>"


class RawResponse:
    """Status, headers and body of an answer, and the request it belongs to, without its secrets."""

    __slots__ = ("content", "headers", "request", "request_id", "status_code")

    def __init__(self, *, status_code: int, headers: Headers, content: bytes, request: str) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content
        """The body, with its transfer and content coding undone; as received where that is not possible."""
        self.request = request
        """Method and address of the request, without its query."""
        self.request_id: str | None = None
        """The vendor's id of the request, known once the answer was interpreted."""

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header in lower case, or an empty string."""
        return self.headers.get("content-type", "").lower()

    @property
    def text(self) -> str:
        """The body as text; bytes that do not fit are replaced."""
        return utf8(self).decode("utf-8", "replace")

    def json(self) -> object:
        """Decode the body as JSON. Raises ``msgspec.DecodeError`` when it is none."""
        return msgspec.json.decode(utf8(self))

    def __repr__(self) -> str:
        return f"<RawResponse {self.status_code} to {self.request}, {len(self.content)} bytes>"


def utf8(response: RawResponse) -> bytes:
    """The body in UTF-8 without a byte order mark, whatever ``charset`` it came in."""
    content = response.content
    kind = response.content_type
    if "charset=" in kind:
        charset = kind.split("charset=", 1)[1].split(";")[0].strip(" \"'")
        if charset not in {"utf-8", "utf8", "us-ascii"}:
            try:
                content = content.decode(charset).encode()
            except (LookupError, UnicodeError):
                return response.content
    return content.removeprefix(b"\xef\xbb\xbf")


def decompress(raw: list[tuple[bytes, bytes]], content: bytes) -> bytes:
    """Undo a content coding of gzip or deflate. Any other coding, or a damaged body, is left as it came."""
    for name, value in raw:
        if name.lower() == b"content-encoding" and content:
            coding = value.strip().lower()
            if coding in {b"gzip", b"x-gzip"}:
                return _inflate(content, 31) or content
            if coding == b"deflate":
                return _inflate(content, 15) or _inflate(content, -15) or content
    return content


def _inflate(content: bytes, window: int) -> bytes | None:
    inflater = zlib.decompressobj(window)
    try:
        result = inflater.decompress(content, MAX_DECOMPRESSED)
    except zlib.error:
        return None
    return result if inflater.eof else None
