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


_MARGIN = 0.05  # of a window, because calls do not take equally long to reach the vendor
_LATE = 0.1  # seconds, or of a shorter window, that may pass between a reservation and its request


class Window:
    """How a limit of so many calls within so many seconds is kept, by a client and in Redis. All in seconds.

    A window is 5 % longer than documented, and a request is sent within ``grace`` of its reservation. So requests of
    one window that are late meet those of the next that are not, for as long as ``grace`` exceeds those 5 %. Where it
    does, in short windows, the reservations that wait are spaced evenly, so that these are no more than 5 % of what is
    allowed. That also keeps an event loop from having to send all of them at once.
    """

    def __init__(self, calls: int, seconds: float) -> None:
        self.length = seconds * (1 + _MARGIN)  # which never holds more reservations than allowed
        reserve = seconds * _MARGIN / 2
        self.grace = max(_LATE * min(seconds, 1.0), reserve)
        self.spacing = self.length / calls if self.grace > reserve else 0.0  # from one that waits to the next
        self.memory = max(self.length, seconds + self.grace)  # within which a reservation still counts


class RateLimit:
    """At most so many calls within any window of so many seconds. Safe to share between threads and tasks.

    A reservation is a time. One that is released goes to the next caller, and later ones keep theirs, because somebody
    is waiting for them. One whose time has passed goes to the next caller, too, who uses it at once: to move one of the
    last so many is safe, because what comes that many calls later is not reserved yet. Any earlier one is lost.
    """

    def __init__(self, calls: int, seconds: float) -> None:
        self._calls = calls
        self._window = Window(calls, seconds)
        self.grace = self._window.grace
        # in order: the newest of the past, then those that somebody waits for
        self._reserved: deque[float] = deque()
        self._released: list[float] = []  # in order: those of them that were released
        self._lock = threading.Lock()

    def reserve(self, now: float, end: float | None = None) -> float | None:
        """Reserve the next call; returns its time, or ``None``, with nothing reserved, when it is after ``end``."""
        with self._lock:
            reserved, released = self._reserved, self._released
            while reserved and reserved[0] <= now - self._window.memory:
                reserved.popleft()
            late = self._late(now) if released else None
            start = now if late is not None else released[0] if released else self._next(now)
            if start > (math.inf if end is None else end):
                return None
            if late is not None:
                reserved.remove(late)
                insort(reserved, start)
            elif released:
                released.pop(0)
            else:
                reserved.append(start)
            return start

    def _next(self, now: float) -> float:
        """The earliest time after all that are reserved."""
        reserved, window = self._reserved, self._window
        full = len(reserved) >= self._calls
        if not full and not (reserved and reserved[-1] > now):
            return now
        earliest = reserved[-self._calls] + window.length if full else now
        return max(now, earliest, reserved[-1] + window.spacing)

    def _late(self, now: float) -> float | None:
        """A released reservation whose time has passed, and which may be moved to ``now``."""
        reserved, released = self._reserved, self._released
        while released and released[0] < now:
            late = released.pop(0)
            if reserved and late >= reserved[-min(self._calls, len(reserved))]:
                return late
        return None

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
    """What one attempt holds of the limits: a share of the concurrency, and a reservation within the rate.

    A reservation may be used near its time only: a request that is sent later is one too many for a later window.
    """

    def __init__(self, release: Callable[[], None] | None) -> None:
        self.release = release  # ends the share of the concurrency
        self.start = 0.0  # of the reservation
        self.last = math.inf  # time until which it may be used, by ``time.monotonic()``
        self.late = 0  # reservations that came too late
        self.used = False  # whether the request was sent; the reservation is then spent
        self._rate: RateLimit | Reserved | None = None

    def reserve(self, rate: RateLimit, now: float, end: float | None) -> bool:
        """Reserve a call within the rate, unless it would start after ``end``."""
        start = rate.reserve(now, end)
        if start is None:
            return False
        self.start, self._rate = start, rate
        self.last = start + rate.grace
        return True

    def hold(self, reserved: Reserved, now: float) -> None:
        """Hold a reservation that was made elsewhere."""
        self._rate = reserved
        self.last = now + reserved.wait + reserved.grace

    def give_back(self) -> None:
        """Release the reservation."""
        rate, self._rate = self._rate, None
        if rate is not None:
            rate.release(self.start)

    def end(self) -> None:
        """Release what is held. To be called once."""
        if not self.used:
            self.give_back()
        if self.release is not None:
            self.release()
