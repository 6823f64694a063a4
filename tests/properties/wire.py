"""Requests as they were sent: bytes to fields, by parsers that the emulator does not use."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import unquote_to_bytes

from werkzeug.datastructures import Headers
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from tests.properties.tap import Exchange


class Unreadable(ValueError):
    """Bytes that are not a query or form; the text says why."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """One file of a form."""

    filename: str
    content_type: str
    content: bytes


@dataclass(slots=True)
class Sent:
    """A decoded request. Of duplicate names the mappings have the first value."""

    method: str
    path: str
    query_pairs: list[tuple[str, str]] = field(default_factory=list)
    form_pairs: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, SentFile] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = ""

    @property
    def query(self) -> dict[str, str]:
        return dict(reversed(self.query_pairs))

    @property
    def form(self) -> dict[str, str]:
        return dict(reversed(self.form_pairs))

    def values(self) -> dict[str, str | SentFile]:
        """All parameters by name: query, form, the vendor's own headers and files."""
        own = {name: value for name, value in self.headers.items() if name.startswith("x-acs-")}
        return {**own, **self.form, **self.query, **self.files}


def decode(exchange: Exchange, *, strict: bool = True) -> Sent:
    """Decode a request. Raises `Unreadable`, unless not `strict`: then an unreadable form has no fields."""
    headers: dict[str, str] = {}
    for name, value in exchange.headers:
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    sent = Sent(exchange.method, exchange.path, urlencoded(exchange.query), headers=headers)
    content_type = Message()
    content_type["content-type"] = headers.get("content-type", "")
    sent.media_type = content_type.get_content_type() if "content-type" in headers else ""
    if sent.media_type == "application/x-www-form-urlencoded":
        sent.form_pairs = urlencoded(exchange.body)
    elif sent.media_type == "multipart/form-data" and exchange.body:
        boundary = content_type.get_param("boundary")
        if not isinstance(boundary, str) or not boundary:
            raise Unreadable("multipart without a boundary")
        try:
            sent.form_pairs, sent.files = multipart(boundary.encode("latin-1"), exchange.body)
        except Unreadable:
            if strict:
                raise
    return sent


def urlencoded(data: bytes) -> list[tuple[str, str]]:
    """The pairs of a query or an urlencoded form. Raises `Unreadable` for what is not UTF-8."""
    pairs: list[tuple[str, str]] = []
    for part in data.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            pairs.append((_text(name), _text(value)))
    return pairs


def _text(encoded: bytes) -> str:
    try:
        return unquote_to_bytes(encoded.replace(b"+", b" ")).decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8: {encoded!r}") from error


def multipart(boundary: bytes, body: bytes) -> tuple[list[tuple[str, str]], dict[str, SentFile]]:
    """The fields and files of a form. Raises `Unreadable`, also when the closing boundary is missing."""
    decoder = MultipartDecoder(boundary)
    fields: list[tuple[str, str]] = []
    files: dict[str, SentFile] = {}
    part: Field | File | None = None
    content = b""
    try:
        decoder.receive_data(body)
        decoder.receive_data(None)
        while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
            if isinstance(event, Field | File):
                part, content = event, b""
            elif isinstance(event, Data) and part is not None:
                content += event.data
                if event.more_data:
                    continue
                if isinstance(part, File):
                    kind = Headers(part.headers).get("content-type", "") or ""
                    files.setdefault(part.name, SentFile(part.filename, kind, content))
                else:
                    fields.append((part.name, content.decode("utf-8", "replace")))
    except ValueError as error:
        raise Unreadable(str(error)) from error
    if not isinstance(event, Epilogue):
        raise Unreadable("the form does not end")
    return fields, files
