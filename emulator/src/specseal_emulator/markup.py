"""Texts in XML. The standard library's functions for it import its HTTP client, for which no start should wait."""

from __future__ import annotations

import html
import re
from functools import cache

_SPACES = {ord("\n"): "&#10;", ord("\r"): "&#13;", ord("\t"): "&#9;"}


def escaped(text: str) -> str:
    """The content of an element."""
    return html.escape(text, quote=False)


def quoted(text: str) -> str:
    """The value of an attribute, with its quotes. Its line breaks and tabs stay what they are."""
    return f'"{html.escape(text).translate(_SPACES)}"'


def clean(text: str, instead: str = "\ufffd") -> str:
    """A text with another one instead of each character that XML cannot have."""
    return _no_character().sub(instead, text)


@cache
def _no_character() -> re.Pattern[str]:
    return re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
