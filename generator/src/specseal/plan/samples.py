"""Example arguments, as Python expressions, for READMEs and samples."""

from __future__ import annotations

from typing import Any

from ..contract import dereference
from ..document import is_map
from ..literals import python

_BY_KIND = {"integer": "1", "number": "1.0", "boolean": "True", "array": "[]", "object": "{}"}


def sample(document: dict[str, Any], name: str, field: dict[str, Any]) -> str:
    """An expression that a reader can run: the document's own example where it has one."""
    schema = dereference(document, field.get("schema", field))
    if schema.get("format") == "binary":
        return f'Path("{name}.jpg")' if name.isidentifier() else 'Path("picture.jpg")'
    for value in (
        field.get("example"),
        *_examples(field),
        *_examples(schema),
        schema.get("default"),
        *schema.get("enum", ()),
    ):
        if isinstance(value, str | int | float | bool):
            return python(value)
    if schema.get("format") == "uri" or name.endswith("url"):
        return python(f"https://example.com/{name.removesuffix('_url')}")
    kind = schema.get("type", "string")
    return _BY_KIND.get(kind if isinstance(kind, str) else kind[0], '"…"')


def _examples(node: dict[str, Any]) -> list[Any]:
    examples = node.get("examples", ())
    if is_map(examples):
        return [example.get("value") for example in examples.values()]
    return list(examples)
