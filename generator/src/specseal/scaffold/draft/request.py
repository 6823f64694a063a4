"""The request of a drafted operation: where each field travels, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...document import is_map
from ...drift.drafts import to_write
from ...drift.facts import Facts, Field
from ...placeholders import TO_WRITE, TODO
from ..commented import comments_of, noted, only_comment
from .schemas import Components
from .shapes import Shape, tree_of

_BODILESS = {"GET", "DELETE", "HEAD"}
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_OWN_HEADERS = {"accept", "content-type", "authorization", "host", "user-agent", "content-length", "date"}
_HEADER = re.compile(r"x-[a-z0-9-]+|[a-z]+(-[a-z]+)+", re.IGNORECASE)
_IN_PATH = re.compile(r"\{([^{}]+)\}")


@dataclass(slots=True)
class Request:
    """The parts of an operation that say what is sent. ``waived`` are headers that a spec cannot have."""

    method: str
    path: str
    parameters: list[Any] = field(default_factory=list[Any])
    body: Any = None
    waived: list[Field] = field(default_factory=list[Field])

    @property
    def entries(self) -> Iterator[tuple[str, Any]]:
        """Entries of the operation."""
        if self.parameters:
            yield "parameters", self.parameters
        if self.body is not None:
            yield "requestBody", self.body


def draft_request(facts: Facts, components: Components, name: str) -> Request:
    """Draft the request; ``name`` is that of its component."""
    method = (facts.method or "POST").upper()
    path = facts.path or "/"
    request = Request(method.lower(), path)
    tree = tree_of(facts.request)
    in_path = _IN_PATH.findall(path)
    fields: list[Shape] = []
    queried = method in _BODILESS or (path == "/" and "Action" in tree.children)
    for shape in tree.children.values():
        stated = shape.row.where if shape.row else None
        if shape.name in in_path:
            request.parameters.append(_parameter(shape, "path", components))
        elif shape.name.lower() in _OWN_HEADERS and shape.row and stated in {None, "header"}:
            request.waived.append(shape.row)
        elif stated == "header" or (stated is None and _HEADER.fullmatch(shape.name)):
            request.parameters.append(_parameter(shape, "header", components))
        elif stated == "cookie":
            request.parameters.append(_parameter(shape, "cookie", components))
        elif stated in {"path", "query"} or (stated is None and queried):
            request.parameters.append(_parameter(shape, "query", components))
        else:
            fields.append(shape)
    known = {shape.name for shape in tree.children.values()}
    request.parameters += [_unlisted(name) for name in in_path if name not in known]
    if fields:
        request.body = _body(facts, fields, components, name)
    return request


def _parameter(shape: Shape, where: str, components: Components) -> Any:
    row = shape.row
    entry: dict[str, Any] = {"name": shape.name, "in": where}
    comments = [*_doubts(shape)]
    if row and row.where == "path" and where == "query":
        comments.append(
            f"{TODO}: line {row.place} says that it is in the path, and the path has no {{{shape.name}}}. Add it there."
        )
    if where == "path" or (row and row.required):
        entry["required"] = True
    entry["description"] = to_write(row, components.document) if row else _from_children(shape, components)
    schema = components.schema(shape, shape.name)
    comments += comments_of(schema)
    entry["schema"] = _bare(schema)
    entry["x-source"] = {"document": components.document}
    if row and row.lost:
        entry["x-source"]["lost"] = f"What line {row.place} should hold."
    return noted(entry, *comments)


def _unlisted(name: str) -> Any:
    entry = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    entry["description"] = f"{TO_WRITE}; only the path names it."
    return noted(entry, f"{TODO}: no table documents {name}; string is assumed.")


def _body(facts: Facts, fields: Sequence[Shape], components: Components, name: str) -> Any:
    has_file = any(shape.row and shape.row.type == "file" for shape in fields)
    media, comment = facts.media, ""
    if media is None:
        media = _FORMS[0] if has_file else _FORMS[1]
        comment = f"{TODO}: the page does not say how the fields are sent; {media} is assumed."
    schema: dict[str, Any] = {
        "type": "object",
        "description": f"{TO_WRITE}: the request.",
    }
    required = [shape.name for shape in fields if shape.row and shape.row.required]
    if required:
        schema["required"] = required
    schema["properties"] = {
        shape.name: noted(components.schema(shape, name), *_doubts(shape)) for shape in fields
    }
    components.names.add(name)
    components.spec[name] = schema
    content: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    shown = next((one for one in facts.bodies if one.media == media), None)
    if shown is not None:
        unlisted = (
            [key for key in shown.value if key not in schema["properties"]] if is_map(shown.value) else []
        )
        if unlisted:
            comment = (
                f"{TODO}: the example in line {shown.place} has fields that no table lists: {', '.join(unlisted)}. "
                "Describe them in the wire overlay."
            )
        else:
            content["examples"] = {"request": {"summary": f"{TO_WRITE}.", "value": shown.value}}
    nested = [one for one in fields if one.kind == "object" or (one.is_list and one.children)]
    if media in _FORMS and nested:
        content["encoding"] = {
            one.name: noted(
                {"contentType": "application/json"},
                f"{TODO}: {one.name} is assumed to be sent as JSON in one form field.",
            )
            for one in nested
        }
    body: dict[str, Any] = {"required": True, "description": "Fields of the request."}
    body["content"] = {media: noted(content, comment)}
    return body


def _doubts(shape: Shape) -> Iterator[str]:
    row = shape.row
    if row is None:
        return
    if row.required is None and not row.lost:
        yield f"{TODO}: line {row.place} does not say whether it is required; optional is assumed."


def _from_children(shape: Shape, components: Components) -> str:
    lines = [one.line for one in shape.walk() if one.line]
    return f"{TO_WRITE}, from line {lines[0] if lines else 1} of {components.document}."


def _bare(schema: Any) -> Any:
    """A schema without what the parameter around it says."""
    value: dict[str, Any] = schema.value if hasattr(schema, "comments") else schema
    return {key: one for key, one in value.items() if key not in {"description", "x-source"}}


def left_out(waived: Sequence[Field]) -> Any:
    """A comment for headers that are not in the spec."""
    names = ", ".join(f"{row.name} (line {row.place})" for row in waived)
    return only_comment(
        f"Omitted, because HTTP clients and signatures set these headers: {names}. The drift overlay waives them."
    )
