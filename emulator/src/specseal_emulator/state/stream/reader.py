"""The process that reads a long seed for another one: see `apart.py`."""

from __future__ import annotations

import gc
import json
import marshal
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ...listing import Index
from ..bulk import prepare
from ..chunks import chunks
from ..seedfile import SeedError
from .apart import END, ERROR, LENGTH, PROGRESS, RECORDS
from .load import SeedStream

if TYPE_CHECKING:
    from collections.abc import Mapping


def send_records(path: Path, indexes: Mapping[str, Index], stream: BinaryIO) -> None:
    """Read a file and send its records, ready to be written."""

    def send(*frame: Any) -> None:
        body = marshal.dumps(frame)
        stream.write(LENGTH.pack(len(body)) + body)

    def progress(path: Path, rows: int, share: float) -> None:  # noqa: ARG001
        send(PROGRESS, rows, share)

    try:
        for chunk in chunks(SeedStream(path, progress).records()):
            send(RECORDS, [prepare(record, indexes) for record in chunk])
        send(END)
    except SeedError as error:
        send(ERROR, str(error))
    stream.flush()


def main() -> None:
    """What the process runs. Args: the file, on the command line."""
    gc.disable()  # rows make no cycles
    indexes = {kind: Index.parse(definition) for kind, definition in json.load(sys.stdin.buffer).items()}
    try:
        send_records(Path(sys.argv[1]), indexes, sys.stdout.buffer)
    except BrokenPipeError:  # nobody wants the rest
        os._exit(1)
