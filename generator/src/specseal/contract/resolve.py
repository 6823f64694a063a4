"""Resolves spec + wire into the contract: completes error tables, responses, marks and security schemes."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..document import Map, is_map, value_at
from ..pointer import join, split
from ..signing import placements
from .builtin import complete_schemes
from .media_types import FORMS, is_xml
from .places import Places
from .servers import complete_servers
from .tokens import complete_tokens
from .walk import METHODS

_DEEPEST = 16  # of allOf within allOf, for one may lead back to itself
_PLACES = {"query": "query", "header": "headers", "cookie": "cookie"}


def resolve(document: Map) -> Places:
    """The contract of a document with wire overlays applied; the input is not changed."""
    resolved = copy.deepcopy(document)
    moved: dict[str, str] = {}
    _inline_path_items(resolved, moved)
    complete_servers(resolved)
    _distribute_errors(resolved, moved)
    _complete_keys(resolved)
    _expand_default_responses(resolved, moved)
    _prune_schemes(resolved)
    complete_tokens(resolved)
    complete_schemes(resolved)
    _mark_placed(resolved)
    return Places(resolved, moved)


def _inline_path_items(document: Map, moved: dict[str, str]) -> None:
    """Write out path items that are references; what stands beside the reference takes precedence."""
    paths = document.get("paths", {})
    for path in paths:
        for _ in range(_DEEPEST):
            item = paths[path]
            if not is_map(item) or not isinstance(reference := item.get("$ref"), str):
                break
            target = value_at(document, reference)
            own = {key: value for key, value in item.items() if key != "$ref"}
            written = copy.deepcopy(target) if is_map(target) else Map()
            for key in written.keys() - own.keys():
                moved[join("/paths", path, key)] = join(reference.removeprefix("#"), key)
            written.update(own)
            paths[path] = written


def _distribute_errors(document: Map, moved: dict[str, str]) -> None:
    """Copy the rows of the root to each operation without a row of that code."""
    common = document.pop("x-errors", None)
    if not is_map(common):
        return
    for operation in _operations(document):
        rows = operation.data.setdefault("x-errors", Map())
        if is_map(rows):
            for code, row in common.items():
                if code not in rows:
                    rows[code] = copy.deepcopy(row)
                    moved[join(operation.pointer, "x-errors", code)] = join("/x-errors", code)


def _complete_keys(document: Map) -> None:
    """Give each row with a code and without a `key` the first step of the first place that is read."""
    body = document.get("x-error-body")
    steps = [step for pointer in body.get("code", ()) for step in split(pointer)] if is_map(body) else []
    if not steps:
        return
    for operation in _operations(document):
        rows = operation.data.get("x-errors")
        for row in rows.values() if is_map(rows) else ():
            if is_map(row) and "key" not in row and not row.get("by_status"):
                row["key"] = steps[0]


def _expand_default_responses(document: Map, moved: dict[str, str]) -> None:
    """Give each status of the error table a response of its own, a copy of ``default``.

    Where every status has a response already, ``default`` stays: it is for the others.
    """
    for operation in _operations(document):
        responses = operation.data.get("responses")
        rows = operation.data.get("x-errors")
        if not is_map(responses) or "default" not in responses or not is_map(rows):
            continue
        statuses = {str(row["status"]) for row in rows.values() if is_map(row) and "status" in row}
        without = sorted(statuses - responses.keys())
        default = responses.pop("default") if without else None
        for status in without:
            responses[status] = copy.deepcopy(default)
            moved[join(operation.pointer, "responses", status)] = join(
                operation.pointer, "responses", "default"
            )


def _prune_schemes(document: Map) -> None:
    """Remove schemes that no operation uses: a vendor's overlay declares all schemes for all products."""
    components = document.get("components")
    if not is_map(components) or not is_map(components.get("securitySchemes")):
        return
    used = {name for operation in _operations(document) for name in operation.schemes(document)}
    used |= {callback["scheme"] for callback in document.get("x-callbacks", {}).values()}
    schemes = components["securitySchemes"]
    for name in [name for name in schemes if name not in used]:
        del schemes[name]
    if not schemes:
        del components["securitySchemes"]


def _cookie(scheme: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The cookie that a key travels in."""
    if scheme.get("type") == "apiKey" and scheme.get("in") == "cookie":
        yield "cookie", str(scheme.get("name", ""))


def _mark_placed(document: Map) -> None:
    """Set ``x-placed-by`` on every field that a signing recipe of the operation sets."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    placed = {
        name: {*placements(scheme.get("x-signing", {}).get("steps")), *_cookie(scheme)}
        for name, scheme in schemes.items()
    }
    for operation in _operations(document):
        for name in operation.schemes(document):
            for place, field, target in operation.fields(document):
                if (place, field) in placed.get(name, ()):
                    marks = target.setdefault("x-placed-by", [])
                    if name not in marks:
                        marks.append(name)


@dataclass(frozen=True, slots=True)
class _Operation:
    """An operation of the document, and its path item."""

    path: str
    method: str
    data: dict[str, Any]
    item: dict[str, Any]

    @property
    def pointer(self) -> str:
        return join("/paths", self.path, self.method)

    def schemes(self, document: Map) -> list[str]:
        requirements = self.data.get("security", document.get("security", []))
        return [name for requirement in requirements for name in requirement]

    def fields(self, document: Map) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Parameters and form fields, with their place in the language of recipes."""
        for listed in (*self.item.get("parameters", ()), *self.data.get("parameters", ())):
            parameter = _followed(document, listed)
            name, where = parameter.get("name"), _PLACES.get(parameter.get("in", ""))
            if isinstance(name, str) and where:
                yield where, name.lower() if where == "headers" else name, parameter
        body = _followed(document, self.data.get("requestBody", {}))
        for media_type, content in body.get("content", {}).items():
            if media_type in FORMS or is_xml(media_type):
                for name, prop in _properties(document, content.get("schema", {})):
                    yield "form", name, prop


def _operations(document: Map) -> Iterator[_Operation]:
    for path, item in document.get("paths", {}).items():
        for method, data in item.items():
            if method in METHODS:
                yield _Operation(path, method, data, item)


def _properties(document: Map, node: Any, depth: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """The properties of an object, including those of its ``allOf``."""
    schema = _followed(document, node)
    parts = schema.get("allOf", ()) if depth < _DEEPEST else ()
    for part in parts:
        yield from _properties(document, part, depth + 1)
    yield from ((name, prop) for name, prop in schema.get("properties", {}).items() if is_map(prop))


def _followed(document: Map, node: Any) -> dict[str, Any]:
    """The object at the end of a chain of references; an empty object if there is none."""
    for _ in range(16):
        reference = node.get("$ref") if is_map(node) else None
        if not isinstance(reference, str):
            break
        node = value_at(document, reference)
    return node if is_map(node) else {}
