"""Names: every wire name has a Python name, and no two things share one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..contract import OperationAt, escape, follow, operations
from ..diagnostics import Diagnostic
from ..document import Map, is_map, locate
from ..models.relaxed import properties_of, relaxed_components
from ..naming import UnnameableError, snake_case

#: Arguments that every method has, and attributes that every client has.
RESERVED_ARGUMENTS = frozenset({"self", "timeout"})
RESERVED_METHODS = frozenset(
    {
        "close",
        "aclose",
        "with_options",
        "with_raw_response",
        "request",
        "base_url",
        "callbacks",
        "asynchronous",
    }
)
RESERVED_OPTIONS = frozenset(
    {
        "self",
        "region",
        "base_url",
        "timeout",
        "total_timeout",
        "max_retries",
        "max_response_bytes",
        "rate_limit",
        "concurrency",
        "headers",
        "middleware",
        "proxy",
        "verify",
        "http2",
        "allow_http",
        "http_client",
        "signature",
    }
)


def check_names(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of operation, argument, constructor and attribute names."""
    yield from _unique(
        document,
        "the method",
        (
            (operation.data["operationId"], operation.data, f"{operation.pointer}/operationId")
            for operation in operations(document)
        ),
        RESERVED_METHODS,
    )
    credentials = [
        name.rstrip("?")
        for scheme in document.get("components", {}).get("securitySchemes", {}).values()
        for name in scheme.get("x-signing", {}).get("credentials", ())
    ]
    for operation in operations(document):
        arguments: list[tuple[str, dict[str, Any], str]] = []
        options: list[tuple[str, dict[str, Any], str]] = []
        for name, value, pointer in _request_fields(document, operation):
            if (
                "omit" not in value.get("x-client", {})
                and "x-placed-by" not in value
                and "const" not in _schema(value)
            ):
                (options if value.get("x-client", {}).get("option") else arguments).append(
                    (name, value, pointer)
                )
        yield from _unique(document, "the argument", arguments, RESERVED_ARGUMENTS)
        yield from _unique(
            document, "the constructor's argument", options, RESERVED_OPTIONS | set(credentials)
        )
    for name, component in relaxed_components(document).items():
        original = document["components"]["schemas"][name]
        base = f"/components/schemas/{escape(name)}/properties"
        members = properties_of(document, original)
        yield from _unique(
            document,
            f"the attribute of {name}",
            ((wire, {}, f"{base}/{escape(wire)}") for wire in component["properties"] if wire in members),
        )


def _schema(value: dict[str, Any]) -> dict[str, Any]:
    schema = value.get("schema", value)
    return schema if is_map(schema) else {}


def _request_fields(document: Map, operation: OperationAt) -> Iterator[tuple[str, dict[str, Any], str]]:
    for pointer, parameter in operation.parameters(document):
        yield parameter["name"], parameter, pointer
    base, body = follow(document, f"{operation.pointer}/requestBody", operation.data.get("requestBody", {}))
    for media_type, media in body.get("content", {}).items():
        place, schema = follow(
            document, f"{base}/content/{escape(media_type)}/schema", media.get("schema", {})
        )
        for name, prop in schema.get("properties", {}).items():
            yield name, prop, f"{place}/properties/{escape(name)}"


def _unique(
    document: Map,
    what: str,
    named: Iterable[tuple[str, dict[str, Any], str]],
    reserved: frozenset[str] | set[str] = frozenset(),
) -> Iterator[Diagnostic]:
    taken: dict[str, str] = {}
    for wire, value, pointer in named:
        client = value.get("x-client", {})
        chosen = client.get("name") if is_map(client) else None
        try:
            name = chosen if isinstance(chosen, str) else snake_case(wire)
        except UnnameableError as error:
            yield Diagnostic(
                "name-impossible",
                f"{error}.",
                locate(document, pointer),
                "Give it `x-client: {name: …}` in the client overlay.",
            )
            continue
        if name in reserved:
            yield Diagnostic(
                "name-reserved",
                f"{wire!r} would be {what} {name!r}, which every client has already.",
                locate(document, pointer),
                "Give it `x-client: {name: …}` in the client overlay.",
            )
        elif taken.setdefault(name, wire) != wire:
            yield Diagnostic(
                "name-collision",
                f"{wire!r} and {taken[name]!r} would both be {what} {name!r}.",
                locate(document, pointer),
                "Give one `x-client: {name: …}` in the client overlay.",
            )
