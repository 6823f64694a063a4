"""References: to objects of the same document, and not circular."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract.walk import walk
from ..diagnostics import Diagnostic, Location
from ..document import Map, is_map, locate, value_at
from ..pointer import join


def check_references(document: Map) -> Iterator[Diagnostic]:
    """Yield the problems of every ``$ref``, since every later stage follows them."""
    known: frozenset[str] | None = None
    for found in walk(document):
        if "$ref" not in found.node:
            continue
        target = found.node["$ref"]
        location = locate(document, join(found.pointer, "$ref"))
        if not isinstance(target, str) or not target.startswith("#/"):
            yield _outside(target, location)
            continue
        if not target.startswith("#/components/"):
            if known is None:
                known = frozenset(one.pointer for one in walk(document))
            if target[1:] not in known:
                yield _outside(target, location)
                continue
        match _follow(document, target):
            case "missing":
                yield Diagnostic(
                    "reference-dangling",
                    f"{target} does not exist.",
                    location,
                    "Correct the reference, or add the component.",
                )
            case "circle":
                yield Diagnostic(
                    "reference-circle",
                    f"{target} is a circular reference.",
                    location,
                    "Replace one of the references in the circle by a schema.",
                )
            case _:
                pass


def _outside(target: object, location: Location) -> Diagnostic:
    return Diagnostic(
        "reference-outside",
        f"{target!r} is not a reference to an object of this document.",
        location,
        "Move the target into this document's components.",
    )


def _follow(document: Map, target: str) -> str:
    seen: set[str] = set()
    while target not in seen:
        seen.add(target)
        found = value_at(document, target)
        if found is None:
            return "missing"
        if not is_map(found) or not isinstance(found.get("$ref"), str):
            return "found"
        target = found["$ref"]
    return "circle"
