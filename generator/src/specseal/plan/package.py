"""What a wheel will hold, as plain values: the templates print this and decide nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..contract.notes import Json
from ..python_types import PythonType

BodyKind = Literal["none", "multipart", "urlencoded", "json"]
Place = Literal["path", "query", "header", "form", "file", "json"]
Style = Literal["single", "repeat", "comma", "json", "brackets"]


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file that a sample sends."""

    name: str


UNKNOWN = "…"
"""The sample of a text of which no document gives an example."""
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
    """Whether a first call should show it: it is required, always or under a condition."""
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A value that travels in a request, and the argument it comes from."""

    name: str
    argument: str
    place: Place
    style: Style = "single"
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    flag: bool = False


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
    """What it means and what to do: it ends the message of the error."""
    retryable: bool
    detail: Literal["reason", "argument"] | None
    pattern: str | None
    clock_skew: tuple[str | None, ...] = ()
    """Reasons that mean a wrong clock; ``None`` for the code without one."""
    string_to_sign: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    """Documented reasons and what each means, which then ends the message instead."""


@dataclass(frozen=True, slots=True)
class ErrorBodyPlan:
    """Where a failing body carries what."""

    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    request_id: tuple[str, ...] = ()
    request_id_headers: tuple[str, ...] = ()
    retry_after_ms: tuple[str, ...] = ()
    separator: str | None = None
    failed_when: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class SchemePlan:
    """A way of signing: what ``signature=`` calls it, and its function in ``_signing.py``."""

    name: str
    function: str


@dataclass(frozen=True, slots=True)
class PagingPlan:
    """How a result is one page of many: arguments, and attribute paths in the result."""

    page: str
    size: str
    total: tuple[str, ...]
    items: tuple[str, ...]
    item: str
    """Type of an item."""
    noun: str
    """A variable for an item."""


@dataclass(frozen=True, slots=True)
class CallbackPlan:
    """What the vendor sends by itself."""

    name: str
    doc: tuple[str, ...]
    data: str
    sign: str
    result: str
    scheme: SchemePlan


@dataclass(frozen=True, slots=True)
class PagePlan:
    """An address that a browser opens."""

    name: str
    doc: tuple[str, ...]
    path: str
    query: tuple[tuple[str, str, str], ...]
    """Wire name, argument, meaning."""


@dataclass(frozen=True, slots=True)
class ModelField:
    """An attribute of a class of ``models.py``."""

    wire: str
    attribute: str
    type: PythonType
    required: bool
    """Whether it is an error when it is absent; an absent list is an empty one all the same."""
    nullable: bool
    doc: str


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """A class of ``models.py``."""

    name: str
    doc: str
    fields: tuple[ModelField, ...]
    bases: tuple[str, ...]
    """Classes of the runtime below it: some where a call returns it or a callback brings it."""
    page_of: str | None
    """The class of its items, where it is one page of many."""


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """One method, and the constant that describes its call."""

    constant: str
    method_name: str
    operation_id: str
    method: str
    path: str
    body: BodyKind
    doc: tuple[str, ...]
    """Lines of the method's docstring."""
    arguments: tuple[Argument, ...]
    fields: tuple[FieldPlan, ...]
    constants: tuple[ConstantPlan, ...]
    options: tuple[OptionPlan, ...]
    schemes: tuple[SchemePlan, ...]
    accept: str
    status: int
    """HTTP status of the successful answer."""
    result: str | None
    errors: tuple[ErrorPlan, ...]
    idempotent: bool
    rate: tuple[int, float] | None
    paging: PagingPlan | None
    deprecated: bool

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
    secret: bool


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that is printed into ``generated/PRODUCT``."""

    distribution: str
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
    credentials: tuple[CredentialPlan, ...]
    secret_fields: tuple[str, ...]
    """Names on the wire whose values are never shown."""
    schemes: tuple[SchemePlan, ...]
    options: tuple[OptionPlan, ...]
    operations: tuple[OperationPlan, ...]
    callbacks: tuple[CallbackPlan, ...]
    pages: tuple[PagePlan, ...]
    errors: tuple[ErrorPlan, ...]
    error_body: ErrorBodyPlan
    sources: tuple[str, ...]
    """The documents that the package was made from, as its README names them."""
    spec: str
    """The path of the spec, in the project."""
    digest: str
    """Over all inputs of the package."""
    generator: str
    """Version of the generator."""
    models: tuple[ModelPlan, ...]
