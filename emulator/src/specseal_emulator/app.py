"""The ASGI application: read a request, route it, apply a fault or respond, check, journal, send."""

from __future__ import annotations

import logging
import time
import traceback
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .contract import default_contracts, load_contract, named_contract
from .contract.notation import named_error
from .examination import Examination, Verdict
from .faults.wire import send_response
from .generic.seeded import seed_doubts
from .http import Bounds, Request, RequestRefused, Response, heavy, read_request
from .http.connection import linger
from .http.origins import allow_request, allowed_origin, is_preflight, readable_by
from .prefer import parse_prefer, refusal
from .sites.responses import plain
from .sites.routing import Sites, vendor_contracts
from .state import StoreUnusable
from .state.limits import release
from .state.sizes import TooLong
from .suggest import suggest
from .world import World

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from .contract import Operation
    from .faults import ArmedFault, Fault
    from .preferred import Preferred
    from .sites.base import Endpoint, Route, Site

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

_log = logging.getLogger("specseal_emulator")


@dataclass(slots=True)
class Reply:
    """A response, and how it is to be sent."""

    response: Response
    fault: Fault | None = None
    delay: float = 0.0
    """Real seconds before it is sent."""


class Emulator:
    """All vendors whose contracts were given, as one ASGI application."""

    def __init__(
        self,
        contracts: Iterable[Path | str] | None = None,
        *,
        world: World | None = None,
        bounds: Bounds | None = None,
        check_responses: bool = False,
    ) -> None:
        """Load and compile everything.

        Args: `contracts` are files, the packaged ones and those that vendors bring when left out; `check_responses`
        holds every response against its contract and turns one that breaks it into a 500, for tests. Raises
        `ContractError`, and `Unusable` for a setting that cannot be met.
        """
        files = [*default_contracts(), *vendor_contracts()] if contracts is None else given(contracts)
        if not files:
            raise ValueError("no contracts were given")
        self.world = world or World()
        self.bounds = bounds or self.world.settings.bounds()
        self._check = check_responses
        self._origins = frozenset(self.world.settings.own.browser_origins)
        self.sites = Sites([load_contract(path) for path in files], self.world.services)
        self.operations: tuple[Operation, ...] = self.sites.operations()
        self.warnings: list[str] = [
            *self.sites.warnings(),
            *seed_doubts(self.world.seed, self.world.store.kinds(), self.sites.record_kinds()),
        ]
        """Warnings to show at start: what the responses cannot be relied on for."""
        self.failures: list[str] = []
        """Responses that broke their contract, and failures of the emulator itself. There should be none."""
        self.stopping = False
        """Set by the server before it stops; ends the journal's event streams."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            raise RuntimeError(f"the emulator serves http only, not {scope['type']}")
        headers = dict(scope["headers"])
        if origin := allowed_origin(headers, self._origins):
            if is_preflight(scope["method"], headers):
                await allow_request(origin, headers, send)
                return
            send = readable_by(origin, send)
        epoch = ""
        try:
            epoch = self.world.epoch()
            request = await read_request(scope, receive, self.bounds)
        except RequestRefused as refused:
            response = plain(refused.status, str(refused))
            self._record(Examination(Request.unread(scope)), response, epoch)
            await send_response(response, None, scope, receive, send, now=self.world.clock.now(), last=True)
            return
        except StoreUnusable as error:
            response = self._without_store(error)
            await send_response(response, None, scope, receive, send, now=self.world.clock.now(), last=True)
            return
        reply = await self._reply_in_time(Examination(request), receive, epoch)
        await send_response(reply.response, reply.fault, scope, receive, send, now=self.world.clock.now())

    async def _reply_in_time(self, examination: Examination, receive: Receive, epoch: str) -> Reply:
        """The response, after its delay; journalled, with every concurrency slot released."""
        started = time.perf_counter()
        heavy_request = examination.request.heavy
        try:
            if heavy_request:
                reply = await heavy(self.reply, examination, epoch)
            else:
                reply = self.reply(examination, epoch)
            if reply.delay:
                await linger(reply.delay, receive)
            examination.elapsed = time.perf_counter() - started
            if heavy_request:
                await heavy(self._record, examination, reply.response, epoch)
            else:
                self._record(examination, reply.response, epoch)
        finally:  # before the response is sent: its receiver may send the next request at once
            if examination.acquired:
                self._release(examination, epoch)
        return reply

    def _release(self, examination: Examination, epoch: str) -> None:
        try:
            if self.world.epoch() == epoch:  # after a reset the slot belongs to another request
                for slot in examination.acquired:
                    release(self.world.store, slot)
        except StoreUnusable as error:
            self._without_store(error)

    def _record(self, examination: Examination, response: Response, epoch: str) -> None:
        try:
            self.world.journal.record(self.world.clock.now(), examination, response, epoch)
        except StoreUnusable as error:
            self._without_store(error)

    def _without_store(self, error: StoreUnusable) -> Response:
        _log.error("%s", self.world.secrets.hide(str(error)))
        return plain(503, f"store unavailable: {error}")

    def stop(self) -> None:
        """End the journal's event streams, because the server is stopping."""
        self.stopping = True

    def reset(self) -> None:
        """Return to the seed: state, journal, clock, faults."""
        self.world.reset()
        self.failures.clear()

    def arm(self, fault: Fault) -> ArmedFault:
        """Arm a fault. Raises `ValueError` when no contract has its product, operation or error."""
        concerned = [
            operation
            for operation in self.operations
            if fault.product in {"", operation.contract.product} and fault.operation in {"", operation.id}
        ]
        if not concerned:
            known = ", ".join(f"{operation.contract.product} {operation.id}" for operation in self.operations)
            raise ValueError(f"no contract has this product and operation; expected one of: {known}")
        code = fault.error.strip()
        if code and all(named_error(operation, code) is None for operation in concerned):
            known = ", ".join(sorted({code for operation in concerned for code in operation.errors}))
            raise ValueError(f"error: none of these operations documents {code!r}; expected one of: {known}")
        return self.world.faults.arm(fault)

    def reply(self, examination: Examination, epoch: str | None = None) -> Reply:
        """The reply to a request. Args: `epoch` in which the request began, if not the present one."""
        try:
            self.world.sync()
            if epoch not in {None, self.world.journal.epoch}:
                return Reply(plain(503, "the emulator was reset while this request was in progress"))
            return self._reply(examination)
        except StoreUnusable as error:
            return Reply(self._without_store(error))
        except TooLong as error:  # what a vendor's module does not refuse by itself
            return Reply(plain(400, str(error)))
        except Exception as error:
            hide, request = self.world.secrets.hide, examination.request
            _log.error(
                "the emulator failed on %s %s\n%s",
                request.method,
                hide(request.path),
                hide(traceback.format_exc().rstrip()),
            )
            if epoch in {None, self.world.journal.epoch}:
                self.failures.append(f"{type(error).__name__}: {error}")
            return Reply(plain(500, "the emulator failed"))

    def _reply(self, examination: Examination) -> Reply:
        request = examination.request
        site = self.sites.of(request)
        route: Route = site.route(request)
        endpoint = route.endpoint
        if request.form_error:
            examination.notes["form"] = request.form_error
        examination.operation = endpoint.operation if endpoint else None
        fault = self._fault(examination)
        if fault and fault.replaces:
            response = _instead(fault, examination, site, route)
        elif endpoint and (asked := parse_prefer(request.headers.get("prefer", ""))):
            response = self._preferred(asked, examination, site, route, endpoint)
        else:
            response = site.respond(examination, route)
        served = endpoint is not None or response.own  # such as a page for browsers
        if not served and (suggestion := suggest(request, self.operations)):
            examination.notes["suggestion"] = suggestion
        response = self._checked(response, examination, endpoint)
        if fault and fault.connection in {"reset", "empty"}:
            response = Response(
                0, "", b"", None, "", f"{fault.describe()}; {response.why}".removesuffix("; "), own=True
            )
        return Reply(response, fault, self.world.faults.draw(fault) if fault else 0.0)

    @cached_property
    def _preferred(self) -> Preferred:
        """Responds as callers prefer."""
        from .preferred import Preferred  # noqa: PLC0415 - slow to import, and few callers ask for it

        return Preferred(self.world.services)

    def _fault(self, examination: Examination) -> Fault | None:
        operation = examination.operation
        picked = self.world.faults.pick(
            operation.contract.product if operation else "",
            operation.id if operation else "",
            self.world.clock.now(),
            lambda error: operation is not None and named_error(operation, error) is not None,
        )
        if picked is None:
            return None
        examination.notes["fault"] = f"{picked[0]}: {picked[1].describe()}"
        return picked[1]

    def _checked(self, response: Response, examination: Examination, endpoint: Endpoint | None) -> Response:
        """The response itself, or a 500 when it breaks its contract and responses are checked."""
        if not self._check or endpoint is None or response.own:
            return response
        problem = endpoint.check_output(response.status, response.content_type, response.data)
        examination.judged(Verdict("contract", problem is None, problem or "the response fits"))
        if problem is None:
            return response
        self.failures.append(problem)
        return plain(500, f"emulator: {problem}")


def given(contracts: Iterable[Path | str]) -> list[Path]:
    """Contract files: paths, or names of products whose contracts are packaged. Raises `ContractError`."""
    if isinstance(contracts, str | Path):
        contracts = [contracts]
    return [named_contract(one) if isinstance(one, str) else one for one in contracts]


def _instead(fault: Fault, examination: Examination, site: Site[Any], route: Route) -> Response:
    """The response of a fault that stands in front of the vendor."""
    why = f"an armed fault: {fault.describe()}"
    if fault.error and route.endpoint:
        response = site.refuse(examination, route, refusal(route.endpoint.operation, fault.error, why))
        response.headers += tuple(fault.headers.items())
        return response
    status = fault.status or 0
    headers = tuple(fault.headers.items())
    return Response(
        status, fault.content_type, fault.body.encode(), None, str(status), why, headers, own=True
    )
