"""Alibaba Cloud's pipeline: version, action, signature, account, parameters, handler, rendering."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ...http import Answer
from ...http.answer import render_json, render_xml
from ..base import Call, Endpoint, Outcome, Refusal, standing
from ..examples import example_answer
from ..limits import admit
from . import gateway
from .product import GATEWAY, Product, missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...contract import Operation
    from ...http import Request
    from ...state import World

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


class AliyunSite:
    """The Alibaba Cloud products that have a contract, all at ``/``."""

    def __init__(
        self, served: Mapping[str, list[Operation]], products: Mapping[str, Product], world: World
    ) -> None:
        self._world = world
        self._versions: dict[str, Product] = {}
        self._actions: dict[tuple[str, str], Endpoint] = {}
        self._paths: dict[str, Operation] = {}
        self.warnings: list[str] = []
        for name, operations in served.items():
            product = products[name]
            self._versions[product.version] = product
            for operation in operations:
                endpoint = Endpoint.build(operation, product.handlers, (), ignore=_COMMON)
                self._actions[product.version, operation.action] = endpoint
                self._paths[operation.path] = operation
                if endpoint.handler is None:
                    self.warnings.append(f"{name}: {operation.id} has no behaviour; it answers its example")

    @property
    def paths(self) -> Mapping[str, Operation]:
        """See `Site.paths`."""
        return self._paths

    @property
    def operations(self) -> list[Operation]:
        """See `Site.operations`."""
        return [endpoint.operation for endpoint in self._actions.values()]

    def find(self, request: Request) -> Endpoint | None:
        """See `Site.find`."""
        action, version = gateway.action_and_version(request, gateway.parameters(request))
        return self._actions.get((version, action))

    def refuse(self, request: Request, endpoint: Endpoint, refusal: Refusal) -> Answer:
        """See `Site.refuse`."""
        json = gateway.wants_json(request, gateway.parameters(request))
        product = self._versions[gateway.action_and_version(request, gateway.parameters(request))[1]]
        request_id = self._world.ids.uuid().upper()
        return self._refused(request, refusal, request_id, product, endpoint, json=json)

    def answer(self, request: Request) -> Outcome:
        """See `Site.answer`."""
        params = gateway.parameters(request)
        request_id = self._world.ids.uuid().upper()
        action, version = gateway.action_and_version(request, params)
        product = self._versions.get(version)
        endpoint = self._actions.get((version, action))
        json = gateway.wants_json(request, params)
        try:
            result = self._call(request, params, action, product, endpoint)
        except Refusal as refusal:
            request.failed(refusal.why)
            answer = self._refused(request, refusal, request_id, product, endpoint, json=json)
            return Outcome(answer, endpoint)
        if isinstance(result, Answer):
            return Outcome(result, endpoint)
        data = {"RequestId": request_id, **result}
        body = render_json(data) if json else render_xml(f"{action}Response", data)
        request.passed()
        failed = "" if data.get("Success", True) else str(data.get("Code", ""))
        answer = Answer(200, _JSON if json else _XML, body, data, failed, str(data.get("ErrorMessage", "")))
        answer.headers = (("x-acs-request-id", request_id),)
        return Outcome(answer, endpoint)

    def _call(
        self,
        request: Request,
        params: Mapping[str, str],
        action: str,
        product: Product | None,
        endpoint: Endpoint | None,
    ) -> dict[str, Any] | Answer:
        request.check("version", product.version if product else "")
        if product is None:
            raise Refusal("InvalidVersion", why="no product has this version")
        request.check("action", action)
        if not action:
            raise missing("Action")
        if endpoint is None or request.method not in endpoint.operation.methods:
            raise Refusal("InvalidAction.NotFound", why=f"no action {action!r} is taken by {request.method}")
        account = gateway.authenticate(request, params, self._world, endpoint.operation.contract.hosts)
        request.check("account", f"of owner {account['owner']}")
        if refusal := standing(account, "InvalidAccessKeyId"):
            raise Refusal(refusal, why=f"the account is set to be refused: {refusal}")
        request.check("limits")
        if over := admit(request, self._world, account, endpoint.operation):
            raise Refusal("Throttling.User", why=over.why)
        request.check("parameters")
        values, problem = endpoint.check_input(params, request.files)
        if problem and problem.kind == "missing":
            raise missing(problem.name, why=problem.why)
        if problem:
            request.failed(problem.why)
            return product.bad_parameter(problem, self._world.settings)
        if endpoint.handler is None:
            return example_answer(endpoint.operation)
        request.check("call")
        return endpoint.handler(Call(self._world, endpoint.operation, request, str(account["owner"]), values))

    def _refused(
        self,
        request: Request,
        refusal: Refusal,
        request_id: str,
        product: Product | None,
        endpoint: Endpoint | None,
        *,
        json: bool,
    ) -> Answer:
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
        return Answer(
            status,
            _JSON if json else _XML,
            body,
            data,
            code,
            refusal.why,
            (("x-acs-request-id", request_id),),
        )
