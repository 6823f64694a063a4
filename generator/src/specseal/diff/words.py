"""Values in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..contract import Schema, kind
from ..contract.notes import Json


def shown(value: Json) -> str:
    """A value of the contract in code marks, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    return f"`{text if len(text) <= 60 else text[:59] + '…'}`"


def listed(values: Iterable[Json]) -> str:
    """Several of them."""
    return ", ".join(map(shown, values))


def named(schema: Schema) -> str:
    """The kind of a value, with its article."""
    found = kind(schema)
    article = "an" if found[0] in "aeiou" else "a"
    return "any value" if found == "any" else f"{article} {found}"
