"""Uploads that need not fit into memory: files and iterators, read piece by piece while they are sent.

What is small is read at once, as everything is whose bytes a signature covers. The rest is read anew for each attempt;
what cannot be read twice is sent once, and its call is not retried.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from stat import S_ISREG
from typing import IO, Any, TypeAlias

from .errors import ClientError
from .files import FormFiles, load_file, read_whole, refuse_unreadable
from .multipart import pieces
from .operation import Field
from .parts import Ready, Unread, Whole
from .signing import Values

Content: TypeAlias = bytes | bytearray | memoryview | os.PathLike[str] | IO[bytes] | Iterable[bytes]
"""The bytes of a body: in memory, in a file by its path, in an open binary file, or from an iterator."""
AsyncContent: TypeAlias = Content | AsyncIterable[bytes]
"""As ``Content``, or from an async iterator."""

IN_MEMORY = 1024 * 1024  # bytes: files that are not longer are read at once
MOST_SIGNED = 256 * 1024 * 1024  # bytes that are read into memory because a signature covers them
_PIECE = 64 * 1024  # bytes that are read and sent at a time


class Upload:
    """Bytes that are read while they are sent: all of them, once per attempt."""

    def __init__(
        self,
        argument: str,
        source: Any,
        asynchronous: bool,
        length: int | None = None,
        position: int | None = None,
    ) -> None:
        self.length = length
        self._argument = argument
        self._asynchronous = asynchronous
        self._source = source
        self._position = position  # of an open file that can be read again
        self._content: bytes | None = None
        self._begun = False
        path, file = hasattr(source, "__fspath__"), hasattr(source, "read")
        again = position is not None if file else path or not hasattr(source, "__next__")
        self._once = not again or hasattr(source, "__anext__")

    @property
    def spent(self) -> bool:
        """Whether it was read, and cannot be read again."""
        return self._begun and self._once and self._content is None

    def read(self) -> bytes:
        """All of it. Raises ``Unread`` for what must be awaited, and ``ValueError`` when it is too long to keep."""
        if self._content is None:
            if self._asynchronous:
                raise Unread
            self._content = self._joined(self.chunks())
            self.length = len(self._content)
        return self._content

    async def load(self) -> None:
        """Read all of it into memory. Raises as ``read``."""
        found: list[bytes] = []
        length = 0
        async for piece in self.achunks():
            length += len(piece)
            self._bounded(length)
            found.append(piece)
        self._content = b"".join(found)
        self.length = length

    def chunks(self) -> Iterator[bytes]:
        """Its pieces, from the beginning. Raises ``ClientError`` when reading fails."""
        if self._content is not None:
            yield self._content
            return
        self._begun = True
        try:
            for piece in self._pieces():
                yield self._checked(piece)
        except Exception as error:  # of the caller's iterator, too
            raise self._failed(error) from error

    async def achunks(self) -> AsyncIterator[bytes]:
        """As ``chunks``, without blocking for a file."""
        import asyncio  # noqa: PLC0415 - slow to import, and loaded by now

        if self._content is None and hasattr(self._source, "__aiter__"):
            self._begun = True
            try:
                async for piece in self._source:
                    yield self._checked(piece)
            except Exception as error:  # of the caller's iterator, too
                raise self._failed(error) from error
            return
        waits = hasattr(self._source, "read") or hasattr(self._source, "__fspath__")
        found = self.chunks()
        while True:
            piece = await asyncio.to_thread(next, found, None) if waits else next(found, None)
            if piece is None:
                return
            yield piece

    def _pieces(self) -> Iterator[Any]:
        if hasattr(self._source, "__fspath__"):
            with open(self._source, "rb") as file:  # noqa: PTH123 - importing pathlib is slow
                yield from iter(lambda: file.read(_PIECE), b"")
        elif hasattr(self._source, "read"):
            if self._position is not None:
                self._source.seek(self._position)
            try:
                yield from iter(lambda: self._source.read(_PIECE), b"")
            finally:
                if self._position is not None:
                    self._source.seek(self._position)
        else:
            yield from self._source

    def _checked(self, piece: Any) -> bytes:
        if isinstance(piece, bytes | bytearray | memoryview):
            return bytes(piece)  # pyright: ignore[reportUnknownArgumentType]
        raise TypeError(f"{self._argument}: reading returned {type(piece).__name__}, not bytes")

    def _failed(self, error: Exception) -> ClientError:
        return ClientError(f"{self._argument}: reading the body failed: {type(error).__name__}: {error}")

    def _joined(self, found: Iterable[bytes]) -> bytes:
        whole: list[bytes] = []
        length = 0
        for piece in found:
            length += len(piece)
            self._bounded(length)
            whole.append(piece)
        return b"".join(whole)

    def _bounded(self, length: int) -> None:
        if length > MOST_SIGNED:
            raise ValueError(
                f"{self._argument}: is longer than the {MOST_SIGNED} bytes that can be signed; the signature covers"
                " the whole body"
            )

    def __repr__(self) -> str:
        return f"<Upload of {self._argument}>"


class Joined:
    """A form with uploads among its parts."""

    def __init__(self, found: list[bytes | Upload]) -> None:
        self._found = found
        lengths = [len(one) if isinstance(one, bytes) else one.length for one in found]
        known = [one for one in lengths if one is not None]
        self.length = sum(known) if len(known) == len(lengths) else None

    @property
    def spent(self) -> bool:
        """Whether a part was read that cannot be read again."""
        return any(one.spent for one in self._found if isinstance(one, Upload))

    def read(self) -> bytes:
        """All of it. Raises as ``Upload.read``."""
        return b"".join([one if isinstance(one, bytes) else one.read() for one in self._found])

    async def load(self) -> None:
        """Read all of it into memory. Raises as ``Upload.read``."""
        for one in self._found:
            if isinstance(one, Upload):
                await one.load()

    def chunks(self) -> Iterator[bytes]:
        """Its pieces. Raises ``ClientError`` when reading fails."""
        for one in self._found:
            if isinstance(one, bytes):
                yield one
            else:
                yield from one.chunks()

    async def achunks(self) -> AsyncIterator[bytes]:
        """As ``chunks``."""
        for one in self._found:
            if isinstance(one, bytes):
                yield one
            else:
                async for piece in one.achunks():
                    yield piece


class StreamedForm(FormFiles):
    """A form whose long files are read while it is sent."""

    def add(self, field: Field, value: Any) -> None:
        """Read a file, or open it. Raises as ``load_file``."""
        self._files.append(load_file(field, value, self._opened))

    def _opened(self, argument: str, content: Any) -> Any:
        if hasattr(content, "__iter__") and not hasattr(content, "__next__") and not hasattr(content, "read"):
            return read_whole(argument, content)  # bytes; anything else, such as a list, is no file
        return opened(argument, content, self._asynchronous)

    def stream(self, form: Values, part_fields: Mapping[str, Field], boundary: str) -> Joined | None:
        """The form as a stream; ``None`` if all of it is in memory."""
        if all(isinstance(file.content, bytes) for file in self._files):
            return None
        return Joined(pieces(form, part_fields, self._files, boundary))

    def encode(self, form: Values, part_fields: Mapping[str, Field], boundary: str) -> bytes:
        """The form in memory. Raises as ``Upload.read``."""
        return Joined(pieces(form, part_fields, self._files, boundary)).read()

    async def load(self) -> None:
        """Read all files into memory. Raises as ``Upload.read``."""
        for file in self._files:
            if isinstance(file.content, Upload):
                await file.content.load()


def upload(field: Field, value: Any, media_type: str, asynchronous: bool) -> Whole:
    """A body of bytes. Raises as ``opened``."""
    found = opened(field.argument, value, asynchronous)
    if "*" in media_type:
        media_type = "application/octet-stream"
    return Ready(found, media_type) if isinstance(found, bytes) else Streamed(found, media_type)


def opened(argument: str, content: Any, asynchronous: bool) -> bytes | Upload:
    """The bytes, where they are few, or an upload.

    Raises ``TypeError`` or ``ValueError``, naming the argument, for what cannot be read, and ``OSError``.
    """
    if isinstance(content, bytes | bytearray | memoryview):
        return bytes(content)  # pyright: ignore[reportUnknownArgumentType]
    if hasattr(content, "__aiter__") and not hasattr(content, "read"):
        if not asynchronous:
            raise TypeError(f"{argument}: an async iterator needs the async client")
        return Upload(argument, content, asynchronous)
    if hasattr(content, "__iter__") and not (isinstance(content, str) or hasattr(content, "read")):
        return Upload(argument, content, asynchronous)
    refuse_unreadable(argument, content)
    length, position = _extent(content)
    if length is not None and length <= IN_MEMORY:
        return read_whole(argument, content)
    return Upload(argument, content, asynchronous, length, position)


def _extent(content: Any) -> tuple[int | None, int | None]:
    """The length of a file from where it is read, and that position; ``None`` where they are unknown."""
    if hasattr(content, "__fspath__"):
        found = os.stat(content)  # noqa: PTH116 - importing pathlib is slow
        return (found.st_size if S_ISREG(found.st_mode) else None), None
    try:
        if not content.seekable():
            return None, None
        position = int(content.tell())
        length = int(content.seek(0, os.SEEK_END)) - position
        content.seek(position)
    except (AttributeError, OSError, TypeError):
        return None, None
    return max(length, 0), position


class Streamed:
    """A body that is one upload."""

    def __init__(self, upload: Upload, media_type: str) -> None:
        self.stream = upload
        self.media_type = media_type

    def read(self) -> bytes:
        """All of it. Raises as ``Upload.read``."""
        return self.stream.read()
