"""Percent-encoding, as signatures and forms want it. Text is taken as UTF-8, hexadecimal digits are upper case."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from ..signing import Values


def rfc3986(text: str) -> str:
    """Percent-encoded by RFC 3986: only ``A-Z a-z 0-9 - _ . ~`` stay as they are."""
    return text if text.isalnum() and text.isascii() else quote(text, safe="")


def rfc3986_path(text: str) -> str:
    """As `rfc3986`, but ``/`` stays too."""
    return quote(text, safe="/")


def query_string(values: Values) -> str:
    """The fields as the query of a URL, byte for byte as it is sent: in their order, encoded by RFC 3986."""
    return "&".join([f"{rfc3986(name)}={rfc3986(value)}" for name, value in pairs(values)])


def form_encode(values: Values) -> str:
    """The fields as ``application/x-www-form-urlencoded``, byte for byte as such a body is sent: in their order.

    A space is ``+``; only ``A-Z a-z 0-9 - _ . ~`` stay as they are; a repeated name is written once per value.
    """
    return "&".join([f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs(values)])


def pairs(values: Values) -> list[tuple[str, str]]:
    """Every name with each of its values, in order."""
    found: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, str):
            found.append((name, value))
        else:
            found.extend([(name, one) for one in value])
    return found
