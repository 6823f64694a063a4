"""The rows of CSV and NDJSON files, and what all formats have in common."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    NamedTuple,
    TextIO,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from ...json_texts import NotUnicode
from ...json_types import is_object
from ...strict_json import finite, parse

if TYPE_CHECKING:
    from ...plugins import Section


class Row(NamedTuple):
    """One record of a file."""

    line: int
    """Where it begins, from 1."""
    section: str
    """The section of the seed that it belongs to."""
    data: dict[str, Any]


class BadRow(NamedTuple):
    """A record that cannot be read."""

    line: int
    why: str


Rows = Iterator[Row | BadRow]


def csv_rows(file: TextIO, name: str, section: Section) -> Rows:
    """The rows of a CSV file. Its first line names the fields.

    An empty cell is a field that is left out, or an empty text where a text must be there.
    """
    reader = csv.reader(file, strict=True)
    columns: list[_Column] = []
    line = 1
    try:
        header = next(reader, list[str]())
        types = _types(section.model)
        unknown = [field for field in header if field not in types]
        if unknown or not header:
            known = ", ".join(types)
            yield BadRow(1, f"{unknown[0] if unknown else ''}: unknown column; expected some of: {known}")
            return
        if twice := next((field for field in header if header.count(field) > 1), ""):
            yield BadRow(1, f"{twice}: is there twice")
            return
        columns = [types[field] for field in header]
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                yield _csv_row(line, name, cells, columns)
            line = reader.line_num + 1
    except csv.Error as error:
        yield BadRow(line, f"not CSV: {error}")


def ndjson_rows(file: TextIO, section: str) -> Rows:
    """The rows of an NDJSON file: a record on each line; without a `section`, ``{"SECTION": record}``."""
    for line, text in enumerate(file, 1):
        if text.isspace():
            continue
        try:
            data = parse(text)
        except NotUnicode as error:
            yield BadRow(line, str(error))
            continue
        except (ValueError, RecursionError) as error:
            yield BadRow(line, f"not JSON: {error}")
            continue
        name = section
        if not name and is_object(data) and len(data) == 1:
            ((name, data),) = data.items()
        if not is_object(data) or not name:
            expected = "an object" if section else 'an object of one section, such as {"faces": {…}}'
            yield BadRow(line, f"must be {expected}")
            continue
        yield Row(line, name, data)


class _Column(NamedTuple):
    """One field of a record, and what its cells hold: text, a number, true or false; of any other type JSON."""

    field: str
    kind: type[Any]
    needed: bool


def _csv_row(line: int, name: str, cells: list[str], columns: list[_Column]) -> Row | BadRow:
    if len(cells) != len(columns):
        return BadRow(line, f"has {len(cells)} cells; the first line has {len(columns)}")
    data: dict[str, Any] = {}
    for cell, (field, kind, needed) in zip(cells, columns, strict=True):
        if kind is str:
            if cell or needed:
                data[field] = cell
            continue
        if not cell:
            continue
        try:
            data[field] = _TEXTS[kind](cell)
        except (KeyError, ValueError):
            return BadRow(line, f"{field}: must be {_NAMES[kind]}")
    return Row(line, name, data)


def _truth(cell: str) -> bool:
    return {"true": True, "false": False}[cell]


_TEXTS: Mapping[type[Any], Any] = {int: int, float: finite, bool: _truth, dict: parse}
_NAMES: Mapping[type[Any], str] = {int: "an integer", float: "a number", bool: "true or false", dict: "JSON"}


def _types(model: type[Any]) -> dict[str, _Column]:
    found: dict[str, _Column] = {}
    hints = get_type_hints(model)
    for field in fields(model):
        hint = hints[field.name]
        united = isinstance(hint, UnionType) or get_origin(hint) in {Union, Literal}
        parts = [part for part in (get_args(hint) if united else (hint,)) if part is not type(None)]
        parts = [type(part) if isinstance(part, str) else part for part in parts]
        kind = next((kind for kind in (str, bool, int, float) if kind in parts), dict)
        needed = field.default is MISSING and field.default_factory is MISSING
        found[field.name] = _Column(field.name, kind, needed)
    return found
