"""The table of primitives as Markdown: the reference in ``docs/signing.md``."""

from __future__ import annotations

from .primitives import PRIMITIVES
from .values import Group


def reference() -> str:
    """A section for each group of primitives, with a table of calls and results."""
    sections: list[str] = []
    for group in Group:
        rows = [
            f"| `{primitive.signature}` | {primitive.doc} |"
            for primitive in PRIMITIVES.values()
            if primitive.group is group
        ]
        sections.append("\n".join([f"### {group.value}", "", "| call | result |", "|---|---|", *rows]))
    return "\n\n".join(sections)
