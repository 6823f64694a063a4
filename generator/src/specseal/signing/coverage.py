"""Which parts of a request the signature of a recipe covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .nodes import FieldPlace
from .reading import Reading, follow
from .recipe import Recipe
from .secrecy import signatures


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the signature of a recipe is made from."""

    signs: bool
    """Whether there is a signature at all: a recipe may send a key as it is."""
    readings: frozenset[Reading]

    def whole(self, place: FieldPlace) -> bool:
        """Whether every field of a place is signed, but for those that the recipe leaves out by name."""
        return any(one.place == place and one.only is None for one in self.readings)

    def field(self, place: FieldPlace, name: str) -> bool:
        """Whether a field is signed."""
        return any(one.covers(place, name) for one in self.readings)

    @property
    def body(self) -> bool:
        """Whether the exact bytes of the body are signed."""
        return any(one.part == "body" for one in self.readings)


def coverage(recipe: Recipe) -> Coverage:
    """What the fields that carry a signature come from."""
    signed = signatures(recipe.steps, recipe.secrecy)
    found = {
        reading
        for placed in follow(recipe.steps).placed
        if (placed.step.place, placed.step.field) in signed
        for reading in placed.comes_from
        if reading.signs
    }
    return Coverage(bool(signed), frozenset(found))


def changed_places(recipe: Recipe) -> Iterable[FieldPlace]:
    """The places in which the recipe sets fields, each once."""
    return dict.fromkeys(place for place, _ in recipe.placed)
