"""The class of each object in responses, and the alias of each union of objects.

A component has a class of its own name. An object without a name is called after what it is part of: the response of
``getUser`` is ``GetUserResponse``, its property ``address`` a ``GetUserResponseAddress``, an item of its list
``orders`` a ``GetUserResponseOrder``. ``x-client: {class: …}`` overrides both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .contract import (
    Array,
    Constant,
    Contract,
    Dictionary,
    Enumeration,
    Object,
    Property,
    ResponseTypes,
    Schema,
    Tuple,
    Union,
    component_name,
    composed,
    kinds_of,
    other_properties,
    response_properties,
    response_schema,
)
from .diagnostics import Location
from .naming import class_name, singular

SchemaT = TypeVar("SchemaT", Object, Union)


@dataclass(frozen=True, slots=True)
class Named(Generic[SchemaT]):
    """An object, or a union of objects, and its name."""

    name: str
    schema: SchemaT


@dataclass(frozen=True, slots=True)
class Classes:
    """The names of all objects and unions of objects that responses reach, in the order of the document."""

    objects: tuple[Named[Object], ...]
    unions: tuple[Named[Union], ...]
    types: ResponseTypes
    """What the values in responses are, unless they choose another type."""
    headers: Mapping[tuple[str, bool], str]
    """The class of the headers of an operation's responses, by its id, and whether they are failures."""
    _names: dict[tuple[Location, bool], str] = field(repr=False)

    def of(self, schema: Schema) -> str:
        """The name of an object, or of a union of objects; empty for other schemas."""
        found = response_schema(schema)
        return self._names.get((found.location, isinstance(found, Union)), "")


def is_mapping(schema: Schema) -> bool:
    """Whether a value is a JSON object, with declared properties or without."""
    return isinstance(schema.resolved(), Object | Dictionary)


def is_named_union(schema: Schema) -> bool:
    """Whether a value is one of several JSON objects, so that it takes a rule to tell which."""
    found = response_schema(schema)
    return isinstance(found, Union) and sum(_objects(found)) > 1


def _objects(union: Union) -> Iterator[int]:
    for member in union.members:
        inside = response_schema(member)
        yield sum(_objects(inside)) if isinstance(inside, Union) else int(is_mapping(inside))


def name_classes(contract: Contract) -> Classes:
    """The classes of a contract, each with a name of its own."""
    return _Namer(contract).classes()


class _Namer:
    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._components = {one.name: one.schema for one in contract.components}
        self._at = {
            one.schema.resolved().location: one.name
            for one in contract.components
            if not component_name(one.schema)
        }
        self._names: dict[tuple[Location, bool], str] = {}
        self._found: dict[tuple[Location, bool], Object | Union] = {}
        self._taken: set[str] = set()
        self._of_component: dict[str, str] = {}

    def classes(self) -> Classes:
        results = list(_results(self._contract))
        self._claim_components()
        reached = self._reached(schema for _, schema in results)
        for one in self._contract.components:
            if one.name in reached:
                self._visit(one.schema, self._of_component[one.name], component=True)
        for name, schema in results:
            self._visit(schema, name)
        return Classes(
            objects=tuple(
                Named(self._names[key], one) for key, one in self._found.items() if isinstance(one, Object)
            ),
            unions=tuple(
                Named(self._names[key], one) for key, one in self._found.items() if isinstance(one, Union)
            ),
            types=self._contract.client.types,
            headers=dict(self._headers()),
            _names=self._names,
        )

    def _headers(self) -> Iterator[tuple[tuple[str, bool], str]]:
        """Names for the classes of headers, after all others."""
        for one in self._contract.operations:
            name = class_name(one.client_name or one.id)
            for failed, responses in ((False, one.successes), (True, one.failures)):
                if any(response.headers for response in responses):
                    yield (one.id, failed), self._claim(f"{name}{'Error' if failed else ''}Headers")

    def _claim_components(self) -> None:
        """Names for all components, reached or not, so that none changes when another response reaches more.

        Chosen names come first, then those that stay as they are, then the others.
        """
        chosen = {name: one.notes.client.class_name for name, one in self._components.items()}
        order = sorted(
            self._components, key=lambda name: 0 if chosen[name] else 1 if class_name(name) == name else 2
        )
        for name in order:
            self._of_component[name] = self._claim(chosen[name] or class_name(name))

    def _claim(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}{number}", number + 1
        self._taken.add(name)
        return name

    def _reached(self, schemas: Iterable[Schema]) -> set[str]:
        """The components whose values responses have in them."""
        found: set[str] = set()
        pending = list(schemas)
        seen: set[Location] = set()
        while pending:
            schema = pending.pop()
            if name := component_name(schema):
                if name in found:
                    continue
                found.add(name)
            settled = response_schema(schema)
            if settled.location in seen and not name:
                continue
            seen.add(settled.location)
            pending += [one for _, one in _inside(settled, "")]
        return found

    def _visit(self, schema: Schema, name: str, *, component: bool = False) -> None:
        """Name what is written at a place. Recursion ends at components, which are visited by themselves."""
        if component_name(schema) and not component:
            return
        found = response_schema(schema)
        if isinstance(found, Object) or (isinstance(found, Union) and is_named_union(found)):
            key = (found.location, isinstance(found, Union))
            if key in self._names:
                return
            chosen = found.notes.client.class_name
            self._names[key] = name if component else self._claim(chosen or name)
            self._found[key] = found
            name = self._names[key]
        if isinstance(found, Object) and component and (kinds := kinds_of(found)) is not None:
            self._visit(kinds, f"Any{name}")
        for suggested, inner in _inside(found, name, self._owners(found, name)):
            self._visit(inner, suggested)

    def _owners(self, schema: Schema, name: str) -> dict[str, str]:
        """The class that declares each property of an object: its own, or a component that it is composed of."""
        owners: dict[str, str] = {}
        if isinstance(schema, Object):
            for one in composed(schema):
                owner = self._of_component.get(self._at.get(one.location, ""), name)
                owners |= {key.name: owner for key in one.own}
        return owners


def _results(contract: Contract) -> Iterator[tuple[str, Schema]]:
    """The schemas of the results of calls and callbacks, with a name for each."""
    for operation in contract.operations:
        name = f"{class_name(operation.client_name or operation.id)}Response"
        for response in operation.successes:
            for media in response.media:
                if media.schema is not None:
                    yield name, media.schema
    for callback in contract.callbacks:
        yield f"{class_name(callback.name)}Callback", callback.schema


def _inside(schema: Schema, name: str, owners: dict[str, str] | None = None) -> Iterator[tuple[str, Schema]]:
    """The schemas of the values inside a value, with a name for each."""
    match schema:
        case Object():
            for one in response_properties(schema):
                yield f"{(owners or {}).get(one.name, name)}{class_name(one.name)}", one.schema
            if (extra := other_properties(schema)) is not None:
                yield f"{name}AdditionalProperty", extra
        case Array(items=values) | Dictionary(values=values):
            yield singular(name), values
        case Tuple(first=first, rest=rest):
            columns = first if rest is None else (*first, rest)
            for number, item in enumerate(columns, 1):
                yield f"{name}Item{number}", item
        case Union(members=members):
            for number, member in enumerate(members, 1):
                yield f"{name}{_distinction(member) or f'Variant{number}'}", member
        case _:
            pass


def _distinction(member: Schema) -> str:
    """What tells a member of a union apart: its title, or the first constant among its properties."""
    found = member.resolved()
    if found.notes.title:
        return class_name(found.notes.title)
    for one in response_properties(found) if isinstance(found, Object) else ():
        if constant := constant_of(one):
            return class_name(constant)
    return "" if isinstance(found, Object | Union) else "Item"


def constant_of(one: Property) -> str:
    """The only value of a property, if it is a text; otherwise empty."""
    match one.schema.resolved():
        case Constant(value=str(value)) | Enumeration(values=(str(value),)):
            return value
        case _:
            return ""
