"""The parameters and bodies of an operation, in every place and style that OpenAPI has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from ..json_types import is_array, is_object
from .files import ContractError
from .model import examples_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Contract, Json, Operation

Place = Literal["path", "query", "header", "cookie"]
_STYLES: Mapping[str, str] = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
"""Headers that OpenAPI leaves to the operation's content and security."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    place: Place
    schema: Json
    required: bool
    style: str
    explode: bool
    media_type: str = ""
    """Of its value, where that is a text in another format, such as JSON."""
    placed: tuple[str, ...] = ()
    """The signing schemes that fill it in."""


@dataclass(frozen=True, slots=True)
class Body:
    """One form in which an operation takes its body."""

    media_type: str
    """In lower case, without parameters; may hold ``*``."""
    schema: Json
    encoding: Mapping[str, Json] = field(default_factory=dict[str, "Json"])
    examples: Mapping[str, Any] = field(default_factory=dict[str, Any])


def parameters(operation: Operation) -> tuple[Parameter, ...]:
    """The parameters of an operation, those of its path first. Raises `ContractError` for one without a name."""
    contract = operation.contract
    own = [contract.resolve(given) for given in operation.data.get("parameters", ())]
    replaced = {(given.get("name"), given.get("in")) for given in own}
    inherited = [
        given for given in operation.inherited if (given.get("name"), given.get("in")) not in replaced
    ]
    return tuple(found for given in [*inherited, *own] if (found := _parameter(operation, given)))


def _parameter(operation: Operation, given: Json) -> Parameter | None:
    contract, name, place = operation.contract, given.get("name"), str(given.get("in"))
    if not isinstance(name, str):
        raise ContractError(contract.path, "a parameter has no name", f"{operation.pointer}/parameters")
    if place not in _STYLES or (place == "header" and name.lower() in _NOT_PARAMETERS):
        return None
    style = str(given.get("style", _STYLES[place]))
    media_type, content = next(iter(given.get("content", {}).items()), ("", given))
    schema = content.get("schema", {})
    return Parameter(
        name,
        cast("Place", place),
        schema,
        bool(given.get("required", False)) or place == "path",
        style,
        bool(given.get("explode", style == "form")),
        media_type.partition(";")[0].strip().lower(),
        _placed(given) or _placed(contract.resolve(schema)),
    )


def _placed(node: Json) -> tuple[str, ...]:
    found = node.get("x-placed-by", ())
    if is_array(found):
        return tuple(map(str, found))
    return ("",) if found else ()


def bodies(operation: Operation) -> tuple[tuple[Body, ...], bool]:
    """The bodies that an operation takes, and whether it must have one."""
    contract = operation.contract
    body = contract.resolve(operation.data.get("requestBody", {}))
    found = tuple(
        Body(
            media_type.partition(";")[0].strip().lower(),
            content.get("schema", {}),
            content.get("encoding", {}),
            examples_of(contract, content),
        )
        for media_type, content in body.get("content", {}).items()
        if is_object(content)
    )
    return found, bool(body.get("required", False))


def request_schemas(operation: Operation) -> dict[str, Any]:
    """The schemas of everything that a request may name: parameters, and the fields of its bodies."""
    found: dict[str, Any] = {one.name: one.schema for one in parameters(operation)}
    for body in bodies(operation)[0]:
        found |= _properties(operation.contract, body.schema, 0)
    return found


def _properties(contract: Contract, schema: Any, depth: int) -> dict[str, Any]:
    """The properties of an object and of its alternatives."""
    whole = resolved(contract, schema)
    found: dict[str, Any] = {}
    for part in (*whole.get("oneOf", ()), *whole.get("anyOf", ())) if depth < 4 else ():
        found |= _properties(contract, part, depth + 1)
    return {**found, **whole.get("properties", {})}


def resolved(contract: Contract, schema: Any) -> Json:
    """A schema without a reference, with what `allOf` and the keys beside a reference say merged into it."""
    return _merged(contract, schema, 0)


def _merged(contract: Contract, schema: Any, depth: int) -> Json:
    if not is_object(schema) or depth > 16:
        return {}
    found: Json = {}
    if "$ref" in schema:
        found = _merged(contract, contract.resolve(schema), depth + 1)
        schema = {name: value for name, value in schema.items() if name != "$ref"}
        if not schema:
            return found
    parts = [_merged(contract, part, depth + 1) for part in schema.get("allOf", ())]
    for part in [*parts, {name: value for name, value in schema.items() if name != "allOf"}]:
        for name, value in part.items():
            if name == "properties":
                found = {**found, "properties": {**found.get("properties", {}), **value}}
            elif name == "required":
                found = {**found, "required": list(dict.fromkeys([*found.get("required", ()), *value]))}
            else:
                found = {**found, name: value}
    return found


def types(schema: Json) -> frozenset[str]:
    """The types that a resolved schema names."""
    declared = schema.get("type", ())
    found = {declared} if isinstance(declared, str) else set(declared)
    if not found:
        if "properties" in schema or "additionalProperties" in schema:
            found = {"object"}
        elif "items" in schema:
            found = {"array"}
    return frozenset(found)


def possible_types(contract: Contract, schema: Any, depth: int = 0) -> frozenset[str]:
    """The types that a value may have, by the alternatives of its schema too; none where it may have any."""
    whole = resolved(contract, schema)
    found = types(whole)
    for key in ("oneOf", "anyOf"):
        if not found and depth < 4 and whole.get(key):
            parts = [possible_types(contract, part, depth + 1) for part in whole[key]]
            found = frozenset[str]().union(*parts) if all(parts) else found
    return found


def reach(contract: Contract, schema: Any, name: str) -> Json | None:
    """The schema of a property, looked for in the parts and alternatives of a schema too."""
    whole = resolved(contract, schema)
    if name in whole.get("properties", {}):
        return resolved(contract, whole["properties"][name])
    for key in ("oneOf", "anyOf"):
        for part in whole.get(key, ()):
            found = reach(contract, part, name)
            if found is not None:
                return found
    return None
