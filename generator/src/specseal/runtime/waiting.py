"""How a client waits: it blocks, or lets an event loop go on. No wait lasts beyond the end of the total timeout."""

from __future__ import annotations

import time
from collections.abc import Awaitable
from typing import TypeVar

from .errors import APITimeoutError

T = TypeVar("T")


class Waits:
    """The waits of one client. ``end`` is the time at which the total timeout ends, by ``time.monotonic()``."""

    def __init__(self, asynchronous: bool) -> None:
        self.asynchronous = asynchronous

    def until(
        self, end: float | None, step: Awaitable[T], what: str, *, maybe_sent: bool = False
    ) -> Awaitable[T]:
        """The result of a step. Raises ``APITimeoutError`` when the total timeout ends first.

        A blocking step keeps to the end by itself.
        """
        return step if end is None or not self.asynchronous else _timed(end, step, what, maybe_sent)

    async def sleep(self, seconds: float) -> None:
        if self.asynchronous:
            import asyncio  # noqa: PLC0415 - slow to import, and loaded by now

            await asyncio.sleep(seconds)
        else:
            time.sleep(seconds)  # noqa: ASYNC251 - blocking by design


async def _timed(end: float, step: Awaitable[T], what: str, maybe_sent: bool) -> T:
    import asyncio  # noqa: PLC0415 - slow to import, and loaded by now

    limit = asyncio.timeout(end - time.monotonic())
    try:
        async with limit:
            return await step
    except TimeoutError as error:
        if not limit.expired():
            raise
        text = f"no response in time (total timeout): {what}"
        raise APITimeoutError(text, request=what if maybe_sent else None, maybe_sent=maybe_sent) from error
