"""Values that can be sent, and objects that are consistent."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import (
    Anything,
    Array,
    Contract,
    Dictionary,
    Object,
    Scalar,
    Schema,
    Union,
    composed,
    conflicts,
    entered,
    inner,
    kind,
)
from ..diagnostics import Diagnostic, Location
from ..pointer import split

#: Keywords that change what a value is, not only which values are allowed.
_SHAPING = frozenset({"patternProperties", "$dynamicRef"})


def unsupported(location: Location, what: str, hint: str) -> Diagnostic:
    """A diagnostic for an unsupported construct; ``what`` ends with "is" or "are"."""
    return Diagnostic("unsupported", f"{what} not supported.", location, hint)


def check_sendable(schema: Schema, inside: frozenset[str] = frozenset()) -> Iterator[Diagnostic]:
    """Yield the problems of a value that is sent as text: in a path, a query, a header or a form."""
    within = entered(schema, inside)
    if within is None:
        return
    found = schema.resolved()
    for keyword in found.unheld:
        if keyword.text in _SHAPING:
            hint = "Remove it, and describe the value without it."
            yield unsupported(keyword.location, f"{keyword.text!r} in a request is", hint)
        elif keyword.text == "contentMediaType" and not _is_file(found):
            yield Diagnostic(
                "file-unmarked",
                "`contentMediaType` without `format: binary` does not mark a file.",
                keyword.location,
                "Write `type: string, format: binary`, and put the media type into `encoding`.",
            )
    match found:
        case Union(members=members):
            for member in members:
                yield from check_sendable(member, within)
        case Array(items=items):
            yield from check_sendable(items, within)
        case _:
            pass


def check_objects(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the required properties that an object does not have; each object once, wherever it is used."""
    for schema in _everything(contract):
        if isinstance(schema, Object):
            yield from _required(schema)


def check_composed(schema: Object) -> Iterator[Diagnostic]:
    """Yield the parts of ``allOf`` that are not objects, and the properties that no value can meet."""
    for one in composed(schema):
        for part in one.parts:
            found = part.resolved()
            if not isinstance(found, Object | Dictionary | Anything):
                yield unsupported(
                    part.location,
                    f"`allOf` with a part that is not an object ({kind(found)}) is",
                    "Describe one object with the properties of all parts.",
                )
    for location in conflicts(schema):
        yield Diagnostic(
            "property-conflict",
            f"`allOf` declares the property {split(location.pointer)[-1]!r} with types that exclude each other.",
            location,
            "Declare it once, or with the same type.",
        )


def _required(schema: Object) -> Iterator[Diagnostic]:
    names = {one.name for part in composed(schema) for one in part.own}
    for name in (*schema.required, *schema.needed):
        if name.text not in names:
            yield Diagnostic(
                "required-unknown",
                f"{name.text!r} is required but not declared.",
                name.location,
                "Correct the name, or declare the property.",
            )


def _everything(contract: Contract) -> Iterator[Schema]:
    """Every schema that is used, but for the parts of ``allOf``, which need not be whole."""
    pending: list[Schema] = [one.schema for one in contract.components]
    for operation in contract.operations:
        pending += [one.schema for one in operation.parameters]
        bodies = [*(operation.body.media if operation.body else ())]
        bodies += [media for response in operation.responses for media in response.media]
        pending += [media.schema for media in bodies if media.schema is not None]
    parts: set[Location] = set()
    found: dict[Location, Schema] = {}
    while pending:
        schema = pending.pop()
        if schema.location in found:
            continue
        found[schema.location] = schema
        pending += inner(schema)
        if isinstance(schema, Object):
            parts.update(part.resolved().location for part in schema.parts)
    return (schema for location, schema in found.items() if location not in parts)


def _is_file(schema: Schema) -> bool:
    return isinstance(schema, Scalar) and schema.format == "binary"
