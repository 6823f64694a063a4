"""From spec + wire to the contract: error tables, responses, marks and security schemes made complete."""

from __future__ import annotations

import copy
from typing import Any

from ..document import Map, is_map
from ..pointer import join
from ..signing import placements
from .operations import operations, schemes_of
from .places import Places
from .references import dereference


def resolve(document: Map) -> Places:
    """The contract of a document to which the wire overlays have been applied; the input is not changed."""
    resolved = copy.deepcopy(document)
    moved: dict[str, str] = {}
    _distribute_errors(resolved, moved)
    _expand_default_responses(resolved, moved)
    _prune_schemes(resolved)
    _mark_placed(resolved)
    return Places(resolved, moved)


def _distribute_errors(document: Map, moved: dict[str, str]) -> None:
    """Rows of the root go to each operation that has no row of that code."""
    common = document.pop("x-errors", None)
    if not is_map(common):
        return
    for operation in operations(document):
        rows = operation.data.setdefault("x-errors", Map())
        if is_map(rows):
            for code, row in common.items():
                if code not in rows:
                    rows[code] = copy.deepcopy(row)
                    moved[join(operation.pointer, "x-errors", code)] = join("/x-errors", code)


def _expand_default_responses(document: Map, moved: dict[str, str]) -> None:
    """Each status of the error table gets a response of its own, a copy of ``default``."""
    for operation in operations(document):
        responses = operation.data.get("responses")
        rows = operation.data.get("x-errors")
        if not is_map(responses) or "default" not in responses or not is_map(rows):
            continue
        default = responses.pop("default")
        statuses = {str(row["status"]) for row in rows.values() if is_map(row) and "status" in row}
        for status in sorted(statuses - responses.keys()):
            responses[status] = copy.deepcopy(default)
            moved[join(operation.pointer, "responses", status)] = join(
                operation.pointer, "responses", "default"
            )


def _prune_schemes(document: Map) -> None:
    """Schemes that no operation uses: a vendor's overlay offers all its schemes to all its products."""
    components = document.get("components")
    if not is_map(components) or not is_map(components.get("securitySchemes")):
        return
    used = {
        name
        for operation in operations(document)
        for names in schemes_of(document, operation.data)
        for name in names
    }
    used |= {callback["scheme"] for callback in document.get("x-callbacks", {}).values()}
    schemes = components["securitySchemes"]
    for name in [name for name in schemes if name not in used]:
        del schemes[name]
    if not schemes:
        del components["securitySchemes"]


def _mark_placed(document: Map) -> None:
    """``x-placed-by`` on every field that a signing recipe of the operation fills in or takes away."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    for operation in operations(document):
        for name in (name for names in schemes_of(document, operation.data) for name in names):
            placed = placements(schemes.get(name, {}).get("x-signing", {}).get("steps"))
            for place, field, target in _fields(document, operation):
                if (place, field) in placed:
                    marks = target.setdefault("x-placed-by", [])
                    if name not in marks:
                        marks.append(name)


def _fields(document: Map, operation: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Parameters and form fields of an operation, with the place that recipes call them by."""
    places = {"query": "query", "header": "headers"}
    found: list[tuple[str, str, dict[str, Any]]] = []
    for _, parameter in operation.parameters(document):
        name, where = parameter.get("name"), places.get(parameter.get("in", ""))
        if isinstance(name, str) and where:
            found.append((where, name.lower() if where == "headers" else name, parameter))
    for media_type, content in operation.data.get("requestBody", {}).get("content", {}).items():
        if media_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
            schema = dereference(document, content.get("schema", {}))
            found += [("form", name, prop) for name, prop in schema.get("properties", {}).items()]
    return found
