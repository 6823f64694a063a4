"""The emulator with a clock that notes every millisecond of processor time what it is doing.

`python -m bench.servers.profiled FILE serve …` runs the command, and writes the number of notes by layer to FILE, as
JSON, when it ends. It begins to take notes on SIGUSR1.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections import Counter
from pathlib import Path
from types import FrameType

from specseal_emulator.cli import main

_EVERY = 0.001
_WAITING = "concurrent/futures/thread.py"
"""Where a thread of a pool waits for work."""
SERVER, READING = "the web server and the event loop", "reading the request and its form"
Layers = tuple[tuple[str, tuple[str, ...]], ...]
"""Layers, and what ``PATH:FUNCTION`` of their code holds; the first one that fits counts."""
LAYERS: Layers = (
    ("writing the journal", ("state/journal.py", "state/entry.py", "state/masking.py", "state/secrets.py")),
    ("decoding the picture", ("/PIL/", "/images.py", "generic/files.py")),
    ("reading and writing the store", ("specseal_emulator/state/",)),
    ("checking the signature", ("/sign.py", "/signing.py", "/signatures.py", "/recipe/", "/hmac.py")),
    ("checking parameters by the contract", ("specseal_emulator/contract/",)),
    (READING, ("specseal_emulator/http/", "/multipart.py")),
    ("deciding and responding", ("specseal_emulator/",)),
    (SERVER, ("/uvicorn/", "/asyncio/", "/uvloop/")),
)
OTHERS = "all else"


def layer(frame: FrameType | None, layers: Layers = LAYERS) -> str:
    """The layer of the innermost frame that has one."""
    while frame is not None:
        path = frame.f_code.co_filename
        # of the web server, what is ours on top of it
        if path.endswith("http/connection.py"):
            return SERVER
        place = f"{path}:{frame.f_code.co_name}"
        for name, parts in layers:
            if any(part in place for part in parts):
                return name
        frame = frame.f_back
    return OTHERS


def _busy() -> FrameType | None:
    """Where a thread is that handles a request beside the event loop."""
    frames = sys._current_frames()  # pyright: ignore[reportPrivateUsage] - documented all the same
    for thread in threading.enumerate():
        frame = frames.get(thread.ident or 0) if thread.name.startswith("specseal-heavy") else None
        if frame is not None and not frame.f_code.co_filename.endswith(_WAITING):
            return frame
    return None


def run(arguments: list[str]) -> int:
    """Run the command and write the notes."""
    file, *command = arguments
    notes: Counter[str] = Counter()

    def note(_number: int, frame: FrameType | None) -> None:
        notes[layer(_busy() or frame)] += 1

    def begin(_number: int, _frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)

    signal.signal(signal.SIGPROF, note)
    signal.signal(signal.SIGUSR1, begin)
    try:
        return main(command)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        Path(file).write_text(json.dumps(notes), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
