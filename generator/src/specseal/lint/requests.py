"""Requests: refuses what would be sent wrongly, or silently left out."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator

from ..contract import Contract, Operation, RequestField, kind
from ..diagnostics import Diagnostic
from .bodies import check_body
from .values import check_sendable, unsupported

METHODS = ("get", "post", "put", "delete", "patch")
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}
_UNREAD = {
    "webhooks": "Nothing is generated from `webhooks`; callbacks that are forms are described by `x-callbacks`.",
    "callbacks": "Nothing is generated from `callbacks`; callbacks that are forms are described by `x-callbacks`.",
}
_COMPOUND = {"array", "object", "map"}


def check_requests(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of operations, parameters and request bodies."""
    for one in contract.unread:
        yield Diagnostic("not-generated", _UNREAD[one.text], one.location, severity="note")
    times = Counter(operation.id for operation in contract.operations)
    for operation in contract.operations:
        yield from _operation(operation, times[operation.id])
        yield from _path(operation)
        for parameter in operation.parameters:
            yield from _parameter(parameter)
        if operation.body is not None:
            yield from check_body(operation.body)


def _operation(operation: Operation, times: int) -> Iterator[Diagnostic]:
    if operation.method not in METHODS:
        what = f"Method {operation.method.upper()} is"
        yield unsupported(operation.location, what, f"Use one of: {', '.join(METHODS)}.")
    if not operation.id:
        yield Diagnostic(
            "operation-id",
            "The operation has no operationId, from which its method is named.",
            operation.location,
            "Add an `operationId`.",
        )
    elif times > 1:
        message = f"{times} operations have the operationId {operation.id!r}."
        yield Diagnostic("openapi-invalid", message, operation.location, "Give each operation its own.")
    if operation.method == "get" and operation.body is not None:
        yield unsupported(operation.body.location, "A body in GET is", "Use query parameters, or POST.")


def _path(operation: Operation) -> Iterator[Diagnostic]:
    """The placeholders of the path match the path parameters, and no parameter is declared twice."""
    try:
        placeholders = {name for _, name, _, _ in string.Formatter().parse(operation.wire_path) if name}
    except ValueError as error:
        message = f"The path {operation.wire_path!r} is malformed: {error}."
        yield Diagnostic("openapi-invalid", message, operation.location, "Correct its braces.")
        return
    declared = {one.name: one for one in operation.parameters if one.where == "path"}
    for name in sorted(placeholders - declared.keys()):
        message = f"The placeholder {name!r} of the path has no parameter."
        yield Diagnostic(
            "openapi-invalid",
            message,
            operation.location,
            "Declare a parameter of that name with `in: path`.",
        )
    for name in sorted(declared.keys() - placeholders):
        message = f"The path parameter {name!r} has no placeholder in the path."
        yield Diagnostic(
            "openapi-invalid", message, declared[name].location, "Correct the name, or remove the parameter."
        )
    times = Counter((one.where, one.name) for one in operation.parameters)
    for (where, name), count in times.items():
        if count > 1:
            message = f"The {where} parameter {name!r} is declared {count} times."
            yield Diagnostic("openapi-invalid", message, operation.location, "Declare it once.")


def _parameter(parameter: RequestField) -> Iterator[Diagnostic]:
    name, where = parameter.name, parameter.where
    if where == "cookie":
        hint = "Declare it as a header or query parameter."
        yield unsupported(parameter.location, f"The cookie parameter {name!r} is", hint)
    if where == "header" and name.lower() in _IGNORED_HEADERS:
        yield Diagnostic(
            "header-reserved",
            f"OpenAPI ignores header parameters named {name!r}.",
            parameter.location,
            "Let a signing recipe set it, or remove it.",
        )
    if parameter.has_content:
        what = f"The parameter {name!r} with `content` is"
        yield unsupported(parameter.location, what, "Give it a `schema`.")
        return
    if parameter.allow_reserved is not None:
        yield unsupported(parameter.allow_reserved, "`allowReserved` is", "Remove it.")
    found = kind(parameter.schema)
    style = parameter.style or ("form" if where == "query" else "simple")
    allowed = {"array": {"form"}, "object": {"deepObject"}, "map": {"deepObject"}}.get(
        found, {"form", "simple"}
    )
    if style not in allowed or (found in _COMPOUND and where != "query"):
        yield unsupported(
            parameter.location,
            f"Style {style!r} of the {found} {name!r} in the {where} is",
            "Use style `form` in the query for arrays, and style `deepObject` in the query for objects.",
        )
    yield from check_sendable(parameter.schema)
