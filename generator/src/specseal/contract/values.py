"""A contract as frozen, typed values with source locations, which every later stage reads.

Independent of Python and of OpenAPI syntax. `read_contract` creates it, once per document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..diagnostics import Diagnostic, Location
from ..signing import Recipe
from .error_table import ErrorBody, ErrorRow
from .notes import ClientField, Json, Name, Notes, ResponseTypes
from .paging import Paging
from .schema import Property, Schema
from .tokens import Token

Where = Literal["path", "query", "header", "cookie", "form", "json", "body", "others"]
"""``body`` is a body of one value, ``others`` the properties that a body may have besides those that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """``x-source``: where a statement comes from."""

    document: str = ""
    section: str = ""
    digest: str = ""
    certainty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """``info`` of the document."""

    title: str
    version: str
    summary: str
    description: str
    source: Source | None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable:
    """A variable of a server's URL."""

    name: str
    default: str
    values: tuple[str, ...]
    """Those that it may have; empty if any."""
    description: str
    client_name: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A host of the vendor."""

    url: str
    region: str
    """Empty if not given."""
    default: bool
    """Whether it is the default: the marked one, or the first if none is marked."""
    stated_default: bool
    variables: tuple[ServerVariable, ...]
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A security scheme, and its recipe if one could be read."""

    name: str
    type: str
    signed: bool
    """Whether it has ``x-signing``, or OpenAPI itself says how it signs."""
    builtin: bool
    """Whether OpenAPI itself says how it travels."""
    recipe: Recipe | None
    problems: tuple[Diagnostic, ...]
    """Why the recipe could not be read."""
    client_name: str
    token: Token | None
    """How the client obtains one of its credentials by itself."""
    read_elsewhere: frozenset[str]
    """The names of the recipe whose values ``x-emulator.reads`` says where to find in requests."""
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """A security requirement: schemes that apply together. Of several requirements, the first is the default."""

    schemes: tuple[str, ...]
    """Those that sign; none if requests may go unsigned, or if only the connection has a certificate."""
    certificate: bool = False
    """Whether the connection needs a certificate (``mutualTLS``)."""
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """The encoding of a form field."""

    content_type: str = ""
    style: str = ""
    explode: bool | None = None
    headers: tuple[tuple[str, Json], ...] = ()
    """Header, and the constant of its schema; ``None`` if it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestField:
    """A value of a request: a parameter, or a property of the body."""

    where: Where
    name: str
    """Wire name."""
    schema: Schema
    notes: Notes
    """Those of the field, laid over those of its schema."""
    required: bool
    needed: bool = False
    """Required under a condition."""
    required_with: tuple[str, ...] = ()
    """Wire names of fields of the body, each of which requires this one when it is present."""
    style: str = ""
    explode: bool | None = None
    allow_reserved: Location | None = None
    has_content: bool = False
    """Whether it is a parameter with ``content`` instead of a schema."""
    encoding: Encoding = field(default=Encoding())
    location: Location

    @property
    def client(self) -> ClientField:
        """How it appears in Python."""
        return self.notes.client


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A body of one media type."""

    type: str
    schema: Schema | None
    encodings: tuple[tuple[Name, Encoding], ...] = ()
    root: str = ""
    """The root element of a request body that is a flat XML document; empty for any other body."""
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request body."""

    required: bool
    media: tuple[Media, ...]
    misnamed: tuple[Media, ...] = ()
    """Entries beside them whose keys are no media types, so that nothing can be sent as one of them."""
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response, by status."""

    status: str
    """Three digits, a range such as ``2XX``, or ``default``."""
    description: str
    media: tuple[Media, ...]
    headers: tuple[Property, ...] = ()
    """Names are in lower case."""
    location: Location

    @property
    def success(self) -> bool:
        """Whether it is one of the 2xx."""
        return self.status.startswith("2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A documented rate limit: number of requests in a number of seconds."""

    calls: int
    seconds: float
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation, including what it inherits."""

    id: str
    path: str
    """As written in the document, possibly with a ``#Action`` that is not sent."""
    method: str
    """In lower case."""
    summary: str
    description: str
    deprecated: bool
    source: Source
    parameters: tuple[RequestField, ...]
    body: Body | None
    responses: tuple[Response, ...]
    security: tuple[Security, ...]
    servers: tuple[Server, ...]
    """Its own; empty if it has those of the contract."""
    errors: tuple[ErrorRow, ...]
    idempotent: bool
    rate: Rate | None
    client_name: str
    paging: Paging | None
    location: Location

    @property
    def wire_path(self) -> str:
        """The path that is sent."""
        return self.path.partition("#")[0]

    @property
    def success(self) -> Response | None:
        """The first successful response."""
        return next((one for one in self.responses if one.success), None)

    @property
    def successes(self) -> tuple[Response, ...]:
        """All successful responses: the 2xx, or ``default`` where it is the only documented outcome."""
        found = tuple(one for one in self.responses if one.success)
        if not found and all(one.status == "default" or one.status[:1] in "45" for one in self.responses):
            return tuple(one for one in self.responses if one.status == "default")
        return found

    @property
    def failures(self) -> tuple[Response, ...]:
        """All other responses."""
        return tuple(one for one in self.responses if one not in self.successes)

    @property
    def result(self) -> Schema | None:
        """The schema of the first successful response that has one."""
        media = (media for response in self.successes for media in response.media)
        return next((one.schema for one in media if one.schema is not None), None)

    @property
    def scheme_names(self) -> tuple[str, ...]:
        """All schemes that can sign the request, those of the default first."""
        return tuple(dict.fromkeys(name for security in self.security for name in security.schemes))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHeader:
    """Where a callback whose body is signed has its signature, and the time of it. Header names are in lower case."""

    header: str
    item: str = ""
    """Of a header with items such as ``t=1,v1=…``, the name of those that are signatures; empty: the whole header."""
    time_header: str = ""
    """The header with the Unix time in seconds; empty if none is signed."""
    time_item: str = ""
    age: int = 0
    """How many seconds the time may differ from now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A callback of the vendor (``x-callbacks``): a form with a signed text, or a body signed in a header."""

    name: str
    description: str
    data: str
    """The form field with the text; empty if the body is signed."""
    sign: str
    """The form field with the signature; empty if the body is signed."""
    signed: SignedHeader | None = None
    schema: Schema
    scheme: str
    source: Source
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A URL that a browser opens (``x-pages``)."""

    name: str
    description: str
    path: str
    query: tuple[tuple[str, str], ...]
    """Parameter, and its meaning."""
    source: Source
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """``x-client`` of the root. Missing values are empty, with the location of the document."""

    class_name: str = ""
    package: str = ""
    environment: str = ""
    credentials: tuple[tuple[str, str], ...] = ()
    """Credential, and its environment variable."""
    types: ResponseTypes = field(default=ResponseTypes())
    class_location: Location
    package_location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A named schema."""

    name: str
    schema: Schema
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The contract of one product."""

    info: Info
    servers: tuple[Server, ...]
    schemes: tuple[Scheme, ...]
    operations: tuple[Operation, ...]
    components: tuple[Component, ...]
    """Named schemas, in the document's order."""
    error_body: ErrorBody | None
    callbacks: tuple[Callback, ...]
    pages: tuple[Page, ...]
    client: ClientSettings
    unread: tuple[Name, ...]
    """Parts of the document that nothing is generated from: ``webhooks``, and ``callbacks`` of operations."""
    location: Location

    def scheme(self, name: str) -> Scheme | None:
        """The security scheme with a name."""
        return next((one for one in self.schemes if one.name == name), None)
