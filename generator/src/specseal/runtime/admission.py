"""When an attempt may start: once fewer calls run at the same time, and then within the rate."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from .config import positive, whole
from .errors import APITimeoutError
from .limits import ConcurrencyLimiter, RateLimit, Turn
from .operation import Operation
from .shared import Process
from .waiting import Waits

if TYPE_CHECKING:
    from .limits import Limiter
    from .shared_limits import SharedConcurrency, SharedRate

_TOO_LATE = "the rate limit allows no call before the total timeout"
_MOST_LATE = 9  # reservations that an attempt gives up


def limiter(concurrency: int | SharedConcurrency, asynchronous: bool) -> Callable[[], Limiter]:
    """What makes the limit of concurrent calls. Raises ``ValueError``."""
    if isinstance(concurrency, int):
        return partial(ConcurrencyLimiter, whole("concurrency", concurrency, 1), asynchronous)
    from .shared_limits import ConcurrencyOf  # noqa: PLC0415 - few have one

    return partial(ConcurrencyOf, concurrency, asynchronous)


class Admission:
    """Lets the attempts of a client and its copies start. ``rate_limit`` is what the constructor was given.

    One invariant holds: **within a rate limit, a request is sent near the time of its reservation, or with another
    one.** What keeps a call in between is not up to it: an event loop that runs other tasks, a thread that waits for
    the interpreter, a machine with more to do than it can. What could be done before is done before: see ``timed``.
    """

    def __init__(self, rate_limit: bool | float | SharedRate, waits: Waits) -> None:
        """Raises ``ValueError`` for a rate that is not positive."""
        self._waits = waits
        self._shared: SharedRate | None = None
        self._rate: bool | float = True
        if isinstance(rate_limit, bool):
            self._rate = rate_limit
        elif isinstance(rate_limit, int | float):
            self._rate = positive("rate_limit", rate_limit, "calls per second")
        else:
            self._shared = rate_limit
        # whether turns are times: what a request needs to be sent must be ready before one is asked for
        self.timed = self._rate is not False

    async def turn(
        self,
        here: Process,
        operation: Operation[Any],
        attempt: int,
        longest: float | None,
        end: float | None,
    ) -> Turn:
        """Wait for the concurrency limit, at most ``longest`` seconds, then for the rate. Raises ``APITimeoutError``.

        In this order: a reservation of the rate limit is a time, which must not pass while waiting for something else.
        """
        if end is not None:
            left = max(end - time.monotonic(), 0.0)
            longest = left if longest is None else min(longest, left)
        taken = await here.limiter.take(longest)
        if taken is None or isinstance(taken, str):
            limit = f"{here.limiter.count}{f', which is unavailable: {taken}' if taken else ''}"
            why = f"timed out at the concurrency limit of {limit} (concurrency=, pool timeout)"
            raise _no_turn(operation, why, attempt)
        turn = Turn(taken)
        if self._rate:
            try:
                await self._reserve(here, turn, operation, attempt, longest, end)
            except BaseException:
                turn.end()
                raise
        return turn

    async def renew(
        self,
        here: Process,
        turn: Turn,
        operation: Operation[Any],
        attempt: int,
        longest: float | None,
        end: float | None,
    ) -> None:
        """Wait for another reservation in place of one that came too late. Raises ``APITimeoutError``.

        After ``_MOST_LATE`` of them the next one is used however late it is: a process that is too slow for the limit
        then gets a call through with every tenth, and the others stay unused.
        """
        turn.late += 1
        if turn.late > _MOST_LATE:
            turn.last = math.inf
            return
        turn.give_back()
        await self._reserve(here, turn, operation, attempt, longest, end)

    async def _reserve(
        self,
        here: Process,
        turn: Turn,
        operation: Operation[Any],
        attempt: int,
        longest: float | None,
        end: float | None,
    ) -> None:
        """Wait for a call within the rate."""
        if self._shared is not None:
            await self._reserve_shared(self._shared, turn, operation, attempt, longest, end)
        elif (rate := self._rate_of(here, operation)) is not None:
            now = time.monotonic()
            if not turn.reserve(rate, now, end):
                raise _no_turn(operation, _TOO_LATE, attempt)
            if turn.start > now:
                await self._waits.sleep(turn.start - now)

    async def _reserve_shared(
        self,
        shared: SharedRate,
        turn: Turn,
        operation: Operation[Any],
        attempt: int,
        patience: float | None,
        end: float | None,
    ) -> None:
        """Wait for the turn in a shared rate; at most ``patience`` seconds while it cannot be asked."""
        from .shared_limits import reserve  # noqa: PLC0415 - few have one

        left = None if end is None else max(end - time.monotonic(), 0.0)
        patience = math.inf if patience is None else patience
        asked = (operation.id, operation.rate, left, patience if left is None else min(left, patience))
        given = await reserve(shared, self._waits.asynchronous, *asked)
        if given is None or isinstance(given, str):
            why = _TOO_LATE
            if given is not None:
                why = f"timed out at the rate limit, which is unavailable: {given}"
            raise _no_turn(operation, why, attempt)
        turn.hold(given, time.monotonic())
        if given.wait > 0:
            await self._waits.sleep(given.wait)

    def _rate_of(self, here: Process, operation: Operation[Any]) -> RateLimit | None:
        """The client's own limit for an operation; the same for all of them where the caller set one."""
        name, (calls, seconds) = operation.id, operation.rate or (0, 1.0)
        if self._rate is not True:
            name, calls, seconds = "", max(int(self._rate), 1), max(1.0, 1 / self._rate)
        if not calls:
            return None
        return here.rates.get(name) or here.rates.setdefault(name, RateLimit(calls, seconds))


def _no_turn(operation: Operation[Any], why: str, attempt: int) -> APITimeoutError:
    return APITimeoutError(f"{operation.id}: {why}", maybe_sent=False, attempts=attempt - 1)
