"""Faults that harm nobody: those of examples, defaults, tags and descriptions, required properties that may be anything
because nothing declares them, misspelt keywords, which JSON Schema ignores, and misspelt media types beside others.
`--lenient` makes them warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..contract.walk import walk
from ..diagnostics import Diagnostic
from ..document import Map
from ..pointer import join

_CODES = frozenset(
    {
        *("example-invalid", "example-fails", "tag-twice", "required-unknown"),
        *("keyword-unknown", "media-type-misnamed"),
    }
)
#: Keys that only people read.
_TEXTS = frozenset(
    {"description", "summary", "title", "externalDocs", "tags", "example", "examples", "default"}
)
_ABOUT = frozenset({"contact", "license", "termsOfService"})
_REPEATED = "has non-unique elements."
_MISSING = "'description' is a required property."


def softened(problems: Iterable[Diagnostic], document: Map) -> Iterator[Diagnostic]:
    """The problems, those that harm nobody as warnings."""
    harmless: frozenset[str] | None = None
    for problem in problems:
        if problem.code in _CODES:
            yield replace(problem, severity="warning")
            continue
        if problem.code == "openapi-invalid" and problem.location is not None:
            harmless = harmless if harmless is not None else frozenset(_harmless(document))
            pointer = problem.location.pointer
            text = problem.message.replace('"', "'")
            repeated = text.endswith(_REPEATED) and pointer.endswith("/required")
            if text == _MISSING or repeated or _is_within(pointer, harmless):
                yield replace(problem, severity="warning")
                continue
        yield problem


def _harmless(document: Map) -> Iterator[str]:
    """Pointers to values that only people read."""
    for found in walk(document):
        keys = _TEXTS | _ABOUT if found.kind == "info" else _TEXTS
        for key in keys & found.node.keys():
            yield join(found.pointer, key)


def _is_within(pointer: str, harmless: frozenset[str]) -> bool:
    while pointer:
        if pointer in harmless:
            return True
        pointer = pointer.rpartition("/")[0]
    return False
