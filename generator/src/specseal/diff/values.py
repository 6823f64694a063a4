"""What a value may be, on both sides: kinds, listed values, limits, and whatever is inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..contract import (
    Anything,
    Array,
    Constant,
    Dictionary,
    Enumeration,
    Nothing,
    Object,
    Property,
    Scalar,
    Schema,
    Tuple,
    Union,
    component_name,
    kind,
)
from ..contract.notes import Json
from ..diagnostics import Location
from ..plan.models import attribute
from .at import At
from .change import Changes
from .limits import compare_limits
from .notes import compare_notes
from .words import listed, named, shown

_EVERYTHING = frozenset({"string", "integer", "number", "boolean", "array", "object"})
Pairs = frozenset[tuple[Location, Location, str]]


@dataclass(frozen=True, slots=True)
class Values:
    """Compares two schemas and all that is inside them."""

    changes: Changes

    def compare(self, at: At, old: Schema, new: Schema, inside: Pairs = frozenset()) -> None:
        """Note every change of a value. ``inside`` are the pairs on the way to it: schemas may be recursive."""
        one, other = old.resolved(), new.resolved()
        # the members of `type: [string, integer]` stand where the union itself does
        pair = (one.location, other.location, kind(one))
        if pair in inside:
            return
        within = inside | {pair}
        compare_notes(self.changes, at, one, other)
        self._nullable(at, one, other)
        self._unheld(at, one, other)
        if not self._types(at, one, other):
            return
        self._listed(at, one, other)
        if isinstance(one, Scalar) and isinstance(other, Scalar):
            self._format(at, one, other)
        compare_limits(self.changes, at, one, other)
        self._inside(at, one, other, within)

    def properties(
        self,
        at: At,
        old: Mapping[str, Property],
        new: Mapping[str, Property],
        inside: Pairs = frozenset(),
        holders: tuple[Location, Location] | None = None,
    ) -> None:
        """Note every change of the keys of an object. ``holders`` are the objects, where a key is on one side only."""
        before, after = holders or (None, None)
        for name, one in old.items():
            here = at.inside(name, attribute(one))
            if name not in new:
                message = f"The {_noun(at)} `{name}` was removed."
                # of a request, only keys of nested values come here
                code, names = (
                    ("request-key-removed", (name,))
                    if at.direction == "request"
                    else ("response-field-removed", here.names)
                )
                self.changes.add(code, str(here), message, one.location, after, names)
                continue
            other = new[name]
            compare_presence(self.changes, here, one, other)
            self.compare(here, one.schema, other.schema, inside)
        for name, other in new.items():
            if name not in old:
                here = at.inside(name, attribute(other))
                required = other.required and at.direction == "request"
                code = f"{at.direction}-field-added" + ("-required" if required else "")
                message = f"The {'required ' if required else ''}{_noun(at)} `{name}` was added."
                self.changes.add(code, str(here), message, before, other.location)

    def _add(self, at: At, what: str, message: str, old: Schema, new: Schema) -> None:
        self.changes.add(f"{at.direction}-{what}", str(at), message, old.location, new.location, at.names)

    def _nullable(self, at: At, old: Schema, new: Schema) -> None:
        if old.nullable != new.nullable:
            allowed = new.nullable
            what = "null-allowed" if allowed else "null-refused"
            message = "It may be `null`." if allowed else "It may not be `null` any more."
            self._add(at, what, message, old, new)

    def _unheld(self, at: At, old: Schema, new: Schema) -> None:
        """Keywords that the contract does not hold are compared by being there alone."""
        before, after = ({one.text for one in each.unheld} for each in (old, new))
        for keyword in sorted(before ^ after):
            told = "does not limit it any more" if keyword in before else "limits it"
            self._add(at, "keyword-changed", f"`{keyword}` {told}.", old, new)

    def _types(self, at: At, old: Schema, new: Schema) -> bool:
        """Note another kind of value; whether both sides still have something in common to go on with."""
        before, after = types_of(old), types_of(new)
        if before == after:
            return True
        wider, narrower = _covers(after, before), _covers(before, after)
        if isinstance(old, Union) and isinstance(new, Union) and (wider or narrower):
            return True  # told member by member
        what = "type-widened" if wider else "type-narrowed" if narrower else "type-changed"
        message = f"It was {named(old)}, and is {named(new)}."
        if isinstance(old, Union) or isinstance(new, Union):
            message = f"It was {_types_told(before)}, and is {_types_told(after)}."
        self._add(at, what, message, old, new)
        return wider or narrower

    def _listed(self, at: At, old: Schema, new: Schema) -> None:
        before, after = values_of(old), values_of(new)
        if before == after:
            return
        if before is None:
            self._add(at, "values-listed", f"It is one of {listed(after or ())} only.", old, new)
        elif after is None:
            message = f"It is not limited to {listed(before)} any more."
            self._add(at, "values-open", message, old, new)
        elif isinstance(old, Constant) and isinstance(new, Constant) and at.direction == "request":
            message = f"The constant {shown(old.value)} became {shown(new.value)}."
            self._add(at, "constant-changed", message, old, new)
        else:
            if gone := [value for value in before if value not in after]:
                self._add(at, "values-removed", f"{listed(gone)} is no value of it any more.", old, new)
            if more := [value for value in after if value not in before]:
                self._add(at, "values-added", f"{listed(more)} is a value of it.", old, new)

    def _format(self, at: At, old: Scalar, new: Scalar) -> None:
        if old.format == new.format:
            return
        if at.direction == "request":
            what = "format-changed" if new.format else "format-lifted"
        else:
            what = "format-changed" if old.format else "format-stated"
        message = f"The format was {_or_none(old.format)}, and is {_or_none(new.format)}."
        self._add(at, what, message, old, new)

    def _inside(self, at: At, old: Schema, new: Schema, inside: Pairs) -> None:
        match old, new:
            case (Array(items=one), Array(items=other)):
                self.compare(at.inside("-", *at.names), one, other, inside)
            case (Tuple() as one, Tuple() as other):
                self._tuple(at, one, other, inside)
            case (Union() as one, Union() as other):
                self._members(at, one, other, inside)
            case (Object() | Dictionary(), Object() | Dictionary()):
                self.properties(at, keys_of(old), keys_of(new), inside, (old.location, new.location))
                self._extra(at, old, new, inside)
            case _:
                pass

    def _tuple(self, at: At, old: Tuple, new: Tuple, inside: Pairs) -> None:
        for index, (one, other) in enumerate(zip(old.first, new.first, strict=False)):
            self.compare(at.inside(str(index), *at.names), one, other, inside)
        if len(old.first) != len(new.first):
            message = f"It has {len(new.first)} positions with a meaning of their own, not {len(old.first)}."
            self._add(at, "type-changed", message, old, new)
        elif old.rest is not None and new.rest is not None:
            self.compare(at.inside("-", *at.names), old.rest, new.rest, inside)

    def _members(self, at: At, old: Union, new: Union, inside: Pairs) -> None:
        """Members are told apart by the component that they name, or by their kind."""
        before, after = _by_name(old), _by_name(new)
        for name, one in before.items():
            if name in after:
                self.compare(at, one, after[name], inside)
            else:
                self._add(at, "alternative-removed", f"It is never {_told(name)} any more.", one, new)
        for name, other in after.items():
            if name not in before:
                self._add(at, "alternative-added", f"It may be {_told(name)}.", old, other)

    def _extra(self, at: At, old: Schema, new: Schema, inside: Pairs) -> None:
        before, after = _extra_of(old), _extra_of(new)
        if before is not None and after is not None:
            self.compare(at.inside("*", *at.names), before, after, inside)
        elif (before is None) != (after is None):
            if at.direction == "response":
                self._add(at, "keys-changed", "What further keys may hold is said in another way.", old, new)
            elif isinstance(after, Nothing) or (after is not None and before is None):
                self._add(at, "keys-closed", "Keys that are not listed are limited.", old, new)
            else:
                self._add(at, "keys-opened", "Keys that are not listed are accepted.", old, new)


def compare_presence(changes: Changes, at: At, old: Property, new: Property) -> None:
    """Whether a key must be there."""
    places = (old.location, new.location)
    if old.required != new.required:
        if at.direction == "request":
            message = "It became required." if new.required else "It may be left out."
        else:
            message = "It is always there." if new.required else "It may be absent."
        what = "required" if new.required else "optional"
        changes.add(f"{at.direction}-field-{what}", str(at), message, *places, at.names)
    elif old.needed != new.needed and at.direction == "request" and not new.required:
        message = "It is required under a condition." if new.needed else "No condition requires it any more."
        what = "needed" if new.needed else "unneeded"
        changes.add(f"request-field-{what}", str(at), message, *places)


def types_of(schema: Schema, inside: frozenset[Location] = frozenset()) -> frozenset[str]:
    """The JSON types of all values; ``null`` is told apart."""
    match found := schema.resolved():
        case Scalar(type=name):
            return frozenset() if name == "null" else frozenset({name})
        case Enumeration(type=name) | Constant(type=name):
            return frozenset({name}) if name else _EVERYTHING
        case Array() | Tuple():
            return frozenset({"array"})
        case Dictionary() | Object():
            return frozenset({"object"})
        case Union(location=place) if place in inside:
            return frozenset()
        case Union(members=members):
            return frozenset[str]().union(*(types_of(one, inside | {found.location}) for one in members))
        case Nothing():
            return frozenset()
        case Anything():
            return _EVERYTHING
        case _:
            return _EVERYTHING


def values_of(schema: Schema) -> tuple[Json, ...] | None:
    """The values that are listed; ``None`` where any will do."""
    match schema:
        case Enumeration(values=values):
            return values
        case Constant(value=value):
            return (value,)
        case _:
            return None


def keys_of(schema: Schema) -> dict[str, Property]:
    """The known keys of an object."""
    return {one.name: one for one in schema.properties()} if isinstance(schema, Object) else {}


def _extra_of(schema: Schema) -> Schema | None:
    match schema:
        case Object(extra=extra):
            return extra
        case Dictionary(values=values):
            return values
        case _:
            return None


def _covers(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    """Whether every value of some types is one of others; every integer is a number."""
    return narrow <= (wide | {"integer"} if "number" in wide else wide)


def _by_name(union: Union) -> dict[str, Schema]:
    """The members by component or kind; of several of a kind, each by its position among them too."""
    found: dict[str, Schema] = {}
    for one in union.members:
        name = first = component_name(one) or named(one)
        count = 1
        while name in found:
            count += 1
            name = f"{first} ({count})"
        found[name] = one
    return found


def _told(name: str) -> str:
    return name if " " in name else f"`{name}`"


def _types_told(types: frozenset[str]) -> str:
    return "any value" if types == _EVERYTHING else " or ".join(sorted(types)) or "no value"


def _or_none(text: str) -> str:
    return f"`{text}`" if text else "none"


def _noun(at: At) -> str:
    return "field" if at.direction == "response" else "parameter"
