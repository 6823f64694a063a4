"""File arguments: read into memory, with a name and a media type.

A file is read once per call, so that every attempt, each with its own signature, sends the same.
"""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import IO, Any

from .multipart import Part, encode_form, new_boundary
from .operation import Field
from .signing import Values

FileContent = (
    bytes | bytearray | memoryview | os.PathLike[str] | IO[bytes] | Iterator[bytes] | AsyncIterator[bytes]
)
"""The bytes, a path, an open binary file, or an iterator; async iterators for async clients alone.

An open file is read from its position, which is then restored. What can be read only once is sent only once.
"""
FileInput = FileContent | tuple[str | None, FileContent] | tuple[str | None, FileContent, str | None]
"""A file, or ``(name, file)``, or ``(name, file, media type)``."""

_COROUTINE = 0x80  # as inspect.CO_COROUTINE, which is slow to import
_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"BM": "image/bmp",
}


class FormFiles:
    """The files of one call, read once, and the form that carries them."""

    def __init__(self, asynchronous: bool = False) -> None:
        self._asynchronous = asynchronous
        self._files: list[Part] = []

    def add(self, field: Field, value: FileInput) -> None:
        """Read a file. Raises as ``load_file``."""
        self._files.append(load_file(field, value))

    def new_boundary(self) -> str:
        """A random boundary that none of the files contains."""
        return new_boundary(self._files)

    def encode(self, form: Values, part_fields: Mapping[str, Field], boundary: str) -> bytes:
        """The form: its fields in order, then the files. ``part_fields`` are the fields with headers of their own."""
        return encode_form(form, part_fields, self._files, boundary)

    def stream(self, _form: Values, _part_fields: Mapping[str, Field], _boundary: str) -> Any:
        """Nothing: all of the form is in memory."""
        return None

    async def load(self) -> None:
        """Do nothing: all of the form is in memory."""


def load_file(field: Field, value: FileInput, read: Callable[[str, Any], Any] | None = None) -> Part:
    """The file as a part of a form; ``read`` replaces the function that reads it.

    Raises ``TypeError`` or ``ValueError``, naming the argument, for what cannot be sent as a file, and ``OSError``
    when reading fails.
    """
    name: str | None = None
    media_type: str | None = None
    if not isinstance(value, tuple):
        content = value
    elif len(value) == 3:
        name, content, media_type = value
    elif len(value) == 2:
        name, content = value
    else:
        raise TypeError(f"{field.argument}: a tuple must be (name, content) or (name, content, media type)")
    data = (read or read_whole)(field.argument, content)
    for text in (name, media_type):
        if text is not None and not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{field.argument}: the name and the media type of a file must be str")
    if media_type is not None and not media_type.isprintable():
        raise ValueError(f"{field.argument}: the media type contains a control character")
    if name is None:
        path: Any = content if hasattr(content, "__fspath__") else getattr(content, "name", None)
        known = isinstance(path, str) or hasattr(path, "__fspath__")
        name = os.path.basename(os.fsdecode(path) if known else "") or field.name  # noqa: PTH119
    if not _is_text(name):
        raise ValueError(
            f"{field.argument}: the file name is not valid UTF-8; pass (name, content) with one that is"
        )
    if media_type is None:
        fixed = field.content_type
        media_type = _guess(name, data) if fixed is None or "," in fixed or "*" in fixed else fixed
    return Part(field.name, data, name, media_type, field.headers)


def read_whole(argument: str, content: Any) -> bytes:
    """The bytes of a file. Raises as ``load_file``."""
    if isinstance(content, bytes):
        return content
    if type(content) in {bytearray, memoryview}:
        return bytes(content)
    refuse_unreadable(argument, content)
    if hasattr(content, "__fspath__"):
        with open(content, "rb") as file:  # noqa: PTH123 - importing pathlib is slow
            return file.read()
    try:
        position = int(content.tell()) if content.seekable() else None
    except (AttributeError, OSError, TypeError):
        position = None
    data = content.read()
    if position is not None:
        content.seek(position)
    if not isinstance(data, bytes | bytearray):
        raise TypeError(f"{argument}: reading the file returned {type(data).__name__}, not bytes")
    return bytes(data)


def refuse_unreadable(argument: str, content: Any) -> None:
    """Raise ``TypeError`` or ``ValueError`` for what is neither a path nor an open binary file."""
    if isinstance(content, str):
        raise TypeError(f"{argument}: a str is ambiguous; pass bytes or a pathlib.Path")
    if hasattr(content, "__fspath__"):
        if "\0" in os.fsdecode(content):
            raise ValueError(f"{argument}: the path contains a null character")
        return
    if isinstance(content, io.TextIOBase):
        raise TypeError(f"{argument}: the file is open in text mode; open it with 'rb'")
    read = getattr(content, "read", None)
    if read is None:
        raise TypeError(
            f"{argument}: {type(content).__name__} is not a file; pass bytes, a path or a binary file"
        )
    if getattr(content, "closed", False) is True:
        raise ValueError(f"{argument}: the file is closed; pass an open one, or its content as bytes")
    if getattr(getattr(read, "__code__", None), "co_flags", 0) & _COROUTINE:
        raise TypeError(f"{argument}: {type(content).__name__} is async; pass (name, await file.read())")


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _guess(name: str, data: Any) -> str:
    for magic, media_type in _MAGIC.items():
        if isinstance(data, bytes) and data.startswith(magic):
            return media_type
    from mimetypes import MimeTypes  # noqa: PLC0415 - few names are looked at

    known = MimeTypes()  # Python's own table, not the machine's
    return known.guess_type(name)[0] or known.guess_type(name, strict=False)[0] or "application/octet-stream"
