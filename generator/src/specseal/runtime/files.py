"""File arguments: what callers may give, read into memory, with a name and a media type."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .encode import scalar
from .multipart import Part

if TYPE_CHECKING:
    from .operation import Field

FileContent = bytes | bytearray | memoryview | os.PathLike[str] | IO[bytes]
"""The bytes, a path, or an open binary file. An open file is read from where it stands and put back there."""
FileInput = FileContent | tuple[str | None, FileContent] | tuple[str | None, FileContent, str | None]
"""A file, or ``(name, file)``, or ``(name, file, media type)``."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
)
_SUFFIXES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jfif": "image/jpeg",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".txt": "text/plain",
    ".zip": "application/zip",
}


def load_file(field: Field, value: FileInput) -> Part:
    """The whole file as a part of a form.

    Raises ``TypeError`` for anything that is not a file, naming the argument, and ``OSError`` when reading fails.
    """
    name: str | None = None
    media_type: str | None = None
    if isinstance(value, tuple):
        if len(value) == 3:
            name, content, media_type = value
        elif len(value) == 2:
            name, content = value
        else:
            raise TypeError(
                f"{field.argument}: a tuple must be (name, content) or (name, content, media type)"
            )
    else:
        content = value
    data = _read(field.argument, content)
    for text in (name, media_type):
        if text is not None and not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{field.argument}: the name and the media type of a file are str")
        scalar(field.argument, text or "")
    if media_type is not None and not media_type.isprintable():
        raise ValueError(f"{field.argument}: the media type holds a control character")
    if name is None:
        name = _name_of(content) or field.name
    if media_type is None:
        fixed = field.content_type
        if fixed is None or "," in fixed or "*" in fixed:
            fixed = _guess(name, data)
        media_type = fixed
    return Part(field.name, data, filename=name, content_type=media_type, headers=field.headers)


def _read(argument: str, content: Any) -> bytes:
    if isinstance(content, bytes):
        return content
    if type(content) in {bytearray, memoryview}:
        return bytes(content)
    if isinstance(content, str):
        raise TypeError(f"{argument}: a str is neither content nor a path; give bytes or a pathlib.Path")
    if hasattr(content, "__fspath__"):
        return Path(content).read_bytes()
    if isinstance(content, io.TextIOBase):
        raise TypeError(f"{argument}: the file is open in text mode; open it with 'rb'")
    read = getattr(content, "read", None)
    if read is None:
        raise TypeError(
            f"{argument}: {type(content).__name__} is not a file; give bytes, a path or a binary file"
        )
    position = _position(content)
    data = read()
    if position is not None:
        content.seek(position)
    if not isinstance(data, bytes | bytearray):
        raise TypeError(f"{argument}: reading the file gave {type(data).__name__}, not bytes")
    return bytes(data)


def _position(content: Any) -> int | None:
    try:
        return int(content.tell()) if content.seekable() else None
    except (AttributeError, OSError):
        return None


def _name_of(content: Any) -> str | None:
    path = content if hasattr(content, "__fspath__") else getattr(content, "name", None)
    return Path(path).name or None if isinstance(path, str | Path) else None


def _guess(name: str, data: bytes) -> str:
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    return _SUFFIXES.get(Path(name).suffix.lower(), "application/octet-stream")
