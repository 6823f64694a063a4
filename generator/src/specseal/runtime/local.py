"""Values that belong to one process, and to one event loop in it.

Locks, semaphores and connections must not be used by a fork of their owner, nor by an event loop other than the one
that made them, even while both loops run. That is ensured here, and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")
Owner: TypeAlias = "tuple[int, Any]"  # a process and, for what is awaited, an event loop


class Local(Generic[T]):
    """A value for each owner, made on first use. Safe to share between threads."""

    def __init__(self, make: Callable[[], T], *, per_loop: bool) -> None:
        self._make = make
        self._per_loop = per_loop
        self._values: dict[Owner, T] = {}

    def get(self) -> T:
        """The value of the current owner."""
        owner = (os.getpid(), _loop() if self._per_loop else None)
        found = self._values.get(owner)
        if found is None:
            for pid, loop in list(self._values):  # a parent and closed loops will not use theirs any more
                if pid != owner[0] or (loop is not None and loop.is_closed()):
                    self._values.pop((pid, loop), None)
            found = self._values.setdefault(owner, self._make())
        return found

    def of_this_process(self) -> list[tuple[Any, T]]:
        """The values of this process, each with the event loop that it belongs to."""
        return [(loop, value) for (pid, loop), value in list(self._values.items()) if pid == os.getpid()]


def _loop() -> Any:
    import asyncio  # noqa: PLC0415 - slow to import where nobody has a loop

    return asyncio.get_running_loop()
