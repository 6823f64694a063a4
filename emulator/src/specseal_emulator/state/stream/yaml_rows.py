"""The records of a YAML stream, without reading the document as a whole.

Sections begin in the first column, ``faces:``, and their records with ``- ``. A record of plain lines, ``name: value``,
is read here; any other one is handed to the YAML parser by itself, so that all of YAML may stand within a record.
Anchors do not reach from one record to another. Documents follow each other with ``---``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TextIO

from ...json_types import is_array, is_object
from ...strict_json import parse
from ..yaml_source import InvalidYAML, read_yaml
from .rows import BadRow, Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTION = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):\s*(?:#.*)?$")
_FIELD = re.compile(
    r"([A-Za-z_][A-Za-z0-9_]*): +(?:"
    r"([A-Za-z][A-Za-z0-9_./=*@-]*|[0-9]+[A-Za-z][A-Za-z0-9_.*-]*)"
    r"|(0|[1-9][0-9]{0,17})"
    r"|\"([^\"\\\x00-\x1f]*)\""
    r"|'([^'\x00-\x1f]*)'"
    r")\s*$"
)
_NOT_TEXT = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_NUMBER = re.compile(r"0[xXoObB]|[0-9][0-9_.eE-]*$")
_EXTENDS = re.compile(r"extends: +default\s*(?:#.*)?$")


def yaml_rows(file: TextIO) -> Rows:
    """The records of a stream."""
    section = ""
    for line, text in _blocks(file):
        first = text[0]
        if first.startswith(("-", " ")):
            if not section:
                yield BadRow(line, "no section begins before this")
                return
            yield from _record(line, section, text)
            continue
        found = _SECTION.match(first)
        if found is None and section == "" and _EXTENDS.match(first):
            continue
        if found is None:
            yield BadRow(line, "must be a section, such as faces:, alone on its line; its records follow")
            return
        section = found[1]


def extends_default(file: TextIO) -> bool:
    """Whether a stream begins with ``extends: default``."""
    _, first = next(_blocks(file), (0, [""]))
    return bool(_EXTENDS.match(first[0]))


def _blocks(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Sections, and records with all their lines: the number of the first line, and the lines."""
    block: list[str] = []
    began, indent = 0, 0
    for number, raw in enumerate(file, 1):
        stripped = raw.lstrip(" ")
        if not block and (stripped in {"\n", "\r\n", ""} or stripped[0] == "#"):
            continue
        depth = len(raw) - len(stripped)
        if block and (
            depth > indent or stripped in {"\n", "\r\n"} or (stripped[0] == "#" and depth <= indent)
        ):
            block.append(raw)
            continue
        if block:
            yield began, block
            block = []
        if depth == 0 and raw.startswith(("---", "...", "%")):
            rest = raw[3:].strip()
            if raw[0] == "%" or not rest or rest[0] == "#":
                continue
        if depth == 0 and not raw.startswith("-"):
            yield number, [raw]
            continue
        block, began, indent = [raw], number, depth
    if block:
        yield began, block


def _record(line: int, section: str, block: list[str]) -> Rows:
    data = _plain(block)
    if data is not None:
        yield Row(line, section, data)
        return
    try:
        located = read_yaml("".join(block).encode())
    except InvalidYAML as error:
        number, _, why = str(error).partition(": ")
        yield BadRow(line + int(number) - 1, why)
        return
    items = located.data
    if is_array(items) and len(items) == 1 and is_object(items[0]):
        yield Row(line, section, items[0])
    else:
        yield BadRow(line, "must be a record: - and a mapping")


def _plain(block: list[str]) -> dict[str, Any] | None:
    """A record whose lines all are plain; None for any other."""
    first = block[0].lstrip(" ")
    if first.startswith("- {"):
        return _flow(first[2:]) if len(block) == 1 else None
    data: dict[str, Any] = {}
    indent = len(block[0]) - len(first) + 2
    for number, raw in enumerate(block):
        text = first[2:] if not number else raw[indent:]
        found = _FIELD.match(text)
        if found is None or (number and raw[:indent].strip(" ")) or found[1] in data:
            return None
        name, plain, whole, double, single = found.groups()
        if plain is not None:
            if plain.lower() in _NOT_TEXT or _NUMBER.match(plain):
                return None
            data[name] = plain
        elif whole is not None:
            data[name] = int(whole)
        else:
            data[name] = double if double is not None else single
    return data


def _flow(text: str) -> dict[str, Any] | None:
    """A record in braces, where JSON and YAML read it alike."""
    try:
        data: Any = parse(text)
    except ValueError:
        return None
    if is_object(data) and all(type(value) in {str, int, bool} for value in data.values()):
        return dict(data)
    return None
