"""What a call sends: arguments, and the values that are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ...contract.notes import Json
from ...python_types import PythonType
from ...request_styles import Style

BodyKind = Literal["none", "multipart", "urlencoded", "xml", "json", "value", "lines", "text", "binary"]
Place = Literal["path", "query", "header", "cookie", "form", "file", "json", "body", "others"]
#: The media types that need not be said.
IMPLIED: Mapping[BodyKind, str] = {
    "multipart": "multipart/form-data",
    "urlencoded": "application/x-www-form-urlencoded",
    "json": "application/json",
    "value": "application/json",
}


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file that a sample sends."""

    name: str


UNKNOWN = "…"
"""The sample of a string without an example."""
Sample: TypeAlias = "Json | SampleFile"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method or of the constructor."""

    name: str
    type: PythonType
    required: bool
    doc: str
    example: Sample
    """For README and samples."""
    in_example: bool = False
    """Whether a first call should show it, since it is required, at least under a condition."""
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A value of a request, and the argument it comes from."""

    name: str
    argument: str
    place: Place
    style: Style = "single"
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    flag: bool = False
    reserved: bool = False
    """Whether reserved characters are sent as they are."""
    null: bool = False
    """Whether ``None`` is sent as ``null``."""
    numbers: bool = False
    """Whether a ``Decimal`` is sent as a number in JSON."""


@dataclass(frozen=True, slots=True)
class ConstantPlan:
    """A value that every call sends."""

    name: str
    place: Place
    value: Json


@dataclass(frozen=True, slots=True)
class OptionPlan:
    """A value that the constructor takes and every call sends."""

    field: FieldPlan
    argument: Argument
    default: str | None


@dataclass(frozen=True, slots=True)
class MediaPlan:
    """The request of an operation with a body of one of several media types."""

    media_type: str
    body: BodyKind
    arguments: tuple[Argument, ...]
    fields: tuple[FieldPlan, ...]
    constants: tuple[ConstantPlan, ...]
    options: tuple[OptionPlan, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """The arguments that a request with such a body must have."""
        return tuple(one.name for one in self.arguments if one.required)
