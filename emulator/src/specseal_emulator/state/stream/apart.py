"""Reading a long seed in a process of its own, while this one writes what has been read.

It sends frames on stdout: their length in four bytes, then a tuple as `marshal` writes it, which is the quickest way
between two processes of one Python.
"""

from __future__ import annotations

import gc
import marshal
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from ..chunks import chunks
from ..seedfile import SeedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..store import Dumped
    from .load import Progress

_RECORDS, _PROGRESS, _ERROR, _END = "records", "progress", "error", "end"
_LENGTH = struct.Struct(">I")


def is_possible() -> bool:
    """Whether there is a second core, and a Python to start."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores > 1 and bool(sys.executable)


def read_apart(path: Path, progress: Progress | None) -> Iterator[Dumped]:
    """The records of a file. Raises `SeedError` as `SeedStream.records` does."""
    command = [sys.executable, "-c", f"from {__name__} import main; main()", str(path)]
    with subprocess.Popen(  # noqa: S603 - this Python, and a module of this package
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as reader:
        try:
            for kind, *content in _frames(cast("BinaryIO", reader.stdout)):
                if kind == _RECORDS:
                    yield from content[0]
                elif kind == _PROGRESS and progress:
                    progress(path, *content)
                elif kind == _ERROR:
                    raise SeedError(content[0])
                elif kind == _END:
                    return
            raise SeedError(f"{path}: the process that reads it has ended")
        finally:
            reader.kill()


def _frames(stream: BinaryIO) -> Iterator[tuple[Any, ...]]:
    while len(head := stream.read(_LENGTH.size)) == _LENGTH.size:
        body = stream.read(_LENGTH.unpack(head)[0])
        try:
            yield marshal.loads(body)  # noqa: S302 - of a process that this one has started
        except (EOFError, ValueError):  # it ended within a frame
            return


def send_records(path: Path, stream: BinaryIO) -> None:
    """Read a file and send its records."""
    from .load import SeedStream  # noqa: PLC0415 - which imports this module

    def send(*frame: Any) -> None:
        body = marshal.dumps(frame)
        stream.write(_LENGTH.pack(len(body)) + body)

    def progress(path: Path, rows: int, share: float) -> None:  # noqa: ARG001
        send(_PROGRESS, rows, share)

    try:
        for chunk in chunks(SeedStream(path, progress).read()):
            send(_RECORDS, chunk)
        send(_END)
    except SeedError as error:
        send(_ERROR, str(error))
    stream.flush()


def main() -> None:
    """What the process runs. Args: the file, on the command line."""
    gc.disable()  # rows make no cycles
    try:
        send_records(Path(sys.argv[1]), sys.stdout.buffer)
    except BrokenPipeError:  # nobody wants the rest
        os._exit(1)
