"""YAML with comments: maps whose entries may be `Noted`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from ..drift.lines import LONGEST_FLOW, flow, scalar

_WIDTH = 100
"""Characters of a comment, its indentation left out."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A value with comments above its entry, each a paragraph. ``removed`` leaves the comments alone in its place."""

    value: Any
    comments: tuple[str, ...]
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A text of several lines, printed as it is behind ``|``."""

    text: str


def noted(value: Any, *comments: str) -> Any:
    """The value, with those comments that say something, above those that it has."""
    said = (*(comment for comment in comments if comment), *comments_of(value))
    return Noted(value.value if isinstance(value, Noted) else value, said) if said else value


def comments_of(value: Any) -> tuple[str, ...]:
    """The comments above a value."""
    return value.comments if isinstance(value, Noted) else ()


def only_comment(*comments: str) -> Noted:
    """An entry that is nothing but comments; its key is not printed."""
    return Noted(None, comments, removed=True)


def to_yaml(value: dict[str, Any]) -> str:
    """The text of a map, comments included."""
    return "\n".join(_map(value)) + "\n"


def comment_lines(comment: str) -> list[str]:
    """A comment as lines: folded, unless it has lines of its own."""
    lines = comment.split("\n") if "\n" in comment else textwrap.wrap(comment, _WIDTH) or [""]
    return [f"# {line}".rstrip() for line in lines]


def _map(members: dict[str, Any]) -> Iterator[str]:
    for key, one in members.items():
        value: Any = one
        if isinstance(one, Noted):
            for comment in one.comments:
                yield from comment_lines(comment)
            if one.removed:
                continue
            value = one.value
        yield from _entry(f"{scalar(key)}:", value)


def _entry(head: str, value: Any) -> Iterator[str]:
    if isinstance(value, Block):
        yield f"{head} |"
        yield from (f"  {line}".rstrip() for line in value.text.rstrip("\n").split("\n"))
    elif isinstance(value, dict) and value:
        members: dict[str, Any] = cast("Any", value)
        if _short(members):
            yield f"{head} {flow(members)}"
        else:
            yield head
            yield from (f"  {line}" for line in _map(members))
    elif isinstance(value, list) and value:
        items: list[Any] = cast("Any", value)
        if _short(items):
            yield f"{head} {flow(items)}"
        else:
            yield head
            yield from (f"  {line}" for line in _items(items))
    else:
        yield f"{head} {flow(value) if isinstance(value, (dict, list)) else scalar(value)}"


def _items(items: list[Any]) -> Iterator[str]:
    for one in items:
        value = one
        if isinstance(one, Noted):
            for comment in one.comments:
                yield from comment_lines(comment)
            if one.removed:
                continue
            value = one.value
        if isinstance(value, dict) and value and not _short(cast("Any", value)):
            lines = list(_map(cast("Any", value)))
            first = next(index for index, line in enumerate(lines) if not line.lstrip().startswith("#"))
            yield from lines[:first]
            yield f"- {lines[first]}"
            yield from (f"  {line}" for line in lines[first + 1 :])
        else:
            yield f"- {flow(value) if isinstance(value, (dict, list)) else scalar(value)}"


def _short(value: Any) -> bool:
    """Whether it stands in one line: only scalars, or lists of them, and not long."""
    held = list(cast("dict[str, Any]", value).values() if isinstance(value, dict) else value)
    plain = all(isinstance(one, (str, int, float, bool, type(None))) for one in held)
    return plain and len(flow(value)) <= LONGEST_FLOW
