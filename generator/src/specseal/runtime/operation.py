"""What the generated code states about operations: their fields, results and errors.

Everything here is data. The generated modules build these values once at import; the runtime reads them.
They are ``msgspec.Struct`` because those are the quickest to define and to make at import.
"""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import msgspec

from .errors import APIStatusError
from .signing import Signer

ResultT = TypeVar("ResultT")
Place = Literal["path", "query", "header", "form", "file", "json"]
BodyKind = Literal["none", "multipart", "urlencoded", "json"]


class Field(msgspec.Struct, frozen=True):
    """A value of a request: ``name`` on the wire, ``argument`` in Python, and where it travels.

    ``default`` is what travels when the caller gives nothing; a field without an argument is always sent.
    ``style`` says how a list (``repeat``, ``comma``, ``json``) or a mapping (``json``, ``brackets``) is written; a
    ``single`` value is neither.
    ``content_type`` and ``headers`` are a multipart part's own. A ``flag`` is ``"0"`` or ``"1"``: ``True`` is written
    ``1``, not ``true``.
    """

    name: str
    argument: str
    place: Place
    style: Literal["single", "repeat", "comma", "json", "brackets"] = "single"
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    flag: bool = False
    default: str | float | bool | None = None


class ErrorRow(msgspec.Struct, frozen=True):
    """One row of the error table; ``error`` is the exception class.

    ``pattern`` is a family of codes with one ``<argument>``, such as ``Missing<argument>``. ``clock_skew`` holds the
    reasons (``None`` for no reason) that mean a wrong clock. ``string_to_sign`` says where in the message the vendor
    shows what it signed, as texts with one ``<string>``.
    """

    code: str
    error: type[APIStatusError]
    pattern: str | None = None
    detail: Literal["reason", "argument"] | None = None
    clock_skew: tuple[str | None, ...] = ()
    string_to_sign: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()  # documented ones, and what each means


class ErrorBody(msgspec.Struct, frozen=True):
    """Where a failure's body carries what; JSON Pointers, the first non-empty one counts.

    ``failed_when`` makes a 2xx answer a failure: a pointer that is present, and equals the text, where there is one.
    """

    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    request_id: tuple[str, ...] = ()
    request_id_headers: tuple[str, ...] = ()  # the vendor's own, before the usual ones
    retry_after_ms: tuple[str, ...] = ()  # headers with milliseconds to wait, before Retry-After
    separator: str | None = None
    failed_when: tuple[tuple[str, str | None], ...] = ()


class Scheme(msgspec.Struct, frozen=True):
    """One way of signing; ``name`` is what the constructor's ``signature=`` takes."""

    name: str
    sign: Signer


class Paging(msgspec.Struct, frozen=True):
    """How a result is one page of many: two arguments, and two paths of attributes in the result."""

    page: str
    size: str
    total: tuple[str, ...]
    items: tuple[str, ...]


class Operation(msgspec.Struct, Generic[ResultT], frozen=True):
    """One call of the vendor's interface. Annotate a call without a body as ``Operation[None]``."""

    id: str
    method: str
    path: str  # a template without the fragment, such as /users/{id}
    body: BodyKind
    fields: tuple[Field, ...]
    schemes: tuple[Scheme, ...]  # the first is the default; none: the call is not signed
    accept: str  # the documented media types, in order
    result: type[ResultT] | None  # None where no body is documented
    errors: tuple[ErrorRow, ...]
    error_body: ErrorBody
    idempotent: bool = False
    retryable: frozenset[str] = frozenset()  # codes of rows after which the same call may succeed
    rate: tuple[int, float] | None = None  # documented calls, and the seconds in which they are counted
    paging: Paging | None = None


class Callback(msgspec.Struct, Generic[ResultT], frozen=True):
    """What the vendor sends by itself: a form with a JSON text in ``data`` and its signature in ``sign``."""

    name: str
    data: str
    sign: str
    result: type[ResultT]
    signer: Signer  # fills in the signature that the vendor should have made
