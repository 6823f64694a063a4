"""Records, and the text they are stored as."""

from __future__ import annotations

import json
from typing import Any

Record = dict[str, Any]
encode = json.JSONEncoder(separators=(",", ":")).encode
"""A record as it is stored."""
_decode = json.JSONDecoder().raw_decode


def decode(text: str) -> Record:
    """A stored record, which `encode` wrote: nothing stands around it."""
    record: Record = _decode(text)[0]
    return record


def unnumbered(record: Record) -> str:
    """What is stored of a record behind its number, which is written as ``{"id":1``."""
    rest = encode({name: value for name, value in record.items() if name != "id"})[1:]
    return rest if rest == "}" else f",{rest}"
