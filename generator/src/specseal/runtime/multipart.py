"""``multipart/form-data`` in one buffer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


def new_boundary() -> str:
    """A boundary that nobody can guess."""
    return os.urandom(16).hex()


def encode_multipart(parts: Iterable[Part], boundary: str) -> bytes | None:
    """The form with its parts in order, or ``None`` when the boundary occurs inside one of them."""
    delimiter = f"--{boundary}\r\n"
    chunks: list[bytes] = []
    for part in parts:
        chunks += (f"{delimiter}{part.head()}".encode(), part.content, b"\r\n")
    expected = len(chunks) // 3 + 1
    chunks.append(f"--{boundary}--\r\n".encode())
    body = b"".join(chunks)
    return body if body.count(boundary.encode()) == expected else None


class Part:
    """One part of a form: a field, or a file when it has a file name."""

    __slots__ = ("content", "content_type", "filename", "headers", "name")

    def __init__(
        self,
        name: str,
        content: bytes,
        *,
        filename: str | None = None,
        content_type: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.name = name
        self.content = content
        self.filename = filename
        self.content_type = content_type
        self.headers = headers

    def head(self) -> str:
        """The part's header lines and the empty line after them. Names are quoted as the WHATWG form standard says."""
        text = f'Content-Disposition: form-data; name="{self.name.translate(_ESCAPES)}"'
        if self.filename is not None:
            text += f'; filename="{self.filename.translate(_ESCAPES)}"'
        if self.content_type is not None:
            text += f"\r\nContent-Type: {self.content_type}"
        for name, value in self.headers:
            text += f"\r\n{name}: {value}"
        return f"{text}\r\n\r\n"
