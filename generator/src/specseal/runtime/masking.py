"""Hiding secrets in texts that are shown: each is replaced by ``***``, however it is encoded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

_SHORT = 8


def forms(secret: str) -> tuple[str, ...]:
    """The encodings of a secret, the longest first: percent-encoded twice, once, as a form does it, and plain."""
    once = quote(secret, safe="", errors="replace")
    return quote(once, safe=""), once, quote_plus(secret, errors="replace"), secret


def masked(text: str, hidden: Iterable[str]) -> str:
    """The text with ``***`` for each of the secrets, plain or percent-encoded up to twice, as signatures do it.

    A secret of a few letters is hidden where it stands by itself: inside a longer word it is part of that word.
    """
    for secret in filter(None, hidden):
        if len(secret) < _SHORT and secret.isalnum() and secret.isascii():
            text = re.sub(
                rf"(?:(?<![A-Za-z0-9_])|(?<=%[0-9A-Fa-f]{{2}})){secret}(?![A-Za-z0-9_])", "***", text
            )
            continue
        for written in forms(secret):
            text = text.replace(written, "***")
    return text
