"""The fields of a query or form as a recipe sees them: pairs in order, each with the text that was sent."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote_plus


class Pair(NamedTuple):
    """One field. `sent` is its text in a URL, empty where nobody sent one."""

    name: str
    value: str
    sent: str = ""


Fields = tuple[Pair, ...]


def split(encoded: str) -> Fields:
    """The fields of an encoded query or form, each with its text as sent."""
    found: list[Pair] = []
    for part in encoded.split("&"):
        if part:
            name, _, value = part.partition("=")
            found.append(Pair(unquote_plus(name), unquote_plus(value), part))
    return tuple(found)


def as_query(fields: Fields) -> str:
    """The fields in their order as they were sent, or encoded by RFC 3986."""
    return "&".join([pair.sent or f"{quote(pair.name, '')}={quote(pair.value, '')}" for pair in fields])


def as_form(fields: Fields) -> str:
    """The fields in their order as they were sent, or as ``application/x-www-form-urlencoded``."""
    return "&".join([pair.sent or f"{quote_plus(pair.name)}={quote_plus(pair.value)}" for pair in fields])
