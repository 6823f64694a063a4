"""Documents that `specseal lint` refuses as a whole, and what OpenAPI 3.2 added."""

from __future__ import annotations

from .parts import TEXT, THING, content
from .row import Change, Row, both

_NO_FLOWS = {"type": "oauth2", "flows": {"deviceAuthorization": {}}}
_UNION = {"oneOf": [THING], "discriminator": {"propertyName": "kind", "defaultMapping": "Thing"}}
_QUERY_STRING = {"name": "q", "in": "querystring", "content": {"application/json": {"schema": TEXT}}}
_ADDITIONS: list[tuple[Change, Change, str]] = [
    (
        lambda s: s.spec["paths"]["/thing"].update(query={"responses": {}}),
        lambda s: s.spec["paths"]["/thing"].pop("query"),
        "Describe the operation under `post`, if the vendor accepts it.",
    ),
    (
        lambda s: s.spec["paths"]["/thing"].update(additionalOperations={}),
        lambda s: s.spec["paths"]["/thing"].pop("additionalOperations"),
        "Remove it; `client.request()` sends other methods.",
    ),
    (
        lambda s: s.spec["components"].update(mediaTypes={}),
        lambda s: s.spec["components"].pop("mediaTypes"),
        "Write the media types where they are used.",
    ),
    (
        lambda s: content(s)["application/json"].update(
            itemSchema=content(s)["application/json"].pop("schema")
        ),
        lambda s: content(s)["application/json"].update(
            schema=content(s)["application/json"].pop("itemSchema")
        ),
        "Describe one item in `schema`.",
    ),
    (
        lambda s: s.body.update(prefixEncoding=[]),
        lambda s: s.body.pop("prefixEncoding"),
        "Use `encoding`, by the names of properties.",
    ),
    (
        lambda s: s.body.update(encoding={"id": {"encoding": {}}}),
        lambda s: s.body.update(encoding={"id": {"contentType": "application/json"}}),
        "Describe the part as `contentType: application/json`.",
    ),
    (
        lambda s: s.operation.update(parameters=[_QUERY_STRING]),
        lambda s: s.operation.update(parameters=[{"name": "q", "in": "query", "schema": TEXT}]),
        "Describe each field as a parameter with `in: query`.",
    ),
    (
        lambda s: s.spec["components"].update(securitySchemes={"device": _NO_FLOWS}),
        lambda s: s.spec["components"].pop("securitySchemes"),
        "Remove the flow; the caller gives the token.",
    ),
    (
        lambda s: s.answer.update(one=_UNION),
        lambda s: s.answer.update(one=THING),
        "List the schema in `mapping`.",
    ),
]

DOCUMENTS: list[Row] = [
    Row(
        "openapi-version",
        lambda s: s.spec.update(openapi="4.0.0"),
        lambda s: s.spec.update(openapi="3.1.0"),
        "Write `openapi: 3.1.0`.",
    ),
    Row(
        "openapi-version",
        lambda s: s.spec.update(swagger=s.spec.pop("openapi").replace("3.1.0", "2.0")),
        lambda s: s.spec.update(openapi=s.spec.pop("swagger").replace("2.0", "3.0.0")),
        "Convert it first, for example with `npx swagger2openapi`.",
    ),
    *[Row("openapi-3.2", refused, mended, hint) for refused, mended, hint in _ADDITIONS],
    Row(
        "tag-twice",
        lambda s: s.spec.update(tags=[{"name": "a"}, {"name": "a"}]),
        lambda s: s.spec["tags"].pop(),
        "Declare it once.",
    ),
    Row(
        "overlay-stage",
        lambda s: s.overlay("client", {"target": "$.info", "update": {"summary": "Other."}}),
        both(
            lambda s: s.overlays.clear(),
            lambda s: s.overlay("wire", {"target": "$.info", "update": {"summary": "Other."}}),
        ),
        "Move the change to the wire overlay.",
    ),
]
