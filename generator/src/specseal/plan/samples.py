"""Example arguments, for READMEs and samples."""

from __future__ import annotations

from ..contract import Array, Constant, Dictionary, Enumeration, Object, RequestField, Scalar, Schema, Union
from ..contract.notes import Json
from .package import UNKNOWN, Sample, SampleFile


def sample(name: str, field: RequestField) -> Sample:
    """A value to pass: an example of the document, if it has one."""
    schema = field.schema.resolved()
    if isinstance(schema, Scalar) and schema.format == "binary":
        return SampleFile(f"{name}.jpg" if name.isidentifier() else "picture.jpg")
    values = schema.values if isinstance(schema, Enumeration) else ()
    if isinstance(schema, Constant):
        values = (schema.value,)
    for value in (*field.notes.examples, field.notes.default, *values):
        if isinstance(value, str | int | float) or (
            value and isinstance(schema, Array | Object | Dictionary)
        ):
            return value
    is_url = isinstance(schema, Scalar) and schema.format == "uri"
    if is_url or name.endswith("url"):
        return f"https://example.com/{name.removesuffix('_url')}"
    match schema.members[0].resolved() if isinstance(schema, Union) else schema:
        case Scalar(type=kind):
            return _BY_KIND.get(kind, UNKNOWN)
        case Array(items=items):
            return _one_item(items)
        case Object() | Dictionary():
            return {}
        case _:
            return UNKNOWN


def _one_item(items: Schema) -> Json:
    """A list with one plain item; an empty one where the items are no plain values."""
    match items.resolved():
        case Enumeration(values=values):
            return [values[0]]
        case Constant(value=value):
            return [value]
        case Scalar(type=kind, notes=notes):
            return [next(iter(notes.examples), _BY_KIND.get(kind, UNKNOWN))]
        case _:
            return []


_BY_KIND: dict[str, Json] = {"integer": 1, "number": 1.0, "boolean": True}
