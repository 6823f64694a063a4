"""Reading a long seed in a process of its own, while this one writes what has been read.

It is told on stdin how records are listed, as JSON. It sends frames on stdout: their length in four bytes, then a tuple
as `marshal` writes it, which is the quickest way between two processes of one Python.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

from ..seedfile import SeedError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from ...listing import Index
    from ..store import Prepared

RECORDS, PROGRESS, ERROR, END = "records", "progress", "error", "end"
"""What the first item of a frame says that it holds."""
LENGTH = struct.Struct(">I")


class Progress(Protocol):
    """Told now and then how far a file has been read."""

    def __call__(self, path: Path, rows: int, share: float) -> None:
        """Args: `rows` so far; `share` of the file's bytes, from 0 to 1."""
        ...


def is_possible() -> bool:
    """Whether there is a second core, and a Python to start."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores > 1 and bool(sys.executable)


def read_apart(
    path: Path, indexes: Mapping[str, Index], progress: Progress | None
) -> Generator[Prepared, None, None]:
    """See `SeedStream.prepared`."""
    # modules come from where this process has them from, and never from the working directory
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", "-c", f"from {__package__}.reader import main; main()", str(path)]
    with subprocess.Popen(  # noqa: S603 - this Python, and a module of this package
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as reader:
        try:
            with contextlib.suppress(BrokenPipeError), cast("BinaryIO", reader.stdin) as told:
                told.write(json.dumps({kind: index.definition() for kind, index in indexes.items()}).encode())
            for kind, *content in _frames(cast("BinaryIO", reader.stdout)):
                if kind == RECORDS:
                    yield from content[0]
                elif kind == PROGRESS and progress:
                    progress(path, *content)
                elif kind == ERROR:
                    raise SeedError(content[0])
                elif kind == END:
                    return
            raise SeedError(f"{path}: the process that reads it has ended")
        finally:
            reader.kill()


def _frames(stream: BinaryIO) -> Iterator[tuple[Any, ...]]:
    while len(head := stream.read(LENGTH.size)) == LENGTH.size:
        body = stream.read(LENGTH.unpack(head)[0])
        try:
            yield marshal.loads(body)  # noqa: S302 - of a process that this one has started
        except (EOFError, ValueError):  # it ended within a frame
            return
