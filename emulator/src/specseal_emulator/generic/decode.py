"""Texts of a request turned into values, by the styles of OpenAPI."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from ..contract.parameters import resolved, types
from ..json_texts import loads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..contract import Contract
    from ..contract.model import Json
    from ..contract.parameters import Parameter

ValueT = TypeVar("ValueT")

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,64}(\.[0-9]{1,64})?([eE][+-]?[0-9]{1,2})?", re.ASCII)
_SEPARATORS: Mapping[str, str] = {"spaceDelimited": " ", "pipeDelimited": "|"}
ABSENT: Any = object()
"""What a parameter is that was not sent."""


@dataclass(slots=True)
class Received:
    """What a request brings, by place: each name with its values in order."""

    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    header: Mapping[str, str]
    cookie: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Coercion:
    """How a text becomes a value of a schema."""

    types: frozenset[str]
    item: Coercion | None = None
    properties: Mapping[str, Coercion] = field(default_factory=dict[str, "Coercion"])
    more: Coercion | None = None
    """Of properties that the schema does not name."""

    def __call__(self, text: str) -> Any:
        """The value; a text that fits no type stays one."""
        if "string" in self.types or not self.types:
            return text
        if "integer" in self.types and _INTEGER.fullmatch(text):
            return int(text)
        if self.types & {"number"} and _NUMBER.fullmatch(text):
            return float(text) if any(mark in text for mark in ".eE") else int(text)
        if "boolean" in self.types and text in {"true", "false"}:
            return text == "true"
        if "null" in self.types and text in {"", "null"}:
            return None
        if self.types & {"object", "array"}:
            try:
                return loads(text)
            except (ValueError, RecursionError):
                return text
        return text

    def all(self, texts: Sequence[str]) -> list[Any]:
        """The values of an array."""
        return [self.item(text) if self.item else text for text in texts]

    def named(self, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """The values of an object."""
        found: dict[str, Any] = {}
        for name, text in pairs:
            how = self.properties.get(name, self.more)
            found[name] = how(text) if how else text
        return found


def coercion(contract: Contract, schema: Any, depth: int = 0) -> Coercion:
    """The coercion of a schema."""
    whole = resolved(contract, schema)
    found = set(types(whole))
    for key in ("oneOf", "anyOf"):
        for part in whole.get(key, ()):
            found |= types(resolved(contract, part))
    if "const" in whole and not found:
        found = {_json_type(whole["const"])}
    elif "enum" in whole and not found:
        found = {_json_type(value) for value in whole["enum"]}
    if depth > 3:
        return Coercion(frozenset(found))
    more = whole.get("additionalProperties")
    return Coercion(
        frozenset(found),
        coercion(contract, whole["items"], depth + 1) if "items" in whole else None,
        {name: coercion(contract, part, depth + 1) for name, part in whole.get("properties", {}).items()},
        coercion(contract, more, depth + 1) if isinstance(more, dict) else None,
    )


def _json_type(value: Any) -> str:
    kinds: list[tuple[type, str]] = [(bool, "boolean"), (int, "integer"), (float, "number"), (str, "string")]
    return next(
        (name for kind, name in kinds if isinstance(value, kind)), "null" if value is None else "object"
    )


def reader(contract: Contract, parameter: Parameter) -> Callable[[Received], Any]:
    """A function that reads a parameter of a request; `ABSENT` when it was not sent."""
    how = coercion(contract, parameter.schema)
    name, place = parameter.name, parameter.place
    if place == "query":
        return _query(parameter, how)
    if place == "cookie":
        return lambda received: _form(received.cookie.get(name), parameter, how)
    wanted = name.lower() if place == "header" else name

    def single(received: Received) -> Any:
        given = received.header if place == "header" else received.path
        text = given.get(wanted)
        return ABSENT if text is None else _simple(text, parameter, how)

    return single


def _query(parameter: Parameter, how: Coercion) -> Callable[[Received], Any]:
    name = parameter.name
    if parameter.style == "deepObject":
        head = f"{name}["

        def deep(received: Received) -> Any:
            pairs = [
                (key[len(head) : -1], values[0])
                for key, values in received.query.items()
                if key.startswith(head) and key.endswith("]")
            ]
            return how.named(pairs) if pairs else ABSENT

        return deep
    if "object" in how.types and parameter.explode and not parameter.media_type:
        known = how.properties

        def spread(received: Received) -> Any:
            pairs = [(key, values[0]) for key, values in received.query.items() if key in known]
            return how.named(pairs) if pairs else ABSENT

        return spread
    return lambda received: _form(received.query.get(name), parameter, how)


def _form(values: list[str] | None, parameter: Parameter, how: Coercion) -> Any:
    if values is None:
        return ABSENT
    if parameter.media_type:
        return _content(values[0], parameter.media_type)
    if "array" in how.types:
        if parameter.explode and (len(values) > 1 or parameter.style == "form"):
            return how.all(values)
        separator = _SEPARATORS.get(parameter.style, ",")
        return how.all(values[0].split(separator) if values[0] else [])
    if "object" in how.types:
        return how.named(_alternating(values[0].split(",")))
    return how(values[0])


def _simple(text: str, parameter: Parameter, how: Coercion) -> Any:
    """A value of path or header, of the styles simple, label and matrix."""
    if parameter.media_type:
        return _content(text, parameter.media_type)
    separator = ","
    if parameter.style == "label":
        text, separator = text.removeprefix("."), "." if parameter.explode else ","
    elif parameter.style == "matrix":
        head = f";{parameter.name}="
        if parameter.explode and how.types & {"array", "object"}:
            text, separator = text.removeprefix(";"), ";"
            if "array" in how.types:
                return how.all([part.partition("=")[2] for part in text.split(separator)])
        else:
            text = text.removeprefix(head)
    if "array" in how.types:
        return how.all([part.strip() for part in text.split(separator)] if text else [])
    if "object" in how.types:
        parts = text.split(separator)
        if parameter.explode:
            return how.named([(part.partition("=")[0], part.partition("=")[2]) for part in parts])
        return how.named(_alternating(parts))
    return how(text)


def _alternating(parts: list[str]) -> list[tuple[str, str]]:
    return list(zip(parts[::2], parts[1::2], strict=False))


def _content(text: str, media_type: str) -> Any:
    if "json" in media_type:
        try:
            return loads(text)
        except (ValueError, RecursionError):
            return text
    return text


def cookies(header: str) -> dict[str, list[str]]:
    """The cookies of a ``Cookie`` header."""
    found: dict[str, list[str]] = {}
    for part in header.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals:
            found.setdefault(name, []).append(unquote(value))
    return found


def by_name(pairs: Sequence[tuple[str, ValueT]]) -> dict[str, list[ValueT]]:
    """The values of each name, in order."""
    found: dict[str, list[ValueT]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def json_of(schema: Json) -> bool:
    """Whether a form field of this schema is sent as JSON by default."""
    return bool(types(schema) & {"object"})
