"""The emulator with a clock that notes what its processor time is spent on.

`python -m bench.servers.profiled FILE serve …` runs the command, and writes the seconds of each layer to FILE, as
JSON, when it ends. It begins to take notes on SIGUSR1.

Python handles a signal in the main thread alone, and only once native code has returned. So what the emulator gives to
threads is done on the event loop here, where a note finds it; and a note counts all the time since the one before, so
that native code which took several turns of the clock counts with all of them.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Executor, Future
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from specseal_emulator.cli import main

_EVERY = 0.001
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


class _Here(Executor):
    """Does work at once, in the thread that asks for it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done = Future[Any]()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


def run(arguments: list[str]) -> int:
    """Run the command and write the notes."""
    file, *command = arguments
    notes: defaultdict[str, float] = defaultdict(float)
    last = 0.0

    def note(_number: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.process_time()
        notes[layer(frame)] += now - last
        last = now

    def begin(_number: int, _frame: FrameType | None) -> None:
        nonlocal last
        last = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)

    threads: Any = import_module("specseal_emulator.http.heavy")
    threads._POOL = _Here()
    signal.signal(signal.SIGPROF, note)
    signal.signal(signal.SIGUSR1, begin)
    try:
        return main(command)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        Path(file).write_text(json.dumps(notes), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
