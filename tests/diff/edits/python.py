"""Edits of the Python package alone."""

from __future__ import annotations

from .edit import Edit, pop, thing

PYTHON: tuple[Edit, ...] = (
    thing(
        "another package",
        lambda c: c.document["x-client"].update(package="things"),
        "python-package-renamed",
    ),
    thing(
        "another client class",
        lambda c: c.document["x-client"].update({"class": "Box"}),
        "python-class-renamed",
    ),
    thing(
        "another method",
        lambda c: c.operation("getThing").update({"x-client": {"name": "fetch"}}),
        "python-method-renamed",
    ),
    thing(
        "another argument",
        lambda c: c.field("Search", "since").update({"x-client": {"name": "after"}}),
        "python-argument-renamed",
    ),
    thing(
        "an argument withdrawn",
        lambda c: c.field("Search", "since").update({"x-client": {"omit": "Nobody needs it."}}),
        "python-argument-withdrawn",
    ),
    thing(
        "an argument offered",
        lambda c: pop(c.parameter("searchThings", "Hidden"), "x-client"),
        "python-argument-offered",
    ),
    thing(
        "a required argument offered",
        lambda c: (
            pop(c.parameter("searchThings", "Hidden"), "x-client"),
            c.parameter("searchThings", "Hidden").update(required=True),
        ),
        *("python-argument-required", "request-field-required"),
    ),
    thing(
        "an option that is an argument",
        lambda c: pop(c.parameter("searchThings", "Format"), "x-client"),
        *("python-argument-withdrawn", "python-argument-offered"),
    ),
    thing(
        "another default of an option",
        lambda c: c.parameter("searchThings", "Format")["x-client"].update(default="XML"),
        "python-option-default",
    ),
    thing(
        "another environment",
        lambda c: c.document["x-client"].update(environment="BOX"),
        "python-environment-changed",
    ),
    thing(
        "a header of a response",
        lambda c: c.operation("getThing")["responses"]["200"].update(
            headers={"X-Left": {"required": True, "schema": {"type": "integer"}}}
        ),
        *("response-field-added", "python-model-added"),
    ),
    thing(
        "numbers become decimal",
        lambda c: c.document["x-client"].update(decimals="Decimal"),
        "python-attribute-type",
    ),
    thing(
        "a text may be a date",
        lambda c: c.field("Thing", "name").update({"format": "date", "x-client": {"dates": "datetime"}}),
        *("response-format-changed", "python-attribute-type"),
    ),
    thing(
        "another name of a way of signing",
        lambda c: c.document["components"]["securitySchemes"]["old"]["x-client"].update(name="v0"),
        "python-signature-renamed",
    ),
    thing(
        "another attribute",
        lambda c: c.field("Thing", "size").update({"x-client": {"name": "width"}}),
        "python-attribute-renamed",
    ),
    thing(
        "another class of a result",
        lambda c: (
            c.document["components"]["schemas"].update(
                Slip=c.document["components"]["schemas"].pop("Receipt")
            ),
            c.operation("placeOrder")["responses"]["200"]["content"]["application/json"].update(
                schema={"$ref": "#/components/schemas/Slip"}
            ),
        ),
        *("python-result-changed", "python-model-removed", "python-model-added"),
    ),
)
