"""Entries added to a YAML file that people edit: its comments, its order and every line of it stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..diagnostics import Diagnostic, Location, Refused
from ..document import is_map, is_seq, loads, plain
from ..drift.lines import scalar
from .commented import to_yaml

_CONTENT = re.compile(r"^(?P<indent> *)(?P<text>\S.*)$")


def added(text: str, path: Sequence[str], key: str, value: Any, file: str) -> str:
    """The text with one more entry in the map at a path, whose missing parts are made.

    Raises `Refused` when the map is written in a way that cannot be added to.
    """
    lines = text.splitlines()
    start, end, indent = 0, len(lines), 0
    for number, step in enumerate(path):
        found = _entry(lines, start, end, indent, step)
        if found is None:
            made: Any = {key: value}
            for later in reversed(path[number + 1 :]):
                made = {later: made}
            return _checked(text, _insert(lines, end, indent, to_yaml({step: made})), file, path)
        start = found + 1
        end = _end(lines, start, end, indent)
        indent = _indent(lines, start, end, indent + 2)
    return _checked(text, _insert(lines, end, indent, to_yaml({key: value})), file, path)


def appended(text: str, key: str, value: Any, file: str) -> str:
    """The text with one more item in the list that a key of the document holds. Raises `Refused` as `added` does."""
    lines = text.splitlines()
    found = _entry(lines, 0, len(lines), 0, key)
    if found is None:
        return _checked(text, _insert(lines, len(lines), 0, to_yaml({key: [value]})), file, (key,))
    end = _end(lines, found + 1, len(lines), 0, item=True)
    indent = _indent(lines, found + 1, end, 2)
    item = to_yaml({key: [value]}).split("\n", 1)[1]
    dedented = "".join(line.removeprefix("  ") for line in item.splitlines(keepends=True))
    return _checked(text, _insert(lines, end, indent, dedented), file, (key,))


def _entry(lines: list[str], start: int, end: int, indent: int, key: str) -> int | None:
    """The line of a key that opens a block; None where there is no such key."""
    names = {key, scalar(key), f"'{key}'", f'"{key}"'}
    for number in range(start, end):
        if any(re.match(rf" {{{indent}}}{re.escape(name)}\s*:\s*(#.*)?$", lines[number]) for name in names):
            return number
    return None


def _end(lines: list[str], start: int, end: int, indent: int, *, item: bool = False) -> int:
    """The line after the last one that belongs to a block; ``item``: whose items may stand below its key."""
    last = start
    for number in range(start, end):
        content = _CONTENT.match(lines[number])
        if content is None:
            continue
        deeper = len(content["indent"]) > indent
        if not deeper and not (item and content["text"].startswith(("- ", "#"))):
            break
        if deeper or content["text"].startswith("- "):
            last = number + 1
    return last


def _indent(lines: list[str], start: int, end: int, otherwise: int) -> int:
    found = (_CONTENT.match(line) for line in lines[start:end])
    return next((len(one["indent"]) for one in found if one and one["text"][0] != "#"), otherwise)


def _insert(lines: list[str], at: int, indent: int, entry: str) -> str:
    new = [f"{' ' * indent}{line}".rstrip() for line in entry.splitlines()]
    return "\n".join([*lines[:at], *new, *lines[at:]]) + "\n"


def _checked(old: str, new: str, file: str, path: Sequence[str]) -> str:
    """The new text, once it is certain that it says all that the old one says."""
    if not _holds(plain(loads(new, file).data), plain(loads(old, file).data)):
        raise Refused(
            Diagnostic(
                "not-a-block",
                f"{'/'.join(path)} is written so that nothing can be added to it.",
                Location(file),
                "Write it as a block, with one key or item a line.",
            )
        )
    return new


def _holds(new: Any, old: Any) -> bool:
    """Whether a value has everything that another has, in the same places."""
    if is_map(new) and is_map(old):
        return all(key in new and _holds(new[key], value) for key, value in old.items())
    if is_seq(new) and is_seq(old):
        return len(new) >= len(old) and all(_holds(one, other) for one, other in zip(new, old, strict=False))
    return bool(new == old)
