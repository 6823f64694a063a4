"""Forms: multipart/form-data by the strict parser, and application/x-www-form-urlencoded."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from multipart import (  # pyright: ignore[reportMissingTypeStubs]  # ships no types
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,  # pyright: ignore[reportUnknownVariableType]
)


class FormError(Exception):
    """A body that says it is a form and cannot be read as one."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a form."""

    filename: str
    content_type: str
    content: bytes


Pairs = list[tuple[str, str]]
Files = list[tuple[str, Upload]]


def parse_form(content_type: str, body: bytes, max_fields: int) -> tuple[Pairs, Files]:
    """Fields and files of a form in the order sent; both empty for a body that is no form.

    Text that is not UTF-8 comes out with U+FFFD in it. Raises `FormError` for a form that cannot be read.
    """
    media_type: str
    options: dict[str, str]
    media_type, options = parse_options_header(content_type)
    if media_type == "application/x-www-form-urlencoded":
        return parse_pairs(body.decode("utf-8", "replace"), max_fields), []
    if media_type == "multipart/form-data":
        return _multipart(options.get("boundary", ""), body, max_fields)
    return [], []


def parse_pairs(text: str, max_fields: int) -> Pairs:
    """The pairs of a query or an urlencoded form. Raises `FormError` when there are too many."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=max_fields)
    except ValueError as error:
        raise FormError(f"more than {max_fields} fields") from error


def _multipart(boundary: str, body: bytes, max_fields: int) -> tuple[Pairs, Files]:
    fields: Pairs = []
    files: Files = []
    segment: MultipartSegment | None = None
    content = bytearray()
    try:
        with PushMultipartParser(boundary, max_segment_count=max_fields, strict=True) as parser:
            for event in [*parser.parse(body), *parser.parse(b"")]:
                if isinstance(event, MultipartSegment):
                    segment, content = event, bytearray()
                elif event is not None:
                    content += event
                elif segment is not None:
                    _keep(segment, bytes(content), fields, files)
    except (MultipartError, LookupError, ValueError) as error:
        raise FormError(str(error) or type(error).__name__) from error
    return fields, files


def _keep(segment: MultipartSegment, content: bytes, fields: Pairs, files: Files) -> None:
    name = segment.name or ""
    if segment.filename is None:
        fields.append((name, content.decode("utf-8", "replace")))
    else:
        files.append((name, Upload(segment.filename, segment.content_type or "", content)))
