"""What a generator made of a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from specseal.document import is_map
from specseal.pointer import split


@dataclass(frozen=True, slots=True)
class Function:
    """An operation that is a function in the output."""

    method: str
    path: str
    module: str
    name: str
    """What calls it: a name in the module, with dots for classes."""
    gaps: tuple[str, ...] = ()
    """What the document says of it and the function leaves out."""


@dataclass(frozen=True, slots=True)
class Made:
    """The functions, and the modules that have to be imported for them."""

    functions: tuple[Function, ...]
    packages: tuple[str, ...]
    """Importable from the folder; all modules of them belong to the output."""
    warnings: int = 0


class Tool(NamedTuple):
    """A generator."""

    name: str
    make: Callable[[dict[str, Any], Path], Made]
    """Generates a document into a folder."""
    refused: type[Exception]
    """How it says no."""


def made(data: dict[str, Any]) -> Made:
    """One of its JSON form."""
    listed: list[dict[str, Any]] = data["functions"]
    functions = [
        Function(one["method"], one["path"], one["module"], one["name"], tuple(one["gaps"])) for one in listed
    ]
    return Made(tuple(functions), tuple(data["packages"]), data["warnings"])


_SAYING = frozenset(
    {
        "$ref",
        "type",
        "properties",
        "allOf",
        "oneOf",
        "anyOf",
        "enum",
        "const",
        "items",
        "additionalProperties",
    }
)


@dataclass(frozen=True, slots=True)
class Documented:
    """The operations of a document as plain JSON, with references followed."""

    document: dict[str, Any]
    parts: dict[tuple[str, str], dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        parts: dict[tuple[str, str], dict[str, Any]] = {
            (method.upper(), path): {**operation, "parameters": [*operation.get("parameters", ()), *shared]}
            for path, item in self.document.get("paths", {}).items()
            for shared in [self.resolved(item).get("parameters", [])]
            for method, operation in self.resolved(item).items()
            if is_map(operation) and "responses" in operation
        }
        object.__setattr__(self, "parts", parts)

    def resolved(self, node: Any) -> dict[str, Any]:
        """A node at the end of its references."""
        for _ in range(100):
            reference = node.get("$ref") if is_map(node) else None
            if not isinstance(reference, str):
                break
            found: Any = self.document
            for step in split(reference):
                found = found[step]
            node = found
        return node if is_map(node) else {}

    def says(self, schema: Any) -> bool:
        """Whether a schema says anything of the value: without, any type is right."""
        found = self.resolved(schema)
        return bool(_SAYING & found.keys())

    def results(self, operation: dict[str, Any]) -> dict[str, list[Any]]:
        """The schemas of each successful response, by status; those without content have none."""
        listed = {str(status): one for status, one in operation["responses"].items()}
        good = {status: one for status, one in listed.items() if status.startswith("2")}
        chosen = good or {status: one for status, one in listed.items() if status == "default"}
        return {
            status: [
                media["schema"]
                for media in self.resolved(one).get("content", {}).values()
                if "schema" in media
            ]
            for status, one in chosen.items()
        }
