"""Header fields that a caller sets."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
# control characters other than tab would end the header line, or be refused by servers
_UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_PRINTABLE = bytes(range(0x20, 0x7F))
# they frame the message, or concern one connection: the transport writes them (RFC 9110, 7.6.1)
_OURS = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
    }
    | {"trailer", "transfer-encoding", "upgrade"}
)


def named(given: Mapping[str, str]) -> dict[str, str]:
    """The fields by lower-case name. Raises ``TypeError`` or ``ValueError`` for one that a caller cannot set."""
    if not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"headers: must be a mapping of names to values, not {type(given).__name__}")
    found: dict[str, str] = {}
    for name, value in given.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name.lower()):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(f"headers: {name!r} is not a valid header name")
        if name.lower() in _OURS:
            raise ValueError(f"headers: {name} cannot be set, because it belongs to the connection")
        found[name.lower()] = value
    checked(list(found.items()))
    return found


def checked(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields. Raises ``TypeError`` or ``ValueError``, which names the field, for a value that is not one line."""
    try:
        values = [value for _, value in headers]
        joined = "".join(values)
        if (
            joined.isascii()
            and not joined.encode().translate(None, _PRINTABLE)
            and values == [value.strip() for value in values]
        ):
            return headers
    except TypeError:
        pass
    for name, value in headers:  # rarely
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"the header {name} must be a str, not {type(value).__name__}")
        if not value.isascii() or _UNSAFE.search(value):
            raise ValueError(f"the header {name} must not contain control or non-ASCII characters")
        if value != value.strip(" \t"):
            raise ValueError(f"the header {name} must not have surrounding whitespace")
    return headers
