"""What the generated code states about operations: their fields, results and errors.

Everything here is data, which the generated modules build at import. The classes are ``msgspec.Struct`` because those
are the fastest to define and to instantiate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Literal, TypeVar

import msgspec

from .errors import APIStatusError
from .signing import Signer

ResultT = TypeVar("ResultT")
Place = Literal["path", "query", "header", "cookie", "form", "file", "json", "body", "others"]
BodyKind = Literal["none", "multipart", "urlencoded", "xml", "json", "value", "lines", "text", "binary"]
Style = Literal[
    "single",
    "repeat",
    "repeat*",
    "comma",
    "comma*",
    "space",
    "pipe",
    "brackets",
    "label",
    "label*",
    "matrix",
    "matrix*",
    "json",
    "quoted",
    "parts",
]


class Field(msgspec.Struct, frozen=True):
    """A value of a request: ``name`` on the wire, ``argument`` in Python, and where it is sent.

    ``body`` is the whole body, ``others`` a mapping of fields that the body does not name. ``default`` is sent when the
    caller passes nothing; a field without an argument is always sent. ``style`` is how a value is written as text:
    ``single`` and ``repeat`` (a field for each item) by the core, the others by ``styles``. ``content_type`` and
    ``headers`` are those of a multipart part. A ``flag`` is sent as ``"0"`` or ``"1"``: ``True`` is ``1``.
    """

    name: str
    argument: str
    place: Place
    style: Style = "single"
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    flag: bool = False
    reserved: bool = False  # whether reserved characters are sent as they are
    numbers: bool = False  # whether a Decimal is a number in JSON, and not a text
    default: str | float | bool | msgspec.Raw | None = None


class ErrorRow(msgspec.Struct, frozen=True):
    """One row of the error table; ``error`` is the exception class.

    ``pattern`` is a family of codes with one ``<argument>``, such as ``Missing<argument>``. ``clock_skew`` has the
    reasons (``None`` for no reason) that mean a wrong clock. ``string_to_sign`` is where the message shows what the
    vendor signed, as texts with one ``<string>``. A row with a ``status`` is for every response with that HTTP status
    whose code has no row; it stands behind the others.
    """

    code: str
    error: type[APIStatusError]
    pattern: str | None = None
    detail: Literal["reason", "argument"] | None = None
    clock_skew: tuple[str | None, ...] = ()
    string_to_sign: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()  # documented ones, and what each means
    status: int | None = None


class FailedWhen(msgspec.Struct, frozen=True):
    """What makes a 2xx response a failure: a value that is present; one of these texts; or present, and none of these.

    ``pointer`` is a JSON Pointer. Scalars are compared as text, without regard to case.
    """

    pointer: str
    equals: tuple[str, ...] | None = None
    not_equals: tuple[str, ...] | None = None


class ErrorBody(msgspec.Struct, frozen=True):
    """Where the body of a failure has what: JSON Pointers, of which the first non-empty value counts.

    A 2xx response that meets one of the conditions ``failed_when`` is a failure.
    """

    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    request_id: tuple[str, ...] = ()
    request_id_headers: tuple[str, ...] = ()  # the vendor's own, before the usual ones
    retry_after_ms: tuple[str, ...] = ()  # headers in milliseconds, before Retry-After
    separator: str | None = None
    failed_when: tuple[FailedWhen, ...] = ()


class Scheme(msgspec.Struct, frozen=True):
    """One way of signing; ``name`` is its value of the constructor's ``signature=``."""

    name: str
    sign: Signer
    needs: tuple[str, ...] = ()  # credentials, where the given ones decide between several ways
    instead: tuple[str, ...] | None = None  # those that do as well, because they obtain a token


class Outcome(msgspec.Struct, frozen=True):
    """One documented response: for a status (``200``, ``2XX``, ``default``) and a media type, possibly a range.

    ``result`` is the type of the result; of an item where the body is a stream of ``events`` or ``lines``, which
    ``reader`` reads.
    """

    status: str
    media: str  # empty without a body
    read: Literal["json", "text", "bytes", "events", "lines", "none"]
    result: Any = None
    reader: Callable[[Any, int], Any] | None = None  # of the items of a stream


class Operation(msgspec.Struct, Generic[ResultT], frozen=True):
    """One operation of the vendor's API. One without a documented body is an ``Operation[None]``."""

    id: str
    method: str
    path: str  # a template without the fragment, such as /users/{id}
    body: BodyKind
    fields: tuple[Field, ...]
    schemes: tuple[Scheme, ...]  # the first is the default; empty if requests are not signed
    accept: str  # the documented media types, in order
    result: Any  # the type of a body, which is that of the result; None where no body is documented
    errors: tuple[ErrorRow, ...]
    error_body: ErrorBody
    idempotent: bool = False
    retryable: frozenset[str] = frozenset()  # codes of rows after which a retry may succeed
    rate: tuple[int, float] | None = None  # documented calls, and the seconds in which they are counted
    paging: Any = None  # how the result is one page of many: a style of a module ``pages_by_…``
    outcomes: tuple[Outcome, ...] = ()  # where the result depends on the response; `result` is then None
    server: str = ""  # its base URL, if not that of the client
    media_type: str = ""  # of the body, where its kind does not say it
    root: str = ""  # the root element of a body in XML
    headers: Any = None  # the class of the documented headers of successes


class Callback(msgspec.Struct, Generic[ResultT], frozen=True):
    """A callback of the vendor: a form with a JSON text in ``data`` and its signature in ``sign``."""

    name: str
    data: str
    sign: str
    result: type[ResultT]
    signer: Signer  # fills in the signature that the vendor should have made


class SignedCallback(msgspec.Struct, Generic[ResultT], frozen=True):
    """A callback of the vendor: a JSON body that a header signs. Header names are in lower case.

    ``item`` is the name of the signatures in a header such as ``t=1,v1=…``; empty if it is the whole header. ``time``
    is the header, and the item, with the Unix time that is signed too, and may differ from now by ``age`` seconds.
    """

    name: str
    header: str
    item: str
    result: type[ResultT]
    signer: Signer
    time: tuple[str, str] | None = None
    age: int = 0
