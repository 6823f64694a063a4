"""Operations that `specseal lint` refuses, with their paths and parameters."""

from __future__ import annotations

from typing import Any

from .parts import OBJECT, TEXT, THING, parameter
from .row import Row, both


def minimal() -> dict[str, Any]:
    """An operation."""
    return {
        "operationId": "getThing",
        "responses": {"200": {"description": "It.", "content": {"application/json": {"schema": THING}}}},
    }


OPERATIONS: list[Row] = [
    Row(
        "operation-missing",
        lambda s: s.spec.update(x=s.spec["paths"], paths={}) or s.spec.pop("x"),
        lambda s: s.spec.update(paths={"/thing": {"post": minimal()}}),
        "Describe one under `paths`.",
    ),
    Row(
        "operation-id",
        lambda s: s.operation.pop("operationId"),
        lambda s: s.operation.update(operationId="getThing"),
        "Add an `operationId`.",
    ),
    Row(
        "openapi-invalid",
        lambda s: s.spec["paths"].update({"/other": {"post": dict(s.operation)}}),
        lambda s: s.spec["paths"]["/other"]["post"].update(operationId="getOther"),
        "Give each operation its own.",
    ),
    Row(
        "openapi-invalid",
        lambda s: s.spec["paths"].update({"/{a": s.spec["paths"].pop("/thing")}),
        lambda s: s.spec["paths"].update({"/thing": s.spec["paths"].pop("/{a")}),
        "Correct its braces.",
    ),
    Row(
        "openapi-invalid",
        lambda s: s.spec["paths"].update({"/{thing}": s.spec["paths"].pop("/thing")}),
        lambda s: s.spec["paths"]["/{thing}"]["post"].update(
            parameters=[{"name": "thing", "in": "path", "required": True, "schema": TEXT}]
        ),
        "Declare a parameter of that name with `in: path`.",
    ),
    *[
        Row(
            "openapi-invalid",
            lambda s: parameter(s, **{"in": "path", "required": True}),
            mended,
            "Correct the name, or remove the parameter.",
        )
        for mended in (
            lambda s: s.operation.pop("parameters"),
            both(
                lambda s: s.operation["parameters"][0].update(name="thing"),
                lambda s: s.spec["paths"].update({"/{thing}": s.spec["paths"].pop("/thing")}),
            ),
        )
    ],
    Row(
        "openapi-invalid",
        lambda s: s.operation.update(parameters=[{"name": "q", "in": "query", "schema": TEXT}] * 2),
        lambda s: s.operation["parameters"].pop(),
        "Declare it once.",
    ),
    Row(
        "unsupported",
        lambda s: s.operation.update(
            parameters=[{"name": "q", "in": "query", "content": {"text/plain": {"schema": OBJECT}}}]
        ),
        lambda s: s.operation["parameters"][0].update(content={"application/json": {"schema": OBJECT}}),
        "Use `application/json`, or describe one text.",
    ),
    Row(
        "unsupported",
        lambda s: parameter(s, style="deepObject"),
        lambda s: parameter(s, style="form"),
        "Use `form`, or `content` with `application/json`.",
    ),
    Row(
        "parameter-nested",
        lambda s: parameter(s, schema={"type": "object", "properties": {"a": OBJECT}}),
        lambda s: parameter(s, schema={"type": "object", "properties": {"a": OBJECT}}, style="deepObject"),
        "Use `content` with `application/json`, or `deepObject` for objects in the query.",
    ),
]
