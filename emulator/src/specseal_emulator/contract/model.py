"""What the emulator reads from a contract: operations, their fields, errors and examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from ..json_types import is_object

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Json = dict[str, Any]
Location = Literal["query", "form"]
FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True)
class Field:
    """One query parameter or form field of an operation."""

    name: str
    location: Location
    schema: Json
    required: bool
    binary: bool
    """Its value is the bytes of a file."""
    placed: bool
    """A signing scheme fills it in: validated by authentication, not with the parameters."""


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One documented error: the status it comes with, the key of the body that carries it, its text."""

    code: str
    status: int
    key: str
    message: str
    pattern: str
    detail: str = ""
    """What stands behind the code's colon: ``argument``, ``reason``, or nothing."""
    details: tuple[str, ...] = ()
    """The arguments or reasons that the contract names."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a contract."""

    contract: Contract
    id: str
    path: str
    """The path that travels: a leading server path included, the ``#Action`` of RPC operations not."""
    action: str
    """The value of the ``Action`` parameter of RPC operations, otherwise empty."""
    methods: frozenset[str]
    fields: tuple[Field, ...]
    body_schema: Json
    """The schema of the form as a whole; it may hold conditions over several fields."""
    errors: Mapping[str, ErrorRow]
    responses: Mapping[str, Json]
    pointer: str
    rate: tuple[int, float] | None = None
    """Calls that an account may make, per so many seconds."""
    concurrency: int | None = None
    """Concurrent calls that an account may make."""

    def error(self, code: str) -> ErrorRow | None:
        """The row of a code: of that very name, or of the family whose pattern it meets."""
        if row := self.errors.get(code):
            return row
        for row in self.errors.values():
            head, found, tail = row.pattern.partition("<argument>")
            if found and len(code) > len(head) + len(tail) and code.startswith(head) and code.endswith(tail):
                return row
        return None

    def example(self) -> tuple[int, str, Any] | None:
        """Status, media type and value of the first example of a success, or None when there is none."""
        for status, response in self.responses.items():
            if status.startswith("2"):
                for media_type, content in response.get("content", {}).items():
                    for example in content.get("examples", {}).values():
                        if "value" in example:
                            return int(status), media_type, example["value"]
                    if "example" in content:
                        return int(status), media_type, content["example"]
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """One resolved OpenAPI document."""

    product: str
    vendor: str
    path: Path
    document: Json

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of its servers."""
        servers = self.document.get("servers", [])
        found = (urlsplit(str(server.get("url", ""))).netloc for server in servers if is_object(server))
        return tuple(host for host in found if host)

    def resolve(self, node: Any) -> Json:
        """The target of a chain of ``$ref`` within the document; an empty object when it does not exist."""
        for _ in range(16):
            if not is_object(node):
                return {}
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node
            node = self.document
            for token in reference.removeprefix("#/").split("/"):
                step = token.replace("~1", "/").replace("~0", "~")
                node = node.get(step) if is_object(node) else None
        return {}
