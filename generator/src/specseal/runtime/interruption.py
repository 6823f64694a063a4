"""Cancelling a request in a caller's connection pool of httpcore.

httpcore loses a connection, and with it capacity of its pool, when it is cancelled anywhere but in a wait for the
network: the pool runs dry, and the client is unusable. So the request runs in a task of its own, and its caller leaves
at once when cancelled. The task is then cancelled only while it waits for the network on its own connection; otherwise
it ends at the next step that httpcore reports (the ``trace`` extension), or after ``GRACE``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
# seconds that a cancelled request may continue when it can be stopped neither at once nor at a step
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
    """The result of work that continues, in a task of its own, when its caller is cancelled."""
    task = asyncio.get_running_loop().create_task(work)
    task.add_done_callback(_heard)
    return await asyncio.shield(task)


async def sent_apart(send: Callable[[dict[str, Any]], Awaitable[T]]) -> T:
    """The result of ``send``, which is called with the extensions for its request."""
    watch = _Watch()
    try:
        return await apart(watch.over(send({"trace": watch.trace})))
    except BaseException:
        watch.stop()
        raise


def _heard(task: asyncio.Task[Any]) -> None:
    """Retrieve a failure that nobody may be waiting for."""
    if not task.cancelled():
        task.exception()


class _Watch:
    """The current step of a request."""

    def __init__(self) -> None:
        self._task: asyncio.Task[Any] | None = None
        self._waits = False  # for the network, in one of the steps above
        self._stopped = False
        self._opened: Any = None  # a stream that no connection owns yet

    async def over(self, sending: Awaitable[T]) -> T:
        self._task = asyncio.current_task()
        try:
            return await sending
        except BaseException:
            if self._opened is not None:  # httpcore has forgotten it
                await self._opened.aclose()
            raise

    async def trace(self, event: str, facts: dict[str, Any]) -> None:
        """Called by httpcore at the beginning and the end of each step."""
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
        """Cancel the request, if it is not over."""
        self._stopped = True
        if self._task is None or self._task.done() or (loop := self._task.get_loop()).is_closed():
            return
        if self._waits:
            self._task.cancel()
        else:
            loop.call_later(GRACE, self._task.cancel)
