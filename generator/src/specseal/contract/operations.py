"""Walking a contract: its operations, in the document's order, with what OpenAPI inherits from above resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..pointer import escape
from .references import follow

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class OperationAt:
    """An operation and where it stands."""

    path: str
    method: str
    data: dict[str, Any]
    path_item: dict[str, Any]

    @property
    def pointer(self) -> str:
        """JSON Pointer of the operation."""
        return f"/paths/{escape(self.path)}/{self.method}"

    @property
    def wire_path(self) -> str:
        """The path that travels: without the ``#Action`` that keeps RPC operations apart."""
        return self.path.partition("#")[0]

    def parameters(self, document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """JSON Pointer and object of each parameter, references followed.

        The path item's come first, unless the operation has one of the same name and place.
        """
        own = list(self._listed(document, self.data, self.pointer))
        replaced = {(parameter.get("name"), parameter.get("in")) for _, parameter in own}
        for pointer, parameter in self._listed(document, self.path_item, f"/paths/{escape(self.path)}"):
            if (parameter.get("name"), parameter.get("in")) not in replaced:
                yield pointer, parameter
        yield from own

    @staticmethod
    def _listed(
        document: dict[str, Any], holder: dict[str, Any], pointer: str
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        for index, parameter in enumerate(holder.get("parameters", ())):
            yield follow(document, f"{pointer}/parameters/{index}", parameter)


def operations(document: dict[str, Any]) -> Iterator[OperationAt]:
    """Every operation of the document, in its order."""
    for path, item in document.get("paths", {}).items():
        for method, data in item.items():
            if method in METHODS:
                yield OperationAt(path, method, data, item)


def schemes_of(document: dict[str, Any], operation: dict[str, Any]) -> list[list[str]]:
    """The alternatives of security, each a list of scheme names that apply together; the first is the default."""
    requirements = operation.get("security", document.get("security", []))
    return [list(requirement) for requirement in requirements]


def callbacks(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the vendor sends by itself (``x-callbacks``), by name."""
    found: dict[str, dict[str, Any]] = document.get("x-callbacks", {})
    return found


def error_rows(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The error table of an operation of a resolved contract: error code to row."""
    rows: dict[str, dict[str, Any]] = operation.get("x-errors", {})
    return rows
