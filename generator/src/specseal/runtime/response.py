"""A response as it was received."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

import msgspec

from .content import MAX_BYTES, Mismatch, decompress, is_plain, is_xml, to_utf8
from .decode import parse_json
from .limits import Turn

T = TypeVar("T")
_ID_HEADERS = ("x-request-id", "request-id")


class Headers(dict[str, str]):
    """Header fields of a response; names are case-insensitive, repeated fields are joined with a comma."""

    def __init__(self, raw: Iterable[tuple[str | bytes, str | bytes]]) -> None:
        found: dict[str, str] = {}
        for raw_name, raw_value in raw:
            name = (raw_name if type(raw_name) is str else _header_text(raw_name)).lower()
            value = raw_value if type(raw_value) is str else _header_text(raw_value)
            found[name] = f"{found[name]}, {value}" if name in found else value
        super().__init__(found)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)

    def first(self, names: Iterable[str]) -> str | None:
        """The value of the first of these headers that is present."""
        return next((self[name] for name in names if name in self), None)

    def __repr__(self) -> str:
        return f"<Headers {', '.join(self)}>"


def _header_text(value: str | bytes) -> str:
    if isinstance(value, str):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


class RawResponse:
    """Status, headers and body of a response, and the request it belongs to, without its secrets.

    ``content`` is the decompressed body; the body as received where it cannot be decompressed. ``request`` is the
    method and URL of the request, without its query.
    """

    streamed = False  # whether the body is still to be read
    typed: Any = None  # the class of its documented headers
    _utf8: bytes | Mismatch | None = None
    _plain: tuple[Any, Mismatch | None] | None = None

    def __init__(
        self,
        status_code: int,
        headers: Headers,
        content: bytes,
        request: str,
        *,
        decoded: bool = False,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content
        self.request = request
        self.find_id: Callable[[RawResponse], str | None] | None = None
        self.parse_xml: Callable[[bytes], Any] | None = None
        self._id: str | None = None
        if not decoded and "content-encoding" in headers:
            try:
                self.content = decompress(headers["content-encoding"], content, max_bytes)
            except Mismatch as mismatch:
                self._utf8 = mismatch

    def hold(self, turn: Turn) -> Turn:
        """Hold what the call has borrowed, where the body is still to be read; returns what there is to end now."""
        return turn

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request, from the body or a header."""
        if self.find_id is not None:  # the body is not decoded for it before it is read
            self._id, self.find_id = self.find_id(self), None
        return self._id or self.headers.first(_ID_HEADERS)

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header in lower case, or an empty string."""
        return str(self.headers.get("content-type", "")).lower()

    @property
    def text(self) -> str:
        """The body as text; invalid bytes are replaced."""
        try:
            return self.utf8().decode("utf-8", "replace")
        except Mismatch:
            return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """Decode the body as JSON, unknown fields included. Raises ``msgspec.DecodeError`` when it is not JSON."""
        try:
            return parse_json(self.utf8())
        except Mismatch as mismatch:
            raise msgspec.DecodeError(str(mismatch)) from None

    def utf8(self) -> bytes:
        """The body in UTF-8, recoded once. Raises ``Mismatch`` when it cannot be."""
        if self._utf8 is None:
            try:
                plain = is_plain(self.content)  # most
                self._utf8 = self.content if plain else to_utf8(self.content, self.content_type)
            except Mismatch as mismatch:
                self._utf8 = mismatch
        if isinstance(self._utf8, Mismatch):
            raise self._utf8.with_traceback(None)
        return self._utf8

    def plain(self) -> Any:
        """The body as plain values, from JSON or XML, decoded once. Raises ``Mismatch`` when it is neither."""
        if self._plain is None:
            try:
                content = self.utf8()
                self._plain = (self._parse_xml(content) if is_xml(content) else parse_json(content)), None
            except Mismatch as mismatch:
                self._plain = None, mismatch
        value, problem = self._plain
        if problem is not None:
            raise problem.with_traceback(None)
        return value

    def _parse_xml(self, content: bytes) -> Any:
        if "html" in self.content_type:
            raise Mismatch(None, "the body is an HTML page")
        if self.parse_xml is None:
            raise Mismatch(None, "the body is XML")
        return self.parse_xml(content)

    def __getstate__(self) -> dict[str, Any]:
        problem = self._utf8 if isinstance(self._utf8, Mismatch) else None
        return vars(self) | {"_id": self.request_id, "find_id": None, "_plain": None, "_utf8": problem}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code} to {self.request}, {len(self.content)} bytes>"


class ParsedResponse(RawResponse, Generic[T]):
    """What ``with_raw_response`` returns: the response as received, and its typed result on demand."""

    def __init__(self, response: RawResponse, parse: Callable[[RawResponse], T]) -> None:
        self.__dict__ |= vars(response)
        self._parse = parse

    def parse(self) -> T:
        """The typed result. Raises ``APIDecodeError`` when the body cannot be decoded."""
        return self._parse(self)
