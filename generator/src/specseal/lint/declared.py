"""Which names a schema declares, and where a JSON Pointer leads through them.

A schema is open where a value may have names that it does not declare: nothing can be said of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..contract import (
    Anything,
    Array,
    Constant,
    Dictionary,
    Enumeration,
    Object,
    Scalar,
    Schema,
    Tuple,
    Union,
    kinds_of,
    other_properties,
)
from ..diagnostics import Location


@dataclass(frozen=True, slots=True)
class Led:
    """The end of a pointer."""

    schema: Schema | None
    """What is there; ``None`` where nothing is, or where a schema on the way is open."""
    missing: str = ""
    """The step that does not exist."""
    known: frozenset[str] = frozenset()
    """The names that could have been there instead."""


def names_of(schema: Schema | None) -> Mapping[str, Schema] | None:
    """The properties of an object, and of its alternatives; ``None`` where it may have others, or is a text."""
    if schema is None:
        return None
    found: dict[str, Schema] = {}
    for one in _alternatives(schema):
        if isinstance(one, Object):
            if other_properties(one) is not None:
                return None
            found |= {name.name: name.schema for name in one.properties()}
        elif isinstance(one, Anything | Dictionary | Tuple) or _is_text(one):
            return None
    return found


def lead(schema: Schema | None, steps: Iterable[str]) -> Led:
    """Follow the steps of a pointer through declared names, and into lists."""
    for step in steps:
        listed = [one for one in _alternatives(schema) if isinstance(one, Array)]
        if listed and step.isdigit():
            schema = listed[0].items
            continue
        known = names_of(schema)
        if known is None:
            return Led(None)
        if step not in known:
            return Led(None, step, frozenset(known))
        schema = known[step]
    return Led(schema)


def everywhere(schema: Schema | None) -> frozenset[str] | None:
    """The names of a value at any depth; ``None`` where it may have others."""
    if schema is None:
        return None
    found: set[str] = set()
    seen: set[Location] = set()
    pending = [schema]
    while pending:
        for one in _alternatives(pending.pop()):
            if one.location in seen:
                continue
            seen.add(one.location)
            if isinstance(one, Array):
                pending.append(one.items)
            elif isinstance(one, Object) or not _is_scalar(one):
                known = names_of(one)
                if known is None:
                    return None
                found |= known.keys()
                pending += known.values()
    return frozenset(found)


def may_be_object(schema: Schema | None) -> bool:
    """Whether a value may have names."""
    return any(isinstance(one, Object | Dictionary | Anything) for one in _alternatives(schema))


def _alternatives(schema: Schema | None) -> Iterator[Schema]:
    """What a value may be, without references and unions; nothing where there is no schema."""
    seen: set[Location] = set()
    pending = [] if schema is None else [schema]
    while pending:
        one = pending.pop().resolved()
        if isinstance(one, Object) and (kinds := kinds_of(one)) is not None:
            one = kinds
        if isinstance(one, Union):
            if one.location not in seen:
                seen.add(one.location)
                pending += one.members
        else:
            yield one


def _is_scalar(schema: Schema) -> bool:
    return isinstance(schema, Scalar | Enumeration | Constant)


def _is_text(schema: Schema) -> bool:
    """Whether it is a text, which may hold an object as JSON."""
    return isinstance(schema, Scalar) and schema.type == "string"
