"""Limits that a client keeps by itself, so that a batch runs at the vendor's limit and not into it."""

from __future__ import annotations

import math
import threading
from bisect import insort
from collections import deque
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeAlias

from .local import Local

if TYPE_CHECKING:
    from .shared_limits import ConcurrencyOf, Reserved


class RateLimit:
    """At most so many calls within any window of so many seconds. Safe to share between threads and tasks.

    The window is 5 % longer than documented, because calls do not travel equally long. A reservation is a time. One
    that is released goes to the next caller, and later ones keep theirs, because somebody is waiting for them.
    """

    def __init__(self, calls: int, seconds: float) -> None:
        self._calls = calls
        self._window = seconds * 1.05
        # in order: the newest of the past, then those that somebody waits for
        self._reserved: deque[float] = deque()
        self._released: list[float] = []  # in order: those of them that were released
        self._lock = threading.Lock()

    def reserve(self, now: float, end: float | None = None) -> float | None:
        """Reserve the next call; returns its time, or ``None``, with nothing reserved, when it is after ``end``."""
        with self._lock:
            reserved, released = self._reserved, self._released
            while reserved and reserved[0] <= now - self._window:
                reserved.popleft()
            while released and released[0] < now:
                released.pop(0)
            full = len(reserved) >= self._calls
            start = (
                released[0] if released else max(now, reserved[-self._calls] + self._window) if full else now
            )
            if start > (math.inf if end is None else end):
                return None
            if released:
                released.pop(0)
            else:
                reserved.append(start)
            return start

    def release(self, start: float) -> None:
        """Release a reservation that no request used."""
        with self._lock:
            insort(self._released, start)
            while self._released and self._reserved and self._released[-1] == self._reserved[-1]:
                self._released.pop()
                self._reserved.pop()


class ConcurrencyLimiter:
    """At most so many calls at the same time: over all threads, or over the tasks of an event loop."""

    def __init__(self, count: int, asynchronous: bool) -> None:
        self.count = count
        self._asynchronous = asynchronous
        self._free: Local[Any] = Local(self._all_free, per_loop=asynchronous)

    def _all_free(self) -> Any:
        if self._asynchronous:
            import asyncio  # noqa: PLC0415 - slow to import where nobody has a loop

            return asyncio.Semaphore(self.count)
        # quicker than a semaphore, which is written in Python
        free: SimpleQueue[None] = SimpleQueue()
        for _ in range(self.count):
            free.put(None)
        return free

    async def take(self, seconds: float | None) -> Callable[[], None] | None:
        """Wait until fewer calls run; returns what ends this one, or ``None`` after so many seconds."""
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


Limiter: TypeAlias = "ConcurrencyLimiter | ConcurrencyOf"


class Turn:
    """What one attempt holds of the limits: a share of the concurrency, and a reservation within the rate."""

    def __init__(self, release: Callable[[], None] | None) -> None:
        self.release = release  # ends the share of the concurrency
        self.start = 0.0  # of the reservation
        self.used = False  # whether the request was sent; the reservation is then spent
        self._rate: RateLimit | Reserved | None = None

    def reserve(self, rate: RateLimit, now: float, end: float | None) -> bool:
        """Reserve a call within the rate, unless it would start after ``end``."""
        start = rate.reserve(now, end)
        if start is None:
            return False
        self.start, self._rate = start, rate
        return True

    def hold(self, reserved: Reserved) -> None:
        """Hold a reservation that was made elsewhere."""
        self._rate = reserved

    def end(self) -> None:
        """Release what is held. To be called once."""
        if self._rate is not None and not self.used:
            self._rate.release(self.start)
        if self.release is not None:
            self.release()
