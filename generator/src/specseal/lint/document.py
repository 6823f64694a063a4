"""Checks of a document before it is read: what every later stage relies on. All problems are reported in one run."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema_rs

from ..contract.walk import walk
from ..diagnostics import Diagnostic, Refused, passed
from ..document import Map, is_map, is_seq, locate, plain
from ..pointer import join
from ..suggest import perhaps
from .emulation import check_emulation
from .extensions import check_extensions
from .harmless import softened
from .keywords import check_keywords
from .references import check_references
from .stage_keys import check_no_waivers
from .versions import check_additions, check_version

_OPENAPI = "openapi_spec_validator/resources/schemas/v3.1/schema.json"


def lint_document(document: Map, *, lenient: bool = False) -> tuple[Diagnostic, ...]:
    """Check a spec with its wire overlays applied; returns warnings and notes.

    Raises `Refused` with every problem that prevents reading it.
    """
    if unread := list(check_version(document)):
        raise Refused(unread)
    problems = [problem for check in _CHECKS for problem in check(document)]
    return passed(softened(problems, document) if lenient else problems)


def check_structure(document: Map) -> Iterator[Diagnostic]:
    """Yield the problems of a document that is not valid OpenAPI 3.1, or whose schemas are not valid JSON Schema."""
    additions = list(check_additions(document))
    yield from additions
    told = tuple(one.location.pointer.rpartition("/")[0] for one in additions if one.location)
    invalid = [_problem(document, "", error) for error in _openapi().iter_errors(plain(document))]
    yield from (one for one in invalid if not (one.location and one.location.pointer in told))
    if not invalid:
        yield from _invalid_schemas(document)
    yield from _tags(document)


def _invalid_schemas(document: Map) -> Iterator[Diagnostic]:
    """Schemas that are not valid JSON Schema; the schema of OpenAPI does not look inside them."""
    inside: tuple[str, ...] = ()
    for found in walk(document):
        if found.kind == "schema" and not found.pointer.startswith(inside):
            inside = (f"{found.pointer}/",)  # the meta-schema covers everything inside
            for error in _meta().iter_errors(plain(found.node)):
                yield _problem(document, found.pointer, error)


def _tags(document: Map) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    tags = document.get("tags")
    for index, tag in enumerate(tags if is_seq(tags) else ()):
        name = tag.get("name") if is_map(tag) else None
        if isinstance(name, str) and name in seen:
            location = locate(document, join("/tags", index))
            yield Diagnostic(
                "tag-twice", f"The tag {name!r} is declared twice.", location, "Declare it once."
            )
        seen.add(str(name))


def _problem(document: Map, pointer: str, error: jsonschema_rs.ValidationError) -> Diagnostic:
    path, message = _deepest(error)
    text = message if len(message) <= 400 else f"{message[:400]}…"
    return Diagnostic("openapi-invalid", f"{text.rstrip('.')}.", locate(document, join(pointer, *path)))


def _deepest(error: jsonschema_rs.ValidationError) -> tuple[tuple[str | int, ...], str]:
    """Path and message of the cause: the error itself, or the deepest of the alternatives that all failed."""
    context: Any = getattr(error.kind, "context", None)
    alternatives: list[jsonschema_rs.ValidationError] = [one for branch in context or () for one in branch]
    if not alternatives:
        return tuple(error.instance_path), _listed(error) or error.message
    deepest = max(alternatives, key=lambda one: len(one.instance_path))
    if len(deepest.instance_path) <= len(error.instance_path):
        words = [found for one in alternatives if (found := _listed(one))]
        return tuple(error.instance_path), words[0] if words else error.message
    return _deepest(deepest)


def _listed(error: jsonschema_rs.ValidationError) -> str:
    """Of a text that is none of some others: all of these, and the nearest; empty for any other error."""
    options: Any = getattr(error.kind, "options", None)
    word: Any = error.instance
    if not isinstance(word, str) or options is None:
        return ""
    known = [str(one) for one in options]
    return f"{json.dumps(word, ensure_ascii=False)} is not one of {', '.join(known)}{perhaps(word, known)}"


@functools.cache
def _openapi() -> jsonschema_rs.Draft202012Validator:
    # only the data of openapi-spec-validator: its own validation takes minutes where this takes milliseconds
    path = distribution("openapi-spec-validator").locate_file(_OPENAPI)
    return jsonschema_rs.Draft202012Validator(json.loads(Path(str(path)).read_text("utf-8")))


@functools.cache
def _meta() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"})


_CHECKS = (
    check_references,
    check_structure,
    check_extensions,
    check_keywords,
    check_no_waivers,
    check_emulation,
)
