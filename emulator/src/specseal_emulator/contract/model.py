"""What the emulator reads from a contract: operations, their fields, errors and examples."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    """Empty where the body has no code: the row is for every response of its status, stated or only documented."""
    message: str
    pattern: str
    detail: str = ""
    """What stands behind the code's colon: ``argument``, ``reason``, or nothing."""
    details: tuple[str, ...] = ()
    """The arguments or reasons that the contract names."""
    description: str = ""
    emulates: Mapping[str, str] = field(default_factory=dict[str, str])
    """The kinds of failure that the overlay says it stands for, each with the detail or an empty text."""
    reasons: Mapping[str, str] = field(default_factory=dict[str, str])
    """Its reasons, with what they mean."""
    string_to_sign: str = ""
    """The message that shows the vendor's string to sign, with ``<string>`` in its place."""


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
    data: Json = field(default_factory=dict[str, Any], repr=False)
    """The operation object of the contract."""
    inherited: tuple[Json, ...] = ()
    """The parameters of its path."""
    prefixes: tuple[str, ...] = ("",)
    """The paths of its servers, that of the first one first."""
    hosts: tuple[str, ...] = ()
    """The hosts of its servers."""

    @property
    def template(self) -> str:
        """Its path in the document, without a server's and without ``#Action``."""
        return self.path.removeprefix(self.prefixes[0])

    def error(self, code: str) -> ErrorRow | None:
        """The row of a code: of that very name, or of the family whose pattern it meets."""
        if row := self.errors.get(code):
            return row
        for row in self.errors.values():
            head, found, tail = row.pattern.partition("<argument>")
            if found and len(code) > len(head) + len(tail) and code.startswith(head) and code.endswith(tail):
                return row
        return None

    def response(self, status: int) -> Json | None:
        """The response that documents a status: its own, that of its range, such as ``4XX``, or ``default``."""
        known = {key.upper(): response for key, response in self.responses.items()}
        fitting = (known.get(key) for key in (str(status), f"{status // 100}XX", "DEFAULT"))
        return next((one for one in fitting if one is not None), None)

    def example(self) -> tuple[int, str, Any] | None:
        """Status, media type and value of the first example of a success, or None when there is none."""
        for status, response in self.responses.items():
            if status.startswith("2") and status.isdigit():
                for media_type, content in response.get("content", {}).items():
                    for value in examples_of(self.contract, content).values():
                        return int(status), media_type, value
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
        found = (urlsplit(url).netloc for url in server_urls(self.document.get("servers", [])))
        return tuple(host for host in found if host)

    def stated(self, key: str) -> Json:
        """An extension of the root; an empty object when the contract has none."""
        found = self.document.get(key, {})
        return found if is_object(found) else {}

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


def server_urls(servers: Any) -> list[str]:
    """The URLs of servers, with the defaults of their variables."""
    found: list[str] = []
    for server in servers:
        if is_object(server):
            url = str(server.get("url", ""))
            for name, variable in server.get("variables", {}).items():
                url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
            found.append(url)
    return found


def examples_of(contract: Contract, content: Json) -> Mapping[str, Any]:
    """The examples of a media type, by name; a single one is called ``example``."""
    found = {
        str(name): example["value"]
        for name, given in content.get("examples", {}).items()
        if "value" in (example := contract.resolve(given))
    }
    if not found and "example" in content:
        found["example"] = content["example"]
    return found
