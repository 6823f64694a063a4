"""Work that is done in the background, without a request."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOK_EVERY = 0.2
_log = logging.getLogger("specseal_emulator")


class Task(Protocol):
    """A background task."""

    def __call__(self) -> bool:
        """Do what is due; True while work may be left."""
        ...


class BackgroundTasks:
    """One thread that runs all background tasks, several times a second while any of them has work left."""

    def __init__(self, hide: Callable[[str], str] = str) -> None:
        """Args: `hide` masks secrets in texts before they are logged."""
        self._hide = hide
        self._tasks: list[Task] = []
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._closed = False

    def add(self, task: Task) -> None:
        """Add a task; it runs at every `wake`."""
        self._tasks.append(task)

    def wake(self) -> None:
        """Run all tasks now, and again until no work is left."""
        with self._lock:
            if self._closed:
                return
            self._news.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="specseal-background", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop once the running task has finished."""
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
            for task in tuple(self._tasks):
                try:
                    busy = task() or busy
                except Exception as error:
                    if self._closed:
                        return
                    _log.error(
                        "a background task failed and will run again: %s",
                        self._hide(f"{type(error).__name__}: {error}"),
                    )
                    busy = True
            self._news.wait(_LOOK_EVERY if busy else None)
