"""Python names: every wire name has one, and no two things share one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .. import constructor
from ..argument_names import RESERVED, is_silent
from ..contract import (
    Contract,
    Object,
    Operation,
    Schema,
    Union,
    component_name,
    inner,
    request_fields,
)
from ..diagnostics import Diagnostic, Location
from ..naming import UnnameableError, signer_name, snake_case

#: Attributes that every client has.
RESERVED_METHODS = frozenset(
    {
        *("close", "aclose", "with_options", "with_raw_response", "request", "base_url", "callbacks"),
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
    yield from _attributes(contract)


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


def _attributes(contract: Contract) -> Iterator[Diagnostic]:
    results = [one.result for one in contract.operations if one.result is not None]
    first = [*map(component_name, results), *(component_name(one.schema) for one in contract.callbacks)]
    schemas = {one.name: one.schema for one in contract.components}
    for name in _reached(schemas, first):
        found = schemas[name].resolved()
        members = found.properties() if isinstance(found, Object) else ()
        named = [_Named(one.name, one.schema.notes.client.name, one.location) for one in members]
        yield from _unique(f"the attribute of {name}", named)


def _reached(schemas: dict[str, Schema], first: list[str]) -> list[str]:
    """The components that responses reach, directly or indirectly."""
    found: dict[str, None] = {}
    pending = [name for name in first if name in schemas]
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found[name] = None
        inside = [schemas[name].resolved()]
        while inside:
            schema = inside.pop()
            target = component_name(schema)
            if target in schemas:
                pending.append(target)
            elif isinstance(schema.resolved(), Object | Union) or not target:
                inside += inner(schema)
    return [name for name in schemas if name in found]


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
