"""Examples and defaults match their schemas, so that readers and the emulator can rely on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from ..contract import Places
from ..contract.walk import Found, walk
from ..diagnostics import Diagnostic
from ..document import is_map, is_seq, plain
from ..pointer import join

_SELF = "urn:contract"


def check_examples(places: Places, fails: Callable[[Any], bool] = lambda _: False) -> Iterator[Diagnostic]:
    """Yield examples, defaults and the values of samples that do not match their schemas.

    ``fails`` tells the bodies of failures. Beside successes they may lack what only a success has.
    """
    document = plain(places.document)
    registry = jsonschema_rs.Registry([(_SELF, document)])
    compiled: dict[str, jsonschema_rs.Draft202012Validator] = {}
    for found in walk(places.document):
        if found.kind == "media type" and not found.pointer.endswith("json"):
            continue  # an example of another media type is text of that type, or a form with files
        schema = found.node if found.kind == "schema" else found.node.get("schema")
        if not is_map(schema):
            continue
        pointer = found.pointer if found.kind == "schema" else join(found.pointer, "schema")
        while is_map(schema) and isinstance(schema.get("$ref"), str) and len(schema) == 1:
            pointer = schema["$ref"].removeprefix("#")
            schema = places.value(pointer)
        for where, value in examples_of(found):
            validator = compiled.get(pointer)
            if validator is None:
                reference = {"$ref": f"{_SELF}#{_fragment(pointer)}"}
                validator = jsonschema_rs.Draft202012Validator(reference, registry=registry)
                compiled[pointer] = validator
            failure = found.kind == "media type" and fails(value)
            for error in validator.iter_errors(plain(value)):
                if failure and error.kind.name == "required":
                    continue
                yield Diagnostic(
                    "example-invalid",
                    f"The value does not match its schema: {error.message}.",
                    places.at(join(where, *error.instance_path)),
                    "Correct the example or the schema, in a wire overlay if the vendor's document contradicts itself.",
                )


def examples_of(found: Found) -> Iterator[tuple[str, Any]]:
    """Examples, default and sample of a place, each with its pointer."""
    for key in ("example", "default", "x-sample"):
        if key in found.node:
            yield join(found.pointer, key), found.node[key]
    examples = found.node.get("examples")
    if found.kind == "schema" and is_seq(examples):
        yield from ((join(found.pointer, "examples", index), value) for index, value in enumerate(examples))
    elif is_map(examples):
        for name, example in examples.items():
            if is_map(example) and "value" in example:
                yield join(found.pointer, "examples", name, "value"), example["value"]


def _fragment(pointer: str) -> str:
    """A pointer as the fragment of a URI."""
    return quote(pointer, safe="/~$")
