"""Requests: refuses what would be sent wrongly, or silently left out."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator

from ..contract import Contract, Operation, RequestField, is_ignored, is_json, kind
from ..diagnostics import Diagnostic
from ..request_styles import SCALAR, is_nested_twice, shapes_of, style_of
from .bodies import check_body
from .values import check_sendable, unsupported

_UNREAD = {
    "webhooks": "Nothing is generated from `webhooks`; callbacks that are forms are described by `x-callbacks`.",
    "callbacks": "Nothing is generated from `callbacks`; callbacks that are forms are described by `x-callbacks`.",
}
_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}


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
    if is_ignored(parameter):
        message = f"OpenAPI ignores header parameters named {name!r}, so it is no argument."
        yield Diagnostic("header-reserved", message, parameter.location, severity="note")
        return
    yield from check_sendable(parameter.schema)
    if parameter.has_content:
        if shapes_of(parameter.schema) != SCALAR and not is_json(parameter.encoding.content_type):
            yield unsupported(
                parameter.location,
                f"The {kind(parameter.schema)} {name!r} with `content` of"
                f" {parameter.encoding.content_type or 'no type'} is",
                "Use `application/json`, or describe one text.",
            )
        return
    allowed = _STYLES[where]
    style = parameter.style or allowed[0]
    shapes = shapes_of(parameter.schema)
    deep = style == "deepObject"
    if (
        style not in allowed
        or (deep and "map" not in shapes)
        or (style.endswith("Delimited") and not shapes & {"list", "map"})
    ):
        yield unsupported(
            parameter.location,
            f"Style {style!r} of the {kind(parameter.schema)} {name!r} in the {where} is",
            f"Use `{allowed[0]}`, or `content` with `application/json`.",
        )
    elif style_of(parameter) != "brackets" and is_nested_twice(parameter.schema):
        yield Diagnostic(
            "parameter-nested",
            f"OpenAPI does not say how style {style!r} writes the nested values of {name!r}.",
            parameter.location,
            "Use `content` with `application/json`, or `deepObject` for objects in the query.",
        )
