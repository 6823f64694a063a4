"""The pipeline of all Megvii products: route, authenticate, account, parameters, handler, rendering."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ...http import Answer
from ...http.answer import render_json
from ..base import Call, Endpoint, Outcome, Refusal, standing
from ..examples import example_answer
from ..limits import admit
from .h5 import PATH as FLOW_PATH
from .h5 import Flow
from .product import COMMON, Product

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...contract import Operation
    from ...http import Request
    from ...state import World

_JSON = "application/json"
_TOKEN_PATH = "/faceid/lite/get_token"  # noqa: S105


class MegviiSite:
    """The Megvii products that have a contract."""

    def __init__(
        self, served: Mapping[str, list[Operation]], products: Mapping[str, Product], world: World
    ) -> None:
        self._world = world
        self._routes: dict[str, tuple[Product, Endpoint]] = {}
        self.warnings: list[str] = []
        self._flow: Flow | None = None
        for name, operations in served.items():
            product = products[name]
            for operation in operations:
                endpoint = Endpoint.build(operation, product.handlers, (*COMMON, *product.needs))
                self._routes[operation.path] = product, endpoint
                if operation.path == _TOKEN_PATH:
                    self._flow = Flow(world, _ports(operation), name)
                if endpoint.handler is None:
                    self.warnings.append(f"{name}: {operation.id} has no behaviour; it answers its example")

    @property
    def paths(self) -> Mapping[str, Operation]:
        """See `Site.paths`."""
        return {path: endpoint.operation for path, (_, endpoint) in self._routes.items()}

    @property
    def operations(self) -> list[Operation]:
        """See `Site.operations`."""
        return [endpoint.operation for _, endpoint in self._routes.values()]

    def find(self, request: Request) -> Endpoint | None:
        """See `Site.find`."""
        route = self._routes.get(request.path)
        return route[1] if route else None

    def refuse(self, request: Request, endpoint: Endpoint, refusal: Refusal) -> Answer:  # noqa: ARG002
        """See `Site.refuse`."""
        return self._refused(endpoint, refusal, time.perf_counter())

    def answer(self, request: Request) -> Outcome:
        """See `Site.answer`."""
        started = time.perf_counter()
        route = self._routes.get(request.path)
        if self._flow and request.path == FLOW_PATH:
            return Outcome(self._flow.answer(request))
        if route is None:
            return Outcome(_unknown("no operation has this path"))
        product, endpoint = route
        try:
            result = self._call(product, endpoint, request)
        except Refusal as refusal:
            request.failed(refusal.why)
            return Outcome(self._refused(endpoint, refusal, started), endpoint)
        if isinstance(result, Answer):
            return Outcome(result, endpoint)
        request.passed()
        data = {**self._identity(started), **result}
        return Outcome(Answer(200, _JSON, render_json(data), data), endpoint)

    def _call(self, product: Product, endpoint: Endpoint, request: Request) -> dict[str, Any] | Answer:
        request.check("route", endpoint.operation.id)
        if request.method not in endpoint.operation.methods:
            raise Refusal("API_NOT_FOUND", bare=True, why=f"{request.method} is not accepted here")
        account = product.authenticate(request, self._world)
        request.check("account", f"of owner {account['owner']}")
        if refusal := standing(account, product.disabled):
            code, _, detail = refusal.partition(":")
            raise Refusal(code, detail.strip(), why=f"the account is set to be refused: {refusal}")
        request.check("limits")
        self._admit(request, account, endpoint)
        request.check("parameters")
        values, problem = endpoint.check_input(request.form, request.files)
        if problem:
            code = "MISSING_ARGUMENTS" if problem.kind == "missing" else "BAD_ARGUMENTS"
            raise Refusal(code, problem.name, why=problem.why)
        if endpoint.handler is None:
            return example_answer(endpoint.operation)
        request.check("call")
        return endpoint.handler(Call(self._world, endpoint.operation, request, str(account["owner"]), values))

    def _admit(self, request: Request, account: Mapping[str, Any], endpoint: Endpoint) -> None:
        concurrency = self._world.settings.megvii_concurrency
        over = admit(request, self._world, account, endpoint.operation, concurrency)
        if over and over.kind == "rate":
            raise Refusal("AUTHORIZATION_ERROR", "LIMIT_REACHED", why=over.why)
        if over:
            raise Refusal("CONCURRENCY_LIMIT_EXCEEDED", why=over.why)

    def _identity(self, started: float) -> dict[str, Any]:
        request_id = f"{int(self._world.clock.now())},{self._world.ids.uuid()}"
        return {"request_id": request_id, "time_used": int((time.perf_counter() - started) * 1000)}

    def _refused(self, endpoint: Endpoint, refusal: Refusal, started: float) -> Answer:
        row = endpoint.operation.error(refusal.code)
        text = refusal.code
        if refusal.detail:
            text += self._world.settings.megvii_separator + refusal.detail
        status, key = (row.status, row.key) if row else (400, "error")
        data: dict[str, Any] = {key: text}
        if not refusal.bare or endpoint.check_output(status, _JSON, data):
            data = {**self._identity(started), **data}
        return Answer(status, _JSON, render_json(data), data, text, refusal.why)


def _ports(operation: Operation) -> list[int]:
    """The ports that a contract allows for callbacks."""
    for field in operation.fields:
        if field.name == "notify_url":
            return [int(port) for port in operation.contract.resolve(field.schema).get("x-ports", ())]
    return []


def _unknown(why: str) -> Answer:
    data = {"error": "API_NOT_FOUND"}
    return Answer(404, _JSON, render_json(data), data, "API_NOT_FOUND", why)
