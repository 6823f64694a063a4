"""Where each statement comes from: ``x-source`` as text that portals show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...contract.walk import walk
from ...document import is_map
from ..markdown import blocks, prose, sentence

_ALWAYS = frozenset({"operation"})
_CERTAINTIES = {
    "confirmed": "confirmed by a public source",
    "measured": "seen in a run of real software",
    "third-party": "known from third-party code alone",
    "inferred": "inferred",
}


def tell_sources(document: dict[str, Any]) -> None:
    """Add sources to descriptions: to those of operations always, to others where there is more than the document."""
    for found in walk(document):
        source = found.node.get("x-source")
        if not is_map(source) or found.kind in {"info", "example", "media type", "path item"}:
            continue
        told = told_source(source) if found.kind in _ALWAYS else _remarkable(source)
        if told:
            found.node["description"] = blocks(str(found.node.get("description", "")), told)


def told_source(source: Mapping[str, Any]) -> str:
    """One line of Markdown on the evidence for something."""
    place = ", ".join(prose(str(source[key])) for key in ("document", "section") if source.get(key))
    certainty = _CERTAINTIES.get(str(source.get("certainty", "")), "")
    parts = [f"*Source:* {place}{f' ({certainty})' if certainty else ''}." if place else ""]
    if lost := source.get("lost"):
        parts.append(f"*Not legible in the saved document:* {prose(sentence(str(lost)))}")
    if note := source.get("note"):
        parts.append(f"*Note:* {prose(sentence(str(note)))}")
    return " ".join(part for part in parts if part)


def _remarkable(source: Mapping[str, Any]) -> str:
    documented = source.get("certainty", "documented") == "documented"
    if documented and not source.get("lost") and not source.get("note"):
        return ""
    return told_source({key: value for key, value in source.items() if key != "document" or not documented})
