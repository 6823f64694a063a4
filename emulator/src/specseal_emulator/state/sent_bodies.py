"""Bodies of requests as the journal shows them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ..json_texts import loads
from .masking import LONGEST, MASK, is_secret

if TYPE_CHECKING:
    from ..http import Request
    from .secrets import Secrets

_ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]*)(\s[^<>]*)?>(?:[^<]+|<!\[CDATA\[.*?\]\]>)</\1>", re.DOTALL)
_TEXTUAL = ("json", "xml", "text/", "urlencoded")


def shown_body(request: Request, secrets: Secrets | None) -> str:
    """The text of a body that is no form; of bytes their number and type.

    Args: `secrets`, masked in JSON and XML by name.
    """
    media_type = request.headers.get("content-type", "")
    if not any(part in media_type for part in _TEXTUAL):
        return f"{len(request.body)} bytes of {media_type or 'no type'}"
    if "json" not in media_type or secrets is None:
        text = request.body[: 4 * LONGEST].decode("utf-8", "replace")
        return _without(text, secrets) if "xml" in media_type and secrets else text
    if len(request.body) > 4 * LONGEST:
        return f"{len(request.body)} bytes of {media_type}"
    try:
        value = loads(request.body)
        hidden = secrets.without(value)
    except (ValueError, RecursionError):
        return f"{len(request.body)} bytes of {media_type}, which cannot be read"
    return request.body.decode() if hidden == value else json.dumps(hidden, ensure_ascii=False)


def _without(text: str, secrets: Secrets) -> str:
    """XML without the texts of elements that are named as secrets are."""

    def shown(element: re.Match[str]) -> str:
        name, attributes = element[1], element[2] or ""
        return f"<{name}{attributes}>{MASK}</{name}>" if is_secret(name, secrets.names) else element[0]

    return _ELEMENT.sub(shown, text)
