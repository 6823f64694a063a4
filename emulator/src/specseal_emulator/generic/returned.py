"""What of a request comes back in the response under another name: ``x-emulator: {fields: …}`` without a record.

x-emulator:
  fields: {out_trade_no: orderNo, /data/buyer/name: buyerName}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contract.parameters import bodies, parameters, resolved
from ..contract.pointers import ABSENT, put, value_at
from ..json_types import is_array, is_object
from .shapes import like

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..contract import Operation

_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Returned:
    """The fields of a response that hold fields of the request."""

    fields: Mapping[str, str]
    """By name, wherever it is in the response, or by JSON Pointer; to the name in the request, or a pointer there."""

    def into(self, value: Any, values: Mapping[str, Any], kinds: Callable[[str], frozenset[str]]) -> Any:
        """The response with what the request has of them. Args: `kinds`, the types that a place may have."""
        for field, source in self.fields.items():
            sent = value_at(values, source) if source.startswith("/") else values.get(source, ABSENT)
            if sent is ABSENT:
                continue
            if field.startswith("/"):
                present = value_at(value, field)
                value = put(value, field, sent if present is ABSENT else like(sent, present, kinds(field)))
            else:
                value = _named(value, field, sent, 0)
        return value

    def misnamed(self, operation: Operation, response: Any) -> Iterator[str]:
        """What does not exist. Args: `response`, what a response begins with."""
        known = _request_names(operation)
        for field, source in self.fields.items():
            if known is not None and source.strip("/").partition("/")[0] not in known:
                yield f"x-emulator.fields: the request has no {source}"
            if not field.startswith("/") and not _has(response, field, 0):
                yield f"x-emulator.fields: the response has no {field}"


def returned_of(operation: Operation) -> Returned:
    """What an operation says of its response; of records, `Behaviour` reads it."""
    said = operation.data.get("x-emulator")
    if not is_object(said) or "record" in said or not is_object(fields := said.get("fields", {})):
        return Returned({})
    return Returned({str(field): str(source) for field, source in fields.items()})


def _named(value: Any, name: str, sent: Any, depth: int) -> Any:
    if is_array(value):
        return [_named(item, name, sent, depth + 1) for item in value]
    if not is_object(value) or depth > _DEEPEST:
        return value
    return {
        key: like(sent, inner) if key == name else _named(inner, name, sent, depth + 1)
        for key, inner in value.items()
    }


def _has(value: Any, name: str, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    if is_array(value):
        return any(_has(item, name, depth + 1) for item in value)
    return is_object(value) and (name in value or any(_has(one, name, depth + 1) for one in value.values()))


def _request_names(operation: Operation) -> frozenset[str] | None:
    """The names of everything that a request may have; None where it may have other names."""
    found = {one.name for one in parameters(operation)}
    for body in bodies(operation)[0]:
        whole = resolved(operation.contract, body.schema)
        if "properties" not in whole or whole.keys() & {"oneOf", "anyOf"}:
            return None
        found |= set(whole["properties"])
    return frozenset(found)
