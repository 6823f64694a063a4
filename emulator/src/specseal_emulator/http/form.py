"""Forms: multipart/form-data by the strict parser, and application/x-www-form-urlencoded.

A form is read in chunks and counted before it is decoded, so that no single step blocks other requests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl

from multipart import (  # pyright: ignore[reportMissingTypeStubs]  # ships no types
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    content_disposition_unquote,  # pyright: ignore[reportUnknownVariableType]
    parse_options_header,  # pyright: ignore[reportUnknownVariableType]
)

from ..empty import nothing
from .heavy import HEAVY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .bounds import Bounds

_options = cast("Callable[..., tuple[str, dict[str, str]]]", parse_options_header)
_unquoted = cast("Callable[[str], str]", content_disposition_unquote)
_PIECE = 64 * 1024
_LONGEST_HEADER = 16 * 1024
"""Bytes of one header of a part; a file name of 4 KiB may have every character percent-encoded."""
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PLAIN_TYPE = re.compile(r"multipart/form-data; boundary=([0-9A-Za-z'_-]{1,70})")
_PLAIN_PART = re.compile(
    rb'\r\nContent-Disposition: form-data; name="([!#$&\'()*+,./0-9:;<=>?@A-Z\[\]^_`a-z{|}~ -]{1,200})"\r\n\r\n(.*)',
    re.DOTALL,
)
_READ = frozenset({b"content-disposition", b"content-type"})


class FormError(Exception):
    """A body that is declared as a form but cannot be parsed as one."""


class TooMuchText(Exception):
    """More text than a request may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"query and text fields are longer than {most} bytes in total")


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a form."""

    filename: str
    content_type: str
    content: bytes


Pairs = list[tuple[str, str]]
Files = list[tuple[str, Upload]]


@dataclass(slots=True)
class Form:
    """Fields and files of a form in the order sent."""

    fields: Pairs = field(default_factory=nothing)
    files: Files = field(default_factory=nothing)


def parse_form(content_type: str, body: bytes, bounds: Bounds, text_before: int = 0) -> Form:
    """The form of a body; an empty one for a body that is not a form.

    Invalid UTF-8 becomes U+FFFD. `text_before`: bytes of text that the request already has.
    Raises `FormError` for a malformed form, `TooMuchText` for one with too much text.
    """
    left = bounds.text_bytes - text_before
    if (plain := _plain(content_type, body, bounds.fields, left)) is not None:
        return Form(plain)
    media_type, options = _options(content_type)
    if media_type == "application/x-www-form-urlencoded":
        if len(body) > left:
            raise TooMuchText(bounds.text_bytes)
        return Form(parse_pairs(body.decode("utf-8", "replace"), bounds.fields))
    if media_type == "multipart/form-data":
        return _Reader(options.get("boundary", ""), bounds, left).read(body)
    return Form()


def parse_pairs(text: str, max_fields: int) -> Pairs:
    """The pairs of a query or an urlencoded form. Raises `FormError` when there are too many."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=max_fields)
    except ValueError as error:
        raise FormError(f"more than {max_fields} fields") from error


def _plain(content_type: str, body: bytes, most: int, left: int) -> Pairs | None:
    """The fields of a short form as nearly every client writes it; None for any other, which the parser then reads.

    Args: `most`, the number of fields, and `left`, the bytes of text, that it may have.
    """
    found = _PLAIN_TYPE.fullmatch(content_type) if len(body) <= HEAVY else None
    if found is None:
        return None
    delimiter = b"\r\n--" + found[1].encode()
    first, *parts = (b"\r\n" + body).split(delimiter)
    if first or len(parts) - 1 > most or parts.pop() not in {b"--", b"--\r\n"}:
        return None
    pairs: Pairs = []
    for part in parts:
        field = _PLAIN_PART.fullmatch(part)
        if field is None:
            return None
        pairs.append((field[1].decode(), field[2].decode("utf-8", "replace")))
    # of a part's head and content the line breaks, a colon and a space are not counted
    return pairs if pairs and sum(map(len, parts)) - 8 * len(parts) <= left else None


class _Parser(PushMultipartParser):  # type: ignore[misc]  # ships no types
    """The parser, which reads of a part's headers those that RFC 7578 knows, and ignores others (section 4.8)."""

    def _on_segment_headerline(self, line: bytes) -> None:
        name, colon, _ = line.partition(b":")
        if colon and _TOKEN.fullmatch(name) and name.lower() not in _READ:
            return
        super()._on_segment_headerline(line)  # pyright: ignore[reportUnknownMemberType]  # ships no types


class _Reader:
    def __init__(self, boundary: str, bounds: Bounds, text_left: int) -> None:
        self._boundary = boundary
        self._bounds = bounds
        self._left = text_left
        self._form = Form()

    def read(self, body: bytes) -> Form:
        segment: MultipartSegment | None = None
        content = bytearray()
        try:
            for event in self._events(body):
                if isinstance(event, MultipartSegment):
                    segment, content = event, bytearray()
                    self._charge(sum(len(name) + len(value) for name, value in segment.headerlist))
                elif event is not None:
                    content += event
                    if segment is not None and segment.filename is None:
                        self._charge(len(event))
                elif segment is not None:
                    self._keep(segment, bytes(content))
        except (MultipartError, LookupError, ValueError) as error:
            raise FormError(str(error) or type(error).__name__) from error
        return self._form

    def _events(self, body: bytes) -> Iterator[MultipartSegment | bytes | None]:
        count = self._bounds.fields
        with _Parser(
            self._boundary, max_segment_count=count, max_header_size=_LONGEST_HEADER, strict=True
        ) as parser:
            view = memoryview(body)
            for start in range(0, len(body), _PIECE):
                yield from parser.parse(bytes(view[start : start + _PIECE]))
            yield from parser.parse(b"")

    def _charge(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise TooMuchText(self._bounds.text_bytes)

    def _keep(self, segment: MultipartSegment, content: bytes) -> None:
        name = segment.name or ""
        if segment.filename is None:
            self._form.fields.append((name, content.decode("utf-8", "replace")))
        else:
            headers = dict(segment.headerlist)
            filename = _filename(headers["Content-Disposition"]) or segment.filename
            self._form.files.append((name, Upload(filename, segment.content_type or "", content)))


def _filename(disposition: str) -> str:
    r"""A file name as it was sent. The parser's own takes ``C:\x\a.png`` for a path and keeps its end."""
    parts = disposition.split('"', 4)
    if len(parts) == 5 and parts[2] == "; filename=" and not parts[4]:
        return _unquoted(f'"{parts[3]}"')
    return _options(disposition, unquote=_as_sent)[1].get("filename", "")


def _as_sent(text: str, _is_filename: bool) -> str:
    return _unquoted(text)
