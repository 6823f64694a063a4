"""Responses: what a method can return, and what a class can hold."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import (
    Contract,
    Media,
    Object,
    Schema,
    composed,
    inner,
    is_xml,
    kind,
    kinds_of,
    other_properties,
    response_properties,
    response_schema,
)
from ..contract.media import accepted, is_readable
from ..diagnostics import Diagnostic, Location
from .values import check_composed, unsupported

#: Keywords that change what a value is; those that only constrain it are not checked when decoding.
_UNREADABLE = frozenset(
    {
        *("dependentSchemas", "$dynamicRef"),
        *("if", "then", "else"),  # which may add properties
    }
)
_PLAINLY = "Remove it, and list the fields under `properties`."


def check_responses(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of responses, and of the schemas that successful ones reach."""
    seen: set[tuple[Location, type]] = set()
    for operation in contract.operations:
        for response in operation.successes:
            for media in accepted(response):
                yield from _media(media)
                if media.schema is not None and is_readable(media):
                    yield from _values(media.schema, seen)
    for callback in contract.callbacks:
        if not isinstance(callback.schema.resolved(), Object):
            yield unsupported(
                callback.schema.location,
                f"A callback of kind {kind(callback.schema)} is",
                "Describe an object, with `type: object` and `properties`.",
            )
        yield from _values(callback.schema, seen)


def _media(media: Media) -> Iterator[Diagnostic]:
    if media.schema is None or is_readable(media):
        return
    if is_xml(media.type):
        yield unsupported(
            media.location,
            f"An XML response of kind {kind(media.schema)} is",
            "Describe the root element as an object, whose properties are its children.",
        )
        return
    yield unsupported(
        media.location,
        f"A response of type {media.type} with a schema of kind {kind(media.schema)} is",
        "Describe its body as `type: string, format: binary`.",
    )


def _values(schema: Schema, seen: set[tuple[Location, type]]) -> Iterator[Diagnostic]:
    """The problems of a value in a response and of all values inside it, each schema once."""
    pending = [schema]
    while pending:
        found = response_schema(pending.pop())
        if (found.location, type(found)) in seen:
            continue
        seen.add((found.location, type(found)))
        yield from _unreadable(found)
        if isinstance(found, Object):
            yield from _object(found)
            pending += [one.schema for one in response_properties(found)]
            if (extra := other_properties(found)) is not None:
                pending.append(extra)
            if (kinds := kinds_of(found)) is not None:
                pending.append(kinds)
        else:
            pending += inner(found)


def _object(found: Object) -> Iterator[Diagnostic]:
    yield from check_composed(found)
    for part in composed(found):
        if part is not found:
            yield from _unreadable(part)


def _unreadable(found: Schema) -> Iterator[Diagnostic]:
    for keyword in found.unheld:
        if keyword.text in _UNREADABLE:
            yield unsupported(keyword.location, f"{keyword.text!r} in a response is", _PLAINLY)
