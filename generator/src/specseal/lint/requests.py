"""Requests: what would be sent wrongly, or left out in silence, is refused here."""

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
    "webhooks": ("Webhooks are", "Leave them out of the spec."),
    "callbacks": ("Callbacks are", "Say it with `x-callbacks` at the root (docs/extensions.md)."),
    "servers": ("Servers of their own, below the root, are", "Put them at the root."),
    "$ref": ("A path item elsewhere is", "Write it here."),
}
_COMPOUND = {"array", "object", "map"}


def check_requests(contract: Contract) -> Iterator[Diagnostic]:
    """Diagnostics of operations, parameters and request bodies."""
    for one in contract.unread:
        yield unsupported(one.location, *_UNREAD[one.text])
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
        yield unsupported(operation.location, what, f"Use {', '.join(METHODS)}.")
    if not operation.id:
        yield Diagnostic(
            "operation-id",
            "The operation has no operationId, which names its method.",
            operation.location,
            "Give it one.",
        )
    elif times > 1:
        message = f"{times} operations have the operationId {operation.id!r}."
        yield Diagnostic("openapi-invalid", message, operation.location, "Give each its own.")
    if operation.method == "get" and operation.body is not None:
        yield unsupported(operation.body.location, "A body in GET is", "Use parameters, or POST.")


def _path(operation: Operation) -> Iterator[Diagnostic]:
    """The placeholders of the path and the parameters in the path are the same."""
    try:
        placeholders = {name for _, name, _, _ in string.Formatter().parse(operation.wire_path) if name}
    except ValueError as error:
        message = f"The path {operation.wire_path!r} cannot be read: {error}."
        yield Diagnostic("openapi-invalid", message, operation.location, "Correct its braces.")
        return
    declared = {one.name: one for one in operation.parameters if one.where == "path"}
    for name in sorted(placeholders - declared.keys()):
        message = f"The path has a place for {name!r}, and no parameter fills it."
        yield Diagnostic("openapi-invalid", message, operation.location, "Declare it with `in: path`.")
    for name in sorted(declared.keys() - placeholders):
        message = f"The path has no place for its parameter {name!r}."
        yield Diagnostic(
            "openapi-invalid", message, declared[name].location, "Correct the name, or remove it."
        )
    times = Counter((one.where, one.name) for one in operation.parameters)
    for (where, name), count in times.items():
        if count > 1:
            message = f"The {where} parameter {name!r} is declared {count} times."
            yield Diagnostic("openapi-invalid", message, operation.location, "Declare it once.")


def _parameter(parameter: RequestField) -> Iterator[Diagnostic]:
    name, where = parameter.name, parameter.where
    if where == "cookie":
        hint = "Send it as a header or a query parameter."
        yield unsupported(parameter.location, f"The cookie {name!r} is", hint)
    if where == "header" and name.lower() in _IGNORED_HEADERS:
        yield Diagnostic(
            "header-reserved",
            f"OpenAPI ignores a header parameter named {name!r}.",
            parameter.location,
            "Let a signing recipe place it, or leave it out.",
        )
    if parameter.has_content:
        what = f"The parameter {name!r} with `content` is"
        yield unsupported(parameter.location, what, "Give it a `schema`.")
        return
    if parameter.allow_reserved is not None:
        yield unsupported(parameter.allow_reserved, "`allowReserved` is", "Leave it out.")
    found = kind(parameter.schema)
    style = parameter.style or ("form" if where == "query" else "simple")
    allowed = {"array": {"form"}, "object": {"deepObject"}, "map": {"deepObject"}}.get(
        found, {"form", "simple"}
    )
    if style not in allowed or (found in _COMPOUND and where != "query"):
        yield unsupported(
            parameter.location,
            f"Style {style!r} of {found} {name!r} in {where} is",
            "Arrays travel in the query with style form, objects with style deepObject.",
        )
    yield from check_sendable(parameter.schema)
