"""Where a page contradicts itself: its tables against its own examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .facts import Example, Facts, Field, Kind
from .findings import Finding
from .nesting import paths_of, plain

_REMEDY = "Follow the table in the spec, let the wire overlay take both, and waive it."


def contradictions(page: Facts) -> list[Finding]:
    """Each contradiction once, at the first example that shows it."""
    found: dict[tuple[str, str], Finding] = {}
    for example in page.examples:
        for one in _against_table(page, example):
            found.setdefault((one.code, one.at), one)
    for one in _keys(page):
        found.setdefault((one.code, one.at), one)
    return list(found.values())


def _against_table(page: Facts, example: Example) -> Iterator[Finding]:
    line = example.place if isinstance(example.place, int) else None
    shown = {plain(at): value for at, value in paths_of(example.value).items()}
    rows = {plain(one.at): one for one in page.response}
    keys = {f"/{row.key}" for row in page.errors}
    title = f"the {example.outcome} example in {'XML' if example.media == 'text/xml' else 'JSON'}"
    for at, value in shown.items():
        row = rows.get(at)
        if row is None:
            if rows and at not in keys:
                yield _finding("example-unlisted", at, f"No table lists it, and {title} shows it.", line)
        elif example.media != "text/xml" and not _may_be(row, value):
            yield _finding(
                "example-type", row.at, f"The table says {row.type}; {title} shows {_kind(value)}.", line
            )
    for at, row in rows.items():
        parent = at.rpartition("/")[0]
        if row.required and at not in shown and (not parent or parent in shown):
            yield _finding(
                "example-incomplete", row.at, f"The table says it is always there; {title} lacks it.", line
            )


def _keys(page: Facts) -> Iterator[Finding]:
    listed = {one.at for one in page.response}
    for row in page.errors:
        if row.key and listed and f"/{row.key}" not in listed:
            line = row.place if isinstance(row.place, int) else None
            message = "Errors have their code there, and the table of the response does not list it."
            yield _finding("key-unlisted", f"/{row.key}", message, line)


def _finding(code: str, at: str, message: str, line: int | None) -> Finding:
    return Finding(code=code, relation="contradiction", at=at, message=message, remedy=_REMEDY, line=line)


def _may_be(row: Field, value: Any) -> bool:
    if row.type is None or value is None:
        return True
    return row.type in {"file", _kind(value)} or (row.type == "number" and _kind(value) == "integer")


def _kind(value: Any) -> Kind:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
