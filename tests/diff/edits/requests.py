"""Edits of what callers send."""

from __future__ import annotations

from .edit import Edit, pop, sha, thing

REQUESTS: tuple[Edit, ...] = (
    thing(
        "a field removed", lambda c: pop(c.schema("Search")["properties"], "since"), "request-field-removed"
    ),
    thing(
        "a field added",
        lambda c: c.schema("Search")["properties"].update(more={"type": "string"}),
        "request-field-added",
    ),
    thing(
        "a required field added",
        lambda c: (
            c.schema("Search")["properties"].update(more={"type": "string"}),
            c.schema("Search")["required"].append("more"),
        ),
        "request-field-added-required",
    ),
    thing(
        "a field renamed",
        lambda c: c.rename("Search", "since", "from"),
        "request-field-removed",
        "request-field-added",
    ),
    thing(
        "a field made required",
        lambda c: c.schema("Search")["required"].append("since"),
        "request-field-required",
    ),
    thing(
        "a field made optional",
        lambda c: c.schema("Search")["required"].remove("kind"),
        "request-field-optional",
    ),
    thing(
        "a condition added",
        lambda c: c.schema("Order")["then"]["required"].append("gift"),
        "request-field-needed",
    ),
    thing("a condition lifted", lambda c: pop(c.schema("Order"), "if", "then"), "request-field-unneeded"),
    thing(
        "a parameter moved",
        lambda c: c.parameter("getThing", "verbose").update({"in": "header"}),
        "request-field-moved",
    ),
    thing(
        "a body no longer there",
        lambda c: pop(c.operation("placeOrder"), "requestBody"),
        *("request-media-removed", "request-field-removed"),
    ),
    thing(
        "a body added",
        lambda c: (
            c.operation("getThing").update(
                requestBody={
                    "required": True,
                    "content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Owner"}}},
                }
            ),
            c.move("getThing", "/things/{id}", "post"),
        ),
        *("request-body-required", "request-field-added", "operation-moved"),
    ),
    thing(
        "a body that may be left out",
        lambda c: c.operation("placeOrder")["requestBody"].update(required=False),
        "request-body-optional",
    ),
    thing(
        "another media type",
        lambda c: (
            c.operation("searchThings")["requestBody"]["content"].update(
                {
                    "application/x-www-form-urlencoded": c.operation("searchThings")["requestBody"][
                        "content"
                    ].pop("multipart/form-data")
                }
            ),
            pop(c.schema("Search")["properties"], "photo"),
        ),
        *("request-media-removed", "request-media-added", "request-field-removed"),
    ),
    thing(
        "a text became a number",
        lambda c: (
            c.field("Search", "since").update(type="integer"),
            pop(c.field("Search", "since"), "format"),
        ),
        "request-type-changed",
    ),
    thing(
        "an integer became any number",
        lambda c: c.field("Search", "count").update(type="number"),
        "request-type-widened",
    ),
    thing(
        "a text also as a number",
        lambda c: c.field("Search", "name").update(type=["string", "integer"]),
        "request-type-widened",
    ),
    thing(
        "one of two types gone",
        lambda c: c.field("Search", "either").update(type="string"),
        "request-type-narrowed",
    ),
    thing(
        "a third type",
        lambda c: c.field("Search", "either").update(type=["string", "integer", "boolean"]),
        "request-alternative-added",
    ),
    thing(
        "one of two types is another",
        lambda c: c.field("Search", "either").update(type=["string", "boolean"]),
        "request-type-changed",
    ),
    thing(
        "one of three types gone",
        lambda c: c.field("Search", "three").update(type=["string", "boolean"]),
        "request-alternative-removed",
    ),
    thing(
        "nested keys opened",
        lambda c: pop(c.field("Order", "parcel"), "additionalProperties"),
        "request-keys-opened",
    ),
    thing("null refused", lambda c: c.field("Search", "maybe").update(type="string"), "request-null-refused"),
    thing(
        "null allowed",
        lambda c: c.field("Search", "url").update(type=["string", "null"]),
        "request-null-allowed",
    ),
    thing(
        "a value removed",
        lambda c: c.field("Search", "kind")["enum"].remove("blue"),
        "request-values-removed",
    ),
    thing(
        "a value added", lambda c: c.field("Search", "kind")["enum"].append("green"), "request-values-added"
    ),
    thing(
        "values listed",
        lambda c: c.field("Search", "since").update(enum=["now", "then"]),
        "request-values-listed",
    ),
    thing("values open", lambda c: pop(c.field("Search", "kind"), "enum"), "request-values-open"),
    thing(
        "another constant",
        lambda c: c.parameter("searchThings", "Fixed")["schema"].update(const="two"),
        "request-constant-changed",
    ),
    thing(
        "another format",
        lambda c: c.field("Search", "since").update(format="date"),
        "request-format-changed",
    ),
    thing(
        "no format",
        lambda c: pop(c.field("Search", "since"), "format"),
        *("request-format-lifted", "python-argument-type"),
    ),
    thing(
        "a file is a text",
        lambda c: pop(c.field("Search", "photo"), "format"),
        "request-format-lifted",
        "python-argument-type",
    ),
    thing(
        "a shorter text", lambda c: c.field("Search", "name").update(maxLength=10), "request-limit-narrowed"
    ),
    thing("a longer text", lambda c: c.field("Search", "name").update(maxLength=30), "request-limit-widened"),
    thing(
        "a higher minimum", lambda c: c.field("Search", "name").update(minLength=2), "request-limit-narrowed"
    ),
    thing("no minimum", lambda c: pop(c.field("Search", "name"), "minLength"), "request-limit-widened"),
    thing(
        "another pattern", lambda c: c.field("Search", "name").update(pattern="^b"), "request-limit-changed"
    ),
    thing("fewer items", lambda c: c.field("Order", "lines").update(maxItems=4), "request-limit-narrowed"),
    thing(
        "a keyword that is not held",
        lambda c: c.field("Search", "since").update({"not": {"const": "never"}}),
        "request-keyword-changed",
    ),
    thing(
        "another default", lambda c: c.field("Search", "count").update(default=4), "request-default-changed"
    ),
    thing("no default", lambda c: pop(c.field("Search", "count"), "default"), "request-default-removed"),
    thing(
        "a default stated", lambda c: c.field("Search", "name").update(default="a"), "request-default-stated"
    ),
    thing(
        "another unit",
        lambda c: c.field("Search", "count").update({"x-unit": "milliseconds"}),
        "request-unit-changed",
    ),
    thing(
        "a unit stated",
        lambda c: (
            c.field("Search", "either").update({"x-unit": "seconds"}),
            c.field("Search", "either").update(type=["integer", "string"]),
        ),
        "request-unit-stated",
    ),
    thing(
        "other ports",
        lambda c: c.field("Search", "url").update({"x-ports": [80]}),
        *("request-port-removed", "request-port-added"),
    ),
    thing(
        "another content type of a part",
        lambda c: c.operation("searchThings")["requestBody"]["content"]["multipart/form-data"][
            "encoding"
        ].update(name={"contentType": "text/csv"}),
        "request-encoding-changed",
    ),
    thing(
        "a field deprecated",
        lambda c: c.field("Search", "name").update(deprecated=True),
        "request-deprecated",
    ),
    thing(
        "a field not deprecated any more",
        lambda c: pop(c.field("Search", "old"), "deprecated"),
        "request-undeprecated",
    ),
    thing(
        "keys closed",
        lambda c: c.schema("Order")["properties"]["lines"]["items"].update(additionalProperties=False),
        "request-keys-closed",
    ),
    thing(
        "a nested key removed",
        lambda c: pop(c.field("Order", "lines")["items"]["properties"], "amount"),
        "request-key-removed",
    ),
    thing(
        "a nested key required",
        lambda c: c.field("Order", "lines")["items"]["required"].append("amount"),
        "request-field-required",
        why="The calls that are checked leave the nested value out.",
    ),
    thing(
        "a description reworded",
        lambda c: c.field("Search", "name").update(description="A name."),
        "documentation",
    ),
    thing(
        "a field signed",
        lambda c: (
            c.recipe("old").update(
                steps='form["sign"] = hex(sha256(api_secret + api_key))\nform["since"] = "now"\n',
            ),
            c.recipe("old")["vectors"][0]["expect"]["form"].update(since="now"),
        ),
        *("request-field-signed", "signing-steps-changed"),
    ),
    thing(
        "a field not signed any more",
        lambda c: (
            c.recipe("old").update(steps='form["mark"] = hex(sha256(api_secret + api_key))\n'),
            c.recipe("old")["vectors"][0].update(expect={"form": {"mark": sha("sk")}}),
        ),
        *("request-field-opened", "signing-steps-changed"),
    ),
    thing(
        "a required field not signed any more",
        lambda c: (
            c.recipe("old").update(steps='form["mark"] = hex(sha256(api_secret + api_key))\n'),
            c.recipe("old")["vectors"][0].update(expect={"form": {"mark": sha("sk")}}),
            c.schema("Search")["required"].append("sign"),
        ),
        *("request-field-unsigned", "signing-steps-changed", "request-field-required"),
    ),
)
