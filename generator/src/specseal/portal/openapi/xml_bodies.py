"""Bodies in XML: a text, and what it holds.

A string is how OpenAPI gives an example in XML, and a JSON Schema of an object refuses every string. The body is
therefore described as what it is, a text of the media type (``contentMediaType``), and its content by the schema of the
contract (``contentSchema``).
"""

from __future__ import annotations

from typing import Any

from ...contract.walk import walk
from ...document import is_map, value_at
from ...pointer import split


def describe_xml(document: dict[str, Any]) -> None:
    """Describe each body whose media type is XML as a text with content."""
    for found in walk(document):
        media_type = split(found.pointer)[-1].partition(";")[0].strip().lower() if found.pointer else ""
        if found.kind != "media type" or not (media_type.endswith(("/xml", "+xml"))):
            continue
        schema = found.node.get("schema")
        if is_map(schema) and schema.get("type") != "string":
            found.node["schema"] = _text(document, schema, media_type)


def _text(document: dict[str, Any], schema: dict[str, Any], media_type: str) -> dict[str, Any]:
    reference = schema.get("$ref")
    target = value_at(document, reference) if isinstance(reference, str) else schema
    name = str(reference).rpartition("/")[2] if reference else ""
    xml = target.get("xml") if is_map(target) else None
    root = str(xml.get("name", name)) if is_map(xml) else name
    element = f" The root element is `{root}`." if root else ""
    return {
        "type": "string",
        "title": f"{root or 'The body'} as XML",
        "description": (
            f"A text in XML.{element} Each field is an element; a list repeats the element of its name."
        ),
        "contentMediaType": media_type,
        "contentSchema": schema,
    }
