"""Fields as a tree: what tables list one below the other, and what examples show besides."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from ...drift.facts import Field


@dataclass(slots=True)
class Shape:
    """A field with what it holds. ``row`` is what a table says of it; without one, only an example shows it.

    ``line`` is that of the row, or of the example.
    """

    name: str
    row: Field | None = None
    line: int | None = None
    sample: Any = None
    is_list: bool = False
    children: dict[str, Shape] = field(default_factory=dict[str, "Shape"])

    @property
    def kind(self) -> str | None:
        """The JSON type: of the table, else of the example; None where neither says it."""
        if self.children and not self.is_list:
            return "object"
        if self.is_list:
            return "array"
        if self.row and self.row.type:
            return "string" if self.row.type == "file" else self.row.type
        return _type_of(self.sample)

    def walk(self) -> Iterator[Shape]:
        """It, and all below it."""
        yield self
        for child in self.children.values():
            yield from child.walk()


def tree_of(rows: Iterable[Field]) -> Shape:
    """The root of a tree of rows; a step ``*`` says that what is above it is a list."""
    root = Shape("")
    for row in rows:
        at = root
        for step in row.at.strip("/").split("/"):
            if step == "*":
                at.is_list = True
            else:
                at = at.children.setdefault(step, Shape(step))
        at.row = row
        at.line = row.place if isinstance(row.place, int) else None
        at.is_list = at.is_list or row.type == "array"
    return root


def add_example(root: Shape, value: Any, line: int | None) -> None:
    """Let a tree hold what an example has and it has not yet."""
    for name, member in _members(value):
        shape = root.children.get(name)
        if shape is None:
            shape = root.children[name] = Shape(name, line=line, sample=_plain(member))
        if isinstance(member, list):
            shape.sample = shape.sample or member
            if shape.row is None:
                shape.is_list = True
            items: list[Any] = cast("Any", member)
            for item in items:
                add_example(shape, item, line)
        else:
            add_example(shape, member, line)


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from cast("dict[str, Any]", value).items()
    elif isinstance(value, ET.Element):
        for child in value:
            yield child.tag, child


def _plain(value: Any) -> Any:
    return (value.text or "") if isinstance(value, ET.Element) else value


def _type_of(value: Any) -> str | None:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case dict():
            return "object"
        case _:
            return None
