"""A first request of an operation, before it is signed: as the client would send it, and as other tools need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from ..contract.notes import Json
from ..plan.package import BodyKind, FieldPlan, OperationPlan, Sample, SampleFile
from ..render.example import needed_options
from ..runtime.encode import encode_field, scalar
from ..runtime.operation import Field
from ..runtime.primitives import rfc3986
from ..runtime.styles import structured
from ..runtime.xml_form import write_xml

Pair = tuple[str, str]
CONTENT_TYPES: Mapping[BodyKind, str] = {
    "urlencoded": "application/x-www-form-urlencoded",
    "json": "application/json",
    "value": "application/json",
}


@dataclass(frozen=True, slots=True)
class ExampleRequest:
    """What travels besides the signature. All texts are as the server reads them, not encoded."""

    method: str
    path: str
    """Below the server's address, percent-encoded."""
    body: BodyKind
    query: tuple[Pair, ...]
    headers: tuple[Pair, ...]
    """By lower-case name, ``accept`` and the body's type among them."""
    form: tuple[Pair, ...]
    files: tuple[Pair, ...]
    """Form field, and the name of a file."""
    parts: Mapping[str, str]
    """Form field to the media type of its part, where it has one of its own."""
    json: str | None
    """The body, where it is JSON or another text."""
    path_values: tuple[Pair, ...]
    """What stands in the path, in the order of the fields."""


def example_request(operation: OperationPlan) -> ExampleRequest:
    """The request with everything that a first call needs."""
    examples = {one.name: one.example for one in operation.arguments if one.in_example}
    sent: list[tuple[FieldPlan, Sample]] = [
        (one, examples[one.argument]) for one in operation.fields if one.argument in examples
    ]
    sent += [(one.field, one.default) for one in operation.options if one.default is not None]
    sent += [(one.field, one.argument.example) for one in needed_options(operation)]
    builder = _Builder(operation)
    for constant in operation.constants:
        builder.place(FieldPlan(constant.name, constant.name, constant.place), constant.value)
    for field, value in sent:
        builder.place(field, value)
    return builder.done()


class _Builder:
    def __init__(self, operation: OperationPlan) -> None:
        self.operation = operation
        self.path = operation.path
        self.query: list[Pair] = []
        self.form: list[Pair] = []
        self.files: list[Pair] = []
        self.parts: dict[str, str] = {}
        self.json: dict[str, Any] = {}
        self.values: list[Pair] = []
        self.headers: list[Pair] = [("accept", operation.accept)]
        self.whole: Json = None
        if content_type := operation.media_type if operation.body != "multipart" else "":
            self.headers.append(("content-type", content_type))

    def place(self, field: FieldPlan, value: Sample) -> None:
        if isinstance(value, SampleFile):
            self.files.append((field.name, value.name))
            return
        match field.place:
            case "json":
                self.json[field.name] = value
            case "path":
                text = scalar(field.argument, value, flag=field.flag)
                self.values.append((field.name, text))
                self.path = self.path.replace("{" + field.name + "}", rfc3986(text))
            case "header":
                texts = ",".join(text for _, text in _texts(field, value))
                self.headers.append((field.name.lower(), texts))
            case "query":
                self.query += _texts(field, value)
            case "form":
                self.form += _texts(field, value)
                if field.content_type:
                    self.parts[field.name] = field.content_type
            case "cookie":
                pairs = "; ".join(f"{name}={rfc3986(text)}" for name, text in _texts(field, value))
                self.headers.append(("cookie", pairs))
            case "body":
                self.whole = value
            case "others":
                pass  # no document names an example
            case "file":  # one of which no document names an example
                self.files.append((field.name, "picture.jpg"))

    def done(self) -> ExampleRequest:
        return ExampleRequest(
            method=self.operation.method,
            path=self.path,
            body=self.operation.body,
            query=tuple(self.query),
            headers=tuple(self.headers),
            form=tuple(self.form),
            files=tuple(self.files),
            parts=self.parts,
            json=self._text(),
            path_values=tuple(self.values),
        )

    def _text(self) -> str | None:
        match self.operation.body:
            case "json":
                return msgspec.json.encode(self.json).decode()
            case "xml":
                return write_xml(dict(self.form), self.operation.root).decode()
            case "value":
                return msgspec.json.encode(self.whole).decode()
            case "lines":
                values = self.whole if isinstance(self.whole, list) else [self.whole]
                return "".join(f"{msgspec.json.encode(value).decode()}\n" for value in values)
            case "text":
                return str(self.whole)
            case _:
                return None


def _texts(field: FieldPlan, value: Json) -> list[Pair]:
    described = Field(
        field.name, field.argument, "query", field.style, field.content_type, field.headers, field.flag
    )
    return encode_field(described, value, structured)
