"""How explanations show a text that was received: in quotes, as it is, on one line."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    """The text in single quotes; only what cannot be printed is escaped, as in JSON."""
    return "'" + "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in text) + "'"
