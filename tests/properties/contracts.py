"""The contracts as the suites read them: parameters, error rows and responses, without the project's own reader."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "generated" / "contracts"

Json = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """One value of a request. `place` is ``query``, ``header`` or ``form``."""

    name: str
    place: str
    schema: Json
    required: bool
    placed_by: tuple[str, ...]
    """The signing schemes that fill it in; empty for what a caller gives."""

    @property
    def binary(self) -> bool:
        return self.schema.get("format") == "binary"

    def values(self) -> list[str]:
        """The values of an enumeration or a constant, as they are sent."""
        if "const" in self.schema:
            return [str(self.schema["const"])]
        return [str(value) for value in self.schema.get("enum", ())]


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of a contract."""

    product: str
    path: str
    method: str
    document: Json
    data: Json

    @property
    def id(self) -> str:
        return str(self.data["operationId"])

    @property
    def methods(self) -> tuple[str, ...]:
        return (self.method, *self.data.get("x-methods", ()))

    @property
    def body_schema(self) -> Json:
        content = self.data.get("requestBody", {}).get("content", {})
        return self.resolve(content["multipart/form-data"]["schema"]) if content else {}

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        found = [
            Parameter(
                each["name"],
                each["in"],
                self.resolve(each["schema"]),
                bool(each.get("required")),
                tuple(each.get("x-placed-by", ())),
            )
            for each in self.data.get("parameters", ())
        ]
        body = self.body_schema
        for name, schema in body.get("properties", {}).items():
            node = self.resolve(schema)
            placed = tuple(schema.get("x-placed-by", ()))
            found.append(Parameter(name, "form", node, name in body.get("required", ()), placed))
        return {each.name: each for each in found}

    @property
    def errors(self) -> Mapping[str, Json]:
        """Code to row of the error table."""
        return dict(self.data["x-errors"])

    def rows(self) -> Iterator[tuple[str, str]]:
        """Every documented error: its code, and each of its documented reasons or arguments."""
        for code, row in self.errors.items():
            for detail in [*row.get("reasons", ()), *row.get("arguments", ())] or [""]:
                yield code, detail

    def row_of(self, error: str) -> tuple[str, str] | None:
        """The row of an error as the vendor writes it, and its detail; None when there is no row for it."""
        code, _, detail = error.partition(":")
        detail = detail.strip()
        for known, row in self.errors.items():
            head, found, tail = row.get("pattern", "").partition("<argument>")
            if known == code or (found and code.startswith(head) and code.endswith(tail)):
                listed = [*row.get("reasons", ()), *row.get("arguments", ())]
                return known, detail if detail in listed else ""
        return None

    @property
    def responses(self) -> Mapping[str, Json]:
        return dict(self.data["responses"])

    def resolve(self, node: Json) -> Json:
        """A node without its references; what stands beside a reference wins."""
        while "$ref" in node:
            target: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node


def operations(product: str, document: Json) -> Iterator[Operation]:
    """The operations of a contract, in its order."""
    for route, item in document["paths"].items():
        for method, data in item.items():
            if "operationId" in data:
                yield Operation(product, route, method.upper(), document, data)


OPERATIONS: tuple[Operation, ...] = tuple(
    operation
    for path in sorted(FOLDER.glob("*.json"))
    for operation in operations(path.stem, json.loads(path.read_text(encoding="utf-8")))
)


def of(product: str) -> Operation:
    """The only operation of a product. Raises `LookupError` when it has none, or several."""
    found = [operation for operation in OPERATIONS if operation.product == product]
    if len(found) != 1:
        raise LookupError(f"{product} has {len(found)} operations")
    return found[0]


def vendor(operation: Operation) -> str:
    """The vendor of an operation, from the path of its spec."""
    return str(operation.document["x-generated"]["vendor"])
