"""What the parts of ``allOf`` amount to together: one schema that all of them allow.

Objects are joined, and a property that several declare is what all of these allow. Scalars keep the narrower type, and
a union keeps the members that are possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from ..diagnostics import Location
from .schema import (
    Anything,
    Array,
    Base,
    Constant,
    Dictionary,
    Enumeration,
    Object,
    Property,
    Reference,
    Scalar,
    Schema,
    Union,
    component_name,
    composed,
)

SchemaT = TypeVar("SchemaT", bound=Base)
#: Members that a union may have once it is joined with others.
_MOST = 256


class Combination:
    """What `Object.resolved` applies: combines the parts of one object, once."""

    __slots__ = ("_found", "_whole")

    def __init__(self) -> None:
        self._whole: Object | None = None
        self._found: Schema | None = None

    def __call__(self, whole: Object) -> Schema:
        """The schema that an object with parts amounts to; the object itself if its parts cannot be combined."""
        if self._whole is not whole:
            for one in _innermost_first(whole):  # a chain may be longer than Python's stack
                if isinstance(one.combine, Combination) and one.combine._whole is not one:
                    one.combine._make(one)
        return self._found or whole

    def _make(self, whole: Object) -> None:
        self._whole, self._found = whole, whole  # which stands for it while it is made: it may be recursive
        self._found = _combined(whole)


def _innermost_first(whole: Object) -> list[Object]:
    """An object and the objects that it is composed of, each behind its parts."""
    found: list[Object] = []
    pending, seen = [whole], set[Location]()
    while pending:
        one = pending.pop()
        found.append(one)
        for part in one.parts:
            target = _target(part)
            if isinstance(target, Object) and target.parts and target.location not in seen:
                seen.add(target.location)
                pending.append(target)
    return found[::-1]


def _combined(whole: Object) -> Schema:
    settled = [(part, _settled(part)) for part in whole.parts]
    parts = [(part, found) for part, found in settled if not _is_free(found)]
    for _, free in settled:  # which may limit the value all the same
        if _is_free(free):
            whole = replace(whole, limits=whole.limits.over(free.limits), combine=None)
    if not parts and not whole.own:
        return _laid_over(whole, Anything(location=whole.location))
    if all(isinstance(found, Object | Dictionary) for _, found in parts):
        return _joined(whole)
    for index, (_, found) in enumerate(parts):
        if isinstance(found, Union):
            return _distributed(whole, found, [one for number, one in enumerate(parts) if number != index])
    if whole.own:
        return whole
    met: Schema | None = parts[0][0]
    for part, _ in parts[1:]:
        met = None if met is None else meet(met, part)
    return whole if met is None else _laid_over(whole, met)


def conflicts(whole: Object) -> Iterator[Location]:
    """The declarations of properties that no value can meet together with an earlier one of the same name."""
    for _, one, met in _overlaps(whole):
        if met is None:
            yield one.location


def meet(one: Schema, other: Schema) -> Schema | None:
    """What two schemas allow together, with the annotations of the second over the first; ``None`` if nothing."""
    if component_name(one) and component_name(one) == component_name(other):
        return other
    first, second = _settled(one), _settled(other)
    if first.location == second.location:
        return other
    if _is_free(first):
        return _annotated(other, first)
    if _is_free(second):
        return replace(
            one,
            notes=second.notes.over(one.notes),
            limits=second.limits.over(one.limits),
            nullable=one.nullable or second.nullable,
        )
    met = _narrower(first, second, one, other)
    return None if met is None else _annotated(met, first)


def _narrower(first: Schema, second: Schema, one: Schema, other: Schema) -> Schema | None:
    match first, second:
        case Scalar(), Scalar():
            return _scalar(first, second)
        case (Enumeration() | Constant(), Enumeration() | Constant()):
            return second  # its values are the later, narrower ones
        case (Scalar(type=kind), Enumeration() | Constant()):
            return second if _fits(second, kind) else None
        case (Enumeration() | Constant(), Scalar(type=kind)):
            return _annotated(second, first, over=first) if _fits(first, kind) else None
        case (Object() | Dictionary(), Object() | Dictionary()):
            return _objects(first, second, one, other)
        case Array(), Array():
            items = meet(first.items, second.items)
            return None if items is None else replace(second, items=items)
        case Union(), _:
            return _member(first, other)
        case _, Union():
            return _member(second, one)
        case _:
            return None


def _scalar(first: Scalar, second: Scalar) -> Scalar | None:
    types = {first.type, second.type}
    if first.type != second.type and types != {"integer", "number"}:
        return None
    return replace(
        second,
        type="integer" if "integer" in types else second.type,
        format=second.format or first.format,
    )


def _fits(known: Enumeration | Constant, kind: str) -> bool:
    return known.type is None or known.type == kind or {known.type, kind} == {"integer", "number"}


def _objects(
    first: Object | Dictionary, second: Object | Dictionary, one: Schema, other: Schema
) -> Schema | None:
    if isinstance(second, Object) and first.location in {each.location for each in composed(second)}:
        return other
    if isinstance(first, Object) and second.location in {each.location for each in composed(first)}:
        return one
    if isinstance(first, Dictionary) and isinstance(second, Dictionary):
        values = meet(first.values, second.values)
        return None if values is None else replace(second, values=values)
    if isinstance(first, Dictionary):
        return other
    if isinstance(second, Dictionary):
        return one
    return Object(
        location=_below(second.location, "allOf"), own=(), parts=(one, other), combine=Combination()
    )


def _member(union: Union, other: Schema) -> Schema | None:
    """The members of a union that also are another schema."""
    met = [found for member in union.members if (found := meet(member, other)) is not None]
    if not met:
        return None
    return met[0] if len(met) == 1 else replace(union, members=tuple(met))


def _settled(schema: Schema) -> Schema:
    """The schema at the end of all references, its parts combined."""
    found = _target(schema)
    return found.resolved() if isinstance(found, Object) else found


def _target(schema: Schema) -> Schema:
    """The schema at the end of all references."""
    seen: set[str] = set()
    while isinstance(schema, Reference):
        if schema.pointer in seen:
            return Anything(location=schema.location)
        seen.add(schema.pointer)
        schema = schema.target()
    return schema


def _is_free(schema: Schema) -> bool:
    return isinstance(schema, Anything)


def _joined(whole: Object) -> Object:
    """The object, whose own properties include those that several of its parts declare differently."""
    own = {one.name: one for one in whole.own}
    for first, second, met in _overlaps(whole):
        if met is not None and met is not second.schema:
            own[second.name] = replace(
                second, schema=met, required_with=tuple({*first.required_with, *second.required_with})
            )
    return whole if len(own) == len(whole.own) else replace(whole, own=tuple(own.values()), combine=None)


def _overlaps(whole: Object) -> Iterator[tuple[Property, Property, Schema | None]]:
    """Properties that are declared again: the earlier declaration, the later one, and what both allow."""
    found: dict[str, Property] = {}
    for one in composed(whole):
        for key in one.own:
            earlier = found.get(key.name)
            found[key.name] = key
            if earlier is not None and earlier.location != key.location:
                met = meet(earlier.schema, key.schema)
                yield earlier, key, met
                if met is not None:
                    found[key.name] = replace(key, schema=met)


def _distributed(whole: Object, union: Union, parts: list[tuple[Schema, Schema]]) -> Schema:
    """A union that is joined with other parts: a union of all members, each joined with these."""
    others = [part for part, _ in parts]
    if not others and not whole.own:
        return _laid_over(whole, union)
    if len(union.members) > _MOST:
        return whole
    objects = bool(whole.own) or any(isinstance(found, Object | Dictionary) for _, found in parts)
    members: list[Schema] = []
    for number, member in enumerate(union.members):
        if objects:
            settled = _settled(member)
            if isinstance(settled, Object | Dictionary | Union | Anything):
                members.append(_joined_member(whole, others, member, number))
        else:
            met: Schema | None = member
            for part in others:
                met = None if met is None else meet(part, met)
            if met is not None:
                members.append(met)
    if not members:
        return whole
    return replace(_laid_over(whole, union), members=tuple(members))


def _joined_member(whole: Object, others: list[Schema], member: Schema, number: int) -> Schema:
    named = isinstance(member, Reference)
    return Object(
        location=_below(whole.location, component_name(member) or str(number))
        if named
        else _below(member.location, "allOf"),
        notes=member.notes,
        own=whole.own,
        parts=(*others, member),
        required=whole.required,
        needed=whole.needed,
        combine=Combination(),
    )


def _below(location: Location, step: str) -> Location:
    """A location for what is written nowhere as a whole."""
    return replace(location, pointer=f"{location.pointer}/{step}")


def _annotated(schema: Schema, below: Schema, over: Schema | None = None) -> Schema:
    """A schema with the annotations and limits of another below its own."""
    return replace(
        over or schema,
        notes=schema.notes.over(below.notes),
        limits=schema.limits.over(below.limits),
        nullable=schema.nullable or below.nullable,
    )


def _laid_over(whole: Object, below: SchemaT) -> SchemaT:
    return replace(
        below,
        notes=whole.notes.over(below.notes),
        limits=whole.limits.over(below.limits),
        nullable=whole.nullable or below.nullable,
        unheld=(*whole.unheld, *below.unheld),
    )
