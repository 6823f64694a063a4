"""The examples of a page against the contract: spec and wire overlays, what clients hold true."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import quote

import jsonschema_rs

from ..contract import (
    Array,
    Constant,
    Enumeration,
    Object,
    Operation,
    Places,
    Response,
    Scalar,
    Schema,
    Union,
)
from ..document import plain
from ..pointer import join
from .facts import Example, Facts
from .findings import Finding


def validate(page: Facts, operation: Operation, places: Places) -> Iterator[Finding]:
    """Where an example of the page is not what the contract allows. ``places`` are those of the contract."""
    document = plain(places.document)
    for example in page.examples:
        response = _response(example, operation)
        media = next((one for one in response.media if one.type == example.media), None) if response else None
        line = example.place if isinstance(example.place, int) else None
        at = f"{example.outcome} {example.media}"
        if response is None or media is None or media.schema is None:
            yield Finding(
                code="example-unexpected",
                relation="different",
                at=at,
                message=f"The contract has no {example.outcome} response in {example.media}.",
                remedy="Add the media type to the response.",
                line=line,
                place=operation.location,
            )
            continue
        value = example.value
        if isinstance(value, ET.Element):
            value = value_of(media.schema, cast("ET.Element", value))
        steps = ("responses", response.status, "content", media.type, "schema")
        pointer = places.follow(join(operation.location.pointer, *steps))
        reference = f"#{quote(pointer)}"  # a path has braces, which a reference must not
        validator = jsonschema_rs.Draft202012Validator({**document, "$ref": reference})
        for error in validator.iter_errors(value):
            path = "".join(f"/{step}" for step in error.instance_path)
            yield Finding(
                code="example-invalid",
                relation="different",
                at=f"{at} {path}".rstrip(),
                message=f"The contract does not allow it: {error.message}.",
                remedy="Correct the spec, or let the wire overlay take what the example shows.",
                line=line,
                place=media.schema.location,
            )


def _response(example: Example, operation: Operation) -> Response | None:
    """The response that an example is of: by its error code where it is of a failure."""
    wanted = [one for one in operation.responses if one.success == (example.outcome == "success")]
    if example.outcome == "failure":
        body: dict[str, Any] = cast("Any", example.value) if isinstance(example.value, dict) else {}
        text = " ".join(map(str, body.values()))
        codes = {str(row.status) for row in operation.errors if row.code in text}
        wanted = [one for one in wanted if one.status in codes] or wanted
        if not wanted:  # a vendor that returns failures with 200
            wanted = [one for one in operation.responses if one.success]
    return wanted[0] if wanted else None


def value_of(schema: Schema, element: ET.Element) -> Any:
    """An element as the JSON value that its schema makes of it. Text that is no number stays text."""
    match schema.resolved():
        case Object() as known:
            members = {one.name: one.schema for one in known.properties()}
            found: dict[str, Any] = {}
            for child in element:
                member = members.get(child.tag)
                inner = member.resolved() if member is not None else None
                if isinstance(inner, Array):
                    found.setdefault(child.tag, []).append(value_of(inner.items, child))
                else:
                    found[child.tag] = element_text(child) if member is None else value_of(member, child)
            return found
        case Scalar(type=kind) | Constant(type=kind) | Enumeration(type=kind):
            return _scalar(kind, element_text(element))
        case Union() as union:
            kinds = [one.type for one in map(_resolved, union.members) if isinstance(one, Scalar)]
            return _scalar(kinds[0] if kinds else None, element_text(element))
        case _:
            return element_text(element)


def element_text(element: ET.Element) -> str:
    """The text of an element."""
    return element.text or ""


def _resolved(schema: Schema) -> Schema:
    return schema.resolved()


def _scalar(kind: str | None, text: str) -> Any:
    try:
        if kind == "integer":
            return int(text)
        if kind == "number":
            return float(text)
    except ValueError:
        return text
    return {"true": True, "false": False}.get(text, text) if kind == "boolean" else text
