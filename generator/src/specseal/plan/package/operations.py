"""Methods: a request, its responses, and their pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from ...contract.media import ReadAs
from ...python_types import Plain, PythonType, one_of
from .errors import ErrorPlan
from .requests import Argument, BodyKind, ConstantPlan, FieldPlan, MediaPlan, OptionPlan
from .security import SchemePlan

Path: TypeAlias = tuple[str, ...]
"""Attributes that lead to a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagingPlan:
    """Pagination of a result: arguments, and attribute paths in the result."""

    style: str
    """The class of the runtime."""
    argument: str
    items: Path
    bare: bool
    """Whether the response is the list."""
    size: str
    usual: int
    """The default of the size; 0 if there is none."""
    first: int
    inclusive: bool
    """Whether the page begins with the item that is named, and not behind it."""
    total: Path | None
    pages: Path | None
    more: Path | None
    next: Path | str | None
    """Attributes, or the name of a header."""
    id: Path | None
    """In an item."""
    item: str
    """Type of an item."""
    noun: str
    """A variable name for an item."""


@dataclass(frozen=True, slots=True)
class OutcomePlan:
    """One documented response of an operation, and how its body is read."""

    status: str
    """Three digits, a range such as ``2XX``, or ``default``."""
    media: str
    """Media type, possibly a range such as ``image/*``; empty if there is no body."""
    read: ReadAs
    type: PythonType
    """Of the result; of one item for events and lines."""


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """One method, and the constant that describes its call."""

    constant: str
    method_name: str
    operation_id: str
    method: str
    path: str
    body: BodyKind
    media_type: str
    """Of the body; of several, the first that is documented. Empty without a body."""
    root: str
    """The root element of a body in XML; empty for any other body."""
    doc: tuple[str, ...]
    """Lines of the method's docstring."""
    arguments: tuple[Argument, ...]
    """Those of a request with a body of that media type."""
    fields: tuple[FieldPlan, ...]
    constants: tuple[ConstantPlan, ...]
    options: tuple[OptionPlan, ...]
    schemes: tuple[SchemePlan, ...]
    accept: str
    status: int
    """HTTP status of the successful response."""
    result: PythonType | None
    """``None`` if no response has a body."""
    outcomes: tuple[OutcomePlan, ...]
    """All its responses, unless they are alike and in JSON or XML."""
    errors: tuple[ErrorPlan, ...]
    idempotent: bool
    rate: tuple[int, float] | None
    server: str
    """Its own server; empty if it has those of the package."""
    paging: PagingPlan | None
    deprecated: bool
    media: tuple[MediaPlan, ...] = ()
    """One for each media type of the body, if there are several."""
    headers: str = ""
    """The class of the documented headers of its successes; empty if there are none."""

    @property
    def signature(self) -> tuple[Argument, ...]:
        """The arguments of all media types. One that is not required by each is optional."""
        if not self.media:
            return self.arguments
        found: dict[str, list[Argument]] = {}
        for media in self.media:
            for one in media.arguments:
                found.setdefault(one.name, []).append(one)
        merged = [
            replace(
                same[0],
                type=one_of(*(one.type for one in same)),
                required=len(same) == len(self.media) and all(one.required for one in same),
            )
            for same in found.values()
        ]
        return tuple(sorted(merged, key=lambda one: not one.required))

    @property
    def overloaded(self) -> bool:
        """Whether the media types have different arguments."""
        first = [(one.name, one.type, one.required) for one in self.arguments]
        return any(
            [(one.name, one.type, one.required) for one in media.arguments] != first for media in self.media
        )

    @property
    def streamed(self) -> PythonType | None:
        """The type of an item of a response that can be read piece by piece; ``None`` if none can."""
        found = dict.fromkeys(one.type for one in self.outcomes if one.read in {"events", "lines"})
        if any(one.read == "bytes" for one in self.outcomes):
            found[Plain("bytes")] = None
        return one_of(*found) if found else None

    @property
    def retryable(self) -> tuple[str, ...]:
        """Error codes after which the same call may succeed."""
        return tuple(error.code for error in self.errors if error.retryable)
