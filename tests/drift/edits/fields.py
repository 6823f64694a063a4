"""Edits of response fields, with the findings about examples that still show the old field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from specseal.drift.facts import Example, Field
from tests.drift.edits.edit import Edit, edit, replaced, spread
from tests.drift.writer import Sheet


def field_edits(sheet: Sheet) -> Iterator[Edit]:
    """Fields added, removed, given another type, or made required."""
    rows = sheet.facts.response
    leaves = [one for one in rows if one.type not in {"object", "array"}]
    roots = [one for one in leaves if one.at.count("/") == 1 and not one.failure]
    for row in spread(roots, 3):
        new = replace(row, at="/server_time", type="integer", unit=None, sample=None, required=None)
        yield edit(
            f"field added after {row.at}",
            sheet,
            ("field-added", "/server_time"),
            response=replaced(rows, row, row, new),
        )
    for row in spread(leaves, 3):
        yield edit(
            f"field {row.at} removed",
            sheet,
            ("field-removed", row.at),
            ("fewer-rows", "response fields"),
            ("waiver-idle", "*"),
            *_shown(sheet, row),
            response=replaced(rows, row),
        )
    for row in spread([one for one in leaves if one.type == "string"], 3):
        yield edit(
            f"field {row.at} made boolean",
            sheet,
            ("field-type", row.at),
            *_typed(sheet, row),
            response=replaced(rows, row, replace(row, type="boolean")),
        )
    for row in spread([one for one in roots if one.type != "boolean"], 2):
        yield edit(
            f"field {row.at} promised: {not row.required}",
            sheet,
            ("field-required", row.at),
            ("waiver-idle", "*"),
            *_promised(sheet, row),
            response=replaced(rows, row, replace(row, required=None if row.required else True)),
        )


def _values(example: Example, at: str) -> list[Any]:
    found: list[Any] = [example.value]
    for step in at.strip("/").split("/"):
        if step == "*":
            found = [item for one in found if isinstance(one, list) for item in one]
        elif example.media == "application/json":
            found = [one[step] for one in found if isinstance(one, dict) and step in one]
        else:
            found = [child for one in found for child in one if child.tag == step]
    return found


def _everywhere(sheet: Sheet, row: Field, media: tuple[str, ...]) -> bool:
    return any(
        _values(one, row.at if one.media == "application/json" else row.at.replace("/*", ""))
        for one in sheet.facts.examples
        if one.media in media
    )


def _shown(sheet: Sheet, row: Field) -> list[tuple[str, str]]:
    """The finding about an example that shows a field which the table no longer has."""
    if not _everywhere(sheet, row, ("application/json", "text/xml")) or row.name in {
        e.key for e in sheet.facts.errors
    }:
        return []
    return [("example-unlisted", row.at.replace("/*", ""))]


def _typed(sheet: Sheet, row: Field) -> list[tuple[str, str]]:
    return [("example-type", row.at)] if _everywhere(sheet, row, ("application/json",)) else []


def _promised(sheet: Sheet, row: Field) -> list[tuple[str, str]]:
    if row.required:
        return []
    lacking = [one for one in sheet.facts.examples if not _values(one, row.at.replace("/*", ""))]
    return [("example-incomplete", row.at)] if lacking else []
