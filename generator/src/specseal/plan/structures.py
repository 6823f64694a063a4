"""The types of what callers send, and the ``TypedDict``s that they need: one per object with declared properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..contract import (
    Array,
    Constant,
    Contract,
    Dictionary,
    Enumeration,
    Object,
    Property,
    Scalar,
    Schema,
    Tuple,
    Union,
    component_name,
    entered,
    inner,
    is_nullable,
    other_properties,
    request_fields,
    request_properties,
    request_schema,
)
from ..describe import describe_value
from ..diagnostics import Location
from ..naming import UnnameableError, pascal_case
from ..python_types import (
    ANY,
    NONE,
    Choice,
    ListOf,
    MapOf,
    OneOf,
    Plain,
    PlainName,
    PythonType,
    Structure,
    one_of,
)
from .package import StructureField, StructurePlan
from .types import SCALARS, known_values

#: Formats of texts for which Python has a class.
_CLASSES: Mapping[str, PlainName] = {
    "date-time": "datetime",
    "date": "date",
    "time": "time",
    "uuid": "UUID",
    "decimal": "Decimal",
}


@dataclass(slots=True)
class Structures:
    """Plans the types of arguments, and collects the structures among them.

    A component gives its structure a name; others are named after the way to them, such as ``CreatePetOwnerParam``.
    """

    _components: dict[Location, str]
    _values: dict[Location, dict[str, tuple[str, ...]]]
    """Of an object in a union with a discriminator: the property, and its possible values."""
    decimals: bool = False
    """Whether numbers may be given as ``Decimal``."""
    _names: dict[Location, str] = field(default_factory=dict[Location, str])
    _plans: dict[str, StructurePlan] = field(default_factory=dict[str, StructurePlan])
    _pending: list[tuple[Object, tuple[str, ...]]] = field(
        default_factory=list[tuple[Object, tuple[str, ...]]]
    )

    @classmethod
    def of(cls, contract: Contract) -> Structures:
        """Those of a contract, none of which is planned yet."""
        components: dict[Location, str] = {}
        taken: set[str] = set()
        for one in contract.components:
            location = one.schema.resolved().location
            if location not in components or one.schema.location == location:
                name = _unique(_pascal(one.name) or "Structure", taken)
                components[location] = name
                taken.add(name)
        return cls(components, _discriminated(contract), _takes_decimals(contract))

    def planned(self) -> tuple[StructurePlan, ...]:
        """All structures that were needed so far, by name."""
        while self._pending:  # not by recursion: a document may nest as deeply as it likes
            schema, path = self._pending.pop()
            at = schema.location
            known = self._values.get(at, {})
            self._plans[self._names[at]] = StructurePlan(
                self._names[at],
                " ".join(schema.notes.description.split()),
                tuple(self._field(one, path, known) for one in request_properties(schema)),
            )
        return tuple(self._plans[name] for name in sorted(self._plans))

    def type_of(self, schema: Schema, path: tuple[str, ...], *, files: bool = False) -> PythonType:
        """The type of a value without ``null``; ``files`` tells whether binary texts are files.

        ``path`` has the names that lead to the value, the operation's first.
        """
        return self._type(schema, path, files, frozenset())

    def _type(self, schema: Schema, path: tuple[str, ...], files: bool, inside: frozenset[str]) -> PythonType:
        within = entered(schema, inside)
        if within is None:
            return ANY
        match request_schema(schema):
            case Scalar(type="string", format="binary") if files:
                return Plain("file")
            case Scalar(type="string", format=form) if form in _CLASSES:
                return OneOf((Plain("str"), Plain(_CLASSES[form])))
            case Scalar(type="null"):
                return NONE
            case Scalar(type="number") if self.decimals:
                return OneOf((SCALARS["number"], Plain("Decimal")))
            case Scalar(type=kind):
                return SCALARS[kind]
            case (Enumeration(type=kind) | Constant(type=kind)) as known:
                values = known_values(known)
                return Choice(values) if values else SCALARS[kind] if kind else ANY
            case Array(items=items):
                return ListOf(self._held(items, path, files, within))
            case Tuple(first=first, rest=rest):
                members = (*first, *([rest] if rest is not None else ()))
                return ListOf(one_of(*(self._held(one, path, files, within) for one in members)))
            case Dictionary(values=values):
                return self._map(values, path, within)
            case Object() as found if found.properties():
                return self._structure(found, path)
            case Object():
                return Plain("object")
            case Union(members=members):
                return one_of(*(self._held(one, path, files, within) for one in members))
            case _:
                return ANY

    def _held(self, schema: Schema, path: tuple[str, ...], files: bool, inside: frozenset[str]) -> PythonType:
        """The type of a value inside another, where ``None`` is sent as ``null``."""
        found = self._type(schema, path, files, inside)
        return one_of(found, NONE) if is_nullable(schema) and found != ANY else found

    def _map(self, values: Schema, path: tuple[str, ...], inside: frozenset[str]) -> PythonType:
        found = self._held(values, path, False, inside)
        return Plain("object") if found == ANY else MapOf(found)

    def _structure(self, schema: Object, path: tuple[str, ...]) -> PythonType:
        """A structure, or any mapping where an object may have properties that it does not name."""
        at = schema.location
        if at not in self._names:
            self._names[at] = f"{self._name(at, path)}Param"
            self._pending.append((schema, (self._components[at],) if at in self._components else path))
        found = Structure(self._names[at])
        extra = other_properties(schema)
        return found if extra is None else OneOf((found, self._map(extra, path, frozenset())))

    def _name(self, at: Location, path: tuple[str, ...]) -> str:
        if at in self._components:
            return self._components[at]
        derived = "".join(map(_pascal, path)) or "Structure"
        return _unique(derived, {*self._components.values(), *(one[:-5] for one in self._names.values())})

    def _field(
        self, one: Property, path: tuple[str, ...], known: Mapping[str, tuple[str, ...]]
    ) -> StructureField:
        found = self._held(one.schema, (*path, one.name), False, frozenset())
        if one.name in known and found == Plain("str"):
            found = Choice(known[one.name])
        return StructureField(one.name, found, one.required, describe_value(one.schema))


def _discriminated(contract: Contract) -> dict[Location, dict[str, tuple[str, ...]]]:
    """Of each object that a discriminator tells apart: the property, and the values that stand for the object."""
    found: dict[Location, dict[str, tuple[str, ...]]] = {}
    seen: set[Location] = set()
    pending: list[Schema] = [one.schema for one in contract.components]
    for operation in contract.operations:
        pending += [one.schema for one in operation.parameters]
        pending += [one.schema for one in (operation.body.media if operation.body else ()) if one.schema]
    while pending:
        schema = pending.pop()
        if schema.location in seen:
            continue
        seen.add(schema.location)
        pending += inner(schema)
        union = request_schema(schema)
        if isinstance(union, Union) and union.discriminator is not None:
            for member, values in _values_of(union):
                at = member.resolved().location
                found.setdefault(at, {}).setdefault(union.discriminator.key, values)
    return found


def _values_of(union: Union) -> Iterator[tuple[Schema, tuple[str, ...]]]:
    mapping = union.discriminator.mapping if union.discriminator is not None else ()
    for member in union.members:
        name = component_name(member)
        stated = tuple(value for value, target in mapping if target.rpartition("/")[2] == name)
        if name and (stated or not mapping):
            yield member, stated or (name,)


def _takes_decimals(contract: Contract) -> bool:
    """Whether numbers may be decimals: where no text may be, for a structure may hold both."""
    if not contract.client.types.decimals:
        return False
    fields = [field.schema for one in contract.operations for field in request_fields(one)]
    return not any(isinstance(one, Scalar) and one.format == "decimal" for one in reached(fields))


def reached(schemas: Iterable[Schema]) -> Iterator[Schema]:
    """The schemas of values and of all values inside them, each once."""
    pending, seen = list(schemas), set[tuple[Location, type]]()
    while pending:
        found = pending.pop().resolved()
        if (found.location, type(found)) not in seen:
            seen.add((found.location, type(found)))
            yield found
            pending += inner(found)


def _pascal(name: str) -> str:
    """A piece of a class name; empty where the name has nothing to make one of."""
    try:
        return pascal_case(name)
    except UnnameableError:
        kept = "".join(one if one.isascii() and one.isalnum() else " " for one in name)
        return "".join(word[0].upper() + word[1:] for word in kept.split())


def _unique(name: str, taken: set[str]) -> str:
    name = name if not name[:1].isdigit() else f"N{name}"
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}{number}"
    return found
