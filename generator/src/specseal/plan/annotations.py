"""Python annotations of arguments: base types from openapi-python-client, enumerations from the document."""

from __future__ import annotations

from typing import Any

from ..contract import dereference
from ..literals import python
from ..opc import ValueType

_SIMPLE = {
    "str": "str",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "file": "FileInput",
    "object": "Mapping[str, Any]",
    "any": "Any",
}


def annotation(document: dict[str, Any], schema: dict[str, Any], value: ValueType) -> str:
    """The annotation of an argument. Enumerations are ``Literal``, in the document's order."""
    target = dereference(document, schema)
    values = [target["const"]] if "const" in target else target.get("enum")
    if values:
        return f"Literal[{', '.join(python(one) for one in values if one is not None)}]"
    if value.base == "list":
        return f"Sequence[{annotation(document, target.get('items', {}), value.of[0])}]"
    if value.base == "union":
        members = dict.fromkeys(annotation(document, {}, member) for member in value.of)
        return " | ".join(members)
    return _SIMPLE[value.base]


def is_flag(document: dict[str, Any], schema: dict[str, Any]) -> bool:
    """Whether the vendor writes a yes-or-no value as ``1`` and ``0``."""
    return set(map(str, dereference(document, schema).get("enum", ()))) == {"0", "1"}
