"""What a schema says about a value, as sentences for docstrings: meaning, unit, limits, values, source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .contract import dereference
from .document import is_map

_UNITS = {
    "seconds": "In seconds.",
    "milliseconds": "In milliseconds.",
    "unix-seconds": "Unix time in seconds.",
    "unix-milliseconds": "Unix time in milliseconds.",
}


def describe_value(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """The description of a value with everything its schema limits, as one paragraph."""
    own = schema if is_map(schema) else {}  # a schema may be `true`, which says nothing
    target = {**dereference(document, own), **{key: value for key, value in own.items() if key != "$ref"}}
    described = _sentence(str(target.get("description", "")))
    added = [sentence for fact, sentence in _facts(target) if fact not in described]
    return " ".join(part for part in (described, *added) if part)


def _facts(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the schema says, each with the words that show that the description has said it already."""
    if unit := _UNITS.get(schema.get("x-unit", "")):
        yield str(schema["x-unit"]).removeprefix("unix-"), unit
    yield from _range(schema)
    if (longest := schema.get("x-max-bytes")) is not None:
        yield f"{longest} bytes", f"At most {longest} bytes in UTF-8."
    if (pattern := schema.get("pattern")) is not None:
        yield pattern, f"Must match `{pattern}`."
    if (values := schema.get("enum")) is not None:
        yield "\0", f"One of {_listed(values)}."
    if (ports := schema.get("x-ports")) is not None:
        yield f"{ports[-1]}", f"The vendor delivers to ports {', '.join(map(str, ports))}."
    if (default := schema.get("default")) is not None:
        yield "\0", f"The vendor's default is `{default}`."
    if "enum" not in schema:
        if examples := schema.get("examples"):
            yield "\0", f"For example {_listed(examples)}."
        if lost := schema.get("x-source", {}).get("lost"):
            yield "\0", f"Not in the saved document: {_sentence(str(lost))}"


def _range(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    match schema.get("minimum"), schema.get("maximum"):
        case None, None:
            pass
        case low, None:
            yield "\0", f"At least {low}."
        case None, high:
            yield "\0", f"At most {high}."
        case low, high:
            yield f"from {low} to {high}", f"From {low} to {high}."
    match schema.get("minLength") or 0, schema.get("maxLength"):
        case 0 | 1, None:
            pass
        case 0 | 1, high:
            yield f"{high} characters", f"At most {high} characters."
        case low, None:
            yield f"{low} characters", f"At least {low} characters."
        case low, high if low == high:
            yield f"{low} characters", f"Exactly {low} characters."
        case low, high:
            yield f"{low} to {high} characters", f"From {low} to {high} characters."


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _sentence(text: str) -> str:
    joined = " ".join(text.split())
    return joined if not joined or joined[-1] in ".!?:" else f"{joined}."
