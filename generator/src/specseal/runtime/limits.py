"""Bounds that a client keeps by itself, so that a batch runs at the vendor's limit and not into it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, cast

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
        self._free: Any = SimpleQueue()  # of places; quicker than a semaphore, which is written in Python
        for _ in range(0 if asynchronous else count):
            self._free.put(None)

    async def take(self, request: PreparedRequest) -> Callable[[], None]:
        """Wait for a free place, and give what frees it. Raises ``APITimeoutError`` after the pool timeout."""
        free = self._free
        if not self._asynchronous:
            try:
                free.get_nowait()
            except Empty:
                try:
                    free.get(timeout=request.pool_timeout)
                except Empty:
                    raise self._none_free(request) from None
            return partial(free.put, None)
        import asyncio  # noqa: PLC0415 - dear to import where nobody has a loop

        if (loop := asyncio.get_running_loop()) is not self._owner:  # semaphores belong to one loop
            free = asyncio.Semaphore(self._count)
            self._owner, self._free = loop, free
        try:
            if free.locked():
                async with asyncio.timeout(request.pool_timeout):
                    await free.acquire()
            else:
                await free.acquire()  # at once
        except TimeoutError:
            raise self._none_free(request) from None
        return cast("Callable[[], None]", free.release)

    def _none_free(self, request: PreparedRequest) -> APITimeoutError:
        text = f"{self._count} calls were in flight all the while (concurrency=, pool timeout): {request.line}"
        return APITimeoutError(text, request=request.line, maybe_sent=False)
