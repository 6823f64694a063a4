"""Request bodies that are flat XML documents: an object of scalars, whose properties are elements of their own name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from ..document import is_map
from .media_types import is_xml

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_SCALARS: Final = ("string", "integer", "number", "boolean")
_KEYS: Final = {
    *("type", "properties", "required", "xml", "additionalProperties"),
    *("minProperties", "maxProperties", "dependentRequired"),  # which limit what is sent, not how
    *("description", "title", "example", "examples", "default", "deprecated", "externalDocs", "$comment"),
}

Follow = Callable[[str, Any], tuple[str, dict[str, Any]]]
"""From a pointer and a node to the end of its references."""


def xml_root(media_type: str, pointer: str, schema: Any, follow: Follow) -> str:
    """The name of the root element, from ``xml.name`` or the component; empty if the body is no such document.

    Anything else in XML is written by the caller, as text.
    """
    if not is_xml(media_type) or not is_map(schema):
        return ""
    target, found = follow(pointer, schema)
    properties = found.get("properties")
    others = {key for key in found if key not in _KEYS and not key.startswith("x-")}
    if found.get("type") != "object" or not is_map(properties) or not properties or others:
        return ""
    if found.get("additionalProperties") not in {None, False}:
        return ""
    named = found.get("xml", {})
    root = named.get("name") or target.rpartition("/")[2]
    if set(named) - {"name"} or not all(map(_NAME.fullmatch, (root, *properties))):
        return ""
    return root if all(_is_plain(one, follow) for one in properties.values()) else ""


def _is_plain(schema: Any, follow: Follow) -> bool:
    """Whether a property is the text of one element, or of several of its name."""
    _, found = follow("", schema)
    if "xml" in found:
        return False
    if found.get("type") == "array":
        _, found = follow("", found.get("items", {}))
    return found.get("type") in _SCALARS
