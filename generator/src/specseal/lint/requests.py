"""Requests: what would be sent wrongly, or left out in silence, is refused here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..contract import OperationAt, dereference, escape, follow, operations
from ..contract.walk import walk
from ..diagnostics import Diagnostic
from ..document import Map, is_map, locate
from ..models.relaxed import kind_of

MEDIA_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded", "application/json")
METHODS = ("get", "post", "put", "delete", "patch")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_MEDIA_TYPE = re.compile(rf"{_TOKEN.pattern}/{_TOKEN.pattern}(;\s*{_TOKEN.pattern}={_TOKEN.pattern})*")
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}
_NOT_IN_REQUESTS = ("discriminator", "patternProperties", "prefixItems", "contentEncoding", "anyOf", "oneOf")


def check_requests(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of operations, parameters and request bodies."""
    if document.get("webhooks"):
        yield _unsupported(document, "/webhooks", "Webhooks", "Leave them out of the spec.")
    for found in walk(document):
        if found.kind == "callback":
            yield _unsupported(
                document,
                found.pointer,
                "Callbacks",
                "Say it with `x-callbacks` at the root (docs/extensions.md).",
            )
        if found.kind == "path item" and "$ref" in found.node:
            yield _unsupported(document, f"{found.pointer}/$ref", "A path item elsewhere", "Write it here.")
    for operation in operations(document):
        yield from _operation(document, operation)
        for pointer, parameter in operation.parameters(document):
            yield from _parameter(document, pointer, parameter)
        yield from _body(document, operation)


def _unsupported(document: Map, pointer: str, what: str, hint: str) -> Diagnostic:
    verb = "are" if what.endswith("s") else "is"
    return Diagnostic("unsupported", f"{what} {verb} not supported.", locate(document, pointer), hint)


def _operation(document: Map, operation: OperationAt) -> Iterator[Diagnostic]:
    if operation.method not in METHODS:
        yield _unsupported(
            document, operation.pointer, f"Method {operation.method.upper()}", f"Use {', '.join(METHODS)}."
        )
    if not operation.data.get("operationId"):
        yield Diagnostic(
            "operation-id",
            "The operation has no operationId, which names its method.",
            locate(document, operation.pointer),
            "Give it one.",
        )
    if operation.method == "get" and operation.data.get("requestBody"):
        yield _unsupported(
            document, f"{operation.pointer}/requestBody", "A body in GET", "Use parameters, or POST."
        )


def _parameter(document: Map, pointer: str, parameter: dict[str, Any]) -> Iterator[Diagnostic]:
    name, place = parameter["name"], parameter["in"]
    if place == "cookie":
        yield _unsupported(
            document, pointer, f"The cookie {name!r}", "Send it as a header or a query parameter."
        )
    if place == "header" and name.lower() in _IGNORED_HEADERS:
        yield Diagnostic(
            "header-reserved",
            f"OpenAPI ignores a header parameter named {name!r}.",
            locate(document, pointer),
            "Let a signing recipe place it, or leave it out.",
        )
    if "schema" not in parameter:
        yield _unsupported(document, pointer, f"The parameter {name!r} with `content`", "Give it a `schema`.")
        return
    if parameter.get("allowReserved"):
        yield _unsupported(document, f"{pointer}/allowReserved", "`allowReserved`", "Leave it out.")
    kind = kind_of(document, parameter["schema"])
    style = parameter.get("style", "form" if place == "query" else "simple")
    allowed = {"array": {"form"}, "object": {"deepObject"}, "map": {"deepObject"}}.get(
        kind, {"form", "simple"}
    )
    if style not in allowed or (kind in {"array", "object", "map"} and place != "query"):
        yield _unsupported(
            document,
            pointer,
            f"Style {style!r} of {kind} {name!r} in {place}",
            "Arrays travel in the query with style form, objects with style deepObject.",
        )
    yield from _schema(document, f"{pointer}/schema", parameter["schema"])


def _body(document: Map, operation: OperationAt) -> Iterator[Diagnostic]:
    base, body = follow(document, f"{operation.pointer}/requestBody", operation.data.get("requestBody", {}))
    content = body.get("content", {})
    pointer = f"{base}/content"
    if len(content) > 1:
        yield Diagnostic(
            "media-types-several",
            f"The body may be {' or '.join(content)}; a method sends one.",
            locate(document, pointer),
            "Keep the one that the vendor's document asks for.",
        )
    for media_type, media in content.items():
        here = f"{pointer}/{escape(media_type)}"
        if media_type not in MEDIA_TYPES:
            yield _unsupported(document, here, f"A body of {media_type}", f"Use {', '.join(MEDIA_TYPES)}.")
            continue
        place, schema = follow(document, f"{here}/schema", media.get("schema", {}))
        if kind_of(document, schema) != "object" or schema.get("allOf"):
            yield Diagnostic(
                "body-not-object",
                "The body is not an object with properties of its own, so it has no fields to become arguments.",
                locate(document, here),
                "Describe it with `type: object` and `properties`.",
            )
            continue
        for name, prop in schema["properties"].items():
            yield from _property(
                document, media_type, f"{place}/properties/{escape(name)}", media, name, prop
            )
        for name in media.get("encoding", {}):
            if name not in schema["properties"]:
                yield Diagnostic(
                    "encoding-unknown",
                    f"There is no property {name!r} to encode.",
                    locate(document, f"{here}/encoding/{escape(name)}"),
                    "Correct the name, or remove it.",
                )


def _property(
    document: Map, media_type: str, pointer: str, media: dict[str, Any], name: str, prop: dict[str, Any]
) -> Iterator[Diagnostic]:
    if media_type == "application/json" and is_map(prop):
        return
    yield from _schema(document, pointer, prop)
    if not is_map(prop):
        return
    kind = kind_of(document, prop)
    encoding = media.get("encoding", {}).get(name, {})
    items = dereference(document, prop).get("items", {})
    nested = kind in {"object", "map"} or (
        kind == "array" and kind_of(document, items) in {"object", "map", "array"}
    )
    is_json = encoding.get("contentType") == "application/json"
    if nested and not is_json and encoding.get("style") != "deepObject":
        yield Diagnostic(
            "form-nested",
            f"Nothing says how the nested value {name!r} is written in a form.",
            locate(document, pointer),
            "Give it `encoding` with contentType application/json, or style deepObject.",
        )
    if encoding.get("style") not in {None, "form", "deepObject"} or (
        encoding.get("style") == "deepObject" and kind not in {"object", "map"}
    ):
        yield _unsupported(
            document, pointer, f"Style {encoding['style']!r} of {name!r}", "Use form, or deepObject."
        )
    yield from _encoding(document, pointer, encoding)


def _encoding(document: Map, pointer: str, encoding: dict[str, Any]) -> Iterator[Diagnostic]:
    location = locate(document, pointer)
    for media_type in str(encoding.get("contentType", "text/plain")).split(","):
        if not _MEDIA_TYPE.fullmatch(media_type.strip()):
            yield Diagnostic(
                "encoding-media-type",
                f"{media_type.strip()!r} is not a media type.",
                location,
                "Write type/subtype.",
            )
    for header, value in encoding.get("headers", {}).items():
        constant = dereference(document, value).get("schema", {}).get("const")
        if not isinstance(constant, str) or not constant.isprintable() or not _TOKEN.fullmatch(header):
            yield Diagnostic(
                "encoding-header",
                f"The part header {header!r} is not one line of text that is known.",
                location,
                "Give its schema a `const` of printable text.",
            )


def _schema(document: Map, pointer: str, schema: dict[str, Any]) -> Iterator[Diagnostic]:
    if not is_map(schema):
        yield _unsupported(document, pointer, "A schema without a type", "Say what the value is.")
        return
    pointer, target = follow(document, pointer, schema)
    for key in _NOT_IN_REQUESTS:
        if key in target:
            yield _unsupported(
                document, f"{pointer}/{key}", f"{key!r} in a request", "Describe one plain type."
            )
    if "contentMediaType" in target and target.get("format") != "binary":
        yield Diagnostic(
            "file-unmarked",
            "`contentMediaType` alone would send the file's name, or nothing.",
            locate(document, f"{pointer}/contentMediaType"),
            "Write `type: string, format: binary`; the media type belongs in `encoding`.",
        )
    if is_map(items := target.get("items")):
        yield from _schema(document, f"{pointer}/items", items)
