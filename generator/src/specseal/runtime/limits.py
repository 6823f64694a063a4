"""Bounds that a client keeps by itself, so that a batch runs at the vendor's limit and not into it."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

from .errors import APITimeoutError
from .request import PreparedRequest


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
    """At most so many calls at the same time, over all threads, or over the tasks of an event loop."""

    def __init__(self, count: int, asynchronous: bool) -> None:
        self._count = count
        self._asynchronous = asynchronous
        self._owner: object = None
        self._free: Any = None if asynchronous else threading.Semaphore(count)

    async def take(self, request: PreparedRequest) -> Any:
        """Wait for a free place, and give what to release. Raises ``APITimeoutError`` after the pool timeout."""
        if not self._asynchronous:
            if self._free.acquire(blocking=False) or self._free.acquire(timeout=request.pool_timeout):
                return self._free
            raise self._none_free(request)
        import asyncio  # noqa: PLC0415 - dear to import where nobody has a loop

        if (loop := asyncio.get_running_loop()) is not self._owner:  # semaphores belong to one loop
            self._owner, self._free = loop, asyncio.Semaphore(self._count)
        free = self._free
        if not free.locked():
            await free.acquire()  # at once
            return free
        try:
            async with asyncio.timeout(request.pool_timeout):
                await free.acquire()
        except TimeoutError:
            raise self._none_free(request) from None
        return free

    def _none_free(self, request: PreparedRequest) -> Exception:
        text = f"{self._count} calls were in flight all the while (concurrency=, pool timeout)"
        return APITimeoutError(f"{text}: {request.line}", request=request.line, maybe_sent=False)
