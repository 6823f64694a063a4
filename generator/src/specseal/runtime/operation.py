"""What the generated code states about a product: its operations, fields, errors and servers.

Everything here is data. The generated modules build these values once at import; the runtime reads them.
They are ``msgspec.Struct`` because those are the quickest to define and to make at import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Literal, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .errors import APIStatusError
    from .signing import Signer

ResultT = TypeVar("ResultT")
Place = Literal["path", "query", "header", "form", "file", "json"]
BodyKind = Literal["none", "multipart", "urlencoded", "json"]


class Field(msgspec.Struct, frozen=True):
    """One value that a caller gives, and where it travels."""

    name: str
    """Name on the wire."""
    argument: str
    """Name of the method's argument."""
    place: Place
    style: Literal["repeat", "comma", "json", "brackets"] = "repeat"
    """How a list (``repeat``, ``comma``, ``json``) or a mapping (``json``, ``brackets``) is written."""
    content_type: str | None = None
    """Media type of a multipart part, where the contract's ``encoding`` names one."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further headers of a multipart part."""
    flag: bool = False
    """The enumeration is ``"0"`` and ``"1"``: ``True`` is written ``1``, not ``true``."""


class Constant(msgspec.Struct, frozen=True):
    """A value that every call sends."""

    name: str
    place: Place
    value: str | float | bool


class Option(msgspec.Struct, frozen=True):
    """A value that the client's constructor takes and every call sends."""

    name: str
    argument: str
    place: Place
    default: str | None


class ErrorRow(msgspec.Struct, frozen=True):
    """One row of the error table; ``error`` is the exception class."""

    code: str
    error: type[APIStatusError]
    pattern: str | None = None
    """A family of codes with one ``<argument>``, such as ``Missing<argument>``."""
    detail: Literal["reason", "argument"] | None = None


class FailedWhen(msgspec.Struct, frozen=True):
    """A 2xx answer is a failure when the pointer is present (and equals the text, without case)."""

    pointer: str
    equals: str | None = None


class ErrorBody(msgspec.Struct, frozen=True):
    """Where a failure's body carries what; JSON Pointers, the first non-empty one counts."""

    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    request_id: tuple[str, ...] = ()
    separator: str | None = None
    failed_when: tuple[FailedWhen, ...] = ()


class Scheme(msgspec.Struct, frozen=True):
    """One way of signing; ``name`` is what the constructor's ``signature=`` takes."""

    name: str
    sign: Signer


class Operation(msgspec.Struct, Generic[ResultT], frozen=True):
    """One call of the vendor's interface. Annotate a call without a body as ``Operation[None]``."""

    id: str
    method: str
    path: str
    """Path template without the fragment, such as ``/users/{id}``."""
    body: BodyKind
    fields: tuple[Field, ...]
    constants: tuple[Constant, ...]
    options: tuple[Option, ...]
    schemes: tuple[Scheme, ...]
    """In the contract's order; the first is the default. Empty: the call is not signed."""
    accept: str
    """Value of the ``Accept`` header: the media types the contract documents, in order."""
    result: type[ResultT] | None
    """Model of a successful answer; ``None`` where the contract documents no body."""
    errors: tuple[ErrorRow, ...]
    error_body: ErrorBody
    idempotent: bool = False
    retryable: frozenset[str] = frozenset()
    """Error codes after which the same call may succeed."""
    rate: tuple[int, float] | None = None
    """Documented calls and the seconds in which they are counted."""


class Product(msgspec.Struct, frozen=True):
    """What the client class of a product needs to know."""

    name: str
    """Distribution name of the wheel."""
    version: str
    servers: Mapping[str, str]
    """Region to base URL; the first is the default."""
    environment: str
    """Prefix of the environment variables, such as ``FINAUTH``."""
    credentials: Mapping[str, str]
    """Credential to environment variable."""
    optional_credentials: frozenset[str]
    secrets: frozenset[str]
    """Credentials and wire fields whose values are never shown."""
