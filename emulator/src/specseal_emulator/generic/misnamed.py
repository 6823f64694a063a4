"""What ``x-emulator`` names and the contract does not have: such a line would do nothing, and nobody would know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..contract.parameters import bodies, request_schemas, resolved
from ..contract.pointers import ABSENT, steps, value_at
from ..suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..contract import Operation
    from .endpoint import GenericEndpoint
    from .memory import Kind
    from .records import Behaviour


def misnamed(endpoints: Iterable[GenericEndpoint], kinds: Mapping[str, Kind]) -> Iterator[str]:
    """What does not exist, in words, each with the operation or the kind of records that names it."""
    behaving = [(one, one.behaviour) for one in endpoints if one.behaviour is not None]
    for endpoint, behaviour in behaving:
        for text in _of_operation(endpoint, behaviour):
            yield f"{endpoint.operation.id}: x-emulator.{text}"
    for kind in kinds.values():
        own = [(one, behaviour) for one, behaviour in behaving if behaviour.kind is kind]
        if not own:
            yield f"x-emulator.records.{kind.name}: no operation has record: {kind.name}"
        elif fields := _fields(kind, own):
            yield from _of_kind(kind, own, fields)


def _of_operation(endpoint: GenericEndpoint, behaviour: Behaviour) -> Iterator[str]:
    operation = endpoint.operation
    known = _request_names(operation)
    for source in behaviour.renamed.values():
        first = steps(source)[0] if source.startswith("/") else source
        if known and first not in known:
            yield f"fields: the request has no {first}{nearest(first, known)}"
    for one in behaviour.filters:
        if known and one.request not in known:
            yield f"match: the request has no {one.request}{nearest(one.request, known)}"
    if known and behaviour.does in {"read", "update", "delete", "put"}:
        for name in behaviour.kind.key:
            if name not in behaviour.requested:
                yield (
                    f"does: the request has no {name}, which is in the key of {behaviour.kind.name}: say which field "
                    f"holds it by fields: {{{name}: …}}{nearest(name, known)}"
                )
    base = endpoint.respond.base() if endpoint.respond.statuses else None
    missing = not endpoint.respond.schema("", behaviour.at) and value_at(base, behaviour.at) is ABSENT
    if base is not None and behaviour.at and missing:
        yield f"at: the response has nothing at {behaviour.at}"


def _of_kind(
    kind: Kind, own: Iterable[tuple[GenericEndpoint, Behaviour]], fields: frozenset[str]
) -> Iterator[str]:
    where = f"x-emulator.records.{kind.name}"
    for what, names in (("key", kind.key), ("unique", kind.unique)):
        for name in names:
            if name not in fields:
                yield f"{where}.{what}: the record has no {name}{nearest(name, fields)}"
    for endpoint, behaviour in own:
        objects = {one.request for one in behaviour.filters if one.field == one.request}
        for one in behaviour.filters:
            if one.field not in fields and not (one.request in objects and _is_object(endpoint, one.request)):
                near = nearest(one.field, fields)
                yield f"{endpoint.operation.id}: x-emulator.match: the record has no {one.field}{near}"


def _is_object(endpoint: GenericEndpoint, name: str) -> bool:
    schema = request_schemas(endpoint.operation).get(name, {})
    return "properties" in resolved(endpoint.operation.contract, schema)


def _fields(kind: Kind, own: Iterable[tuple[GenericEndpoint, Behaviour]]) -> frozenset[str]:
    """The fields that its records may have; none where a schema leaves them open."""
    found = set(kind.defaults)
    for endpoint, behaviour in own:
        if behaviour.does != "list":
            found |= behaviour.requested.keys()
        if behaviour.does == "delete" or not endpoint.respond.statuses:
            continue
        if endpoint.respond.content()[1] is None:
            continue
        place = f"{behaviour.at}/0" if behaviour.does == "list" else behaviour.at
        properties = endpoint.respond.schema("", place).get("properties")
        if not properties:
            return frozenset()
        found |= properties.keys()
    return frozenset(found)


def _request_names(operation: Operation) -> frozenset[str]:
    """The names of everything that a request may have; none where it may have any."""
    for body in bodies(operation)[0]:
        whole = resolved(operation.contract, body.schema)
        if not whole.keys() & {"properties", "oneOf", "anyOf"}:
            return frozenset()
    return frozenset(request_schemas(operation))
