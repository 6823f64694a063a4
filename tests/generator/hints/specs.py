"""Specs that `specseal lint` refuses, and what their hints say to do, as changes of a sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Change = Callable[[Any], object]
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
ROW = {"status": 400, "key": "error", "description": "Bad.", "retryable": False}
THING = {"$ref": "#/components/schemas/Thing"}
OBJECT = {"type": "object", "properties": {"a": TEXT}}
PLAIN = {"type": "object", "description": "The body."}


class Row(NamedTuple):
    """A change that is refused, and the change that its hint asks for."""

    code: str
    refused: Change
    mended: Change
    hint: str


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


def named(s: Any, target: str, name: str) -> None:
    s.overlay("client", {"target": target, "update": {"x-client": {"name": name}}})


def received(s: Any) -> None:
    """Declare a scheme, which requests may use too."""
    s.receive()
    s.properties["data"] = TEXT | {"description": "It."}
    s.spec["components"]["securitySchemes"]["callback"]["x-signing"]["unsigned"] = ["body"]


def signed(s: Any) -> None:
    received(s)
    s.spec["components"]["securitySchemes"]["other"] = s.spec["components"]["securitySchemes"]["callback"]


def served(s: Any, hosts: list[Any]) -> None:
    """Servers by the first label of each host, and its variables."""
    s.spec["servers"] = [
        {"url": f"https://{host}.example.com"} | ({"variables": variables} if variables else {})
        for host, variables in zip(hosts[::2], hosts[1::2], strict=True)
    ]


_APP = {"name": "appid", "in": "query", "required": True, "schema": TEXT}


def token(s: Any) -> dict[str, Any]:
    found: dict[str, Any] = s.spec["components"]["securitySchemes"]["token"]["x-token"]
    return found


def tokened(**changes: Any) -> Change:
    """An operation that returns the key of the other one."""

    def change(s: Any) -> None:
        scheme = {"type": "apiKey", "in": "query", "name": "token"}
        scheme["x-token"] = {"operation": "getToken", "token": "/name"} | changes  # type: ignore[assignment]
        s.spec["components"]["securitySchemes"] = {"token": scheme}
        s.operation["security"] = [{"token": []}]
        response = {"200": s.operation["responses"]["200"]}
        s.spec["paths"]["/token"] = {"get": {"operationId": "getToken", "responses": response}}

    return change


def cookie_scheme(text: str, sent: str, cookie: str = "") -> dict[str, Any]:
    """A scheme that sets a cookie; ``sent`` is what a request with another ``cookie`` has then."""
    request: dict[str, Any] = {"method": "GET", "url": "https://x.example/"}
    if cookie:
        request["headers"] = {"cookie": cookie}
    vector = {
        "name": "one",
        "source": "by hand",
        "credentials": {"key": "secret"},
        "request": request,
        "expect": {"headers": {"cookie": sent}},
    }
    recipe = {
        "credentials": ["key"],
        "secrets": ["key"],
        "unsigned": ["body", "files"],
        "steps": f'headers["cookie"] = {text}\n',
        "vectors": [vector],
    }
    return {"type": "http", "scheme": "acme", "x-signing": recipe}


def adding(s: Any) -> None:
    """The same scheme, which keeps the other cookies."""
    text = 'value(headers, "cookie", "") + "; session=" + key'
    s.spec["components"]["securitySchemes"] = {"key": cookie_scheme(text, "a=1; session=secret", "a=1")}


def with_cookies(s: Any) -> Any:
    """A cookie beside the one that a scheme sets."""
    s.spec["components"]["securitySchemes"] = {"key": cookie_scheme('"session=" + key', "session=secret")}
    s.operation["security"] = [{"key": []}]
    s.operation["parameters"] = [{"name": "a", "in": "cookie", "schema": TEXT}]
    return s.spec["paths"]


def both(*changes: Change) -> Change:
    def change(s: Any) -> None:
        for one in changes:
            one(s)

    return change


def given(change: Callable[..., object], *values: Any, **named: Any) -> Change:
    """A change with values that a loop gives."""
    return lambda s: change(s, *values, **named)


def error(s: Any, code: str = "BAD", **changes: Any) -> None:
    s.spec["x-error-body"] = {"code": ["/error"]}
    s.operation["x-errors"] = {code: ROW | changes}


def outcome(s: Any, condition: dict[str, Any]) -> None:
    s.spec["x-error-body"]["failed_when"] = [condition]


def by_status(s: Any) -> None:
    row = s.operation["x-errors"]["BAD"]
    s.operation["x-errors"]["BAD"] = {key: row[key] for key in row if key != "key"} | {"by_status": True}


def shown_error(s: Any, value: Any) -> None:
    """Let the example of a success have this value where failures have their code; None for no example."""
    schema(s)["Thing"]["properties"]["error"] = {}
    if value is not None:
        content(s)["application/json"]["example"] = {"error": value}


def shown(s: Any, value: str) -> None:
    content(s)["application/json"]["example"] = {"id": value}


def optional(schema: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return schema | {"properties": properties}


_ALL = "Describe one object with the properties of all, each optional"
_NAME, _ONE_NAME = (
    "Set `x-client: {name: …}` in the client overlay.",
    "Set `x-client: {name: …}` on one of them in the client overlay.",
)
_EXTENSION_PLACES = "info, operation, parameter, schema, response, server, media type, example, path item"
_DECLARE = "Declare it in components.securitySchemes, in the spec or a wire overlay."
_UNIQUE = "Give the row a unique `name`, such as `name: InvalidTokenError`."
_LIST = "Remove it, and list the fields under `properties`."
_POINT = (
    "Point `items` at the list of one page, `total` and `pages` at numbers, `more` at a flag, `next` and `id` at a "
    "text or a number."
)

_NO_FLOWS = {"type": "oauth2", "flows": {"deviceAuthorization": {}}}
_UNION = {"oneOf": [THING], "discriminator": {"propertyName": "kind", "defaultMapping": "Thing"}}
_QUERY_STRING = {"name": "q", "in": "querystring", "content": {"application/json": {"schema": TEXT}}}
#: additions of OpenAPI 3.2: refused, mended, hint
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

ROWS: list[Row] = [
    # bodies
    Row(
        "media-type-invalid",
        lambda s: s.operation["requestBody"].update(content={"json": {"schema": OBJECT}}),
        lambda s: body(s).update({"application/json": body(s).pop("json")}),
        "Correct it, or remove the entry.",
    ),
    Row(
        "media-type-misnamed",
        lambda s: body(s).update(none={"schema": TEXT}),
        lambda s: body(s).pop("none"),
        "Correct it, or remove the entry.",
    ),
    Row(
        "body-union",
        lambda s: s.body.update(schema={"oneOf": [OBJECT, TEXT]}),
        lambda s: s.body.update(schema=optional(OBJECT, a=TEXT, b=TEXT)),
        f"{_ALL}, or one operation for each.",
    ),
    Row(
        "body-not-object",
        lambda s: s.body.update(schema=TEXT),
        lambda s: s.body.update(schema=OBJECT),
        "Describe it with `type: object` and `properties`.",
    ),
    Row(
        "unsupported",
        lambda s: s.body["schema"].update(patternProperties={"^x": TEXT}),
        both(lambda s: s.body["schema"].pop("patternProperties"), lambda s: s.properties.update(x1=TEXT)),
        "List each property under `properties`.",
    ),
    Row(
        "encoding-unknown",
        lambda s: s.body.update(encoding={"picture": {"contentType": "image/png"}}),
        lambda s: s.body.update(encoding={"id": {"contentType": "image/png"}}),
        "Correct the name, or remove the entry.",
    ),
    Row(
        "encoding-unknown",
        lambda s: s.body.update(encoding={"picture": {"contentType": "image/png"}}),
        lambda s: s.body.pop("encoding"),
        "Correct the name, or remove the entry.",
    ),
    Row(
        "unsupported",
        lambda s: s.body.update(encoding={"id": {"style": "deepObject"}}),
        lambda s: s.body.update(encoding={"id": {"style": "form"}}),
        "Use `form`, or `deepObject` for objects.",
    ),
    Row(
        "encoding-media-type",
        lambda s: s.body.update(encoding={"id": {"contentType": "text"}}),
        lambda s: s.body.update(encoding={"id": {"contentType": "image/png"}}),
        "Write it as type/subtype, such as image/png.",
    ),
    Row(
        "encoding-header",
        lambda s: s.body.update(encoding={"id": {"headers": {"X-Kind": {"schema": TEXT}}}}),
        lambda s: s.body.update(encoding={"id": {"headers": {"X-Kind": {"schema": {"const": "a"}}}}}),
        "Give its schema a `const` of printable text, and use a valid header name.",
    ),
    Row(
        "encoding-header",
        lambda s: s.body.update(encoding={"id": {"headers": {"X Kind": {"schema": {"const": "a"}}}}}),
        lambda s: s.body.update(encoding={"id": {"headers": {"X-Kind": {"schema": {"const": "a"}}}}}),
        "Give its schema a `const` of printable text, and use a valid header name.",
    ),
    # callbacks, pages
    Row("security-undeclared", lambda s: s.receive(scheme="other"), signed, _DECLARE),
    Row(
        "callback-sign",
        lambda s: s.receive(sign="signature"),
        received,
        "Set that field in the recipe, or correct `sign`.",
    ),
    Row(
        "pagination-argument",
        lambda s: s.page(size="id"),
        lambda s: s.operation["x-pagination"].update(size="size"),
        "Name a parameter, or a field of the body, that callers pass and that has this type.",
    ),
    Row(
        "pagination-style",
        lambda s: s.page(offset="hint"),
        lambda s: s.operation["x-pagination"].pop("offset"),
        "Keep exactly one of: page, offset, cursor, after, from, link.",
    ),
    Row(
        "pagination-key",
        lambda s: s.page(id="/name"),
        lambda s: s.operation["x-pagination"].pop("id"),
        "Remove it.",
    ),
    Row(
        "pagination-key",
        both(
            lambda s: s.page(),
            lambda s: s.operation.update({"x-pagination": {"items": "/rows", "cursor": "id"}}),
        ),
        lambda s: s.operation["x-pagination"].update(next="/name"),
        "Add `next` (docs/extensions.md).",
    ),
    Row(
        "pagination-pointer",
        lambda s: s.page(items="/data/rows"),
        lambda s: s.operation["x-pagination"].update(items="/rows"),
        "Write a JSON Pointer to it, through declared properties.",
    ),
    Row(
        "pagination-pointer",
        lambda s: s.page(total="/rows"),
        lambda s: s.operation["x-pagination"].update(total="/total"),
        _POINT,
    ),
    # constraints, documents
    Row(
        "constraint-unstated",
        lambda s: s.properties["id"].update({"not": {"minLength": 3}}),
        both(lambda s: s.properties["id"].pop("not"), lambda s: s.properties["id"].update(maxLength=2)),
        "State it in the `description`, and remove the keyword.",
    ),
    Row(
        "constraint-unstated",
        lambda s: s.body["schema"].update(dependentSchemas={"id": {"minProperties": 2}}),
        lambda s: s.body["schema"].pop("dependentSchemas"),
        "State it in the `description`, and remove the keyword.",
    ),
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
        "openapi-invalid",
        lambda s: s.operation.update(parameters=[{"name": "q", "in": "query", "schema": TEXT}] * 2),
        lambda s: s.operation["parameters"].pop(),
        "Declare it once.",
    ),
    # errors
    Row(
        "error-body-missing",
        lambda s: s.operation.update({"x-errors": {"BAD": ROW}}),
        lambda s: s.spec.update({"x-error-body": {"code": ["/error"]}}),
        "Add `x-error-body` at the root (docs/extensions.md).",
    ),
    Row(
        "error-key",
        lambda s: error(s, key="Response"),
        lambda s: s.spec["x-error-body"]["code"].append("/Response/Code"),
        "Add a pointer to `x-error-body.code` (now /error); its first step is `key`.",
    ),
    *[
        Row(
            "emulates-parameter",
            given(lambda s, value: error(s, emulates=value), f"malformed:{wrong}"),
            lambda s: error(s, emulates="malformed:id"),
            hint,
        )
        for wrong, hint in (
            ("ids", "Did you mean malformed:id?"),
            ("x", "Name a parameter or a field of the body."),
        )
    ],
    *[
        Row(
            "error-code-unread",
            both(error, lambda s: s.spec.update({"x-error-body": {"message": ["/message"]}})),
            mended,
            "Add `code` to `x-error-body`, or write `by_status: true` in the row, in place of `key`.",
        )
        for mended in (
            lambda s: s.spec["x-error-body"].update(code=["/error"]),
            by_status,
        )
    ],
    *[
        Row(
            "error-reason",
            lambda s: error(s, clock_skew=["OLD"], reasons={"NEW": "New."}),
            given(lambda s, value: s.operation["x-errors"]["BAD"].update(clock_skew=value), value),
            "Write `clock_skew: true`, or list names from its `reasons`.",
        )
        for value in (True, ["NEW"])
    ],
    Row(
        "error-separator",
        lambda s: error(s, detail="argument"),
        lambda s: s.spec["x-error-body"].update(separator=":"),
        'Add `separator` to `x-error-body`, such as `separator: ":"`.',
    ),
    *[
        Row(
            "error-code",
            given(error, code, name="BadError"),
            given(error, "B A:D", name="BadError"),
            "Write the code as it arrives, without white space around it: clients compare it so.",
        )
        for code in (" BAD", "BA\nD", "BAD\u2028")
    ],
    *[
        Row(
            "error-unnoticed",
            both(given(error, "BAD", status=200), given(shown_error, shown_value)),
            given(outcome, condition),
            f"Correct the status, or add `failed_when: [{{{hint}}}]` to `x-error-body` (docs/extensions.md).",
        )
        for shown_value, condition, hint in (
            (None, {"pointer": "/error"}, "pointer: /error"),
            ("0", {"pointer": "/error", "not_equals": "0"}, 'pointer: /error, not_equals: "0"'),
            (0, {"pointer": "/error", "not_equals": 0}, "pointer: /error, not_equals: 0"),
        )
    ],
    *[
        Row(
            "error-unnoticed",
            both(given(error, "BAD", status=200), given(outcome, {"pointer": "/error"} | condition)),
            mended,
            "Correct the status, or let `failed_when` name the code.",
        )
        for condition in ({"equals": "WORSE"}, {"not_equals": ["OK", "BAD"]})
        for mended in (
            given(outcome, {"pointer": "/error", "equals": ["WORSE", "BAD"]}),
            lambda s: s.operation["x-errors"]["BAD"].update(status=400),
        )
    ],
    *[
        Row(
            "error-name",
            given(error, code),
            given(lambda s, code: s.operation["x-errors"][code].update(name="InvalidTokenError"), code),
            _UNIQUE,
        )
        for code in ("-1", "CLIENT", "API_ERROR")
    ],
    Row(
        "error-name",
        both(error, lambda s: s.operation["x-errors"].update(BAD_ERROR=ROW)),
        lambda s: s.operation["x-errors"]["BAD"].update(name="InvalidTokenError"),
        _UNIQUE,
    ),
    # examples, extensions, info, keywords
    Row(
        "example-invalid",
        lambda s: s.properties["id"].update(examples=[5]),
        lambda s: s.properties["id"].update(examples=["5"]),
        "Correct the example or the schema, in a wire overlay if the vendor's document contradicts itself.",
    ),
    Row(
        "example-invalid",
        lambda s: s.properties["id"].update(examples=[5]),
        lambda s: s.overlay("wire", {"target": "$..properties.id", "update": {"type": "integer"}}),
        "Correct the example or the schema, in a wire overlay if the vendor's document contradicts itself.",
    ),
    *[
        Row(
            "example-fails",
            both(error, given(outcome, {"pointer": "/id"}), given(shown, "5")),
            mended,
            "Let `failed_when` name the values that mean failure (`equals`) or success (`not_equals`), "
            "or correct the example.",
        )
        for mended in (
            given(outcome, {"pointer": "/id", "equals": "6"}),
            given(outcome, {"pointer": "/id", "not_equals": ["4", "5"]}),
            given(shown, ""),
        )
    ],
    Row(
        "extension-unknown",
        lambda s: s.operation.update({"x-idempotant": True}),
        lambda s: s.operation.update({"x-idempotent": s.operation.pop("x-idempotant")}),
        "Did you mean 'x-idempotent'?",
    ),
    Row(
        "extension-misplaced",
        lambda s: s.spec.update({"x-source": {"document": "a"}}),
        lambda s: s.operation.update({"x-source": s.spec.pop("x-source")}),
        f"Move it to one of: {_EXTENSION_PLACES}.",
    ),
    Row(
        "extension-value",
        lambda s: s.operation.update({"x-idempotent": "yes"}),
        lambda s: s.operation.update({"x-idempotent": True}),
        "Correct it; docs/extensions.md describes the value.",
    ),
    Row(
        "source-missing",
        lambda s: s.spec["info"].pop("x-source"),
        lambda s: s.spec["info"].update({"x-source": {"document": "a.txt", "digest": f"sha256:{'0' * 64}"}}),
        "Add `x-source` with `document` and `digest` to `info` (docs/extensions.md).",
    ),
    Row(
        "keyword-unknown",
        lambda s: s.properties["id"].update(minLenght=3),
        lambda s: s.properties["id"].update(minLength=s.properties["id"].pop("minLenght")),
        "Did you mean 'minLength'?",
    ),
    # names
    Row(
        "name-impossible",
        lambda s: s.answer.update({"名字": TEXT}),
        lambda s: named(s, "$..Thing.properties['名字']", "full_name"),
        _NAME,
    ),
    Row(
        "name-reserved",
        lambda s: s.operation.update(operationId="close"),
        lambda s: named(s, "$.paths.*.post", "close_thing"),
        _NAME,
    ),
    Row(
        "name-collision",
        lambda s: s.spec["paths"].update({"/other": {"post": s.operation | {"operationId": "get_thing"}}}),
        lambda s: named(s, "$.paths['/other'].post", "other"),
        _ONE_NAME,
    ),
    Row(
        "name-collision",
        both(
            received,
            lambda s: s.spec["x-callbacks"]["outcome"].update(scheme="a-b"),
            lambda s: s.spec["components"]["securitySchemes"].update(
                {"a-b": s.spec["components"]["securitySchemes"]["callback"]}
            ),
            lambda s: s.spec["components"]["securitySchemes"].update(
                {"a.b": s.spec["components"]["securitySchemes"].pop("callback")}
            ),
            lambda s: s.spec.update(security=[{"a.b": []}]),
        ),
        both(
            lambda s: s.spec["components"]["securitySchemes"].update(
                {"c": s.spec["components"]["securitySchemes"].pop("a.b")}
            ),
            lambda s: s.spec.update(security=[{"c": []}]),
        ),
        "Rename one of the schemes.",
    ),
    *[
        Row(
            "name-reserved",
            given(
                lambda s, key, bad: s.overlay("client", {"target": "$", "update": {"x-client": {key: bad}}}),
                key,
                bad,
            ),
            given(
                lambda s, key, good: s.overlay(
                    "client", {"target": "$", "update": {"x-client": {key: good}}}
                ),
                key,
                good,
            ),
            f"Set another name with `x-client: {{{key}: …}}` at the root, in the client overlay.",
        )
        for key, bad, good in (("package", "json", "acme_json"), ("class", "Timeout", "Thing"))
    ],
    # references
    Row(
        "reference-outside",
        lambda s: s.answer.update(x={"$ref": "other.yaml#/Thing"}),
        lambda s: s.answer.update(x=THING),
        "Move the target into this document's components.",
    ),
    *[
        Row(
            "reference-dangling",
            lambda s: s.answer.update(x={"$ref": "#/components/schemas/Thign"}),
            mended,
            "Correct the reference, or add the component.",
        )
        for mended in (lambda s: s.answer.update(x=THING), lambda s: schema(s).update(Thign=OBJECT))
    ],
    Row(
        "reference-circle",
        both(
            lambda s: schema(s).update(
                A={"$ref": "#/components/schemas/B"}, B={"$ref": "#/components/schemas/A"}
            ),
            lambda s: s.answer.update(x={"$ref": "#/components/schemas/A"}),
        ),
        lambda s: schema(s).update(B=OBJECT),
        "Replace one of the references in the circle by a schema.",
    ),
    # requests
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
    Row(
        "unsupported",
        lambda s: s.properties.update(x={"type": "object", "patternProperties": {"^x": TEXT}}),
        lambda s: s.properties.update(x={"type": "object"}),
        "Remove it, and describe the value without it.",
    ),
    # responses
    Row(
        "unsupported",
        lambda s: content(s).update({"application/pdf": content(s).pop("application/json")}),
        lambda s: content(s)["application/pdf"].update(schema={"type": "string", "format": "binary"}),
        "Describe its body as `type: string, format: binary`.",
    ),
    Row(
        "unsupported",
        both(
            lambda s: content(s).pop("application/json"),
            lambda s: content(s).update({"text/xml": {"schema": {"type": "array", "items": THING}}}),
        ),
        lambda s: content(s).update({"text/xml": {"schema": OBJECT}}),
        "Describe the root element as an object, whose properties are its children.",
    ),
    Row(
        "unsupported",
        both(received, lambda s: schema(s).update(Thing={"type": "array", "items": TEXT})),
        lambda s: schema(s).update(Thing=OBJECT),
        "Describe an object, with `type: object` and `properties`.",
    ),
    Row(
        "name-collision",
        lambda s: s.answer.update(
            x=OBJECT | {"x-client": {"class": "One"}}, y=OBJECT | {"x-client": {"class": "One"}}
        ),
        lambda s: s.answer["y"].update({"x-client": {"class": "Other"}}),
        "Set another `x-client: {class: …}`.",
    ),
    Row(
        "property-conflict",
        lambda s: s.answer.update(x={"allOf": [{"properties": {"a": TEXT}}, {"properties": {"a": NUMBER}}]}),
        lambda s: s.answer.update(x={"allOf": [{"properties": {"a": TEXT}}, {"properties": {"a": TEXT}}]}),
        "Declare it once, or with the same type.",
    ),
    *[
        Row(
            "unsupported",
            given(lambda s, key, value: s.answer.update(x={"type": "object", key: value}), key, value),
            both(
                lambda s: schema(s).update(X=OBJECT),
                lambda s: s.answer.update(x={"$ref": "#/components/schemas/X"}),
            ),
            _LIST,
        )
        for key, value in (("dependentSchemas", {"x": OBJECT}), ("if", True))
    ],
    # security, servers, tokens
    Row(
        "token-credential",
        tokened(credential="other"),
        lambda s: token(s).update(credential="api_key"),
        "Write `credential`, one of: api_key.",
    ),
    Row(
        "token-operation",
        tokened(operation="other"),
        lambda s: token(s).update(operation="getToken"),
        "Write the `operationId` of the operation that returns the token.",
    ),
    Row(
        "token-circle",
        both(tokened(), lambda s: s.spec["paths"]["/token"]["get"].update(security=[{"token": []}])),
        lambda s: s.spec["paths"]["/token"]["get"].update(security=[]),
        "Give the operation a `security` of its own.",
    ),
    *[
        Row(
            "token-argument",
            both(tokened(), lambda s: s.spec["paths"]["/token"]["get"].update(parameters=[_APP])),
            mended,
            "Let a security scheme place it, or set `x-client: {option: true}` in the client overlay.",
        )
        for mended in (
            lambda s: s.overlay(
                "client",
                {
                    "target": "$.paths['/token'].get.parameters[0]",
                    "update": {"x-client": {"option": True}},
                },
            ),
            lambda s: (
                s.spec["components"]["securitySchemes"].update(
                    app={
                        "type": "apiKey",
                        "in": "query",
                        "name": "appid",
                        "x-credentials": {"api_key": "app"},
                    }
                ),
                s.spec["paths"]["/token"]["get"].update(security=[{"app": []}]),
            ),
        )
    ],
    Row(
        "token-pointer",
        tokened(token="/other"),
        lambda s: token(s).update(token="/name"),
        "Write a JSON Pointer to it, through declared properties.",
    ),
    Row(
        "security-conflict",
        both(signed, lambda s: s.spec.update(security=[{"callback": [], "other": []}])),
        lambda s: s.spec.update(security=[{"callback": []}, {"other": []}]),
        "List them as alternatives, or write one recipe that does what both do.",
    ),
    Row(
        "security-conflict",
        lambda s: s.spec.update(paths=with_cookies(s)),
        adding,
        'Let its recipe add its cookie to `value(headers, "cookie", "")`, or remove the parameters.',
    ),
    Row(
        "security-undeclared",
        lambda s: s.spec.update(security=[{"callback": []}]),
        received,
        _DECLARE,
    ),
    Row(
        "security-recipe",
        both(
            lambda s: s.spec["components"].update(
                securitySchemes={"callback": {"type": "http", "scheme": "digest"}}
            ),
            lambda s: s.spec.update(security=[{"callback": []}]),
        ),
        received,
        "Set `type: http`, a `scheme` name of its own, and `x-signing` (docs/signing.md).",
    ),
    Row(
        "server-region",
        lambda s: s.spec["servers"].append(
            {"url": "https://b.example.com", "x-region": "eu", "x-default": True}
        ),
        lambda s: s.spec["servers"][1].update({"x-region": "us"}),
        "Give each its own `x-region`.",
    ),
    Row(
        "server-default",
        both(
            lambda s: s.spec["servers"].append({"url": "https://b.example.com", "x-region": "us"}),
            lambda s: [one.update({"x-default": True}) for one in s.spec["servers"]],
        ),
        both(
            lambda s: [one.pop("x-default") for one in s.spec["servers"]],
            lambda s: s.overlay("wire", {"target": "$.servers[1]", "update": {"x-default": True}}),
        ),
        "Mark one with `x-default: true` in the wire overlay.",
    ),
    Row(
        "operation-missing",
        lambda s: s.spec.update(x=s.spec["paths"], paths={}) or s.spec.pop("x"),
        lambda s: s.spec.update(paths={"/thing": {"post": minimal()}}),
        "Describe one under `paths`.",
    ),
    *[
        Row(
            "server-variable",
            given(served, refused),
            given(served, mended),
            hint,
        )
        for refused, mended, hint in (
            (
                ["{r}", {}],
                ["{r}", {"r": {"default": "a"}}],
                "Declare it under `variables`, with a `default`.",
            ),
            (
                ["{r}", {"r": {"default": "a", "enum": ["b"]}}],
                ["{r}", {"r": {"default": "a", "enum": ["b", "a"]}}],
                "Add it to `enum`, or correct the default.",
            ),
            (
                ["{r}", {"r": {"default": "a"}}, "{r}", {"r": {"default": "b"}}],
                ["{r}", {"r": {"default": "a"}}, "{s}", {"s": {"default": "b"}}],
                "Give one of them another name.",
            ),
        )
    ],
    Row(
        "server-url",
        lambda s: s.spec["servers"][0].update(url="ftp://api.example.com"),
        lambda s: s.spec["servers"][0].update(url="https://api.example.com"),
        "Write `https://` and the host.",
    ),
    # stages, values
    Row(
        "overlay-stage",
        lambda s: s.overlay("client", {"target": "$.info", "update": {"summary": "Other."}}),
        both(
            lambda s: s.overlays.clear(),
            lambda s: s.overlay("wire", {"target": "$.info", "update": {"summary": "Other."}}),
        ),
        "Move the change to the wire overlay.",
    ),
    Row(
        "file-unmarked",
        lambda s: s.properties.update(file={"type": "string", "contentMediaType": "image/png"}),
        both(
            lambda s: s.properties.update(file={"type": "string", "format": "binary"}),
            lambda s: s.body.update(encoding={"file": {"contentType": "image/png"}}),
        ),
        "Write `type: string, format: binary`, and put the media type into `encoding`.",
    ),
    Row(
        "unsupported",
        lambda s: schema(s)["Thing"].update(allOf=[TEXT]),
        lambda s: schema(s)["Thing"].pop("allOf"),
        "Describe one object with the properties of all parts.",
    ),
    *[
        Row(
            "required-unknown",
            lambda s: s.body["schema"].update(required=["id", "nmae"]),
            mended,
            "Correct the name, or declare the property.",
        )
        for mended in (
            lambda s: s.body["schema"].update(required=["id"]),
            lambda s: s.properties.update(nmae=TEXT),
        )
    ],
]


def minimal() -> dict[str, Any]:
    """An operation."""
    return {
        "operationId": "getThing",
        "responses": {"200": {"description": "It.", "content": {"application/json": {"schema": THING}}}},
    }
