"""Waiting for what the journal will show, and telling which callbacks never arrive."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .state import Entry

CALLBACK = "callback"
"""The operation of a journal entry that is an attempt to deliver a callback."""
_REFUSED = "refused: "
_PAUSE = 0.01


class CallbackNotDelivered(AssertionError):
    """A callback will not arrive: its target was refused, or no attempt was accepted. The text says why."""


class CallbackRefusedWarning(UserWarning):
    """The emulator did not try to deliver a callback, because its target is not allowed."""


def wait_for(
    entries: Callable[[], Iterable[Entry]], operation: str, *, after: int, timeout: float, attempts: int
) -> Entry:
    """The oldest entry of an operation that is newer than the entry `after`, as soon as it is there.

    For `callback` it is the attempt that the receiver accepted. Args: `entries` gives the journal; `timeout` in
    seconds; `attempts`, how often a callback is tried. Raises `CallbackNotDelivered` as soon as that is known, and
    `TimeoutError`, which says what the journal has instead.
    """
    end = time.monotonic() + timeout
    while True:
        found = [entry for entry in entries() if entry.id > after]
        for entry in found:
            if entry.operation == operation and (operation != CALLBACK or _has_arrived(entry, attempts)):
                return entry
        left = end - time.monotonic()
        if left <= 0:
            seen = ", ".join(f"{entry.operation or entry.path} {entry.status}" for entry in found[-10:])
            raise TimeoutError(f"no {operation} within {timeout:g} s; the journal has {seen or 'no entry'}")
        time.sleep(min(_PAUSE, left))


def refused(entries: Iterable[Entry]) -> list[str]:
    """Why callbacks were not even tried, one text each, with the address."""
    return [
        f"the callback to {entry.path} was {entry.why}"
        for entry in entries
        if entry.operation == CALLBACK and _is_refused(entry)
    ]


def _has_arrived(entry: Entry, attempts: int) -> bool:
    if 200 <= entry.status < 300:
        return True
    if _is_refused(entry) or int(entry.notes.get("attempt", "1")) >= attempts:
        raise CallbackNotDelivered(f"the callback to {entry.path}: {entry.why}")
    return False


def _is_refused(entry: Entry) -> bool:
    return not entry.status and entry.why.startswith(_REFUSED)
