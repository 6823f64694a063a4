"""The control plane: access control, routing to handlers, and error responses."""

from __future__ import annotations

import asyncio
import logging
import re
import traceback
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..faults.wire import send_response
from ..http import Bounds, RequestRefused, read_head, read_request
from ..http.connection import close
from ..state import StoreUnusable
from ..state.sizes import TooLong
from .access import check
from .exchange import ControlError, ControlRequest, allow, problem
from .files import FILES, file_response
from .snapshots import send_snapshot
from .stream import start_of_stream, stream

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from ..app import Emulator
    from ..http import Response

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

PREFIX = "/_emulator"
_OPEN = frozenset({"health", "ready"})
_LONG = frozenset({"ready", "journal", "snapshot", "state", "seed", "reset", "limits"})
_log = logging.getLogger("specseal_emulator")


def _takes_long(request: ControlRequest) -> bool:
    """Whether handling it may block other requests."""
    return request.http.heavy or request.path.partition("/")[0] in _LONG


class ControlPlane:
    """One emulator as it is served: ``/_emulator`` is handled here, everything else by the vendors."""

    def __init__(self, emulator: Emulator, token: str = "") -> None:
        """Args: `token`, which clients must send; empty: only loopback clients may connect."""
        self._emulator = emulator
        self._token = token
        settings = emulator.world.settings
        self._bounds = replace(settings.bounds(), body_bytes=settings.own.control_bytes)
        self._values = settings.own.control_values

    @cached_property
    def _routes(self) -> Sequence[tuple[re.Pattern[str], Mapping[str, Callable[..., Response]]]]:
        """Patterns of paths, each with its handlers by method."""
        from . import handlers  # noqa: PLC0415 - slow to import: the first response need not wait for it

        return [
            (re.compile(re.sub(r"\{[a-z]+\}", "(.+)", path)), methods)
            for path, methods in handlers.ROUTES.items()
        ]

    @property
    def emulator(self) -> Emulator:
        """The vendors."""
        return self._emulator

    @property
    def bounds(self) -> Bounds:
        """The bounds of a request to a vendor."""
        return self._emulator.bounds

    def stop(self) -> None:
        """End the journal's event streams, because the server is stopping."""
        self._emulator.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, to the control plane or to a vendor."""
        if scope["type"] == "http" and f"{scope['path']}/".startswith(f"{PREFIX}/"):
            await self._control(scope, receive, send)
        else:
            await self._emulator(scope, receive, send)

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request to the control plane. Its body is read only after the access check."""
        path = str(scope["path"]).removeprefix(PREFIX).strip("/")
        request: ControlRequest | None = None
        try:
            # Health and readiness are for orchestrators without a token, and reveal nothing. The inspector's files
            # hold no data: with a token they load without it, so that it can be typed in.
            headers = read_head(scope)
            if path not in _OPEN and not (self._token and path in FILES):
                check(scope, headers, self._token)
            http = await read_request(scope, receive, self._bounds, forms=False)
            request = ControlRequest(http.method, path, http, self._values)
            if path == "journal/events":
                await stream(self._emulator, start_of_stream(request), receive, send)
                return
            if path == "snapshot":
                allow(request, "GET", "PUT")
                if request.method == "GET":
                    await self._snapshot(request, scope, receive, send)
                    return
            response = (
                await asyncio.to_thread(self._respond, request)
                if _takes_long(request)
                else self._respond(request)
            )
        except RequestRefused as refused:
            response = problem(ControlError(refused.status, str(refused)))
        except ControlError as error:
            response = problem(error)
        # A body that was not read would be taken for the next request.
        now = self._emulator.world.clock.now()
        await send_response(response, None, scope, receive, send, now=now, last=request is None)

    async def _snapshot(self, request: ControlRequest, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a snapshot; the connection breaks when that fails on the way. Raises `ControlError`."""
        begun = False

        async def noting(message: dict[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await send_snapshot(self._emulator.world, noting)
        except Exception as error:
            failure = self._failure(request, error)
            if not begun:
                raise failure from error
            _log.error("a snapshot broke off: %s", self._emulator.world.secrets.hide(str(failure)))
            await close(scope, receive)

    def _failure(self, request: ControlRequest, error: Exception) -> ControlError:
        """The response for a failure of the store, or of its own, which is logged."""
        if isinstance(error, StoreUnusable):
            return ControlError(503, f"store unavailable: {error}")
        if isinstance(error, TooLong):
            return ControlError(400, str(error))
        hide = self._emulator.world.secrets.hide
        trace = hide("".join(traceback.format_exception(error)).rstrip())
        method, path = request.method, hide(request.path)
        _log.error("the control plane failed on %s %s\n%s", method, path, trace)
        return ControlError(500, hide(f"failed: {type(error).__name__}: {error}"))

    def _respond(self, request: ControlRequest) -> Response:
        if request.path in FILES:
            allow(request, "GET", "HEAD")
            return file_response(request.path)
        for pattern, methods in self._routes:
            if match := pattern.fullmatch(request.path):
                allow(request, *methods)
                try:
                    if request.path not in _OPEN:
                        self._emulator.world.sync()
                    return methods[request.method](self._emulator, request, *match.groups())
                except ControlError:
                    raise
                except Exception as error:
                    raise self._failure(request, error) from error
        raise ControlError(404, "the control plane has no such path; see /_emulator/openapi.json")
