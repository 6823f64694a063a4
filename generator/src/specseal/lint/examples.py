"""Examples and defaults keep to their schemas, so that a reader, and the emulator, can rely on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from ..contract import escape
from ..contract.walk import walk
from ..diagnostics import Diagnostic
from ..document import Map, is_map, is_seq, locate, plain


def check_examples(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of examples of parameters, media types and schemas, and of defaults."""
    components = {"components": plain(document.get("components", {}))}
    for found in walk(document):
        if found.kind == "media type" and not found.pointer.endswith("json"):
            continue  # an example of another media type is text of that type, or a form with files
        schema = found.node if found.kind == "schema" else found.node.get("schema")
        if is_map(schema):
            for pointer, value in _examples(found.kind, found.pointer, found.node):
                yield from _check(document, components, schema, pointer, value)


def _examples(kind: str, pointer: str, node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in ("example", "default"):
        if key in node:
            yield f"{pointer}/{key}", node[key]
    examples = node.get("examples")
    if kind == "schema" and is_seq(examples):
        yield from ((f"{pointer}/examples/{index}", value) for index, value in enumerate(examples))
    elif is_map(examples):
        for name, example in examples.items():
            if is_map(example) and "value" in example:
                yield f"{pointer}/examples/{escape(name)}/value", example["value"]


def _check(
    document: Map, components: dict[str, Any], schema: dict[str, Any], pointer: str, value: Any
) -> Iterator[Diagnostic]:
    validator = jsonschema_rs.Draft202012Validator({**components, **plain(schema)})
    for error in validator.iter_errors(plain(value)):
        inner = "".join(f"/{escape(str(step))}" for step in error.instance_path)
        yield Diagnostic(
            "example-invalid",
            f"The value does not keep to its schema: {error.message}.",
            locate(document, pointer + inner),
            "Correct the example, or the schema; where a document contradicts itself, a wire overlay decides.",
        )
