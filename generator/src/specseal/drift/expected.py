"""A spec as `Facts`: what a page must say for the spec to be true to it, each with its place in the spec."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..contract import (
    Array,
    Constant,
    Contract,
    Dictionary,
    Enumeration,
    Media,
    Notes,
    Object,
    Operation,
    Places,
    RequestField,
    Response,
    Scalar,
    Schema,
    body_fields,
)
from ..document import is_map
from ..pointer import join
from .examples import digest, parse_xml
from .facts import ErrorRow, Example, Facts, Field, Host, Kind, Place, Rate, Where

_DEEPEST = 12  # a schema may hold itself
_PARAMETERS: dict[str, Where] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
}
_SCALARS: dict[str, Kind] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}


def spec_facts(places: Places, contract: Contract, operation: Operation) -> Facts:
    """What a spec without overlays says of one operation. ``places`` are those of the same spec."""
    source = contract.info.source
    body = operation.body.media[0] if operation.body and operation.body.media else None
    fields = [*operation.parameters, *(body_fields(body) if body else ())]
    response = tuple(_answer(operation))
    where: dict[str, Place] = {
        "path": operation.location,
        "method": operation.location,
        "operation": operation.location,
        "version": contract.info.location,
        "hosts": next((one.location for one in operation.servers or contract.servers), contract.location),
        "media": body.location if body else operation.location,
        "request": _whole(body, operation),
        "responses": operation.success.location if operation.success else operation.location,
        "errors": operation.errors[0].location if operation.errors else operation.location,
    }
    rate = operation.rate
    servers = operation.servers or contract.servers
    return Facts(
        document=operation.source.document or (source.document if source else ""),
        digest=operation.source.digest or (source.digest if source else ""),
        method=operation.method.upper(),
        path=operation.wire_path,
        media=body.type if body else None,
        version=contract.info.version,
        rate=Rate(rate.calls, int(rate.seconds), rate.scope, operation.location) if rate else None,
        hosts=tuple(Host(one.url.rstrip("/"), None, one.location) for one in servers),
        request=tuple(row for one in fields for row in _parameter(one)),
        response=response,
        errors=tuple(
            ErrorRow(
                code=one.code,
                status=one.status,
                key=one.key,
                detail=one.detail,
                reasons=tuple(reason for reason, _ in one.reasons),
                arguments=one.arguments,
                place=one.location,
            )
            for one in operation.errors
        ),
        examples=tuple(_examples(places, operation)),
        places=tuple(where.items()),
    )


def _whole(body: Media | None, operation: Operation) -> Place:
    schema = body.schema.resolved() if body and body.schema is not None else None
    return schema.location if schema is not None else operation.location


def _parameter(field: RequestField) -> Iterator[Field]:
    row = _field(f"/{field.name}", field.schema, field.notes)
    required = True if field.required else None if field.needed else False
    where: Where = _PARAMETERS.get(field.where, "body")
    yield replace(row, required=required, where=where, place=field.location)
    if field.where == "json":
        yield from _inner(field.schema, row.at, 0)


def _answer(operation: Operation) -> Iterator[Field]:
    """The fields of all responses together: always there only where every response with it says so."""
    rows: dict[str, list[tuple[Field, Response]]] = {}
    for response in operation.responses:
        for media in response.media:
            for row in _inner(media.schema, "", 0) if media.schema is not None else ():
                rows.setdefault(row.at, []).append((row, response))
    for found in rows.values():
        first = found[0][0]
        yield replace(
            first,
            required=all(row.required for row, _ in found) or None,
            failure=not any(response.success for _, response in found),
        )


def _inner(schema: Schema, at: str, depth: int) -> Iterator[Field]:
    known = schema.resolved()
    if depth > _DEEPEST:
        return
    if isinstance(known, Array):
        yield from _inner(known.items, f"{at}/*", depth + 1)
    elif isinstance(known, Object):
        for one in known.properties():
            row = _field(f"{at}/{one.name}", one.schema, one.schema.resolved().notes)
            yield replace(row, required=one.required or None, place=one.location)
            yield from _inner(one.schema, row.at, depth + 1)


def _field(at: str, schema: Schema, notes: Notes) -> Field:
    known = schema.resolved()
    limits = known.limits
    return Field(
        at=at,
        type=_kind(known),
        minimum=_whole_number(limits.minimum),
        maximum=_whole_number(limits.maximum),
        max_length=limits.max_length,
        max_bytes=limits.max_bytes,
        default=None if notes.default is None else _text(notes.default),
        values=_values(known),
        ports=notes.ports,
        unit=notes.unit or None,  # type: ignore[arg-type]  # lint knows the units
        sample=_text(notes.examples[0]) if notes.examples else None,
        lost=bool(notes.lost),
    )


def _kind(schema: Schema) -> Kind | None:
    match schema:
        case Scalar(type="string", format="binary"):
            return "file"
        case Scalar(type=name) | Constant(type=name) | Enumeration(type=name):
            return _SCALARS.get(name or "")
        case Array():
            return "array"
        case Object() | Dictionary():
            return "object"
        case _:
            return None


def _values(schema: Schema) -> tuple[str, ...]:
    match schema:
        case Constant():
            return (_text(schema.value),)
        case Enumeration():
            return tuple(_text(value) for value in schema.values)
        case _:
            return ()


def _whole_number(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _examples(places: Places, operation: Operation) -> Iterator[Example]:
    seen: set[str] = set()
    for response in operation.responses:
        for media in response.media:
            steps = ("responses", response.status, "content", media.type, "examples")
            pointer = places.follow(join(operation.location.pointer, *steps))
            told = places.value(pointer)
            for name in told if is_map(told) else ():
                at = places.follow(join(pointer, name))
                place = places.at(at)
                value = places.value(join(at, "value"))
                content = parse_xml(str(value)) if media.type.endswith("xml") else value
                if place.pointer not in seen and content is not None:
                    seen.add(place.pointer)
                    yield Example(
                        media.type,
                        "success" if response.success else "failure",
                        digest(content),
                        content,
                        place,
                    )
