"""Alibaba Cloud's pipeline: version, action, signature, account, parameters, handler, rendering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ...http import Response
from ...http.response import render_json, render_xml
from ...quoting import quoted
from ...sites.admission import admit, documented
from ...sites.base import Call, Endpoint, Refusal, Route, account_error
from . import gateway
from .product import GATEWAY, Product, missing
from .settings import AliyunSettings
from .signatures import Signatures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...contract import Operation
    from ...examination import Examination
    from ...http import Request
    from ...services import Services
    from ...state import Limits

# What the gateway itself reads; the contract's checks leave these alone.
_COMMON = frozenset(
    {
        "Action",
        "Version",
        "Format",
        "AccessKeyId",
        "Signature",
        "SignatureMethod",
        "SignatureVersion",
        "SignatureNonce",
        "SignatureType",
        "Timestamp",
        "SecurityToken",
        "RegionId",
    }
)
_PORT = re.compile(r":[0-9]*$")
_JSON = "application/json;charset=utf-8"
_XML = "text/xml;charset=utf-8"


@dataclass(slots=True, kw_only=True)
class AliyunRoute(Route):
    """What a request asks for, read once."""

    params: Mapping[str, str]
    action: str
    product: Product | None
    json: bool
    """Whether it wants JSON."""


class AliyunSite:
    """The Alibaba Cloud products that have a contract, all at ``/``."""

    def __init__(
        self, services: Services, served: Mapping[str, list[Operation]], products: Mapping[str, Product]
    ) -> None:
        self._services = services
        self._versions: dict[str, Product] = {}
        self._signatures: dict[str, Signatures] = {}
        self._actions: dict[tuple[str, str], Endpoint] = {}
        self._paths: dict[str, Operation] = {}
        self.warnings: list[str] = []
        for name, operations in served.items():
            product = products[name]
            self._versions[product.version] = product
            self._signatures[product.version] = Signatures(operations, services)
            for operation in operations:
                endpoint = Endpoint.build(operation, product.handlers, (), ignore=_COMMON)
                self._actions[product.version, operation.action] = endpoint
                self._paths[operation.path] = operation
                if endpoint.handler is None:
                    self.warnings.append(
                        f"{name}: {operation.id} has no behaviour; it responds with its example"
                    )

    @property
    def paths(self) -> Mapping[str, Operation]:
        """See `Site.paths`."""
        return self._paths

    @property
    def operations(self) -> list[Operation]:
        """See `Site.operations`."""
        return [endpoint.operation for endpoint in self._actions.values()]

    @property
    def pages(self) -> tuple[str, ...]:
        """See `Site.pages`."""
        return ()

    def route(self, request: Request) -> AliyunRoute:
        """See `Site.route`."""
        params = gateway.parameters(request)
        action, version = gateway.action_and_version(request, params)
        return AliyunRoute(
            self._actions.get((version, action)),
            params=params,
            action=action,
            product=self._versions.get(version),
            json=gateway.wants_json(request, params),
        )

    def refuse(self, examination: Examination, route: AliyunRoute, refusal: Refusal) -> Response:
        """See `Site.refuse`."""
        return self._refused(examination.request, route, refusal, self._services.ids.uuid().upper())

    def limits(self, operation: Operation) -> Limits:
        """See `Site.limits`."""
        return documented(operation)

    def respond(self, examination: Examination, route: AliyunRoute) -> Response:
        """See `Site.respond`."""
        request_id = self._services.ids.uuid().upper()
        try:
            result = self._call(examination, route)
        except Refusal as refusal:
            examination.failed(refusal.why)
            return self._refused(examination.request, route, refusal, request_id)
        if isinstance(result, Response):
            return result
        data = {"RequestId": request_id, **result}
        body = render_json(data) if route.json else render_xml(f"{route.action}Response", data)
        examination.passed()
        failed = "" if data.get("Success", True) else str(data.get("Code", ""))
        response = Response(
            200, _JSON if route.json else _XML, body, data, failed, str(data.get("ErrorMessage", ""))
        )
        response.headers = (("x-acs-request-id", request_id),)
        return response

    def _call(self, examination: Examination, route: AliyunRoute) -> dict[str, Any] | Response:
        request, product, endpoint, action = examination.request, route.product, route.endpoint, route.action
        examination.check("version", product.version if product else "")
        if product is None:
            raise Refusal("InvalidVersion", why="no product has this API version")
        examination.check("action", action)
        if not action:
            raise missing("Action")
        if endpoint is None or request.method not in endpoint.operation.methods:
            raise Refusal(
                "InvalidAction.NotFound",
                why=f"action {quoted(action)} does not exist, or does not accept {request.method}",
            )
        account = gateway.authenticate(
            examination, route.params, self._services, self._signatures[product.version]
        )
        examination.check("account", f"of owner {account['owner']}")
        if refusal := account_error(account, "InvalidAccessKeyId"):
            raise Refusal(refusal, why=f"the account is configured to be refused: {refusal}")
        examination.check("limits")
        if over := admit(
            examination, self._services, account, endpoint.operation, self.limits(endpoint.operation)
        ):
            raise Refusal("Throttling.User", why=over.why)
        examination.check("parameters")
        values, problem = endpoint.check_input(route.params, request.files)
        if problem and problem.kind == "missing":
            raise missing(problem.name, why=problem.why)
        if problem:
            examination.failed(problem.why)
            return product.bad_parameter(problem, self._services.settings.of(AliyunSettings))
        if endpoint.handler is None:
            from ...generic.responders import responder_of  # noqa: PLC0415 - slow to import, and few need it

            return responder_of(endpoint, self._services).plain()
        examination.check("call")
        return endpoint.handler(
            Call(self._services, endpoint.operation, request, str(account["owner"]), values)
        )

    def _refused(self, request: Request, route: AliyunRoute, refusal: Refusal, request_id: str) -> Response:
        endpoint, product, json = route.endpoint, route.product, route.json
        status, message = GATEWAY.get(refusal.code, (400, ""))
        if row := endpoint.operation.error(refusal.code) if endpoint else None:
            status, message = row.status, row.message or message
        title = product.title if product else ""
        code = refusal.code
        data = {
            "RequestId": request_id,
            "HostId": _PORT.sub("", request.headers.get("host", "")),
            "Code": code,
            "Message": refusal.message or message or f"{code}.",
            "Recommend": "https://api.aliyun.com/troubleshoot"
            f"?q={quote(code, '')}&product={quote(title, '')}&requestId={request_id}",
        }
        body = render_json(data) if json else render_xml("Error", data, cdata=frozenset({"Recommend"}))
        return Response(
            status,
            _JSON if json else _XML,
            body,
            data,
            code,
            refusal.why,
            (("x-acs-request-id", request_id),),
        )
