"""What "Test Request" starts with: the values that the samples send, where the document has no example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ..plan.package import OperationPlan
from ..portal.lookup import followed
from ..portal.request import ExampleRequest, example_request

_SHOWN = frozenset({"example", "examples", "default", "const", "enum"})


def prefill(document: Mapping[str, Any], operation: Mapping[str, Any], plan: OperationPlan) -> None:
    """Give the parameters and body fields of an operation their first examples, in place."""
    request = example_request(plan)
    query = dict(request.query)
    for listed in operation.get("parameters", ()):
        parameter = followed(document, listed)
        if parameter["in"] == "query" and parameter["name"] in query:
            _show(document, parameter, query[parameter["name"]])
    values = _body(request)
    for schema in _schemas(document, operation):
        for name, listed in schema.get("properties", {}).items():
            if name in values and not _SHOWN & followed(document, listed).keys():
                listed["examples"] = [values[name]]


def _show(document: Mapping[str, Any], parameter: dict[str, Any], value: str) -> None:
    schema = followed(document, parameter.get("schema", {}))
    if not _SHOWN & parameter.keys() and not _SHOWN & schema.keys():
        parameter["example"] = value


def _body(request: ExampleRequest) -> Mapping[str, Any]:
    if request.json is not None:
        read: dict[str, Any] = msgspec.json.decode(request.json)
        return read
    return dict(request.form)


def _schemas(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas of the body, with those that they are put together from."""
    body = followed(document, operation.get("requestBody", {}))
    pending = [media.get("schema", {}) for media in body.get("content", {}).values()]
    while pending:
        schema = followed(document, pending.pop())
        yield schema
        pending += schema.get("allOf", ())
