"""What must be looked after at regular intervals, beside the requests."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOK_EVERY = 0.2
_log = logging.getLogger("specseal_emulator")


class Chore(Protocol):
    """Something to look after."""

    def __call__(self) -> bool:
        """Do what is due; True while there may be more to come."""
        ...


class Chores:
    """One thread that does all chores, several times a second while any of them has more to come."""

    def __init__(self, hide: Callable[[str], str] = str) -> None:
        """Args: `hide`, what is done to texts before they are logged."""
        self._hide = hide
        self._chores: list[Chore] = []
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._closed = False

    def add(self, chore: Chore) -> None:
        """Have something looked after, whenever somebody wakes."""
        self._chores.append(chore)

    def wake(self) -> None:
        """Look after everything now, and from now on until nothing is left."""
        with self._lock:
            if self._closed:
                return
            self._news.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="specseal-chores", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop when what is under way is done."""
        with self._lock:
            self._closed = True
            thread = self._thread
            self._news.set()
        if thread:
            thread.join()

    def _run(self) -> None:
        while not self._closed:
            self._news.clear()
            busy = False
            for chore in tuple(self._chores):
                try:
                    busy = chore() or busy
                except Exception as error:
                    if self._closed:
                        return
                    _log.error(
                        "a chore failed; it goes on: %s", self._hide(f"{type(error).__name__}: {error}")
                    )
                    busy = True
            self._news.wait(_LOOK_EVERY if busy else None)
