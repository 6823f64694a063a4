"""The algebra of schemas, into which every schema of a contract is read.

A `Schema` is one of the classes below. Each has annotations (`Notes`), `Limits`, a location, and whether ``null`` is
allowed. Recursion needs no special treatment: a `Reference` looks up its target on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from ..diagnostics import Location
from ..pointer import COMPONENT_SCHEMAS, split
from .notes import Json, Keyword, Limits, Name, Notes

ScalarType = Literal["string", "integer", "number", "boolean", "null"]
UnionKeyword = Literal["oneOf", "anyOf", "type"]
_DEEPEST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The common fields of all schemas."""

    location: Location
    notes: Notes = field(default=Notes())
    limits: Limits = field(default=Limits())
    nullable: bool = False
    unheld: tuple[Keyword, ...] = ()
    """Keywords that constrain the value and that no other field holds."""

    def resolved(self) -> Schema:
        """The schema at the end of all references, with their own annotations and limits laid over."""
        return self  # type: ignore[return-value]  # only the classes below are made


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything(Base):
    """Any value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing(Base):
    """No value: the schema ``false``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(Base):
    """A string, a number, a boolean or ``null``."""

    type: ScalarType
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enumeration(Base):
    """One of several values; ``null`` among them makes it `nullable`."""

    values: tuple[Json, ...]
    type: ScalarType | None
    """The type of all values; ``None`` if they differ or are not scalars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Base):
    """One value."""

    value: Json
    type: ScalarType | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Array(Base):
    """A list of any length."""

    items: Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuple(Base):
    """A list whose first items have schemas of their own (``prefixItems``)."""

    first: tuple[Schema, ...]
    rest: Schema | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary(Base):
    """An object whose keys are data, without declared properties."""

    values: Schema
    stated: bool = True
    """Whether the document says what its values are; if not, they may be anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property of an object."""

    name: str
    schema: Schema
    required: bool
    needed: bool
    """Required under a condition."""
    required_with: tuple[str, ...] = ()
    """Other properties, each of which requires this one when it is present."""
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Discriminator:
    """The property that tells the members of a union apart, and the component of each value."""

    key: str
    mapping: tuple[tuple[str, str], ...] = ()
    """Value, and pointer or name of the component."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(Base):
    """An object with declared properties: its own, and those of its ``allOf``."""

    own: tuple[Property, ...]
    parts: tuple[Schema, ...] = ()
    required: tuple[Name, ...] = ()
    needed: tuple[Name, ...] = ()
    """Properties that a condition of the object (``then``) requires."""
    extra: Schema | None = None
    """The schema of other properties; ``None`` if not stated."""
    discriminator: Discriminator | None = None
    """What tells apart the objects that are composed of it: its `heirs`."""
    heirs: Callable[[], tuple[Reference, ...]] | None = field(default=None, repr=False, compare=False)
    combine: Callable[[Object], Schema] | None = field(default=None, repr=False, compare=False)
    """What `resolved` applies: it combines the parts, which need not be objects."""

    def resolved(self) -> Schema:
        """The schema that all parts amount to: this object, unless one of the parts is not an object."""
        return self if self.combine is None else self.combine(self)

    def properties(self) -> tuple[Property, ...]:
        """All properties, those of ``allOf`` first; a property declared again keeps its first position."""
        if not self.parts and {name.text for name in self.required} <= {key.name for key in self.own}:
            return self.own
        found: dict[str, Property] = {}
        required: set[str] = set()
        needed: set[str] = set()
        for one in composed(self):
            found |= {key.name: key for key in one.own}
            required |= {name.text for name in one.required}
            needed |= {name.text for name in one.needed}
        for one in composed(self):  # what is required and nowhere declared may be anything
            for name in one.required:
                if name.text not in found:
                    value = Anything(location=name.location)
                    found[name.text] = Property(
                        name=name.text, schema=value, required=True, needed=False, location=name.location
                    )
        return tuple(
            replace(key, required=name in required, needed=name in needed) for name, key in found.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Union(Base):
    """One of several schemas; ``null`` among them makes it `nullable`."""

    members: tuple[Schema, ...]
    keyword: UnionKeyword
    discriminator: Discriminator | None = None
    base: Object | None = None
    """The object that all members are composed of, where it is a member itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Base):
    """A reference to another schema of the document."""

    pointer: str
    lookup: Callable[[str], Schema] = field(repr=False, compare=False)

    @property
    def component(self) -> str:
        """The name of the component under ``components.schemas``; empty for other targets."""
        steps = split(self.pointer)
        return steps[2] if len(steps) == 3 and self.pointer.startswith(f"{COMPONENT_SCHEMAS}/") else ""

    def target(self) -> Schema:
        """Its target, possibly another reference."""
        return self.lookup(self.pointer)

    def resolved(self) -> Schema:
        """The final target. A circular reference gives `Anything`; lint reports it."""
        notes, limits, nullable, unheld = self.notes, self.limits, self.nullable, self.unheld
        seen = {self.pointer}
        found = self.target()
        while isinstance(found, Reference):
            notes, limits = notes.over(found.notes), limits.over(found.limits)
            nullable, unheld = nullable or found.nullable, unheld + found.unheld
            if found.pointer in seen:
                return Anything(location=self.location)
            seen.add(found.pointer)
            found = found.target()
        if isinstance(found, Object):
            found = found.resolved()
        if isinstance(found, Reference):  # all parts amount to it
            found = found.resolved()
        return replace(
            found,
            notes=notes.over(found.notes),
            limits=limits.over(found.limits),
            nullable=nullable or found.nullable,
            unheld=unheld + found.unheld,
        )


Schema: TypeAlias = (
    Anything
    | Nothing
    | Scalar
    | Enumeration
    | Constant
    | Array
    | Tuple
    | Dictionary
    | Object
    | Union
    | Reference
)


def composed(schema: Object) -> Iterator[Object]:
    """The objects that an object is composed of by ``allOf``, itself last, each once."""
    seen: set[Location] = set()

    def walk(one: Object) -> Iterator[Object]:
        if one.location in seen:
            return
        seen.add(one.location)
        for part in one.parts:
            inner = part.resolved()
            if isinstance(inner, Object):
                yield from walk(inner)
        yield one

    return walk(schema)


def inner(schema: Schema) -> Iterator[Schema]:
    """The schemas directly inside a schema; a reference has none."""
    match schema:
        case Array():
            yield schema.items
        case Tuple():
            yield from schema.first
            if schema.rest is not None:
                yield schema.rest
        case Dictionary():
            yield schema.values
        case Object():
            yield from schema.parts
            yield from (one.schema for one in schema.own)
            if schema.extra is not None:
                yield schema.extra
        case Union():
            yield from schema.members
        case _:
            pass


def entered(schema: Schema, inside: frozenset[str]) -> frozenset[str] | None:
    """The references on the way into a value, including its own.

    ``None`` if they are recursive, or too deep.
    """
    if not isinstance(schema, Reference):
        return inside
    return None if schema.pointer in inside or len(inside) >= _DEEPEST else inside | {schema.pointer}


def is_nullable(schema: Schema) -> bool:
    """Whether a value may be ``null``, by itself or as one of several alternatives."""
    pending, seen = [schema], set[Location]()
    while pending:
        one = pending.pop()
        found = one.resolved()
        if one.nullable or found.nullable:
            return True
        if isinstance(found, Union) and found.location not in seen:
            seen.add(found.location)
            pending += found.members
    return False


def component_name(schema: Schema) -> str:
    """The component that a schema refers to, possibly through aliases; empty for inline schemas."""
    name = ""
    seen: set[str] = set()
    while isinstance(schema, Reference) and schema.pointer not in seen:
        seen.add(schema.pointer)
        name = schema.component
        schema = schema.target()
    return name


def kind(schema: Schema) -> str:
    """The kind of a value, as a word for diagnostics."""
    match schema.resolved():
        case Scalar(type=name):
            return name
        case Enumeration(type=name) | Constant(type=name):
            return name or "any"
        case Array() | Tuple():
            return "array"
        case Dictionary():
            return "map"
        case Object():
            return "object"
        case Union():
            return "union"
        case _:
            return "any"
