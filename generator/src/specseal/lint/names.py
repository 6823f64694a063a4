"""Python names: every wire name has one, and no two things share one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .. import constructor
from ..argument_names import RESERVED, is_silent
from ..classes import name_classes
from ..contract import (
    Contract,
    Operation,
    Schema,
    request_fields,
    response_properties,
)
from ..diagnostics import Diagnostic, Location
from ..naming import UnnameableError, is_nameable, signer_name, snake_case

#: Attributes that every client has.
RESERVED_METHODS = frozenset(
    {
        *("close", "aclose", "with_options", "with_raw_response", "with_streaming_response", "request"),
        *("base_url", "callbacks", "respond_by"),
        "asynchronous",
        # constants with these names exist in generated modules
        *("product", "error_body", "credentials", "picture"),
    }
)
_GIVE = "Set `x-client: {name: …}` in the client overlay."


@dataclass(frozen=True, slots=True)
class _Named:
    """Something with a Python name, derived from its wire name or chosen."""

    wire: str
    chosen: str
    location: Location
    where: str = ""


def check_names(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of operation, argument, constructor and attribute names."""
    methods = [_Named(one.id, one.client_name, one.location) for one in contract.operations if one.id]
    taken = {f"{one.name}_url" for one in contract.pages} | {one.name for one in contract.callbacks}
    taken |= {signer_name(one.name) for one in contract.schemes}
    yield from _unique("the method", methods, RESERVED_METHODS | taken)
    yield from _schemes(contract)
    credentials = {name for scheme in contract.schemes if scheme.recipe for name in scheme.recipe.credentials}
    for operation in contract.operations:
        yield from _arguments(operation, credentials)
    yield from _variables(contract, credentials)
    yield from _models(contract)


def _variables(contract: Contract, credentials: set[str]) -> Iterator[Diagnostic]:
    servers = [
        *contract.servers,
        *(one for operation in contract.operations for one in operation.servers[:1]),
    ]
    found = {one.name: one for server in servers for one in server.variables}
    named = [_Named(one.name, one.client_name, one.location) for one in found.values()]
    yield from _unique("the constructor's argument", named, constructor.NAMES | credentials)


def _schemes(contract: Contract) -> Iterator[Diagnostic]:
    signers = [_Named(one.name, signer_name(one.name), one.location) for one in contract.schemes]
    for problem in _unique("the function", signers):
        yield replace(problem, hint="Rename one of the schemes.")
    chosen = [_Named(one.name, one.client_name or one.name, one.location) for one in contract.schemes]
    yield from _unique("the value of `signature=`", chosen)


def _arguments(operation: Operation, credentials: set[str]) -> Iterator[Diagnostic]:
    chosen: dict[tuple[str, str], _Named] = {}
    options: dict[tuple[str, str], _Named] = {}
    for one in request_fields(operation):
        if is_silent(one):
            continue
        named = _Named(one.name, one.client.name, one.location, one.where)
        if one.client.option:
            options[one.where, one.name] = named
        elif one.client.name:  # derived names give way to each other
            chosen[one.where, one.name] = named
    yield from _unique("the argument", chosen.values(), RESERVED)
    yield from _unique("the constructor's argument", options.values(), constructor.NAMES | credentials)


def _models(contract: Contract) -> Iterator[Diagnostic]:
    """Chosen names of classes that are not unique, and attributes that cannot be named."""
    classes = name_classes(contract)
    chosen: dict[str, Location] = {}
    named: list[tuple[str, Schema]] = [(one.name, one.schema) for one in classes.objects]
    named += [(one.name, one.schema) for one in classes.unions]
    for given, schema in named:
        name, place = schema.notes.client.class_name, schema.location
        if name and (name != given or chosen.setdefault(name, place) != place):
            yield Diagnostic(
                "name-collision",
                f"Another class of `models.py` has the name {name!r}.",
                place,
                "Set another `x-client: {class: …}`.",
            )
    listed = [one for found in classes.objects for one in response_properties(found.schema)]
    for operation in contract.operations:
        listed += [one for response in operation.responses for one in response.headers]
    for one in listed:
        if not one.schema.notes.client.name and not is_nameable(one.name):
            message = f"{one.name!r} contains no ASCII letter or digit."
            yield Diagnostic("name-impossible", message, one.location, _GIVE)


def _unique(what: str, named: Iterable[_Named], reserved: Iterable[str] = ()) -> Iterator[Diagnostic]:
    taken: dict[str, _Named] = {}
    for one in named:
        try:
            name = one.chosen or snake_case(one.wire)
        except UnnameableError as error:
            yield Diagnostic("name-impossible", f"{error}.", one.location, _GIVE)
            continue
        if name in reserved:
            yield Diagnostic(
                "name-reserved",
                f"{one.wire!r} maps to {what} {name!r}, which is reserved.",
                one.location,
                _GIVE,
            )
        elif taken.setdefault(name, one) is not one:
            yield Diagnostic(
                "name-collision",
                f"{_shown(taken[name])} and {_shown(one)} both map to {what} {name!r}.",
                one.location,
                "Set `x-client: {name: …}` on one of them in the client overlay.",
            )


def _shown(one: _Named) -> str:
    return f"{one.wire!r} ({one.where})" if one.where else repr(one.wire)
