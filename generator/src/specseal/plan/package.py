"""The contents of a wheel, as plain values: the templates print them and decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ..contract.error_table import FailedWhen
from ..contract.media import ReadAs
from ..contract.notes import Json
from ..python_types import Plain, PythonType, one_of
from ..request_styles import Style

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
class StructureField:
    """A key of a structure."""

    wire: str
    type: PythonType
    required: bool
    doc: str


@dataclass(frozen=True, slots=True)
class StructurePlan:
    """A ``TypedDict`` of ``types.py``: an object that callers send."""

    name: str
    doc: str
    fields: tuple[StructureField, ...]


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
class ErrorPlan:
    """A row of the error table and its class."""

    code: str
    class_name: str
    status: int
    doc: str
    hint: str
    """What it means and what to do; the end of the error message."""
    retryable: bool
    detail: Literal["reason", "argument"] | None
    pattern: str | None
    by_status: bool = False
    """Whether it is for every response with its status whose code has no row."""
    clock_skew: tuple[str | None, ...] = ()
    """Reasons that mean clock skew; ``None`` for the code without a reason."""
    string_to_sign: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    """Documented reasons and their meanings, which replace `hint` in the error message."""


@dataclass(frozen=True, slots=True)
class ErrorBodyPlan:
    """Where an error body has its code, message and request id."""

    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    request_id: tuple[str, ...] = ()
    request_id_headers: tuple[str, ...] = ()
    retry_after_ms: tuple[str, ...] = ()
    separator: str | None = None
    failed_when: tuple[FailedWhen, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenPlan:
    """A credential that an operation returns."""

    credential: str
    constant: str
    """Of the operation."""
    value: tuple[str, ...]
    life: tuple[str, ...] | float | None
    needs: tuple[str, ...]
    """The credentials that are needed instead."""
    expired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemePlan:
    """A signing scheme: its name for ``signature=``, and its function in ``_signing.py``."""

    name: str
    function: str
    needs: tuple[str, ...] = ()
    """The credentials without which it cannot sign."""
    token: TokenPlan | None = None
    """How the client obtains one of them."""


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
class SignedHeaderPlan:
    """Where a callback whose body is signed has its signature and the time of it; see `contract.SignedHeader`."""

    header: str
    item: str
    time: tuple[str, str] | None
    """Header and item."""
    age: int


@dataclass(frozen=True, slots=True)
class VariablePlan:
    """A variable of server URLs, which is an argument of the constructor."""

    name: str
    argument: str
    default: str
    values: tuple[str, ...]
    doc: str


@dataclass(frozen=True, slots=True)
class CallbackPlan:
    """A callback of the vendor."""

    name: str
    doc: tuple[str, ...]
    data: str
    sign: str
    signed: SignedHeaderPlan | None
    """If its body is signed; ``data`` and ``sign`` are empty then."""
    result: str
    scheme: SchemePlan


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A URL that a browser opens."""

    name: str
    doc: tuple[str, ...]
    path: str
    query: tuple[tuple[str, str, str], ...]
    """Wire name, argument, meaning."""


OTHERS = "*"
"""What stands for the wire name of the field with the properties that an object does not name."""


@dataclass(frozen=True, slots=True)
class ModelField:
    """An attribute of a class of ``models.py``."""

    wire: str
    attribute: str
    type: PythonType
    required: bool
    """Whether its absence is an error, except for lists, which are empty then."""
    nullable: bool
    doc: str


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """A class of ``models.py``."""

    name: str
    doc: str
    fields: tuple[ModelField, ...]
    bases: tuple[str, ...]
    """Its runtime base classes, if it is the result of a call or a callback."""
    page_of: str | None
    """The class of its items, if it is one page of many."""
    headers: tuple[str, ...] = ()
    """The classes of the headers that come with it, if it is a result."""


@dataclass(frozen=True, slots=True)
class UnionPlan:
    """An alias of ``models.py``: one of several classes."""

    name: str
    doc: str
    members: tuple[PythonType, ...]
    key: str
    """The property that tells them apart; empty if their own properties do."""
    values: tuple[tuple[str, PythonType], ...]
    """The class for each value of that property."""
    other: PythonType | None
    """The class of objects that are none of these; ``None`` for the object as it came."""


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


@dataclass(frozen=True, slots=True)
class CredentialPlan:
    """A credential and the environment variable it may come from."""

    name: str
    variable: str
    optional: bool
    """Whether no way of signing needs it."""
    secret: bool
    demanded: bool = True
    """Whether the constructor refuses to do without it."""
    ways: tuple[str, ...] = ()
    """The ways of signing that need it."""
    default: str = ""
    """Of a setting that callers may set."""

    @property
    def argument(self) -> str:
        """The argument of the constructor; ``region`` selects the host there."""
        return f"signing_{self.name}" if self.name == "region" else self.name


@dataclass(frozen=True, slots=True)
class MetadataPlan:
    """What an index shows of the wheel."""

    authors: tuple[tuple[str, str], ...]
    """Name and email, which may be empty."""
    urls: tuple[tuple[str, str], ...]
    """Label and URL."""
    keywords: tuple[str, ...]
    index: str
    """URL of the index to install from; empty for pip's default."""


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that is printed into ``generated/PRODUCT``."""

    product: str
    """Its name in the project, without the prefix of the distribution."""
    distribution: str
    metadata: MetadataPlan
    module: str
    class_name: str
    version: str
    changelog: tuple[str, ...]
    """Lines of Markdown: one entry for each release, the newest first; none before the first release."""
    title: str
    summary: str
    doc: tuple[str, ...]
    api_version: str
    environment: str
    servers: tuple[tuple[str, str], ...]
    """Region and URL, the default first; none if the document names no host."""
    variables: tuple[VariablePlan, ...]
    credentials: tuple[CredentialPlan, ...]
    secret_fields: tuple[str, ...]
    """Wire names whose values are never shown."""
    schemes: tuple[SchemePlan, ...]
    """All ways of signing."""
    chosen: bool
    """Whether the credentials that are given decide between them."""
    certificate: bool
    """Whether a way of signing needs a certificate of the client."""
    options: tuple[OptionPlan, ...]
    operations: tuple[OperationPlan, ...]
    callbacks: tuple[CallbackPlan, ...]
    pages: tuple[PagePlan, ...]
    errors: tuple[ErrorPlan, ...]
    error_body: ErrorBodyPlan
    spec: str
    """The path of the spec, in the project."""
    digest: str
    """Of all inputs of the package."""
    generator: str
    """Version of the generator."""
    models: tuple[ModelPlan, ...]
    headers: tuple[ModelPlan, ...]
    """Classes of headers of responses."""
    unions: tuple[UnionPlan, ...]
    structures: tuple[StructurePlan, ...]

    @property
    def address(self) -> str:
        """The default server with the defaults of its variables; a made-up one if there is none."""
        url = self.servers[0][1] if self.servers else "https://api.example.com"
        for one in self.variables:
            url = url.replace(f"{{{one.name}}}", one.default)
        return url
