"""Versions of OpenAPI: 3.0 and 3.1 are read, 3.2 where its additions have no effect; the rest is refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..contract.walk import Found, walk
from ..diagnostics import Diagnostic
from ..document import Map, is_map, locate
from ..pointer import join

#: Additions of OpenAPI 3.2 by kind of object, and what to write instead.
_ADDITIONS: dict[str, dict[str, str]] = {
    "path item": {
        "query": "Describe the operation under `post`, if the vendor accepts it.",
        "additionalOperations": "Remove it; `client.request()` sends other methods.",
    },
    "components": {"mediaTypes": "Write the media types where they are used."},
    "media type": {
        "itemSchema": "Describe one item in `schema`.",
        "prefixEncoding": "Use `encoding`, by the names of properties.",
        "itemEncoding": "Use `encoding`, by the names of properties.",
    },
    "encoding": {
        "encoding": "Describe the part as `contentType: application/json`.",
        "prefixEncoding": "Describe the part as `contentType: application/json`.",
        "itemEncoding": "Describe the part as `contentType: application/json`.",
    },
}
_QUERYSTRING = "Describe each field as a parameter with `in: query`."
_DEVICE = "Remove the flow; the caller gives the token."
_MAPPED = "List the schema in `mapping`."


def check_version(document: Map) -> Iterator[Diagnostic]:
    """Yield a problem when the document is of a version that cannot be read at all."""
    if "swagger" in document and "openapi" not in document:
        yield Diagnostic(
            "openapi-version",
            f"This is a document of Swagger {document['swagger']}; expected OpenAPI 3.0.x or 3.1.x.",
            locate(document, "/swagger"),
            "Convert it first, for example with `npx swagger2openapi`.",
        )
        return
    version = document.get("openapi")
    if not isinstance(version, str) or not re.fullmatch(r"3\.1\.\d+(-.+)?", version):
        yield Diagnostic(
            "openapi-version",
            f"OpenAPI version {version!r} is not supported; expected 3.0.x or 3.1.x.",
            locate(document, "/openapi"),
            "Write `openapi: 3.1.0`.",
        )


def check_additions(document: Map) -> Iterator[Diagnostic]:
    """Yield the additions of OpenAPI 3.2 that change what is sent or received."""
    for found in walk(document):
        for key, hint in _ADDITIONS.get(found.kind, {}).items():
            if key in found.node:
                yield _addition(document, found, key, hint)
        match found.kind:
            case "parameter" if found.node.get("in") == "querystring":
                yield _addition(document, found, "in", _QUERYSTRING, "A parameter in the `querystring` is")
            case "security scheme" if _has(found.node.get("flows"), "deviceAuthorization"):
                pointer = Found(found.kind, join(found.pointer, "flows"), found.node)
                yield _addition(document, pointer, "deviceAuthorization", _DEVICE)
            case "schema" if _has(found.node.get("discriminator"), "defaultMapping"):
                pointer = Found(found.kind, join(found.pointer, "discriminator"), found.node)
                yield _addition(document, pointer, "defaultMapping", _MAPPED)
            case _:
                pass


def _addition(document: Map, found: Found, key: str, hint: str, what: str = "") -> Diagnostic:
    return Diagnostic(
        "openapi-3.2",
        f"{what or f'`{key}` is'} an addition of OpenAPI 3.2 and not supported.",
        locate(document, join(found.pointer, key)),
        hint,
    )


def _has(node: Any, key: str) -> bool:
    return is_map(node) and key in node
