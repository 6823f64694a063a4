"""How callers percent-encode, rightly and wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _java(text: str) -> str:
    return quote_plus(text, safe="*").replace("~", "%7E")


def _small(text: str) -> str:
    parts = quote(text, "").split("%")
    return parts[0] + "".join(f"%{part[:2].lower()}{part[2:]}" for part in parts[1:])


WRONG: Mapping[str, Callable[[str], str]] = {
    "plus-for-space": lambda text: quote_plus(text, ""),
    "asterisk-not-encoded": lambda text: quote(text, "*"),
    "tilde-encoded": lambda text: quote(text, "").replace("~", "%7E"),
    "form-encoding": _java,
    "slash-not-encoded": lambda text: quote(text, "/"),
    "marks-not-encoded": lambda text: quote(text, "!'()*"),
    "lower-case-hex": _small,
    "not-encoded": lambda text: text,
    "double-encoding": lambda text: quote(quote(text, ""), ""),
}
"""Ways that are not RFC 3986, by the name of the mistake."""
