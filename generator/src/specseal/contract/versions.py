"""Documents of other versions of OpenAPI as OpenAPI 3.1, so that no later stage knows of them.

OpenAPI 3.0 differs in the keywords of schemas. Documents of 3.1 that still use these keywords are read in the same way.
OpenAPI 3.2 is read as 3.1 where its additions have no effect on clients; `lint` refuses the others by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..diagnostics import Diagnostic
from ..document import Map, Seq, is_seq, locate
from ..pointer import join
from .vocabulary import ANNOTATIONS
from .walk import Found, walk

TARGET = "3.1.0"
_READ = re.compile(r"3\.[02]\.\d+(-.+)?")
#: Additions of OpenAPI 3.2 that are for readers only, by kind of object.
_FOR_READERS = {
    "root": ("$self",),
    "tag": ("summary", "parent", "kind"),
    "server": ("name",),
    "response": ("summary",),
    "example": ("dataValue", "serializedValue"),
    "security scheme": ("deprecated", "oauth2MetadataUrl"),
}
_EXCLUSIVE = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_ALTERNATIVES = ("anyOf", "oneOf")
#: What may be a Reference Object instead, and the keys of one.
_REFERABLE = frozenset(
    {"parameter", "header", "request body", "response", "security scheme", "example", "link", "callback"}
)
_REFERENCE = frozenset({"$ref", "summary", "description"})
#: Keywords that stay with the schema when `null` becomes its alternative.
_OUTSIDE = (ANNOTATIONS - {"xml"}) | {"nullable"}


def as_openapi_31(document: Map) -> tuple[Map, tuple[Diagnostic, ...]]:
    """The document as OpenAPI 3.1, with the locations of the original, and notes on what was dropped.

    Works in place: the document is one that has just been loaded. Versions that cannot be read are left for lint.
    """
    version = document.get("openapi")
    if not isinstance(version, str) or not re.fullmatch(r"3\.[012]\.\d+(-.+)?", version):
        return document, ()
    notes: list[Diagnostic] = []
    anchors: list[str] = []
    for found in walk(document):
        for key in _FOR_READERS.get(found.kind, ()) if version.startswith("3.2") else ():
            found.node.pop(key, None)
        if found.kind in _REFERABLE and isinstance(found.node.get("$ref"), str):
            notes += _beside_reference(document, found)
        if found.kind == "schema":
            _recursive(found, anchors)
            notes += _schema(document, found, older=version.startswith("3.0"))
        elif version.startswith("3.2") and found.kind == "response":
            found.node.setdefault("description", "")
    if _READ.fullmatch(version):
        document.put("openapi", TARGET, document.marks.get("openapi"))
    return document, tuple(notes)


def _beside_reference(document: Map, found: Found) -> Iterator[Diagnostic]:
    """What stands beside the ``$ref`` of a Reference Object is ignored, as OpenAPI says."""
    for key in [key for key in found.node if key not in _REFERENCE and key[:2] != "x-"]:
        location = locate(document, join(found.pointer, key))
        yield Diagnostic(
            "reference-sibling", f"{key!r} beside `$ref` has no effect.", location, severity="note"
        )
        del found.node[key]


def _schema(document: Map, found: Found, *, older: bool) -> Iterator[Diagnostic]:
    node = found.node
    for exclusive, limit in _EXCLUSIVE.items():
        if isinstance(node.get(exclusive), bool):
            _exclude(node, exclusive, limit)
    reference = node.get("$ref")
    if older and isinstance(reference, str):
        for key in [key for key in node if key not in _OUTSIDE and key != "$ref" and key[:2] != "x-"]:
            location = locate(document, join(found.pointer, key))
            message = f"{key!r} beside `$ref` has no effect in OpenAPI 3.0."
            yield Diagnostic("reference-sibling", message, location, severity="note")
            del node[key]
    if "nullable" in node and node.pop("nullable") is True:
        _allow_null(node)


def _recursive(found: Found, anchors: list[str]) -> None:
    """``$recursiveRef`` of JSON Schema 2019-09 as a reference to the schema around it with ``$recursiveAnchor``."""
    if found.node.get("$recursiveAnchor") is True:
        del found.node["$recursiveAnchor"]
        anchors.append(found.pointer)
    if found.node.get("$recursiveRef") == "#":
        around = next((one for one in anchors if found.pointer.startswith(f"{one}/")), None)
        if around is not None:
            del found.node["$recursiveRef"]
            found.node["$ref"] = f"#{around}"


def _exclude(node: dict[str, Any], exclusive: str, limit: str) -> None:
    """``minimum: 1, exclusiveMinimum: true`` as ``exclusiveMinimum: 1``."""
    if node.pop(exclusive) and isinstance(node.get(limit), int | float):
        mark = node.marks.get(limit) if isinstance(node, Map) else None
        value = node.pop(limit)
        if isinstance(node, Map):
            node.put(exclusive, value, mark)


def _allow_null(node: dict[str, Any]) -> None:
    values = node.get("enum")
    if is_seq(values) and None not in values:
        values.append(None)
    declared = node.get("type")
    alternatives = next((key for key in _ALTERNATIVES if is_seq(node.get(key))), None)
    if "$ref" in node or "allOf" in node or ("const" in node and node["const"] is not None):
        _wrap(node)
    elif alternatives is not None:
        if declared is None and set(_ALTERNATIVES) - node.keys():
            node[alternatives].append(Map({"type": "null"}, location=_location(node)))
        else:
            _wrap(node)
    elif isinstance(declared, str) and declared != "null":
        node["type"] = Seq([declared, "null"])
    elif is_seq(declared) and "null" not in declared:
        declared.append("null")
    elif declared is None and node.keys() & {"properties", "additionalProperties", "items"}:
        _wrap(node)


def _wrap(node: dict[str, Any]) -> None:
    """The schema, or ``null``; annotations stay outside."""
    marks = node.marks if isinstance(node, Map) else {}
    inside = {key: value for key, value in node.items() if key not in _OUTSIDE and key[:2] != "x-"}
    kept = Map(inside, location=_location(node), marks={key: marks[key] for key in inside if key in marks})
    for key in inside:
        del node[key]
    node["anyOf"] = Seq([kept, Map({"type": "null"}, location=_location(node))])


def _location(node: dict[str, Any]) -> Any:
    return node.location if isinstance(node, Map) else None
