"""A contract that is edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Contract:
    """A contract to edit: a plain OpenAPI document."""

    document: dict[str, Any]

    def operation(self, id_: str) -> dict[str, Any]:
        for item in self.document["paths"].values():
            for one in item.values():
                if isinstance(one, dict) and one.get("operationId") == id_:
                    return one
        raise KeyError(id_)

    def move(self, id_: str, path: str, method: str) -> Any:
        one = self.operation(id_)
        for item in self.document["paths"].values():
            for key in [key for key, value in item.items() if value is one]:
                del item[key]
        self.document["paths"] = {key: item for key, item in self.document["paths"].items() if item}
        self.document["paths"].setdefault(path, {})[method] = one

    def parameter(self, id_: str, name: str) -> dict[str, Any]:
        return next(one for one in self.operation(id_)["parameters"] if one["name"] == name)

    def drop_parameter(self, id_: str, name: str) -> None:
        self.operation(id_)["parameters"].remove(self.parameter(id_, name))

    def schema(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.document["components"]["schemas"][name]
        return found

    def field(self, schema: str, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.schema(schema)["properties"][name]
        return found

    def rename(self, schema: str, old: str, new: str) -> None:
        held = self.schema(schema)
        held["properties"] = {new if key == old else key: one for key, one in held["properties"].items()}
        if "required" in held:
            held["required"] = [new if key == old else key for key in held["required"]]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every error table."""
        for holder in (
            self.document,
            *(one for item in self.document["paths"].values() for one in item.values()),
        ):
            if isinstance(holder, dict) and "x-errors" in holder:
                yield holder["x-errors"]

    def recipe(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.document["components"]["securitySchemes"][name]["x-signing"]
        return found
