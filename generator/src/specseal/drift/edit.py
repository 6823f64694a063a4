"""Changes of a YAML file that leave all other lines as they are: layout, comments and order."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from ..pointer import split
from .lines import block, flow, scalar


class CannotEdit(Exception):
    """The place does not exist, or is written in a way that a line-wise change would spoil."""


@dataclass(frozen=True, slots=True)
class _Mark:
    index: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Node:
    """A value of a YAML file, and where it stands. ``style`` are the quotes, or the sign of a block, of a scalar."""

    start: _Mark
    end: _Mark
    scalar: str | None = None
    style: str | None = None
    flow: bool = False
    entries: tuple[tuple[str, _Mark, _Node], ...] = ()
    items: tuple[_Node, ...] = ()


def value_at(text: str, pointer: str) -> str | None:
    """The scalar at a JSON Pointer, as text; None where there is none."""
    node = _find(text, pointer)
    return node.scalar if node else None


def set_scalar(text: str, pointer: str, value: Any) -> str:
    """Replace the scalar at a JSON Pointer. It keeps its quotes where it has some."""
    node = _find(text, pointer)
    if node is None or node.scalar is None or node.style in {"|", ">"}:
        raise CannotEdit(pointer)
    written = json.dumps(str(value), ensure_ascii=False) if node.style else scalar(value)
    return text[: node.start.index] + written + text[node.end.index :]


def add_key(text: str, pointer: str, key: str, value: Any, after: str | None = None) -> str:
    """Add a key to the map at a JSON Pointer, behind ``after``, or as the last."""
    node = _find(text, pointer)
    if node is None or not node.entries:
        raise CannotEdit(pointer)
    if node.flow:
        return _insert_flow(text, node, f"{scalar(key)}: {flow(value)}")
    chosen = next((one for name, _, one in node.entries if name == after), node.entries[-1][2])
    return _insert(text, chosen, node.entries[0][1].column, block({key: value}))


def add_item(text: str, pointer: str, value: Any, after: int | None = None) -> str:
    """Add an item to the list at a JSON Pointer, behind the one with the index ``after``, or as the last."""
    node = _find(text, pointer)
    if node is None or not node.items:
        raise CannotEdit(pointer)
    if node.flow:
        return _insert_flow(text, node, flow(value))
    lines = block(value) if isinstance(value, dict) else [flow(value)]
    item = [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]
    return _insert(text, node.items[-1 if after is None else after], node.start.column, item)


@functools.lru_cache(maxsize=2)  # a draft looks at one text many times
def _root(text: str) -> _Node:
    reader: Any = YAML(pure=True)
    return _node(reader.compose(text))


def _find(text: str, pointer: str) -> _Node | None:
    node: _Node | None = _root(text)
    for step in split(pointer):
        if node is None:
            return None
        if node.items:
            node = node.items[int(step)] if step.isdigit() and int(step) < len(node.items) else None
        else:
            node = next((one for key, _, one in node.entries if key == step), None)
    return node


def _node(found: Any) -> _Node:
    """What ruamel composed, in types of our own."""
    start, end = _mark(found.start_mark), _mark(found.end_mark)
    flow = bool(getattr(found, "flow_style", False))
    kind = str(found.id)
    if kind == "mapping":
        entries = tuple((str(key.value), _mark(key.start_mark), _node(value)) for key, value in found.value)
        return _Node(start, end, flow=flow, entries=entries)
    if kind == "sequence":
        return _Node(start, end, flow=flow, items=tuple(_node(value) for value in found.value))
    return _Node(start, end, scalar=str(found.value), style=found.style)


def _mark(mark: Any) -> _Mark:
    return _Mark(mark.index, mark.line, mark.column)


def _insert(text: str, node: _Node, column: int, added: list[str]) -> str:
    """Put lines behind the last line of a node; comments and blank lines below belong to what follows."""
    lines = text.splitlines(keepends=True)
    last = node
    while not last.flow and (last.items or last.entries):  # a block ends where the next token begins
        last = last.items[-1] if last.items else last.entries[-1][2]
    end = last.end.line + (last.end.column > 0)
    while end > node.start.line + 1 and _belongs_below(lines[end - 1], column):
        end -= 1
    if end == len(lines) and lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    indented = [f"{' ' * column}{line}\n" for line in added]
    return "".join([*lines[:end], *indented, *lines[end:]])


def _belongs_below(line: str, column: int) -> bool:
    text = line.lstrip(" ")
    return not text.strip() or (text.startswith("#") and len(line) - len(text) <= column)


def _insert_flow(text: str, node: _Node, entry: str) -> str:
    """Put an entry before the closing bracket."""
    close = node.end.index - 1
    before = text[:close].rstrip().rstrip(",")
    return f"{before}, {entry}{text[close:]}"
