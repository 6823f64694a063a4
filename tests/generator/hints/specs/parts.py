"""Schemas to write into a spec, and the parts of a sandbox's spec that changes are about."""

from __future__ import annotations

from typing import Any

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
THING = {"$ref": "#/components/schemas/Thing"}
OBJECT = {"type": "object", "properties": {"a": TEXT}}


def schema(s: Any) -> dict[str, Any]:
    found: dict[str, Any] = s.spec["components"]["schemas"]
    return found


def content(s: Any) -> dict[str, Any]:
    """The media types of the successful response."""
    found: dict[str, Any] = s.operation["responses"]["200"]["content"]
    return found


def body(s: Any) -> dict[str, Any]:
    found: dict[str, Any] = s.operation["requestBody"]["content"]
    return found


def parameter(s: Any, **changes: Any) -> None:
    s.operation["parameters"] = [{"name": "q", "in": "query", "schema": TEXT} | changes]


def received(s: Any) -> None:
    """Declare a scheme, which requests may use too."""
    s.receive()
    s.properties["data"] = TEXT | {"description": "It."}
    s.spec["components"]["securitySchemes"]["callback"]["x-signing"]["unsigned"] = ["body"]
