"""Values as people write them in YAML: block style, and one line for what is short and holds only scalars."""

from __future__ import annotations

import json
from typing import Any, cast

from ..document import dump_yaml

LONGEST_FLOW = 80
"""Characters of a map that stands in one line."""


def block(value: Any) -> list[str]:
    """Lines of a map. What is short and holds only scalars stands in one line, as people write it."""
    lines: list[str] = []
    members: dict[str, Any] = value
    for key, one in members.items():
        head = f"{scalar(key)}:"
        written = flow(one) if isinstance(one, (dict, list)) else scalar(one)
        if isinstance(one, dict) and (len(written) > LONGEST_FLOW or holds_maps(cast("Any", one))):
            lines += [head, *(f"  {line}" for line in block(cast("Any", one)))]
        else:
            lines.append(f"{head} {written}")
    return lines


def holds_maps(members: dict[str, Any]) -> bool:
    """Whether a map has maps among its values."""
    return any(isinstance(one, dict) for one in members.values())


def scalar(value: Any) -> str:
    """A scalar, in double quotes where it needs some."""
    written = dump_yaml(value).rstrip("\n")
    return json.dumps(value, ensure_ascii=False) if written.startswith("'") else written


def flow(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        members: dict[str, Any] = cast("Any", value)
        return "{" + ", ".join(f"{scalar(key)}: {flow(one)}" for key, one in members.items()) + "}"
    if isinstance(value, list):
        items: list[Any] = cast("Any", value)
        return "[" + ", ".join(flow(one) for one in items) + "]"
    return json.dumps(value, ensure_ascii=False) if _ambiguous(value) else scalar(value)


def _ambiguous(value: Any) -> bool:
    """Whether a text would end or part a flow collection."""
    return isinstance(value, str) and any(character in value for character in ",[]{}#:")
