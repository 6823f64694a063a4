"""The fields of a request: parameters and properties of the body."""

from __future__ import annotations

from collections.abc import Iterator

from .schema import Object
from .values import JSON_MEDIA_TYPE, Encoding, Media, Operation, RequestField, Where

_PLAIN = Encoding()


def body_fields(media: Media) -> Iterator[RequestField]:
    """The fields of a body that is an object with declared properties; otherwise none."""
    schema = media.schema.resolved() if media.schema is not None else None
    if not isinstance(schema, Object):
        return
    encodings = {name.text: encoding for name, encoding in media.encodings}
    where: Where = "json" if media.type == JSON_MEDIA_TYPE else "form"
    for one in schema.properties():
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


def request_fields(operation: Operation) -> Iterator[RequestField]:
    """Parameters first, then the fields of each body."""
    yield from operation.parameters
    for media in operation.body.media if operation.body else ():
        yield from body_fields(media)
