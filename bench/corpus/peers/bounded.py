"""Runs a function in a forked process, bounded in processor time, wall time and memory."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_CHUNK = 1 << 16
_SLOWEST = 4
"""Wall time that is granted, in multiples of the processor time: the machine may be busy."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of it."""

    value: Any = None
    """What the function returned, through JSON; ``None`` when it did not."""
    why: str = ""
    """Why it did not: the exception, or the bound that it met."""
    crashed: bool = False
    """Whether an exception got out that is no refusal, or a bound was met."""
    seconds: float = 0.0
    """Processor time, with that of its own child processes."""
    megabytes: float = 0.0


def bounded(
    action: Callable[[], Any],
    *,
    seconds: int,
    megabytes: int,
    refusals: tuple[type[Exception], ...] = (),
) -> Ended:
    """Call a function in a process of its own; exceptions of ``refusals`` are its way to say no."""
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(readable)
        _child(action, writable, seconds, megabytes, refusals)
    os.close(writable)
    text, timely = _read(readable, time.monotonic() + _SLOWEST * seconds)
    if not timely:
        os.kill(pid, signal.SIGKILL)
    os.close(readable)
    _, status, used = os.wait4(pid, 0)
    # in KiB, but in bytes on macOS
    largest = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    seconds_used = used.ru_utime + used.ru_stime
    if text:
        return Ended(**json.loads(text), seconds=seconds_used, megabytes=largest)
    ended = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    limit = not timely or ended in {-signal.SIGXCPU, -signal.SIGKILL}
    why = f"more than {seconds} s" if limit else f"ended with {ended}"
    return Ended(why=why, crashed=True, seconds=seconds_used, megabytes=largest)


def _read(readable: int, until: float) -> tuple[bytes, bool]:
    """All that is written, and whether it ended in time."""
    text = b""
    while (left := until - time.monotonic()) > 0:
        if not select.select([readable], [], [], left)[0]:
            continue
        chunk = os.read(readable, _CHUNK)
        if not chunk:
            return text, True
        text += chunk
    return b"", False


def _child(
    action: Callable[[], Any],
    writable: int,
    seconds: int,
    megabytes: int,
    refusals: tuple[type[Exception], ...],
) -> None:
    """Never returns."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    silent = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(silent, standard)
    try:
        outcome = {"value": action()}
    except refusals as error:
        outcome = {"why": _said(error)}
    except MemoryError:
        outcome = {"why": f"more than {megabytes} MB", "crashed": True}
    except BaseException as error:  # SystemExit, too: what it says is the measure
        outcome = {"why": f"{type(error).__name__}: {_said(error)}", "crashed": True}
    with os.fdopen(writable, "w", encoding="utf-8") as stream:
        json.dump(outcome, stream)
    os._exit(0)


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
