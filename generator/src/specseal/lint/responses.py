"""Responses: each successful one is a named object, in JSON or XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..contract import (
    Array,
    Contract,
    Dictionary,
    Object,
    Operation,
    Response,
    Schema,
    Tuple,
    Union,
    component_name,
    composed,
    entered,
    kind,
)
from ..diagnostics import Diagnostic
from ..naming import is_component_class
from .values import check_composed, unsupported

MEDIA_TYPES = ("application/json", "text/xml", "application/xml")
#: Keywords that change what a value is; those that only constrain it are not checked when decoding.
_UNREADABLE = frozenset(
    {
        *("discriminator", "patternProperties", "not", "dependentSchemas", "$dynamicRef"),
        *("if", "then", "else"),  # which may add properties
        *("properties", "allOf", "oneOf", "anyOf"),  # beside a union
    }
)
#: Kinds that cannot be told apart on the wire.
_SHAPES = {"object": "object", "map": "object", "array": "array", "union": "union"}
_PLAINLY = "Remove it, and list the fields under `properties`."


def check_responses(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of responses, and of the schemas that successful ones reach."""
    named: dict[str, Object] = {}
    for operation in contract.operations:
        yield from _successes(operation)
        for response in operation.responses:
            yield from _response(response, named)
    for callback in contract.callbacks:
        yield from _result(callback.schema, named)
    checked: set[str] = set()
    while pending := named.keys() - checked:  # each component leads to others, however long the chain
        for name in sorted(pending):
            checked.add(name)
            yield from _component(name, named[name], named)


def _successes(operation: Operation) -> Iterator[Diagnostic]:
    found = [one.status for one in operation.responses if one.success]
    if len(found) != 1:
        yield Diagnostic(
            "response-success",
            f"The operation has {_listed(found)}; expected exactly one.",
            operation.location,
            "Describe exactly one 2xx response.",
        )


def _response(response: Response, named: dict[str, Object]) -> Iterator[Diagnostic]:
    for media in response.media:
        if media.type not in MEDIA_TYPES:
            what = f"A response of type {media.type} is"
            yield unsupported(media.location, what, f"Use one of: {', '.join(MEDIA_TYPES)}.")
        elif response.success and media.schema is None:
            yield Diagnostic(
                "response-unnamed",
                "The response has no schema, so its class would have no name.",
                media.location,
                "Describe an object in components.schemas, and reference it.",
            )
        elif response.success and media.schema is not None:
            yield from _result(media.schema, named)
    names = {component_name(media.schema) if media.schema is not None else "" for media in response.media}
    if response.success and len(names) > 1:
        yield Diagnostic(
            "response-media-types",
            "The media types of the response have different schemas; a method returns one type.",
            response.location,
            "Reference the same component in each.",
        )


def _result(schema: Schema, named: dict[str, Object]) -> Iterator[Diagnostic]:
    """The return value of a method: a named object."""
    found = schema.resolved()
    match found:
        case Union(members=members, keyword=keyword):
            yield Diagnostic(
                "response-union",
                f"The response is one of {len(members)} schemas (`{keyword}`: {_kinds(members)}), not one class.",
                found.location,
                "Describe one object with the properties of all, each optional.",
            )
        case Object():
            yield from _value(schema, named)
        case _:
            yield Diagnostic(
                "unsupported",
                f"A response of kind {kind(found)} is not supported; expected an object with `properties`.",
                found.location,
                "Describe it in components.schemas, with `type: object` and `properties`.",
            )


def _value(
    schema: Schema, named: dict[str, Object], inside: frozenset[str] = frozenset()
) -> Iterator[Diagnostic]:
    """A value inside a response."""
    within = entered(schema, inside)
    if within is None:
        return
    found = schema.resolved()
    for keyword in found.unheld:
        if keyword.text in _UNREADABLE:
            yield unsupported(keyword.location, f"{keyword.text!r} in a response is", _PLAINLY)
    match found:
        case Object() if name := component_name(schema):
            named.setdefault(name, found)
        case Object():
            yield Diagnostic(
                "response-unnamed",
                "The object is not a named component, so its class would have no name.",
                schema.location,
                "Move it to components.schemas, and reference it.",
            )
        case Array(items=values) | Dictionary(values=values):
            yield from _value(values, named, within)
        case Tuple():
            hint = "Use `items` with the types of all items, such as `type: [integer, string]`."
            yield unsupported(found.location, "'prefixItems' in a response is", hint)
        case Union():
            yield from _union(found, named, within)
        case _:
            pass


def _union(union: Union, named: dict[str, Object], inside: frozenset[str]) -> Iterator[Diagnostic]:
    if union.discriminator is not None:
        yield unsupported(union.location, "'discriminator' in a response is", _PLAINLY)
    kinds = Counter(_SHAPES.get(kind(member)) for member in union.members)
    if kinds["object"] > 1 or kinds["array"] > 1 or kinds["union"]:
        yield Diagnostic(
            "response-union",
            f"The members of `{union.keyword}` ({_kinds(union.members)}) cannot be told apart on the wire.",
            union.location,
            "Describe one object with the properties of all, each optional.",
        )
        return
    for member in union.members:
        yield from _value(member, named, inside)


def _component(name: str, found: Object, named: dict[str, Object]) -> Iterator[Diagnostic]:
    if not is_component_class(name):
        yield Diagnostic(
            "component-name",
            f"The component name {name!r} is not a valid class name.",
            found.location,
            "Rename it: PascalCase, ASCII, not a Python built-in.",
        )
    yield from check_composed(found)
    for part in composed(found):
        for keyword in part.unheld if part is not found else ():
            if keyword.text in _UNREADABLE:
                yield unsupported(keyword.location, f"{keyword.text!r} in a response is", _PLAINLY)
    for one in found.properties():
        yield from _value(one.schema, named)


def _kinds(members: tuple[Schema, ...]) -> str:
    return ", ".join(component_name(one) or kind(one) for one in members)


def _listed(statuses: list[str]) -> str:
    listed = f" ({', '.join(statuses)})" if statuses else ""
    return f"{len(statuses)} successful responses{listed}"
