"""A contract as frozen, typed values, each with its place in the sources: what every later stage reads.

Nothing here knows of Python, nor of how OpenAPI writes things. `read_contract` makes it, once per document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..diagnostics import Diagnostic, Location
from ..signing import Recipe
from .error_table import ErrorBody, ErrorRow
from .notes import ClientField, Json, Name, Notes
from .schema import Schema

Where = Literal["path", "query", "header", "cookie", "form", "json"]
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
JSON_MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """``x-source``: the evidence for what is said."""

    document: str = ""
    section: str = ""
    digest: str = ""
    certainty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What the whole document is about."""

    title: str
    version: str
    summary: str
    description: str
    source: Source | None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A host of the vendor."""

    url: str
    region: str
    """Empty where none is given."""
    default: bool
    """Whether callers who choose none reach it: the marked one, or the first where none is marked."""
    stated_default: bool
    variables: bool
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A security scheme, and its recipe where one could be read."""

    name: str
    type: str
    signed: bool
    """Whether it has ``x-signing`` at all."""
    recipe: Recipe | None
    problems: tuple[Diagnostic, ...]
    """Why the recipe could not be read."""
    client_name: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """One way to make a request: schemes that apply together. Of several, the first is the default."""

    schemes: tuple[str, ...]
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How one field of a form is written."""

    content_type: str = ""
    style: str = ""
    explode: bool | None = None
    headers: tuple[tuple[str, Json], ...] = ()
    """Header, and the constant of its schema; ``None`` where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestField:
    """A value of a request: a parameter, or a property of the body."""

    where: Where
    name: str
    """On the wire."""
    schema: Schema
    notes: Notes
    """Of the field, laid over those of its schema."""
    required: bool
    needed: bool = False
    """Required under a condition."""
    style: str = ""
    explode: bool | None = None
    allow_reserved: Location | None = None
    has_content: bool = False
    """A parameter with ``content`` in place of a schema."""
    encoding: Encoding = field(default=Encoding())
    location: Location

    @property
    def client(self) -> ClientField:
        """How the Python side offers it."""
        return self.notes.client


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A body of one media type."""

    type: str
    schema: Schema | None
    encodings: tuple[tuple[Name, Encoding], ...] = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a request carries."""

    required: bool
    media: tuple[Media, ...]
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What may come back with one status."""

    status: str
    """Three digits, a range such as ``2XX``, or ``default``."""
    description: str
    media: tuple[Media, ...]
    location: Location

    @property
    def success(self) -> bool:
        """Whether it is one of the 2xx."""
        return self.status.startswith("2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How a result is one page of many: two parameters, and two pointers into the response."""

    page: str
    size: str
    total: str
    items: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many requests in so many seconds, as the vendor documents it."""

    calls: int
    seconds: float
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One request that the vendor documents, with all that it inherits."""

    id: str
    path: str
    """As the document has it, perhaps with a ``#Action`` that never travels."""
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
    errors: tuple[ErrorRow, ...]
    idempotent: bool
    rate: Rate | None
    client_name: str
    paging: Paging | None
    location: Location

    @property
    def wire_path(self) -> str:
        """The path that travels."""
        return self.path.partition("#")[0]

    @property
    def success(self) -> Response | None:
        """The first successful response."""
        return next((one for one in self.responses if one.success), None)

    @property
    def result(self) -> Schema | None:
        """What the body of the successful response holds; ``None`` where it has none."""
        return next((media.schema for media in (self.success.media if self.success else ())), None)

    @property
    def scheme_names(self) -> tuple[str, ...]:
        """Every scheme that may sign the request, the default first."""
        return tuple(name for security in self.security for name in security.schemes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """What the vendor sends by itself (``x-callbacks``)."""

    name: str
    description: str
    data: str
    sign: str
    schema: Schema
    scheme: str
    source: Source
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An address that a browser opens (``x-pages``)."""

    name: str
    description: str
    path: str
    query: tuple[tuple[str, str], ...]
    """Parameter, and what it means."""
    source: Source
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """``x-client`` of the root; what is not given is empty, and its place that of the document."""

    class_name: str = ""
    package: str = ""
    environment: str = ""
    credentials: tuple[tuple[str, str], ...] = ()
    """Credential, and the environment variable that it may come from."""
    class_location: Location
    package_location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A schema with a name."""

    name: str
    schema: Schema
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Everything that is known of one product."""

    info: Info
    servers: tuple[Server, ...]
    schemes: tuple[Scheme, ...]
    operations: tuple[Operation, ...]
    components: tuple[Component, ...]
    """Schemas with a name, in the document's order."""
    error_body: ErrorBody | None
    callbacks: tuple[Callback, ...]
    pages: tuple[Page, ...]
    client: ClientSettings
    unread: tuple[Name, ...]
    """Parts of the document that nothing here holds: ``webhooks``, and of operations ``callbacks`` and ``servers``."""
    location: Location

    def scheme(self, name: str) -> Scheme | None:
        """The security scheme of a name."""
        return next((one for one in self.schemes if one.name == name), None)
