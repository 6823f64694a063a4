"""The ASGI application: read, route, answer, check, journal."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from .contract import default_contracts, load_contract
from .http import Bounds, RequestRefused, read_request
from .state import World
from .vendors import build_sites
from .vendors.base import Outcome
from .vendors.examples import plain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from pathlib import Path

    from .http import Answer, Request
    from .vendors.base import Site

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

_THREAD_FROM = 64 * 1024
_log = logging.getLogger("specseal_emulator")


class Emulator:
    """All vendors whose contracts were given, as one ASGI application."""

    def __init__(
        self,
        contracts: Iterable[Path] | None = None,
        *,
        world: World | None = None,
        bounds: Bounds | None = None,
        check_answers: bool = False,
    ) -> None:
        """Load and compile everything.

        Args: `contracts` are files, the packaged ones when left out; `check_answers` holds every answer
        against its contract and turns one that breaks it into a 500, for tests. Raises `ContractError`.
        """
        files = default_contracts() if contracts is None else list(contracts)
        if not files:
            raise ValueError("no contracts were given")
        self.world = world or World()
        self._bounds = bounds or Bounds()
        self._check = check_answers
        sites = build_sites([load_contract(path) for path in files], self.world)
        self._routes: dict[str, Site] = {path: site for site in sites for path in site.paths}
        self._elsewhere = sites[0]
        self.warnings: list[str] = [warning for site in sites for warning in site.warnings]
        """What a person should know before relying on the answers."""
        self.failures: list[str] = []
        """Answers that broke their contract, and failures of the emulator itself. There should be none."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            raise RuntimeError(f"the emulator serves http only, not {scope['type']}")
        try:
            request = await read_request(scope, receive, self._bounds)
        except RequestRefused as refused:
            await _send(send, plain(refused.status, str(refused)), close=True)
            return
        if len(request.body) > _THREAD_FROM:  # decoding a picture takes long enough to keep others waiting
            answer = await asyncio.to_thread(self.answer, request)
        else:
            answer = self.answer(request)
        await _send(send, answer)

    def answer(self, request: Request) -> Answer:
        """Answer one request that was read, and enter both in the journal."""
        try:
            outcome = self._routes.get(request.path, self._elsewhere).answer(request)
            problem = self._broken(outcome)
        except Exception as error:
            _log.exception("the emulator failed on %s %s", request.method, request.path)
            outcome, problem = Outcome(plain(500, "the emulator failed")), f"{type(error).__name__}: {error}"
        answer, endpoint = outcome.answer, outcome.endpoint
        if problem:
            self.failures.append(problem)
            answer = plain(500, f"emulator: {problem}")
        if request.form_error:
            request.notes["form"] = request.form_error
        operation = endpoint.operation if endpoint else None
        self.world.journal.record(
            self.world.clock.now(),
            request,
            answer,
            operation.contract.product if operation else "",
            operation.id if operation else "",
        )
        return answer

    def _broken(self, outcome: Outcome) -> str | None:
        answer = outcome.answer
        if not self._check or outcome.endpoint is None or answer.own:
            return None
        return outcome.endpoint.check_output(answer.status, answer.content_type, answer.data)


async def _send(send: Send, answer: Answer, *, close: bool = False) -> None:
    headers = [
        (b"content-type", answer.content_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
        *((name.encode(), value.encode()) for name, value in answer.headers),
    ]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
