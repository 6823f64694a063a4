"""The ASGI application: read, route, meet a fault or answer, check, journal, send."""

from __future__ import annotations

import logging
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from . import vision
from .contract import default_contracts, load_contract
from .control import ControlPlane
from .faults.wire import send_answer
from .http import Answer, Bounds, Request, RequestRefused, heavy, read_request
from .http.answer import render_json
from .http.connection import linger
from .near import nearest
from .scenario import NoSuchAnswer, error_for, refusal, statuses, wish
from .state import Found, StoreUnusable, Verdict, World
from .state.limits import leave
from .vendors import build_sites
from .vendors.base import Outcome
from .vendors.examples import example_answer, plain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from pathlib import Path

    from .contract import Operation
    from .faults import ArmedFault, Fault
    from .scenario import Wish
    from .vendors.base import Endpoint, Site

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

P = ParamSpec("P")
T = TypeVar("T")
_log = logging.getLogger("specseal_emulator")


@dataclass(slots=True)
class Reply:
    """An answer, and how it is to be sent."""

    answer: Answer
    found: Found
    fault: Fault | None = None
    delay: float = 0.0
    """Real seconds before it is sent."""


class Emulator:
    """All vendors whose contracts were given, as one ASGI application."""

    def __init__(
        self,
        contracts: Iterable[Path] | None = None,
        *,
        world: World | None = None,
        bounds: Bounds | None = None,
        check_answers: bool = False,
        control_token: str = "",
    ) -> None:
        """Load and compile everything.

        Args: `contracts` are files, the packaged ones when left out; `check_answers` holds every answer
        against its contract and turns one that breaks it into a 500, for tests; `control_token` opens the
        control plane to whoever bears it, instead of to this machine. Raises `ContractError`, and
        `VisionMissing` when the settings want faces to be seen.
        """
        files = default_contracts() if contracts is None else list(contracts)
        if not files:
            raise ValueError("no contracts were given")
        self.world = world or World()
        if self.world.settings.faces == "vision":
            vision.require()
        self.bounds = bounds or Bounds.of(self.world.settings)
        self._check = check_answers
        sites = build_sites([load_contract(path) for path in files], self.world)
        self._routes: dict[str, Site] = {path: site for site in sites for path in site.paths}
        self._elsewhere = sites[0]
        self.operations: tuple[Operation, ...] = tuple(
            operation for site in sites for operation in site.operations
        )
        self.warnings: list[str] = [warning for site in sites for warning in site.warnings]
        """What a person should know before relying on the answers."""
        self.failures: list[str] = []
        """Answers that broke their contract, and failures of the emulator itself. There should be none."""
        self.stopping = False
        """Set by the server before it stops, so that whoever listens to the journal is let go."""
        self._control = ControlPlane(self, control_token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            raise RuntimeError(f"the emulator serves http only, not {scope['type']}")
        if self._control.concerns(scope["path"]):
            await self._control(scope, receive, send)
            return
        epoch = ""
        try:
            epoch = self.world.epoch()
            request = await read_request(scope, receive, self.bounds)
        except RequestRefused as refused:
            answer = plain(refused.status, str(refused))
            self._record(Request.unread(scope), Reply(answer, Found()), epoch)
            await send_answer(answer, None, scope, receive, send, now=self.world.clock.now(), last=True)
            return
        except StoreUnusable as error:
            answer = self._without_store(error)
            await send_answer(answer, None, scope, receive, send, now=self.world.clock.now(), last=True)
            return
        reply = await self._reply_in_time(request, receive, epoch)
        await send_answer(reply.answer, reply.fault, scope, receive, send, now=self.world.clock.now())

    async def _reply_in_time(self, request: Request, receive: Receive, epoch: str) -> Reply:
        """The answer, after the time that it is to take; journalled, and with every place given back."""
        started = time.perf_counter()
        try:
            reply = await _beside(request, self.reply, request, epoch)
            if reply.delay:
                await linger(reply.delay, receive)
            reply.found.elapsed = time.perf_counter() - started
            await _beside(request, self._record, request, reply, epoch)
        finally:  # before the answer is out: whoever has it may call again at once
            if request.places:
                self._leave(request, epoch)
        return reply

    def _leave(self, request: Request, epoch: str) -> None:
        try:
            if self.world.epoch() == epoch:  # after a reset the place is somebody else's
                for place in request.places:
                    leave(self.world.store, place)
        except StoreUnusable as error:
            self._without_store(error)

    def _record(self, request: Request, reply: Reply, epoch: str) -> None:
        try:
            self.world.journal.record(self.world.clock.now(), request, reply.answer, reply.found, epoch)
        except StoreUnusable as error:
            self._without_store(error)

    def _without_store(self, error: StoreUnusable) -> Answer:
        _log.error("%s", self.world.secrets.hide(str(error)))
        return plain(503, f"the emulator cannot keep state: {error}")

    def stop(self) -> None:
        """The server stops: let go of whoever listens to the journal."""
        self.stopping = True

    def reset(self) -> None:
        """Back to the seed: state, journal, clock, faults."""
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
            raise ValueError(f"no contract has this product and operation; there are: {known}")
        code = fault.error.partition(":")[0].strip()
        if code and all(operation.error(code) is None for operation in concerned):
            known = ", ".join(sorted({code for operation in concerned for code in operation.errors}))
            raise ValueError(f"error: none of these operations documents {code!r}; there are: {known}")
        return self.world.faults.arm(fault)

    def reply(self, request: Request, epoch: str | None = None) -> Reply:
        """Find out how a request that was read is answered. `epoch`: in which one it began, if not in this one."""
        try:
            self.world.sync()
            if epoch not in {None, self.world.journal.epoch}:
                return Reply(plain(503, "the emulator was reset while this request was on its way"), Found())
            return self._reply(request)
        except StoreUnusable as error:
            return Reply(self._without_store(error), Found())
        except Exception as error:
            hide = self.world.secrets.hide
            _log.error(
                "the emulator failed on %s %s\n%s",
                request.method,
                hide(request.path),
                hide(traceback.format_exc().rstrip()),
            )
            if epoch in {None, self.world.journal.epoch}:
                self.failures.append(f"{type(error).__name__}: {error}")
            return Reply(plain(500, "the emulator failed"), Found())

    def _reply(self, request: Request) -> Reply:
        site = self._routes.get(request.path, self._elsewhere)
        endpoint = site.find(request)
        if endpoint is None and (near := nearest(request, self.operations)):
            request.notes["nearest"] = near
        if request.form_error:
            request.notes["form"] = request.form_error
        fault = self._fault(request, endpoint)
        if fault and fault.replaces:
            outcome = Outcome(_instead(fault, request, site, endpoint), endpoint)
        elif endpoint and (asked := wish(request.headers.get("prefer", ""))):
            outcome = Outcome(_preferred(asked, request, site, endpoint), endpoint)
        else:
            outcome = site.answer(request)
        found = Found()
        if outcome.endpoint:
            found.product = outcome.endpoint.operation.contract.product
            found.operation = outcome.endpoint.operation.id
        answer = self._checked(outcome, found)
        if fault and fault.connection in {"reset", "empty"}:
            answer = Answer(
                0, "", b"", None, "", f"{fault.describe()}; {answer.why}".removesuffix("; "), own=True
            )
        return Reply(answer, found, fault, self.world.faults.draw(fault) if fault else 0.0)

    def _fault(self, request: Request, endpoint: Endpoint | None) -> Fault | None:
        operation = endpoint.operation if endpoint else None
        picked = self.world.faults.pick(
            operation.contract.product if operation else "",
            operation.id if operation else "",
            self.world.clock.now(),
            lambda error: (
                operation is not None and operation.error(error.partition(":")[0].strip()) is not None
            ),
        )
        if picked is None:
            return None
        request.notes["fault"] = f"{picked[0]}: {picked[1].describe()}"
        return picked[1]

    def _checked(self, outcome: Outcome, found: Found) -> Answer:
        """The answer itself, or a 500 in its place when it breaks its contract and answers are checked."""
        answer = outcome.answer
        if not self._check or outcome.endpoint is None or answer.own:
            return answer
        problem = outcome.endpoint.check_output(answer.status, answer.content_type, answer.data)
        found.extra = (Verdict("contract", problem is None, problem or "the answer fits"),)
        if problem is None:
            return answer
        self.failures.append(problem)
        return plain(500, f"emulator: {problem}")


async def _beside(request: Request, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do it at once, or beside the event loop where others would feel it."""
    return await heavy(work, *args, **kwargs) if request.heavy else work(*args, **kwargs)


def _instead(fault: Fault, request: Request, site: Site, endpoint: Endpoint | None) -> Answer:
    """What a caller gets whom a fault keeps from the vendor."""
    why = f"an armed fault: {fault.describe()}"
    if fault.error and endpoint:
        answer = site.refuse(request, endpoint, refusal(endpoint.operation, fault.error, why))
        answer.headers += tuple(fault.headers.items())
        return answer
    status = fault.status or 0
    headers = tuple(fault.headers.items())
    return Answer(status, fault.content_type, fault.body.encode(), None, str(status), why, headers, own=True)


def _preferred(asked: Wish, request: Request, site: Site, endpoint: Endpoint) -> Answer:
    """The documented answer that a caller prefers, or what there is to prefer."""
    operation = endpoint.operation
    try:
        error = error_for(operation, asked)
        if error:
            answer = site.refuse(request, endpoint, refusal(operation, error, f"the caller prefers {asked}"))
        else:
            answer = example_answer(operation)
    except NoSuchAnswer as problem:
        answer = plain(400, f"Prefer: {problem}")
        answer.data |= {"codes": statuses(operation), "errors": list(operation.errors)}
        answer.body = render_json(answer.data)
        return answer
    answer.headers += (("preference-applied", str(asked)),)
    return answer
