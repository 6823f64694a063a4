"""Where in the response a field is. Tables name fields one below the other; examples show the tree."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any, cast

from .facts import Example, Field

#: Whether the second name may stand below the first in one list of fields.
Follows = Callable[[str, str], bool]


def paths_of(value: Any, at: str = "") -> dict[str, Any]:
    """Every pointer of a value of JSON or XML, ``*`` for all items of a list, with one of the values there."""
    found: dict[str, Any] = {}
    if isinstance(value, dict):
        for key, member in cast("dict[str, Any]", value).items():
            found |= {f"{at}/{key}": member, **paths_of(member, f"{at}/{key}")}
    elif isinstance(value, list):
        items: list[Any] = cast("Any", value)
        for item in items:
            found |= paths_of(item, f"{at}/*")
    elif isinstance(value, ET.Element):
        for child in value:
            found |= {f"{at}/{child.tag}": child if len(child) else child.text}
            found |= paths_of(child, f"{at}/{child.tag}")
    return found


def plain(at: str) -> str:
    """A pointer without the marks of lists, as XML has it."""
    return at.replace("/*", "")


def nest(
    fields: Sequence[Field], examples: Sequence[Example], follows: Follows, known: Collection[str] = ()
) -> tuple[Field, ...]:
    """Give each field its pointer.

    A row below a list or an object is in it when an example shows it there; otherwise it is in the nearest one
    around that has it. A field that no example shows is beside the row above it or, where ``follows`` says that it
    cannot come after that row, further out. A row that itself says where it stands is left alone. ``known`` are
    pointers from an earlier reading, for a page that no longer shows them.
    """
    shown = {plain(at) for example in examples for at in paths_of(example.value)} | {
        plain(at) for at in known
    }
    placed: list[Field] = []
    last: dict[str, str] = {}
    taken: set[str] = set()
    within = ""
    for field in fields:
        if "/" not in field.at.lstrip("/"):
            place = _place(field.name, within, shown - taken, last, taken, follows)
            field = replace(field, at=f"{place}/{field.name}")  # noqa: PLW2901
        placed.append(field)
        place = field.at.rpartition("/")[0]
        taken.add(plain(field.at))
        last[place] = field.name
        holds = any(one.startswith(plain(field.at) + "/") for one in shown)
        within = place if not holds else field.at + ("/*" if field.type == "array" else "")
    return tuple(placed)


def _place(
    name: str, within: str, free: set[str], last: dict[str, str], taken: set[str], follows: Follows
) -> str:
    around = [within, *_outer(within)]
    for place in around:
        if plain(f"{place}/{name}") in free:
            return place
    for place in around[:-1]:
        if plain(f"{place}/{name}") not in taken and (place not in last or follows(last[place], name)):
            return place
    return ""


def _outer(place: str) -> list[str]:
    found: list[str] = []
    while place:
        place = place.removesuffix("/*").rpartition("/")[0]
        found.append(place)
    return found
