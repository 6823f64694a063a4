"""Interrupting a request in a pool of httpcore that is the caller's.

httpcore loses a connection, and with it a place in its pool, to a cancellation that meets it anywhere but in a wait
for the network: the pool starves, and the client is dead. So the request runs in a task of its own, and whoever waits
for it leaves at once when interrupted. The task is then cancelled only while it waits for the network on a connection
that is its own; elsewhere it ends by itself at the next step that httpcore announces (the ``trace`` extension), or
after ``GRACE``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
# seconds that an interrupted request may go on where it can be stopped neither at once nor at a step
GRACE = 5.0
_WAITS = {  # steps that wait for the network, and leave nothing behind when they fail
    "connection.connect_tcp",
    "connection.start_tls",
    "http11.send_request_headers",
    "http11.send_request_body",
    "http11.receive_response_headers",
    "http11.receive_response_body",
}


async def apart(work: Coroutine[Any, Any, T]) -> T:
    """The result of work that goes on, in a task of its own, when whoever waits for it is interrupted."""
    task = asyncio.get_running_loop().create_task(work)
    task.add_done_callback(_heard)
    return await asyncio.shield(task)


async def sent_apart(send: Callable[[dict[str, Any]], Awaitable[T]]) -> T:
    """The result of ``send``, which is given the extensions for its request."""
    watch = _Watch()
    try:
        return await apart(watch.over(send({"trace": watch.trace})))
    except BaseException:
        watch.stop()
        raise


def _heard(task: asyncio.Task[Any]) -> None:
    """Nobody may be left who would hear of a failure."""
    if not task.cancelled():
        task.exception()


class _Watch:
    """Where a request is."""

    def __init__(self) -> None:
        self._task: asyncio.Task[Any] | None = None
        self._waits = False  # for the network, in one of the steps above
        self._stopped = False
        self._opened: Any = None  # a stream that no connection has taken over yet

    async def over(self, sending: Awaitable[T]) -> T:
        self._task = asyncio.current_task()
        try:
            return await sending
        except BaseException:
            if self._opened is not None:  # httpcore has forgotten it
                await self._opened.aclose()
            raise

    async def trace(self, event: str, facts: dict[str, Any]) -> None:
        """What httpcore calls at the beginning and the end of each step."""
        step, _, what = event.rpartition(".")
        if what == "started":
            if step in _WAITS and self._stopped:
                raise asyncio.CancelledError
            self._waits = step in _WAITS
            if not step.startswith("connection."):
                self._opened = None
            return
        self._waits = False
        if what == "complete" and step in {"connection.connect_tcp", "connection.start_tls"}:
            self._opened = facts["return_value"]

    def stop(self) -> None:
        """Let it end, if it has not."""
        self._stopped = True
        if self._task is None or self._task.done() or (loop := self._task.get_loop()).is_closed():
            return
        if self._waits:
            self._task.cancel()
        else:
            loop.call_later(GRACE, self._task.cancel)
