"""Edits of the examples."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.drift.edits.edit import Edit, edit, replaced
from tests.drift.writer import Sheet


def example_edits(sheet: Sheet) -> Iterator[Edit]:
    """Examples changed, extended or removed."""
    examples = sheet.facts.examples
    for one in examples:
        if one.media != "application/json":
            continue
        kind = f"{one.outcome} {one.media}"
        changed: Any = copy.deepcopy(one.value)
        name = next(key for key, value in changed.items() if isinstance(value, str))
        changed[name] += "0"
        new = replace(one, value=changed)
        yield edit(
            f"the {kind} example changed",
            sheet,
            ("example-added", kind),
            ("example-removed", kind),
            examples=replaced(examples, one, new),
        )
        more: Any = {**copy.deepcopy(one.value), "trace": "x1"}
        yield edit(
            f"a field in the {kind} example added",
            sheet,
            ("example-added", kind),
            ("example-removed", kind),
            ("example-unlisted", "/trace"),
            examples=replaced(examples, one, replace(one, value=more)),
        )
        yield edit(
            f"the {kind} example removed",
            sheet,
            ("example-removed", kind),
            ("fewer-rows", "examples"),
            ("waiver-idle", "*"),
            examples=replaced(examples, one),
        )
