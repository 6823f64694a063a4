"""Bounds that a client keeps by itself, so that a batch runs at the vendor's limit and not into it."""

from __future__ import annotations

import math
import threading
from bisect import insort
from collections import deque
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from .local import Local


class RateLimit:
    """At most so many calls within any window of so many seconds. Safe to share between threads and tasks.

    The window is a twentieth longer than it says, because calls do not travel equally long. Places are times; one that
    is given back goes to the next who asks, and those behind it keep theirs, because they are being waited for.
    """

    def __init__(self, calls: int, seconds: float) -> None:
        self._calls = calls
        self._window = seconds * 1.05
        # in order: the newest of the past, then those that are waited for
        self._places: deque[float] = deque()
        self._returned: list[float] = []  # in order: those of them that were given back
        self._lock = threading.Lock()

    def reserve(self, now: float, end: float | None = None) -> float | None:
        """Take the next place; gives its time, which is ``None``, with nothing taken, where it is beyond ``end``."""
        with self._lock:
            places, returned = self._places, self._returned
            while places and places[0] <= now - self._window:
                places.popleft()
            while returned and returned[0] < now:
                returned.pop(0)
            full = len(places) >= self._calls
            place = (
                returned[0] if returned else max(now, places[-self._calls] + self._window) if full else now
            )
            if place > (math.inf if end is None else end):
                return None
            if returned:
                returned.pop(0)
            else:
                places.append(place)
            return place

    def give_back(self, place: float) -> None:
        """Take a place back that no call was made in."""
        with self._lock:
            insort(self._returned, place)
            while self._returned and self._places and self._returned[-1] == self._places[-1]:
                self._returned.pop()
                self._places.pop()


class ConcurrencyLimiter:
    """At most so many calls at the same time: over all threads, or over the tasks of an event loop."""

    def __init__(self, count: int, asynchronous: bool) -> None:
        self.count = count
        self._asynchronous = asynchronous
        self._free: Local[Any] = Local(self._all_free, per_loop=asynchronous)

    def _all_free(self) -> Any:
        if self._asynchronous:
            import asyncio  # noqa: PLC0415 - dear to import where nobody has a loop

            return asyncio.Semaphore(self.count)
        # of places; quicker than a semaphore, which is written in Python
        free: SimpleQueue[None] = SimpleQueue()
        for _ in range(self.count):
            free.put(None)
        return free

    async def take(self, seconds: float | None) -> Callable[[], None] | None:
        """Wait for a free place, and give what frees it; ``None`` when that takes longer than so many seconds."""
        free = self._free.get()
        try:
            if not self._asynchronous:
                try:
                    free.get_nowait()
                except Empty:
                    free.get(timeout=seconds)
                return partial(free.put, None)
            if free.locked():
                import asyncio  # noqa: PLC0415

                async with asyncio.timeout(seconds):
                    await free.acquire()
            else:
                await free.acquire()  # at once
        except (Empty, TimeoutError):
            return None
        release: Callable[[], None] = free.release
        return release


class Turn:
    """What one attempt holds: a place among the calls in flight, and one within the rate."""

    def __init__(self, place: Callable[[], None] | None) -> None:
        self.place = place
        self.start = 0.0  # of the place within the rate
        self.used = False  # whether the attempt was made; its place within the rate is then gone
        self._rate: RateLimit | None = None

    def reserve(self, rate: RateLimit, now: float, end: float | None) -> bool:
        """Take a place within the rate, unless it is beyond the end."""
        start = rate.reserve(now, end)
        if start is None:
            return False
        self.start, self._rate = start, rate
        return True

    def end(self) -> None:
        """Give back what is held. To be called once."""
        if self._rate is not None and not self.used:
            self._rate.give_back(self.start)
        if self.place is not None:
            self.place()
