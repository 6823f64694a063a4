"""Contracts without a vendor: served from their examples, without signatures or validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..http import Response
from ..http.response import render_json
from .admission import documented
from .base import Endpoint, Refusal, Route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..contract import Contract, Operation
    from ..examination import Examination
    from ..http import Request
    from ..state import Limits


class ExampleSite:
    """One contract, served from its examples."""

    def __init__(self, contract: Contract, operations: list[Operation]) -> None:
        self._contract = contract
        self._endpoints: dict[str, list[Endpoint]] = {}
        for operation in operations:
            self._endpoints.setdefault(operation.path, []).append(Endpoint.build(operation, {}, ()))

    @property
    def paths(self) -> Mapping[str, Operation]:
        """See `Site.paths`."""
        return {path: endpoints[0].operation for path, endpoints in self._endpoints.items()}

    @property
    def operations(self) -> list[Operation]:
        """See `Site.operations`."""
        return [endpoint.operation for endpoints in self._endpoints.values() for endpoint in endpoints]

    @property
    def warnings(self) -> list[str]:
        """See `Site.warnings`."""
        warnings = [
            f"{self._contract.product}: no vendor module; it is served from its contract's examples, and neither"
            " signatures nor parameters are checked"
        ]
        warnings += [
            f"{self._contract.product}: {endpoint.operation.id} has no success example; it responds with 501"
            for endpoints in self._endpoints.values()
            for endpoint in endpoints
            if endpoint.operation.example() is None
        ]
        return warnings

    @property
    def pages(self) -> tuple[str, ...]:
        """See `Site.pages`."""
        return ()

    def route(self, request: Request) -> Route:
        """See `Site.route`."""
        candidates = self._endpoints.get(request.path, [])
        return Route(_select(candidates, request) or (candidates[0] if len(candidates) == 1 else None))

    def refuse(self, examination: Examination, route: Route, refusal: Refusal) -> Response:  # noqa: ARG002
        """See `Site.refuse`. The body has the key of the error's row alone."""
        row = route.endpoint.operation.error(refusal.code) if route.endpoint else None
        status, key = (row.status, row.key) if row else (400, "error")
        text = f"{refusal.code}: {refusal.detail}" if refusal.detail else refusal.code
        data = {key: text}
        return Response(status, "application/json", render_json(data), data, text, refusal.why)

    def limits(self, operation: Operation) -> Limits:
        """See `Site.limits`."""
        return documented(operation)

    def respond(self, examination: Examination, route: Route) -> Response:
        """See `Site.respond`."""
        if examination.request.path not in self._endpoints:
            return plain(404, "no contract has this path")
        endpoint = route.endpoint
        if endpoint is None or examination.request.method not in endpoint.operation.methods:
            examination.operation = None
            return plain(405, "no operation of the contract accepts this method or action")
        return example_response(endpoint.operation)


def _select(candidates: list[Endpoint], request: Request) -> Endpoint | None:
    action = request.query.get("Action", request.form.get("Action", ""))
    for endpoint in candidates:
        operation = endpoint.operation
        if request.method in operation.methods and operation.action in {"", action}:
            return endpoint
    return None


def example_response(operation: Operation) -> Response:
    """The first documented success of an operation."""
    example = operation.example()
    if example is None:
        return plain(501, f"the contract has no success example of {operation.id}")
    status, media_type, value = example
    body = value.encode() if isinstance(value, str) and "json" not in media_type else render_json(value)
    return Response(status, media_type, body, value, why="responded with the contract's example")


def plain(status: int, why: str) -> Response:
    """A response of the emulator itself, where no vendor's fits."""
    data = {"error": why}
    return Response(status, "application/json", render_json(data), data, code=str(status), why=why, own=True)
