"""The control plane: who may come in, which handler answers, and what goes out."""

from __future__ import annotations

import asyncio
import logging
import re
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..faults.wire import send_answer
from ..http import Bounds, RequestRefused, read_head, read_request
from ..state import StoreUnusable
from . import handlers
from .access import check
from .exchange import ControlError, ControlRequest, allow, problem
from .files import FILES, file_answer
from .stream import start_of_stream, stream

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..app import Emulator
    from ..http import Answer

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

PREFIX = "/_emulator"
_OPEN = frozenset({"health", "ready"})
_LONG = frozenset({"ready", "journal", "snapshot", "state", "seed", "reset", "limits"})
_log = logging.getLogger("specseal_emulator")


def _takes_long(call: ControlRequest) -> bool:
    """Whether it may read, write or wait for so much that others would feel it."""
    return call.request.heavy or call.path.partition("/")[0] in _LONG


class ControlPlane:
    """Everything under ``/_emulator``, for one emulator."""

    def __init__(self, emulator: Emulator, token: str = "") -> None:
        """Args: `token`, which callers must bear; empty: only this machine may call."""
        self._emulator = emulator
        self._token = token
        settings = emulator.world.settings
        self._bounds = replace(Bounds.of(settings), body_bytes=settings.control_bytes)
        self._values = settings.control_values
        self._routes = [
            (re.compile(re.sub(r"\{[a-z]+\}", "(.+)", path)), methods)
            for path, methods in handlers.ROUTES.items()
        ]

    def concerns(self, path: str) -> bool:
        """Whether a path belongs to the control plane."""
        return path == PREFIX or path.startswith(f"{PREFIX}/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Nothing of its body is read before it is let in."""
        path = str(scope["path"]).removeprefix(PREFIX).strip("/")
        call: ControlRequest | None = None
        try:
            # Health and readiness are asked for by orchestrators that have no token, and tell nothing. The page's
            # files hold no data: with a token anyone may load them, to type the token in.
            headers = read_head(scope)
            if path not in _OPEN and not (self._token and path in FILES):
                check(scope, headers, self._token)
            request = await read_request(scope, receive, self._bounds, forms=False)
            call = ControlRequest(request.method, path, request, self._values)
            if path == "journal/events":
                await stream(self._emulator, start_of_stream(call), receive, send)
                return
            answer = await asyncio.to_thread(self._answer, call) if _takes_long(call) else self._answer(call)
        except RequestRefused as refused:
            answer = problem(ControlError(refused.status, str(refused)))
        except ControlError as error:
            answer = problem(error)
        # A body that was not read would be taken for the next request.
        now = self._emulator.world.clock.now()
        await send_answer(answer, None, scope, receive, send, now=now, last=call is None)

    def _answer(self, call: ControlRequest) -> Answer:
        if call.path in FILES:
            allow(call, "GET", "HEAD")
            return file_answer(call.path)
        for pattern, methods in self._routes:
            if match := pattern.fullmatch(call.path):
                allow(call, *methods)
                try:
                    if call.path not in _OPEN:
                        self._emulator.world.sync()
                    return methods[call.method](self._emulator, call, *match.groups())
                except ControlError:
                    raise
                except StoreUnusable as error:
                    raise ControlError(503, f"the emulator cannot keep state: {error}") from error
                except Exception as error:
                    hide = self._emulator.world.secrets.hide
                    told = hide(traceback.format_exc().rstrip())
                    _log.error("the control plane failed on %s %s\n%s", call.method, hide(call.path), told)
                    raise ControlError(500, hide(f"failed: {type(error).__name__}: {error}")) from error
        raise ControlError(404, "the control plane has no such path; see /_emulator/openapi.json")
