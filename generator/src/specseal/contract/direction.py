"""A schema as one direction has it: in responses, or in requests.

``writeOnly`` properties are left out of responses, ``readOnly`` ones of requests. What refers to an object with a
discriminator has one of the objects that are composed of it.
"""

from __future__ import annotations

from dataclasses import replace

from .schema import Object, Property, Reference, Schema, Union


def response_properties(schema: Object) -> tuple[Property, ...]:
    """The properties that a response may have."""
    return tuple(one for one in schema.properties() if not one.schema.resolved().notes.write_only)


def request_properties(schema: Object) -> tuple[Property, ...]:
    """The properties that a request may have."""
    return tuple(one for one in schema.properties() if not one.schema.resolved().notes.read_only)


def response_schema(schema: Schema) -> Schema:
    """The schema at the end of all references, as a response has it."""
    found = schema.resolved()
    if isinstance(schema, Reference) and isinstance(found, Object) and found.heirs is not None:
        return kinds_of(found) or found
    return found


def request_schema(schema: Schema) -> Schema:
    """The schema at the end of all references, as a request has it."""
    return response_schema(schema)


def kinds_of(schema: Object) -> Union | None:
    """The objects that are composed of an object with a discriminator, and itself; ``None`` if there are none."""
    heirs = () if schema.heirs is None else schema.heirs()
    if not heirs:
        return None
    location = replace(schema.location, pointer=f"{schema.location.pointer}/discriminator")
    base = replace(schema, heirs=None)
    return Union(
        location=location,
        notes=replace(schema.notes, title=""),
        nullable=schema.nullable,
        members=(base, *heirs),
        keyword="oneOf",
        discriminator=schema.discriminator,
        base=base,
    )
