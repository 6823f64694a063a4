"""What tells operations of one path apart: the constants that each of them is sent with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contract.parameters import bodies, parameters, resolved
from ..json_types import is_object
from .bodies import FORMS, is_json
from .query_forms import is_bodiless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..contract import Operation
    from ..contract.model import Json
    from ..http import Request

_PLACES = {"query": "query", "header": "headers"}


@dataclass(frozen=True, slots=True)
class Constant:
    """One value that every request of an operation has."""

    name: str
    value: str
    places: tuple[tuple[str, str, bool], ...]
    """Where it may be: place, name there, and whether in another case."""

    def met(self, request: Request, body: Json) -> bool:
        """Whether a request has it. Args: `body`, the fields of a JSON body."""
        for place, name, folded in self.places:
            found = _found(request, body, place, name)
            if found is not None and (
                found == self.value or (folded and found.lower() == self.value.lower())
            ):
                return True
        return False

    def spoken_of(self, request: Request, body: Json) -> bool:
        """Whether a request has a value there at all."""
        return any(_found(request, body, place, name) is not None for place, name, _ in self.places)


def _found(request: Request, body: Json, place: str, name: str) -> str | None:
    if place == "headers":
        return request.headers.get(name.lower())
    if place == "json":
        value = body.get(name)
        return None if value is None else value if isinstance(value, str) else json.dumps(value)
    if place == "form" and is_bodiless(request):
        return request.query.get(name)
    return (request.query if place == "query" else request.form).get(name)


def constants(operation: Operation, moves: Any = ()) -> tuple[Constant, ...]:
    """The constants of an operation. Args: `moves`, fields that its signing moves: from, to, case."""
    found: dict[str, Constant] = {}
    moved: dict[tuple[str, str], list[tuple[str, str, bool]]] = {}
    for source, target, folded in moves:
        moved.setdefault(source, []).append((*target, folded))

    def add(place: str, name: str, value: Any) -> None:
        text = value if isinstance(value, str) else json.dumps(value)
        places = ((place, name, False), *moved.get((place, name), ()))
        known = found.get(name)
        found[name] = Constant(name, text, places if known is None else (*known.places, *places))

    for parameter in parameters(operation):
        if parameter.place in _PLACES and parameter.required and not parameter.placed:
            only = _only(resolved(operation.contract, parameter.schema))
            if only is not None:
                add(_PLACES[parameter.place], parameter.name, only)
    for body in bodies(operation)[0]:
        whole = resolved(operation.contract, body.schema)
        place = "form" if body.media_type in FORMS else "json" if is_json(body.media_type) else ""
        for name, prop in whole.get("properties", {}).items() if place else ():
            if name in whole.get("required", ()) and not (is_object(prop) and prop.get("x-placed-by")):
                only = _only(resolved(operation.contract, prop))
                if only is not None:
                    add(place, name, only)
    if operation.action and operation.action not in {constant.value for constant in found.values()}:
        places = (("query", "Action", False), ("form", "Action", False), *moved.get(("query", "Action"), ()))
        found["Action"] = Constant("Action", operation.action, places)
    return tuple(found.values())


def _only(schema: Mapping[str, Any]) -> Any:
    """The only value that a schema allows, or None."""
    if "const" in schema:
        return schema["const"]
    values = schema.get("enum", ())
    return values[0] if len(values) == 1 else None


def identity(known: Iterable[Constant]) -> frozenset[tuple[str, str]]:
    """What tells operations apart by: names and values."""
    return frozenset((constant.name, constant.value) for constant in known)
