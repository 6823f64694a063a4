"""What is said about a value besides what it may be."""

from __future__ import annotations

from ..contract import Notes, Schema
from ..diagnostics import Location
from .at import At
from .change import Changes
from .words import listed, shown

Places = tuple[Location, Location]


def compare_notes(
    changes: Changes, at: At, old: Schema, new: Schema, notes: tuple[Notes, Notes] | None = None
) -> None:
    """Note changes of default, unit, ports, deprecation and documentation.

    ``notes`` are those of a parameter, which stand before the ones of its schema.
    """
    one, other = notes or (old.notes, new.notes)
    places = (old.location, new.location)
    _default(changes, at, one, other, places)
    if one.unit != other.unit:
        if one.unit:
            message = f"It counted in {one.unit}, and counts in {other.unit or 'a unit that is not said'}."
            changes.add(f"{at.direction}-unit-changed", str(at), message, *places)
        else:
            changes.add(f"{at.direction}-unit-stated", str(at), f"It counts in {other.unit}.", *places)
    if at.direction == "request":
        if gone := [port for port in one.ports if port not in other.ports]:
            message = f"The vendor does not deliver to {listed(gone)} any more."
            changes.add("request-port-removed", str(at), message, *places)
        if more := [port for port in other.ports if port not in one.ports]:
            message = f"The vendor delivers to {listed(more)} too."
            changes.add("request-port-added", str(at), message, *places)
    if one.deprecated != other.deprecated:
        what = "deprecated" if other.deprecated else "undeprecated"
        message = "The vendor advises against it." if other.deprecated else "It is not deprecated any more."
        changes.add(f"{at.direction}-{what}", str(at), message, *places)
    if (one.title, _flat(one.description), one.examples) != (
        other.title,
        _flat(other.description),
        other.examples,
    ):
        changes.add("documentation", str(at), "Its description or example was rewritten.", *places)


def _default(changes: Changes, at: At, one: Notes, other: Notes, places: Places) -> None:
    if one.default == other.default and type(one.default) is type(other.default):
        return
    old, new = places
    if at.direction == "response":
        what = "default-changed"
    elif one.default is None:
        what = "default-stated"
    else:
        what = "default-removed" if other.default is None else "default-changed"
    before = "not said" if one.default is None else shown(one.default)
    after = "not said" if other.default is None else shown(other.default)
    message = f"The default was {before}, and is {after}."
    changes.add(f"{at.direction}-{what}", str(at), message, old, new)


def _flat(text: str) -> str:
    return " ".join(text.split())
