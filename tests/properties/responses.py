"""Responses: decoded from bytes, and validated against the contract by a validator that the emulator does not use."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from tests.properties.contracts import Json, Operation
from tests.properties.tap import Exchange


class WrongResponse(AssertionError):
    """A response that breaks its contract."""


def read(operation: Operation, exchange: Exchange) -> Any:
    """The decoded body of a response. Raises `WrongResponse` when it breaks the contract."""
    schema = schema_of(operation, exchange)
    if media_type(exchange) == "text/xml":
        value = from_xml(operation, schema, ET.fromstring(exchange.response))
    else:
        value = json.loads(exchange.response)
    document = {**schema, "components": operation.document["components"]}
    for error in Draft202012Validator(document).iter_errors(value):
        raise WrongResponse(f"{exchange.status} {error.json_path}: {error.message}: {exchange.response!r}")
    return value


def media_type(exchange: Exchange) -> str:
    """The media type of a response, without parameters."""
    return exchange.response_header("content-type").partition(";")[0].strip().lower()


def schema_of(operation: Operation, exchange: Exchange) -> Json:
    """The schema of a response. Raises `WrongResponse` when status or media type is not documented."""
    response = operation.responses.get(str(exchange.status))
    if response is None:
        raise WrongResponse(f"status {exchange.status} is not documented")
    content = response.get("content", {}).get(media_type(exchange))
    if content is None:
        raise WrongResponse(f"status {exchange.status} is not documented as {media_type(exchange)!r}")
    schema: Json = content["schema"]
    return schema


def from_xml(operation: Operation, schema: Json, element: ET.Element) -> Any:
    """An element as the value that its schema describes; an unknown element is a string."""
    schema = operation.resolve(schema)
    kind = schema.get("type")
    if kind == "object":
        found: Json = {}
        for child in element:
            node = operation.resolve(schema.get("properties", {}).get(child.tag, {}))
            if node.get("type") == "array":
                found.setdefault(child.tag, []).append(from_xml(operation, node["items"], child))
            else:
                if child.tag in found:
                    raise WrongResponse(f"{child.tag} came twice")
                found[child.tag] = from_xml(operation, node, child)
        return found
    text = element.text or ""
    if kind == "integer":
        if not re.fullmatch("-?[0-9]+", text, re.ASCII):
            raise WrongResponse(f"{element.tag} is {text!r}")
        return int(text)
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise WrongResponse(f"{element.tag} is {text!r}")
        return text == "true"
    return text


def pointers(value: Any, above: str = "") -> Iterator[str]:
    """The paths of all values in a value: `/Data/List[]/Name`."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from pointers(inner, f"{above}/{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from pointers(inner, f"{above}[]")
    if above:
        yield above


def documented(operation: Operation, schema: Json, above: str = "") -> Iterator[str]:
    """The paths that a schema describes, in the form of `pointers`."""
    schema = operation.resolve(schema)
    for key in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(key, ()):
            yield from documented(operation, part, above)
    for name, node in schema.get("properties", {}).items():
        yield f"{above}/{name}"
        yield from documented(operation, node, f"{above}/{name}")
    if "items" in schema:
        yield f"{above}[]"
        yield from documented(operation, schema["items"], f"{above}[]")


def error_of(operation: Operation, exchange: Exchange) -> str:
    """The error of a response as the vendor writes it, with normalised spaces; empty for a success."""
    value: Any
    if media_type(exchange) == "text/xml":
        root = ET.fromstring(exchange.response)
        value = {child.tag: child.text or "" for child in root if len(child) == 0}
    else:
        value = json.loads(exchange.response)
    failed = exchange.status >= 400 or str(value.get("Success", "true")).lower() == "false"
    if not failed:
        return ""
    for pointer in operation.document["x-error-body"]["code"]:
        if found := value.get(pointer.removeprefix("/")):
            code, separator, detail = str(found).partition(":")
            return f"{code}: {detail.strip()}" if separator else code
    raise WrongResponse(f"a failure without a code: {exchange.response!r}")
