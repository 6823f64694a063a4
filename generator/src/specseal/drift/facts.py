"""What can be read from a page, as frozen values. The spec is told in the same values, so that two sides compare.

``None`` says that nothing is said. ``place`` is a line of the page, or the place in the spec; it takes no part in
comparison, and the facts file does not hold it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from ..diagnostics import Location

Place: TypeAlias = int | Location | None
Kind: TypeAlias = Literal["string", "integer", "number", "boolean", "object", "array", "file"]
Detail: TypeAlias = Literal["reason", "argument"]
Number: TypeAlias = int | float
Where: TypeAlias = Literal["path", "query", "header", "cookie", "body"]
Unit: TypeAlias = Literal["seconds", "milliseconds", "unix-seconds", "unix-milliseconds"]


@dataclass(frozen=True, slots=True)
class Size:
    """A longest length as a page puts it, such as ``4 MB``; in bytes, if a kilobyte is 1000 or 1024 bytes."""

    text: str
    decimal: int
    binary: int


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of the response.

    ``at`` is a pointer in which ``*`` stands for every item of a list: ``/Data/List/*/Name``. ``required`` says of an
    response that the field is always there. ``values`` are all values that are taken, as text; one alone is a constant.
    ``where`` is the part of the request that a parameter travels in; that of a form is the body.
    ``lost`` says that the page should hold something here and does not. ``text`` are digests of the row's sentences.
    """

    at: str
    type: Kind | None = None
    required: bool | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    max_length: int | None = None
    max_bytes: int | None = None
    default: str | None = None
    values: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    unit: Unit | None = None
    sample: str | None = None
    where: Where | None = None
    lost: bool = False
    failure: bool = False
    text: tuple[str, ...] = ()
    place: Place = field(default=None, compare=False)
    items: Kind | None = field(default=None, compare=False)
    """The type of the items of a list, for drafts."""
    size: Size | None = field(default=None, compare=False)
    """A longest length whose bytes the page leaves open, for drafts."""

    @property
    def name(self) -> str:
        """The last part of the pointer."""
        return self.at.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """A row of the error table. ``key`` is the key of the body that carries the code."""

    code: str
    status: int | None = None
    key: str | None = None
    detail: Detail | None = None
    reasons: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    place: Place = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Host:
    """A host that requests go to; ``label`` is what the page calls it."""

    url: str
    label: str | None = None
    place: Place = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a response. ``digest`` is of its value, whatever its layout; ``value`` is not kept."""

    media: str
    outcome: Literal["success", "failure"]
    digest: str
    value: Any = field(default=None, compare=False)
    place: Place = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Rate:
    """How often may be called."""

    calls: int
    seconds: int
    scope: str
    place: Place = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unread:
    """What stands in the page and cannot be read."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All of a page. ``prose`` are digests of the sentences that are in no row and no example."""

    document: str
    digest: str
    method: str | None = None
    path: str | None = None
    media: str | None = None
    version: str | None = None
    rate: Rate | None = None
    hosts: tuple[Host, ...] = ()
    request: tuple[Field, ...] = ()
    response: tuple[Field, ...] = ()
    errors: tuple[ErrorRow, ...] = ()
    examples: tuple[Example, ...] = ()
    prose: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    places: tuple[tuple[str, Place], ...] = field(default=(), compare=False)
    bodies: tuple[Example, ...] = field(default=(), compare=False)
    """Examples of request bodies; ``prose`` holds their digests."""

    def place(self, name: str) -> Place:
        """Where ``method``, ``path``, ``media``, ``version``, ``rate`` or a digest of ``prose`` stands."""
        return dict(self.places).get(name)
