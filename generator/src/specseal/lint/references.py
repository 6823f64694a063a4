"""References: only within the document, only to what is there, never in a circle of references alone."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract.walk import walk
from ..diagnostics import Diagnostic
from ..document import Map, is_map, locate, value_at
from ..pointer import join


def check_references(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of all ``$ref``, which every later stage follows."""
    for found in walk(document):
        if "$ref" not in found.node:
            continue
        target = found.node["$ref"]
        location = locate(document, join(found.pointer, "$ref"))
        if not isinstance(target, str) or not target.startswith("#/components/"):
            yield Diagnostic(
                "reference-outside",
                f"{target!r} does not lead to #/components/….",
                location,
                "Put what it names into this document's components.",
            )
            continue
        match _follow(document, target):
            case "missing":
                yield Diagnostic(
                    "reference-dangling", f"There is no {target}.", location, "Correct the name, or add it."
                )
            case "circle":
                yield Diagnostic(
                    "reference-circle",
                    f"{target} leads back to itself.",
                    location,
                    "Give one of them a body.",
                )
            case _:
                pass


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
