"""What ``rate_limit`` and ``concurrency`` take besides numbers: limits that clients in several processes keep together.

The blocking client calls ``reserve`` and ``acquire``, the async client ``areserve`` and ``aacquire``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol


class LimitUnavailableError(Exception):
    """The limit cannot be asked in time. The client then sends nothing and raises ``APITimeoutError``."""


class Reservation(NamedTuple):
    """The right to make one call."""

    wait: float  # seconds from now until it may be sent
    release: Callable[[], None]  # called once, and only when no request was sent; must not block for long
    # seconds after that until it may be sent no more: the client then releases it and reserves again; negative when
    # the answer came too late already
    grace: float = math.inf


class SharedRate(Protocol):
    """A rate limit of several processes."""

    def reserve(
        self, operation: str, documented: tuple[int, float] | None, longest: float | None, patience: float
    ) -> Reservation | None:
        """Reserve the next call of an operation; ``None``, with nothing reserved, when it would have to wait longer
        than ``longest`` seconds.

        ``documented`` is the rate in the contract, calls and seconds. Raises ``LimitUnavailableError`` when the limit
        cannot be asked within ``patience`` seconds.
        """
        ...

    async def areserve(
        self, operation: str, documented: tuple[int, float] | None, longest: float | None, patience: float
    ) -> Reservation | None:
        """The same, awaited."""
        ...


class SharedConcurrency(Protocol):
    """A limit of the calls that several processes make at the same time."""

    def acquire(self, longest: float | None) -> Callable[[], None] | None:
        """Wait until fewer calls run; returns what ends this one, called once, or ``None`` after so many seconds.

        Raises ``LimitUnavailableError`` when the limit could not be asked in that time.
        """
        ...

    async def aacquire(self, longest: float | None) -> Callable[[], None] | None:
        """The same, awaited."""
        ...


class ConcurrencyOf:
    """A shared limit where a client keeps its own."""

    count = "the shared limit"

    def __init__(self, shared: SharedConcurrency, asynchronous: bool) -> None:
        self._shared = shared
        self._asynchronous = asynchronous

    async def take(self, seconds: float | None) -> Callable[[], None] | str | None:
        """See ``ConcurrencyLimiter.take``; a text when the limit cannot be asked."""
        try:
            if self._asynchronous:
                return await self._shared.aacquire(seconds)
            return self._shared.acquire(seconds)
        except LimitUnavailableError as error:
            return str(error)


class Reserved:
    """A reservation within a shared rate, where a turn keeps one of the client's own."""

    def __init__(self, reservation: Reservation) -> None:
        self.wait, self._release, self.grace = reservation

    def release(self, start: float) -> None:  # noqa: ARG002 - it knows its own
        """See ``RateLimit.release``."""
        self._release()


async def reserve(shared: SharedRate, asynchronous: bool, *asked: Any) -> Reserved | str | None:
    """The reservation; ``None`` when it is too late; a text when the limit cannot be asked."""
    try:
        given = await shared.areserve(*asked) if asynchronous else shared.reserve(*asked)
    except LimitUnavailableError as error:
        return str(error)
    return None if given is None else Reserved(given)
