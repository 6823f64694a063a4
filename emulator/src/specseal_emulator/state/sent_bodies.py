"""Bodies of requests as the journal shows them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .masking import LONGEST

if TYPE_CHECKING:
    from ..http import Request
    from .secrets import Secrets

_TEXTUAL = ("json", "xml", "text/", "urlencoded")


def shown_body(request: Request, secrets: Secrets | None) -> str:
    """The text of a body that is no form; of bytes their number and type. Args: `secrets`, masked in JSON by name."""
    media_type = request.headers.get("content-type", "")
    if not any(part in media_type for part in _TEXTUAL):
        return f"{len(request.body)} bytes of {media_type or 'no type'}"
    if "json" not in media_type or secrets is None:
        return request.body[: 4 * LONGEST].decode("utf-8", "replace")
    if len(request.body) > 4 * LONGEST:
        return f"{len(request.body)} bytes of {media_type}"
    try:
        value = json.loads(request.body)
        hidden = secrets.without(value)
    except (ValueError, RecursionError):
        return f"{len(request.body)} bytes of {media_type}, which cannot be read"
    return request.body.decode() if hidden == value else json.dumps(hidden, ensure_ascii=False)
