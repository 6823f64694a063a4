"""Bounds that a client keeps by itself, so that a batch runs at the vendor's limit and not into it."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from .errors import APITimeoutError
from .request import PreparedRequest

if TYPE_CHECKING:
    import asyncio


class RateLimit:
    """At most so many calls within any window of so many seconds. Safe to share between threads and tasks.

    The window is a twentieth longer than it says, because calls do not travel equally long.
    """

    def __init__(self, calls: int, seconds: float) -> None:
        self._seconds = seconds * 1.05
        self._starts: deque[float] = deque(maxlen=calls)
        self._lock = threading.Lock()

    def reserve(self, now: float) -> float:
        """Take the next place. Gives the seconds until it, 0 when that is now."""
        with self._lock:
            full = len(self._starts) == self._starts.maxlen
            start = max(now, self._starts[0] + self._seconds) if full else now
            self._starts.append(start)  # and drops the oldest
            return start - now


class Slots:
    """At most so many calls at the same time, over all threads."""

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)

    async def take(self, request: PreparedRequest) -> threading.Semaphore:
        """Wait for a free place, and give what to release. Raises ``APITimeoutError`` after the pool timeout."""
        if not self._free.acquire(timeout=request.pool_timeout):
            raise _none_free(request)
        return self._free


class AsyncSlots:
    """At most so many calls at the same time, over the tasks of an event loop."""

    def __init__(self, count: int) -> None:
        import asyncio  # noqa: PLC0415 - dear to import where nobody has a loop

        self._asyncio = asyncio
        self._count = count
        self._owner: tuple[object, asyncio.Semaphore] = (None, asyncio.Semaphore(count))

    async def take(self, request: PreparedRequest) -> asyncio.Semaphore:
        """As ``Slots.take``."""
        loop, free = self._asyncio.get_running_loop(), self._owner[1]
        if loop is not self._owner[0]:  # semaphores belong to one loop
            free = self._asyncio.Semaphore(self._count)
            self._owner = (loop, free)
        try:
            async with self._asyncio.timeout(request.pool_timeout if free.locked() else None):
                await free.acquire()
        except TimeoutError:
            raise _none_free(request) from None
        return free


def open_slots(count: int, asynchronous: bool) -> Slots | AsyncSlots:
    """Slots of one kind or the other."""
    return AsyncSlots(count) if asynchronous else Slots(count)


def _none_free(request: PreparedRequest) -> APITimeoutError:
    text = f"as many calls as concurrency= allows were in flight all the while (pool timeout): {request.line}"
    return APITimeoutError(text, request=request.line, maybe_sent=False)
