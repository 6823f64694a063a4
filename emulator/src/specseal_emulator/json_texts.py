"""JSON of requests and seeds. Half of a surrogate pair is no character: nothing could store or send it."""

from __future__ import annotations

import json
import re
from typing import Any

_BYTES = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
_TEXT = re.compile("\\\\u[dD][89a-fA-F]|[\ud800-\udfff]")


def loads(text: str | bytes) -> Any:
    """The value of a JSON text. Raises `ValueError`, also for a text with half of a surrogate pair."""
    value = json.loads(text)
    check_halves(text, value)
    return value


def check_halves(text: str | bytes, value: Any) -> None:
    """Raises `ValueError` for half of a surrogate pair. Args: a JSON text and its value."""
    found = _BYTES.search(text) if isinstance(text, bytes) else _TEXT.search(text)
    if found:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise ValueError("unpaired surrogate is not valid Unicode") from error
