"""Responses: each successful answer is one named object, read from JSON or XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..contract import callbacks, dereference, escape, follow, operations
from ..diagnostics import Diagnostic
from ..document import Map, is_map, locate
from ..models.relaxed import kind_of, properties_of
from ..naming import is_component_class

MEDIA_TYPES = ("application/json", "text/xml", "application/xml")
_COMPONENT = "#/components/schemas/"
_UNREADABLE = (
    "discriminator",
    "patternProperties",
    "prefixItems",
    "not",
    "if",
    "dependentSchemas",
    "$dynamicRef",
)


def check_responses(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of responses and of the schemas that successful ones reach."""
    checked: set[str] = set()
    for operation in operations(document):
        successes = [status for status in operation.data.get("responses", {}) if status.startswith("2")]
        if len(successes) != 1:
            yield Diagnostic(
                "response-success",
                f"The operation documents {len(successes)} successful answers; a method returns one.",
                locate(document, f"{operation.pointer}/responses"),
                "Describe exactly one 2xx response.",
            )
        for status, response in operation.data.get("responses", {}).items():
            pointer, found = follow(document, f"{operation.pointer}/responses/{status}", response)
            yield from _response(document, pointer, status, found, checked)
    for name, callback in callbacks(document).items():
        here = f"/x-callbacks/{escape(name)}/schema"
        yield from _named_object(document, here, callback["schema"], checked)


def _response(
    document: Map, pointer: str, status: str, response: dict[str, Any], checked: set[str]
) -> Iterator[Diagnostic]:
    pointer = f"{pointer}/content"
    schemas: list[dict[str, Any]] = []
    for media_type, media in response.get("content", {}).items():
        here = f"{pointer}/{escape(media_type)}"
        if media_type not in MEDIA_TYPES:
            yield Diagnostic(
                "unsupported",
                f"An answer of {media_type} is not supported.",
                locate(document, here),
                f"Supported are {', '.join(MEDIA_TYPES)}.",
            )
        schema = media.get("schema")
        schemas.append(schema if is_map(schema) else {})
        if status.startswith("2"):
            yield from _named_object(document, f"{here}/schema", schemas[-1], checked)
    if status.startswith("2") and any(schema.get("$ref") != schemas[0].get("$ref") for schema in schemas):
        yield Diagnostic(
            "response-media-types",
            "The media types of the answer have different schemas; a method returns one type.",
            locate(document, pointer),
            "Let them name the same component.",
        )


def _named_object(
    document: Map, pointer: str, schema: dict[str, Any], checked: set[str]
) -> Iterator[Diagnostic]:
    reference = schema.get("$ref", "") if is_map(schema) else ""
    if not reference.startswith(_COMPONENT) or kind_of(document, schema) != "object":
        yield Diagnostic(
            "response-unnamed",
            "This object has no name, so its class would have none.",
            locate(document, pointer),
            "Put it into components.schemas and refer to it.",
        )
        return
    name = reference.removeprefix(_COMPONENT)
    if name in checked:
        return
    checked.add(name)
    base = f"/components/schemas/{escape(name)}"
    if not is_component_class(name):
        yield Diagnostic(
            "component-name",
            f"{name!r} is not a class name that both tools would keep.",
            locate(document, base),
            "Use PascalCase in ASCII, and no name of Python's own.",
        )
    target = dereference(document, schema)
    yield from _readable(document, base, target)
    for prop, value in properties_of(document, target).items():
        yield from _value(document, f"{base}/properties/{escape(prop)}", value, checked)


def _value(document: Map, pointer: str, value: dict[str, Any], checked: set[str]) -> Iterator[Diagnostic]:
    pointer, target = follow(document, pointer, value)
    yield from _readable(document, pointer, target)
    match kind_of(document, value):
        case "object":
            branches = [
                one
                for one in target.get("anyOf") or target.get("oneOf") or ()
                if kind_of(document, one) != "null"
            ]
            if len(branches) > 1:
                yield Diagnostic(
                    "response-union",
                    "One of several objects: the answer would be read as the first of them.",
                    locate(document, pointer),
                    "Describe one object with the fields of all, each optional.",
                )
            yield from _named_object(document, pointer, branches[0] if branches else value, checked)
        case "array":
            yield from _value(document, f"{pointer}/items", target.get("items", {}), checked)
        case "map" if is_map(target.get("additionalProperties")):
            yield from _value(
                document, f"{pointer}/additionalProperties", target["additionalProperties"], checked
            )
        case _:
            pass


def _readable(document: Map, pointer: str, schema: dict[str, Any]) -> Iterator[Diagnostic]:
    for key in _UNREADABLE:
        if key in schema:
            yield Diagnostic(
                "unsupported",
                f"{key!r} in an answer is not supported.",
                locate(document, f"{pointer}/{key}"),
                "Describe the fields plainly; all are read as optional.",
            )
