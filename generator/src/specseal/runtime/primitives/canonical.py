"""The canonical forms that vendors sign: fields and headers in one agreed order and writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..signing import SigningError
from .encoding import pairs, rfc3986

if TYPE_CHECKING:
    from ..signing import Values


_BLANKS = " \t"


def canonical_query(values: Values) -> str:
    """``name=value`` joined with ``&``: sorted by the bytes of name, then value; both then encoded by RFC 3986."""
    return "&".join([f"{rfc3986(name)}={rfc3986(value)}" for name, value in sorted(pairs(values))])


def encoded_query(values: Values) -> str:
    """As `canonical_query`, but encoded first and sorted afterwards.

    The two differ only where a name, or a value of a repeated name, holds a character that is encoded.
    """
    encoded = [(rfc3986(name), rfc3986(value)) for name, value in pairs(values)]
    return "&".join([f"{name}={value}" for name, value in sorted(encoded)])


def canonical_headers(headers: dict[str, str], names: str) -> str:
    """``name:value`` and a line feed for each name of a ``;`` list, in that order.

    Blanks around a value are removed, those inside it stay. Raises `SigningError` for a header that is not there.
    """
    lines: list[str] = []
    for name in names.split(";"):
        value = headers.get(name)
        if value is None:
            raise SigningError(f"The signature covers the header {name!r}, which the request does not have.")
        lines.append(f"{name}:{value.strip(_BLANKS)}\n")
    return "".join(lines)


def signed_names(headers: dict[str, str], *patterns: str) -> str:
    """The names of the headers that match a pattern, sorted and joined with ``;``.

    A pattern is a lower-case name, or the beginning of names with ``*`` behind it. A name that the request does not
    have is left out. Raises `SigningError` where nothing matches.
    """
    exact = {pattern for pattern in patterns if not pattern.endswith("*")}
    prefixes = tuple([pattern[:-1] for pattern in patterns if pattern.endswith("*")])
    names = sorted([name for name in headers if name in exact or name.startswith(prefixes)])
    if not names:
        raise SigningError(f"The request has none of the headers to sign: {', '.join(patterns)}.")
    return ";".join(names)
