"""The items of a contract, and those that one exchange covers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.properties import oracle, responses, wire
from tests.properties.contracts import OPERATIONS, Operation
from tests.properties.tap import Exchange

KINDS = {
    "parameter": "Parameters, in calls that succeeded",
    "value": "Values of enumerations and constants, in calls that succeeded",
    "status": "HTTP statuses",
    "error": "Rows of the error table",
    "field": "Fields of responses",
}


class Item(NamedTuple):
    """One thing that a contract documents."""

    product: str
    operation: str
    kind: str
    """A key of `KINDS`."""
    name: str


def documented(operation: Operation) -> list[Item]:
    """Everything that the contract of an operation documents, each thing once."""
    return list(dict.fromkeys(_documented(operation)))


def _documented(operation: Operation) -> Iterator[Item]:

    def item(kind: str, name: str) -> Item:
        return Item(operation.product, operation.id, kind, name)

    yield item("status", "success")
    for name, parameter in operation.parameters.items():
        yield item("parameter", name)
        for value in parameter.values():
            yield item("value", f"{name}={value}")
    for code, detail in operation.rows():
        yield item("error", f"{code}: {detail}" if detail else code)
    for status, response in operation.responses.items():
        yield item("status", status)
        for media_type, content in response.get("content", {}).items():
            for pointer in responses.documented(operation, content["schema"]):
                yield item("field", _field(content["schema"], media_type, pointer))


def _field(schema: dict[str, Any], media_type: str, pointer: str) -> str:
    """A field belongs to its schema: one body under several statuses counts once."""
    return f"{schema.get('$ref', '').rpartition('/')[2]}{pointer} ({media_type.rpartition('/')[2]})"


def operation_of(exchange: Exchange) -> Operation | None:
    """The operation that an exchange belongs to; None for pages and unknown paths."""
    found = [operation for operation in OPERATIONS if operation.path == exchange.path]
    if len(found) > 1:
        named = wire.decode(exchange, strict=False).values()
        action = named.get("x-acs-action", named.get("Action"))
        found = [operation for operation in found if operation.id == action]
    return found[0] if found else None


class Covered(NamedTuple):
    """What one exchange covered."""

    operation: Operation
    outcome: str
    """The error as the contract names it, ``success``, or that the response is not one of the contract."""
    items: frozenset[Item]


def covered(exchange: Exchange) -> Covered | None:
    """What an exchange covered. None when it belongs to no operation."""
    operation = operation_of(exchange)
    if operation is None:
        return None
    try:
        schema = responses.schema_of(operation, exchange)
        error = responses.error_of(operation, exchange)
        value = responses.read(operation, exchange)
    except (
        responses.WrongResponse,
        ValueError,
        SyntaxError,
    ):  # the response of a fault, or a broken connection
        return Covered(operation, f"not a response of the contract ({exchange.status})", frozenset())

    def item(kind: str, name: str) -> Item:
        return Item(operation.product, operation.id, kind, name)

    media_type = responses.media_type(exchange)
    found = {item("status", str(exchange.status))}
    found |= {item("field", _field(schema, media_type, pointer)) for pointer in responses.pointers(value)}
    if error:
        row = operation.row_of(error)
        name = (f"{row[0]}: {row[1]}" if row[1] else row[0]) if row else error
        found.add(item("error", name))
        return Covered(operation, name, frozenset(found))
    found.add(item("status", "success"))
    given = oracle.named(wire.decode(exchange, strict=False))
    for name, parameter in operation.parameters.items():
        if name in given:
            found.add(item("parameter", name))
            if given[name] in parameter.values():
                found.add(item("value", f"{name}={given[name]}"))
    return Covered(operation, "success", frozenset(found))
