"""The contracts, rewritten so that schemathesis can generate requests from them.

What differs from the contract: fields that signing fills in are left out, and added by `sending`; conditions become
alternatives, because schemathesis cannot combine binary fields with `if`; lengths in bytes, URLs and pictures have
strategies of their own. Whether a case is valid is never read from this document: `oracle` decides that from the
bytes that were sent.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.properties import pictures
from tests.properties.contracts import Json, Operation

KNOWN = {"group_id": "demo_group", "face_token": "9eab9fe14a402295fb78409a81abfc3c"}
"""Data of the seed, so that lookups find something."""
_WIDE = "aé€𝄞"  # one to four bytes each


def up_to_bytes(limit: int, smallest: int) -> st.SearchStrategy[str]:
    """Strings of at most this many bytes in UTF-8, often of exactly as many."""

    def filled(character: str) -> str:
        times, rest = divmod(limit, len(character.encode()))
        return character * times + "a" * rest

    def fits(text: str) -> bool:
        return smallest <= len(text.encode()) <= limit

    return st.one_of(st.sampled_from(_WIDE).map(filled), st.text(max_size=min(limit, 40)).filter(fits))


def addresses() -> st.SearchStrategy[str]:
    """URLs with and without port, path, query and fragment."""
    host = st.sampled_from(["example.com", "127.0.0.1", "[::1]", "a.b-c.example", "xn--bcher-kva.example"])
    port = st.sampled_from(["", ":443", ":8443", ":65535"])
    rest = st.sampled_from(["", "/", "/a/b", "/?q=1&r=%20", "/#part", "/%E4%BD%A0?x=a+b"])
    return st.builds("{}://{}{}{}".format, st.sampled_from(["http", "https"]), host, port, rest)


def schema_of(operation: Operation, *, fixed: Mapping[str, Any] | None = None) -> OpenApiSchema:
    """A schema that generates requests of one operation, valid and invalid.

    `fixed` are parameters that every request has, each with one value.
    """
    document = copy.deepcopy(operation.document)
    document.pop("security", None)
    document.get("components", {}).pop("securitySchemes", None)
    data = document["paths"][operation.path][operation.method.lower()]
    data.pop("security", None)
    data["parameters"] = [each for each in data.get("parameters", ()) if "x-placed-by" not in each]
    for each in data["parameters"]:
        if fixed and each["name"] in fixed:
            each["schema"], each["required"] = {"const": fixed[each["name"]]}, True
    for media in data.get("requestBody", {}).get("content", {}).values():
        media["schema"] = _alternatives(_plain(operation, media["schema"], fixed or {}))
        for encoding in media.get("encoding", {}).values():
            if encoding.get("contentType") == "image/*":
                encoding["contentType"] = "image/png"
    schema: BaseSchema = schemathesis.openapi.from_dict(document)
    assert isinstance(schema, OpenApiSchema)
    # the vendors have errors of their own for other methods: see test_other_methods_are_refused
    schema.config.phases.coverage.unexpected_methods = set()
    return schema


def _plain(operation: Operation, schema: Json, fixed: Mapping[str, Any]) -> Json:
    schema = copy.deepcopy(operation.resolve(schema))
    schema["properties"] = {
        name: _described(name, node)
        for name, node in schema["properties"].items()
        if "x-placed-by" not in node
    }
    schema["required"] = [name for name in schema["required"] if name in schema["properties"]]
    for name in fixed.keys() & schema["properties"].keys():
        schema["properties"][name] = {"enum": [fixed[name]]}
        schema["required"] = list(dict.fromkeys([*schema["required"], name]))
    return schema


def _described(name: str, node: Json) -> Json:
    """A field with a custom strategy, where schemathesis does not know the keyword."""
    if name in KNOWN:
        node["examples"] = [KNOWN[name]]
    if "x-max-bytes" in node:
        limit, smallest = node.pop("x-max-bytes"), node.pop("minLength", 0)
        node["format"] = f"bytes-{smallest}-{limit}"
        schemathesis.openapi.format(node["format"], up_to_bytes(limit, smallest))
    elif node.get("format") == "uri":
        for keyword in ("pattern", "minLength"):  # beside them schemathesis forgets the format
            node.pop(keyword, None)
        node["format"] = "web-address"
    return node


def _alternatives(schema: Json) -> Json:
    """``if: {p: const}, then: {required}`` as two objects to choose from."""
    if "if" not in schema:
        return schema
    condition, then = schema.pop("if"), schema.pop("then")
    (name,) = condition["required"]
    assert condition == {
        "required": [name],
        "properties": {name: {"const": condition["properties"][name]["const"]}},
    }
    assert set(then) == {"required"}, "only required fields are known to follow from a condition"
    value = condition["properties"][name]["const"]
    values = schema["properties"][name]["enum"]
    # the properties stay outside the alternatives: that is where schemathesis looks for file fields
    met = {"properties": {name: {"enum": [value]}}, "required": then["required"]}
    unmet = {"properties": {name: {"enum": [each for each in values if each != value]}}}
    schema["anyOf"] = ([met] if value in values else []) + ([unmet] if set(values) - {value} else [])
    return schema


schemathesis.openapi.format("web-address", addresses())
schemathesis.openapi.media_type("image/png", pictures.good())
