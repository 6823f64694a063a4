"""The fields of a request: parameters, and what becomes of the body.

A body of named properties is one field per property, and one for all other properties if it may have others. A form
that is one of several objects has the fields of all. A body of any other shape is one field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .direction import request_schema
from .media_types import BodyFormat, body_format
from .notes import Notes
from .schema import Anything, Dictionary, Nothing, Object, Property, Schema, Union, composed
from .values import Encoding, Media, Operation, RequestField, Where

_PLAIN = Encoding()
_IGNORED = frozenset({"accept", "content-type", "authorization"})
_PLACES: dict[BodyFormat, Where] = {"multipart": "form", "urlencoded": "form", "xml": "form", "json": "json"}


def format_of(media: Media) -> BodyFormat:
    """How a request body is encoded. Its fields are those of a form, too, where it is a flat XML document."""
    return "xml" if media.root else body_format(media.type)


def body_fields(media: Media, *, required: bool = True) -> Iterator[RequestField]:
    """The fields of a body; ``required`` tells whether a request must have one."""
    where = _PLACES.get(format_of(media))
    schema = request_schema(media.schema) if media.schema is not None else Anything(location=media.location)
    properties: tuple[Property, ...] = ()
    if isinstance(schema, Object) and where is not None:
        properties = schema.properties()
    elif isinstance(schema, Union) and where == "form":
        properties = tuple(_merged(schema))
    if where is None or not properties:
        yield _whole(media, schema, required)
        return
    encodings = {name.text: encoding for name, encoding in media.encodings}
    for one in properties:
        if one.schema.resolved().notes.read_only:  # the vendor fills it in, even if it is required
            continue
        yield RequestField(
            where=where,
            name=one.name,
            schema=one.schema,
            notes=one.schema.resolved().notes,
            required=one.required,
            needed=one.needed,
            required_with=one.required_with,
            encoding=encodings.get(one.name, _PLAIN),
            location=one.location,
        )
    if isinstance(schema, Object) and (extra := other_properties(schema)) is not None:
        yield RequestField(
            where="others",
            name="additionalProperties",
            schema=extra,
            notes=Notes(),
            required=False,
            location=extra.location,
        )


def other_properties(schema: Object) -> Schema | None:
    """The schema of properties that an object does not name; ``None`` if it does not say that it may have others."""
    stated = [extra for one in composed(schema) for extra in _stated(one)]
    return next((one for one in reversed(stated) if not isinstance(one.resolved(), Nothing)), None)


def _stated(schema: Object) -> Iterator[Schema]:
    """What an object says of other properties, after what those parts of it say that name none."""
    for part in schema.parts:
        inner = part.resolved()
        if isinstance(inner, Dictionary) and inner.stated:
            yield inner.values
    if schema.extra is not None:
        yield schema.extra


def request_fields(operation: Operation) -> Iterator[RequestField]:
    """Parameters first, then the fields of each body."""
    yield from sent_parameters(operation)
    for media in operation.body.media if operation.body else ():
        yield from body_fields(media, required=operation.body is not None and operation.body.required)


def sent_parameters(operation: Operation) -> Iterator[RequestField]:
    """The parameters, without those that OpenAPI ignores."""
    return (one for one in operation.parameters if not is_ignored(one))


def is_ignored(field: RequestField) -> bool:
    """Whether OpenAPI ignores a parameter: media types and credentials are described elsewhere."""
    return field.where == "header" and field.name.lower() in _IGNORED and not field.notes.placed_by


def unsent_names(operation: Operation) -> Iterator[tuple[Where, str]]:
    """What the document names, and no request carries: parameters that OpenAPI ignores, and ``readOnly`` properties."""
    for one in operation.parameters:
        if is_ignored(one):
            yield one.where, one.name
    for media in operation.body.media if operation.body else ():
        where, schema = _PLACES.get(format_of(media)), media.schema and request_schema(media.schema)
        if where is not None and isinstance(schema, Object):
            for property_ in schema.properties():
                if property_.schema.resolved().notes.read_only:
                    yield where, property_.name


def _whole(media: Media, schema: Schema, required: bool) -> RequestField:
    """The field of a body without named properties; of a form, whatever its fields are."""
    given = media.schema if media.schema is not None else schema
    form = format_of(media) in {"multipart", "urlencoded"}
    if form:
        given = schema.values if isinstance(schema, Dictionary) else Anything(location=schema.location)
    return RequestField(
        where="others" if form else "body",
        name="body",
        schema=given,
        notes=schema.notes,
        required=required,
        location=schema.location,
    )


def _merged(union: Union) -> Iterator[Property]:
    """The properties of all objects of a union, required if they are in each; none if it has other members."""
    members = [one.resolved() for one in union.members]
    objects = [one for one in members if isinstance(one, Object)]
    if len(objects) < len(members):
        return
    found: dict[str, list[Property]] = {}
    for one in objects:
        for each in one.properties():
            found.setdefault(each.name, []).append(each)
    for same in found.values():
        kinds = tuple({each.schema.resolved().location: each.schema for each in same}.values())
        first = same[0]
        yield replace(
            first,
            schema=kinds[0]
            if len(kinds) == 1
            else Union(
                location=first.location, notes=kinds[0].resolved().notes, members=kinds, keyword="anyOf"
            ),
            required=len(same) == len(objects) and all(each.required for each in same),
        )
