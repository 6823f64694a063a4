"""The pipeline of all Megvii products: route, authenticate, account, parameters, handler, rendering."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...http import Response
from ...http.response import render_json
from ...sites.admission import admit, documented
from ...sites.base import Call, Endpoint, Refusal, Route, account_error
from . import vision
from .h5 import PATH as FLOW_PATH
from .h5 import Flow
from .product import COMMON, Product
from .settings import MegviiSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...contract import Operation
    from ...examination import Examination
    from ...http import Request
    from ...services import Services
    from ...state import Limits
    from .product import Authenticate

_JSON = "application/json"
_TOKEN_PATH = "/faceid/lite/get_token"  # noqa: S105


@dataclass(slots=True)
class MegviiRoute(Route):
    """The operation of a path, and whose it is."""

    product: Product | None = None
    verification: bool = False
    """Whether it is the page of a verification."""


class MegviiSite:
    """The Megvii products that have a contract."""

    def __init__(
        self, services: Services, served: Mapping[str, list[Operation]], products: Mapping[str, Product]
    ) -> None:
        """Raises `ContractError`, and `VisionMissing` when the settings want faces to be seen."""
        self._services = services
        self._settings = services.settings.of(MegviiSettings)
        if self._settings.faces == "vision":
            vision.require()
        self._routes: dict[str, tuple[Product, Endpoint]] = {}
        self._authenticate: dict[str, Authenticate] = {}
        self.warnings: list[str] = []
        self._flow: Flow | None = None
        for name, operations in served.items():
            product = products[name]
            self._authenticate[name] = product.authenticate_by(operations, services)
            for operation in operations:
                endpoint = Endpoint.build(operation, product.handlers, (*COMMON, *product.needs))
                self._routes[operation.path] = product, endpoint
                if operation.path == _TOKEN_PATH:
                    self._flow = Flow(services, _ports(operation), name)
                if endpoint.handler is None:
                    self.warnings.append(
                        f"{name}: {operation.id} has no behaviour; it responds with its example"
                    )

    @property
    def paths(self) -> Mapping[str, Operation]:
        """See `Site.paths`."""
        return {path: endpoint.operation for path, (_, endpoint) in self._routes.items()}

    @property
    def operations(self) -> list[Operation]:
        """See `Site.operations`."""
        return [endpoint.operation for _, endpoint in self._routes.values()]

    @property
    def pages(self) -> tuple[str, ...]:
        """See `Site.pages`."""
        return (FLOW_PATH,) if self._flow else ()

    def route(self, request: Request) -> MegviiRoute:
        """See `Site.route`."""
        product, endpoint = self._routes.get(request.path, (None, None))
        return MegviiRoute(endpoint, product, self._flow is not None and request.path == FLOW_PATH)

    def refuse(self, examination: Examination, route: MegviiRoute, refusal: Refusal) -> Response:  # noqa: ARG002
        """See `Site.refuse`."""
        if route.endpoint is None:
            raise ValueError("nothing was routed to")
        return self._refused(route.endpoint, refusal, time.perf_counter())

    def limits(self, operation: Operation) -> Limits:
        """See `Site.limits`."""
        return documented(operation, self._settings.megvii_concurrency)

    def respond(self, examination: Examination, route: MegviiRoute) -> Response:
        """See `Site.respond`."""
        started = time.perf_counter()
        if self._flow and route.verification:
            return self._flow.respond(examination)
        if route.product is None or route.endpoint is None:
            return _unknown("no operation has this path")
        try:
            result = self._call(route.product, route.endpoint, examination)
        except Refusal as refusal:
            examination.failed(refusal.why)
            return self._refused(route.endpoint, refusal, started)
        if isinstance(result, Response):
            return result
        examination.passed()
        data = {**self._identity(started), **result}
        return Response(200, _JSON, render_json(data), data)

    def _call(
        self, product: Product, endpoint: Endpoint, examination: Examination
    ) -> dict[str, Any] | Response:
        request = examination.request
        examination.check("route", endpoint.operation.id)
        if request.method not in endpoint.operation.methods:
            raise Refusal("API_NOT_FOUND", bare=True, why=f"{request.method} is not accepted here")
        account = self._authenticate[product.name](examination)
        examination.check("account", f"of owner {account['owner']}")
        if refusal := account_error(account, product.disabled):
            code, _, detail = refusal.partition(":")
            raise Refusal(code, detail.strip(), why=f"the account is configured to be refused: {refusal}")
        examination.check("limits")
        self._admit(examination, account, endpoint)
        examination.check("parameters")
        values, problem = endpoint.check_input(request.form, request.files)
        if problem:
            code = "MISSING_ARGUMENTS" if problem.kind == "missing" else "BAD_ARGUMENTS"
            raise Refusal(code, problem.name, why=problem.why)
        if endpoint.handler is None:
            from ...generic.responders import responder_of  # noqa: PLC0415 - slow to import, and few need it

            return responder_of(endpoint, self._services).plain()
        examination.check("call")
        return endpoint.handler(
            Call(self._services, endpoint.operation, request, str(account["owner"]), values)
        )

    def _admit(self, examination: Examination, account: Mapping[str, Any], endpoint: Endpoint) -> None:
        over = admit(
            examination, self._services, account, endpoint.operation, self.limits(endpoint.operation)
        )
        if over and over.kind == "rate":
            raise Refusal("AUTHORIZATION_ERROR", "LIMIT_REACHED", why=over.why)
        if over:
            raise Refusal("CONCURRENCY_LIMIT_EXCEEDED", why=over.why)

    def _identity(self, started: float) -> dict[str, Any]:
        request_id = f"{int(self._services.clock.now())},{self._services.ids.uuid()}"
        return {"request_id": request_id, "time_used": int((time.perf_counter() - started) * 1000)}

    def _refused(self, endpoint: Endpoint, refusal: Refusal, started: float) -> Response:
        row = endpoint.operation.error(refusal.code)
        text = refusal.code
        if refusal.detail:
            text += self._settings.megvii_separator + refusal.detail
        status, key = (row.status, row.key) if row else (400, "error")
        data: dict[str, Any] = {key: text}
        if not refusal.bare or endpoint.check_output(status, _JSON, data):
            data = {**self._identity(started), **data}
        return Response(status, _JSON, render_json(data), data, text, refusal.why)


def _ports(operation: Operation) -> list[int]:
    """The ports that a contract allows for callbacks."""
    for field in operation.fields:
        if field.name == "notify_url":
            return [int(port) for port in operation.contract.resolve(field.schema).get("x-ports", ())]
    return []


def _unknown(why: str) -> Response:
    data = {"error": "API_NOT_FOUND"}
    return Response(404, _JSON, render_json(data), data, "API_NOT_FOUND", why)
