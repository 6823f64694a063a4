"""Example arguments, for READMEs and samples."""

from __future__ import annotations

from ..contract import Array, Constant, Dictionary, Enumeration, Object, RequestField, Scalar, Union
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
        if isinstance(value, str | int | float):
            return value
    is_url = isinstance(schema, Scalar) and schema.format == "uri"
    if is_url or name.endswith("url"):
        return f"https://example.com/{name.removesuffix('_url')}"
    match schema.members[0].resolved() if isinstance(schema, Union) else schema:
        case Scalar(type=kind):
            return _BY_KIND.get(kind, UNKNOWN)
        case Array():
            return []
        case Object() | Dictionary():
            return {}
        case _:
            return UNKNOWN


_BY_KIND: dict[str, Json] = {"integer": 1, "number": 1.0, "boolean": True}
