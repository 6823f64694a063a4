"""What all layouts share: columns, cells, examples and the sections above the tables."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from specseal.drift.facts import Field
from tests.drift.writer.sentences import sentences
from tests.drift.writer.sheet import Sheet
from tests.drift.writer.words import FORMS, MARKS, TITLES, TYPES


def columns(sheet: Sheet, *, response: bool, sample: bool) -> list[str]:
    """The columns of a table."""
    return [
        column
        for column in sheet.order
        if not (response and column == "required") and (sample or column != "sample")
    ]


def cells_of(one: Field, sheet: Sheet, *, response: bool, listed: bool = False) -> dict[str, str]:
    """The cells of a row, by column."""
    return {
        "required": MARKS[sheet.language][bool(one.required)],
        "name": one.name,
        "type": TYPES[sheet.language][one.type or "string"],
        "sample": one.sample or "",
        "text": " ".join(sentences(one, sheet, response=response, listed=listed)),
    }


def _example(value: object) -> str:
    if isinstance(value, ET.Element):
        copy = ET.fromstring(ET.tostring(value, encoding="unicode"))
        ET.indent(copy)
        return ET.tostring(copy, encoding="unicode")
    return json.dumps(value, ensure_ascii=False, indent=1)


def examples(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The title and the text of each example."""
    titles = TITLES[sheet.language]
    for one in sheet.facts.examples:
        yield titles[one.outcome], _example(one.value)


def addresses(sheet: Sheet) -> list[str]:
    facts = sheet.facts
    return [
        f"{f'{host.label}: ' if host.label else ''}{facts.method or ''} {host.url}{facts.path}".strip()
        for host in facts.hosts
    ]


def head(sheet: Sheet) -> Iterator[tuple[str, list[str]]]:
    """The sections above the tables: title and lines."""
    facts, titles = sheet.facts, TITLES[sheet.language]
    yield (
        titles["page"],
        [
            titles["note"],
            *([titles["rate"].format(calls=facts.rate.calls)] if facts.rate else []),
        ],
    )
    yield titles["url"], addresses(sheet)
    if facts.media:
        yield titles["method"], [titles["form"].format(form=FORMS[facts.media])]
    if facts.version:
        yield titles["version"], [facts.version]
