"""Edits of hosts and of operations: paths, rates, pagination."""

from __future__ import annotations

from .edit import Edit, pop, thing

OPERATIONS: tuple[Edit, ...] = (
    thing("a host removed", lambda c: c.document["servers"].pop(), "host-removed"),
    thing(
        "a host added",
        lambda c: c.document["servers"].append({"url": "https://ap.example.com", "x-region": "ap"}),
        "host-added",
    ),
    thing(
        "another host",
        lambda c: c.document["servers"][1].update(url="https://us2.example.com"),
        "host-changed",
    ),
    thing(
        "another default region",
        lambda c: (
            c.document["servers"][1].update({"x-default": True}),
            pop(c.document["servers"][0], "x-default"),
        ),
        "default-region-changed",
    ),
    thing(
        "an operation removed",
        lambda c: pop(c.document["paths"], "/orders"),
        *("operation-removed", "python-model-removed"),
    ),
    thing(
        "an operation added",
        lambda c: c.document["paths"].update(
            {
                "/owner": {
                    "get": {
                        "operationId": "getOwner",
                        "responses": {
                            "200": {
                                "description": "The owner.",
                                "content": {
                                    "application/json": {"schema": {"$ref": "#/components/schemas/Owner"}}
                                },
                            }
                        },
                    }
                }
            }
        ),
        "operation-added",
    ),
    thing(
        "an operation with another id",
        lambda c: c.operation("getThing").update(operationId="readThing"),
        *("operation-renamed", "python-method-renamed"),
    ),
    thing(
        "another path",
        lambda c: c.document["paths"].update({"/v2/orders": c.document["paths"].pop("/orders")}),
        "operation-moved",
    ),
    thing(
        "an operation deprecated",
        lambda c: c.operation("placeOrder").update(deprecated=True),
        "operation-deprecated",
    ),
    thing(
        "an operation not deprecated any more",
        lambda c: pop(c.operation("getThing"), "deprecated"),
        "operation-undeprecated",
    ),
    thing(
        "not idempotent any more",
        lambda c: pop(c.operation("searchThings"), "x-idempotent"),
        "idempotence-lost",
    ),
    thing(
        "idempotent", lambda c: c.operation("getThing").update({"x-idempotent": True}), "idempotence-gained"
    ),
    thing(
        "a lower rate",
        lambda c: c.operation("searchThings")["x-limits"]["rate"].update(calls=5),
        "rate-lowered",
    ),
    thing("no rate", lambda c: pop(c.operation("searchThings"), "x-limits"), "rate-raised"),
    thing("no paging", lambda c: pop(c.operation("searchThings"), "x-pagination"), "paging-removed"),
    thing(
        "paging by something else",
        lambda c: (
            c.schema("Things")["properties"].update(all={"type": "integer"}),
            c.operation("searchThings")["x-pagination"].update(total="/all"),
        ),
        *("paging-changed", "response-field-added"),
    ),
    thing(
        "paging",
        lambda c: (
            c.operation("placeOrder").update(
                parameters=[
                    {"name": "page", "in": "query", "required": False, "schema": {"type": "integer"}},
                    {"name": "size", "in": "query", "required": False, "schema": {"type": "integer"}},
                ]
            ),
            c.schema("Receipt")["properties"].update(
                total={"type": "integer"},
                all={"type": "array", "items": {"$ref": "#/components/schemas/Owner"}},
            ),
            c.operation("placeOrder").update(
                {"x-pagination": {"page": "page", "size": "size", "total": "/total", "items": "/all"}}
            ),
        ),
        *("paging-added", "request-field-added", "response-field-added"),
    ),
    thing(
        "another version of the interface",
        lambda c: c.document["info"].update(version="2"),
        "api-version-changed",
    ),
)
