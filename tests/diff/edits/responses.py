"""Edits of what callers get: successes, and the bodies of failures."""

from __future__ import annotations

from .edit import Edit, pop, thing

RESPONSES: tuple[Edit, ...] = (
    thing(
        "a response field removed",
        lambda c: pop(c.schema("Thing")["properties"], "size"),
        "response-field-removed",
    ),
    thing(
        "a response field added",
        lambda c: c.schema("Thing")["properties"].update(more={"type": "string"}),
        "response-field-added",
    ),
    thing(
        "a response field that may be absent",
        lambda c: c.schema("Thing")["required"].remove("name"),
        "response-field-optional",
    ),
    thing(
        "a response field that is always there",
        lambda c: c.schema("Thing")["required"].append("age"),
        "response-field-required",
    ),
    thing(
        "a response field of another type",
        lambda c: c.field("Thing", "size").update(type="string"),
        "response-type-changed",
    ),
    thing(
        "a response field of further types",
        lambda c: c.field("Thing", "age").update(type=["integer", "string"]),
        "response-type-widened",
    ),
    thing(
        "a response field of one type only",
        lambda c: c.field("Thing", "code").update(type="integer"),
        "response-type-narrowed",
    ),
    thing(
        "a response field of a third type",
        lambda c: c.field("Thing", "code").update(type=["integer", "string", "boolean"]),
        "response-alternative-added",
    ),
    thing(
        "a response field of two types of three",
        lambda c: c.field("Thing", "three").update(type=["string", "boolean"]),
        "response-alternative-removed",
    ),
    thing(
        "a number is also text",
        lambda c: pop(c.field("Thing", "code"), "pattern"),
        *("response-limit-widened", "python-attribute-type"),
    ),
    thing(
        "a response field may be null",
        lambda c: c.field("Thing", "state").update(type=["string", "null"], enum=["NEW", "USED", None]),
        "response-null-allowed",
    ),
    thing(
        "a response field is never null",
        lambda c: c.field("Thing", "gone").update(type="string"),
        "response-null-refused",
    ),
    thing(
        "a response value added",
        lambda c: c.field("Thing", "state")["enum"].append("LOST"),
        "response-values-added",
    ),
    thing(
        "a response value removed",
        lambda c: c.field("Thing", "state")["enum"].remove("USED"),
        "response-values-removed",
    ),
    thing(
        "response values listed",
        lambda c: c.field("Thing", "name").update(enum=["a", "b"]),
        "response-values-listed",
    ),
    thing("response values open", lambda c: pop(c.field("Thing", "state"), "enum"), "response-values-open"),
    thing(
        "another response format",
        lambda c: c.field("Thing", "name").update(format="uri"),
        "response-format-changed",
    ),
    thing(
        "a response format stated",
        lambda c: c.field("Owner", "name").update(format="email"),
        "response-format-stated",
    ),
    thing(
        "a longer response text",
        lambda c: c.field("Thing", "name").update(maxLength=30),
        "response-limit-widened",
    ),
    thing(
        "a shorter response text",
        lambda c: c.field("Thing", "name").update(maxLength=10),
        "response-limit-narrowed",
    ),
    thing(
        "another response pattern",
        lambda c: c.field("Thing", "code").update(pattern="^[0-9]{1,9}$"),
        "response-limit-changed",
    ),
    thing(
        "a keyword of a response that is not held",
        lambda c: c.field("Thing", "name").update({"not": {"const": "never"}}),
        "response-keyword-changed",
    ),
    thing(
        "another response default",
        lambda c: c.field("Thing", "name").update(default="b"),
        "response-default-changed",
    ),
    thing(
        "another response unit",
        lambda c: c.field("Thing", "age").update({"x-unit": "milliseconds"}),
        "response-unit-changed",
    ),
    thing(
        "a response unit stated",
        lambda c: c.field("Thing", "size").update({"x-unit": "seconds"}),
        "response-unit-stated",
    ),
    thing(
        "a response field deprecated",
        lambda c: c.field("Thing", "age").update(deprecated=True),
        "response-deprecated",
    ),
    thing(
        "a response field not deprecated any more",
        lambda c: pop(c.field("Thing", "before"), "deprecated"),
        "response-undeprecated",
    ),
    thing(
        "further keys of a response",
        lambda c: c.schema("Owner").update(additionalProperties=True),
        "response-keys-changed",
    ),
    thing(
        "no further keys of a response",
        lambda c: pop(c.schema("Receipt"), "additionalProperties"),
        *("response-keys-changed", "python-attribute-removed"),
    ),
    thing(
        "another success status",
        lambda c: c.operation("getThing")["responses"].update(
            {"201": c.operation("getThing")["responses"].pop("200")}
        ),
        "response-status-removed",
    ),
    thing(
        "a further success status",
        lambda c: c.operation("getThing")["responses"].update({"204": {"description": "Nothing."}}),
        *("response-status-added", "python-result-changed"),
    ),
    thing(
        "another media type of the response",
        lambda c: c.operation("getThing")["responses"]["200"].update(
            content={"application/xml": {"schema": {"$ref": "#/components/schemas/Thing"}}}
        ),
        *("response-media-removed", "response-media-added"),
    ),
    thing(
        "a failing status no longer described",
        lambda c: pop(c.operation("getThing")["responses"], "418"),
        "error-removed",
    ),
    thing(
        "a failing status described",
        lambda c: c.operation("getThing")["responses"].update({"410": {"description": "Gone."}}),
        "error-added",
    ),
    thing(
        "failing statuses no longer described",
        lambda c: pop(c.operation("getThing")["responses"], "5XX"),
        "failure-removed",
    ),
    thing(
        "failing statuses described",
        lambda c: c.operation("getThing")["responses"].update({"4XX": {"description": "A fault."}}),
        "failure-added",
    ),
    thing(
        "a field of a failure removed",
        lambda c: pop(c.schema("Failure")["properties"], "message"),
        "response-field-removed",
        why="Failures are read by pointers; the package has no class for their bodies.",
    ),
    thing(
        "another class of a field",
        lambda c: c.schema("Thing")["properties"].update(owner={"$ref": "#/components/schemas/Receipt"}),
        *("response-field-removed", "response-field-added", "response-keys-changed"),
        *("python-model-removed", "python-attribute-type"),
    ),
)
