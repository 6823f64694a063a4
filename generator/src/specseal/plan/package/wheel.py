"""Everything that a wheel is printed from."""

from __future__ import annotations

from dataclasses import dataclass

from .callbacks import CallbackPlan, PagePlan
from .errors import ErrorBodyPlan, ErrorPlan
from .models import ModelPlan, UnionPlan
from .operations import OperationPlan
from .requests import OptionPlan
from .security import CredentialPlan, SchemePlan
from .structures import StructurePlan


@dataclass(frozen=True, slots=True)
class VariablePlan:
    """A variable of server URLs, which is an argument of the constructor."""

    name: str
    argument: str
    default: str
    values: tuple[str, ...]
    doc: str


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
