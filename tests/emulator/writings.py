"""The ways in which a secret may be written in what is logged and shown."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

WAYS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "encoded": lambda text: quote(text, ""),
    "encoded twice": lambda text: quote(quote(text, ""), ""),
    "as a form": quote_plus,
    "small": lambda text: re.sub("%..", lambda found: found[0].lower(), quote(text, "")),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON as it is": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "HTML": html.escape,
    "HTML between tags": lambda text: html.escape(text, quote=False),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
}
"""Each writes a text; ``small`` has small letters in its percent-encoding."""
