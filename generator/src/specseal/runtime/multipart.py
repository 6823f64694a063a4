"""``multipart/form-data`` (RFC 7578), encoded into one buffer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import urandom
from typing import Any, NamedTuple

from .operation import Field
from .primitives import pairs
from .signing import Values

_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class Part(NamedTuple):
    """One part of a form: a field, or a file when it has a file name.

    ``content`` is bytes, unless it is read while it is sent.
    """

    name: str
    content: Any
    filename: str | None = None
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def head(self) -> str:
        """The part's header lines and the empty line after them. Names are escaped as in the WHATWG form standard."""
        text = f'Content-Disposition: form-data; name="{self.name.translate(_ESCAPES)}"'
        if self.filename is not None:
            text += f'; filename="{self.filename.translate(_ESCAPES)}"'
        if self.content_type is not None:
            text += f"\r\nContent-Type: {self.content_type}"
        for name, value in self.headers:
            text += f"\r\n{name}: {value}"
        return f"{text}\r\n\r\n"


def new_boundary(files: Iterable[Part]) -> str:
    """A random boundary that none of the files contains."""
    while True:
        boundary = urandom(16).hex()
        if not any(boundary.encode() in file.content for file in files if isinstance(file.content, bytes)):
            return boundary


def encode_form(
    form: Values, part_fields: Mapping[str, Field], files: Iterable[Part], boundary: str
) -> bytes:
    """The form: its fields in order, then its files. ``part_fields`` are those with headers of their own."""
    return b"".join(pieces(form, part_fields, files, boundary))


def pieces(form: Values, part_fields: Mapping[str, Field], files: Iterable[Part], boundary: str) -> list[Any]:
    """What ``encode_form`` joins; the contents of files as they are."""
    chunks: list[Any] = []
    for name, value in pairs(form):
        field = part_fields.get(name)
        part = Part(name, value.encode())
        if field is not None:
            part = part._replace(content_type=field.content_type, headers=field.headers)
        chunks += (f"--{boundary}\r\n{part.head()}".encode(), part.content, b"\r\n")
    for part in files:
        chunks += (f"--{boundary}\r\n{part.head()}".encode(), part.content, b"\r\n")
    chunks.append(f"--{boundary}--\r\n".encode())
    return chunks
