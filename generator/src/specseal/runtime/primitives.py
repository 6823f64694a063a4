"""What signing recipes call, and what encodes requests. Text is UTF-8, hexadecimal digits are upper case.

A wheel has only the functions that it uses.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from time import gmtime, strftime
from urllib.parse import quote, quote_plus

from .openssl import digest
from .signing import Fields, SigningError, Values

_BLANKS = " \t"
_MOST_DIGITS = 15


def rfc3986(text: str) -> str:
    """Percent-encoded by RFC 3986: only ``A-Z a-z 0-9 - _ . ~`` stay as they are."""
    return text if text.isalnum() and text.isascii() else quote(text, safe="")


def rfc3986_path(text: str) -> str:
    """As `rfc3986`, but ``/`` stays too."""
    return quote(text, safe="/")


def query_string(values: Fields) -> str:
    """The fields as the query of a URL, byte for byte as it is sent: in their order, encoded by RFC 3986."""
    return _encoded(values, rfc3986)


def form_encode(values: Fields) -> str:
    """The fields as ``application/x-www-form-urlencoded``, byte for byte as such a body is sent: in their order.

    A space is ``+``; only ``A-Z a-z 0-9 - _ . ~`` stay as they are; a repeated name is written once per value.
    """
    return _encoded(values, _form_text)


def _form_text(text: str) -> str:
    return text if text.isalnum() and text.isascii() else quote_plus(text)


def _encoded(values: Fields, encode: Callable[[str], str]) -> str:
    """The fields in their order. A text that has a style of its own is written as that style has written it."""
    found: list[str] = []
    for name, value in values.items():
        if type(value) is str:  # most
            found.append(f"{encode(name)}={encode(value)}")
        else:
            texts = [value] if isinstance(value, str) else value
            found += [f"{encode(name)}={getattr(one, 'wire', '') or encode(one)}" for one in texts]
    return "&".join(found)


def pairs(values: Fields) -> list[tuple[str, str]]:
    """Every name with each of its values, in order."""
    found: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, str):
            found.append((name, value))
        else:
            found.extend([(name, one) for one in value])
    return found


def sha1(data: str | bytes) -> bytes:
    """SHA-1: 20 bytes. Only for what a vendor prescribes."""
    return digest("sha1", data)


def sha256(data: str | bytes) -> bytes:
    """SHA-256: 32 bytes."""
    return digest("sha256", data)


def base64(data: str | bytes) -> str:
    """Base64 with the standard alphabet and padding, on one line."""
    return b2a_base64(data.encode() if isinstance(data, str) else data, newline=False).decode("ascii")


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=16)  # many calls are signed in the same second
def utc(seconds: int, layout: str) -> str:
    """A Unix time as text, in UTC.

    The layout may contain ``%Y %m %d %H %M %S %j``, and ``%a %b``, which are English whatever the program's locale.
    """
    moment = gmtime(seconds)
    layout = layout.replace("%a", _DAYS[moment.tm_wday]).replace("%b", _MONTHS[moment.tm_mon - 1])
    return strftime(layout, moment)


def utc_millis(millis: int, layout: str) -> str:
    """As `utc`, for a time in milliseconds; ``%L`` are its three digits of milliseconds."""
    return f"{millis % 1000:03}".join([utc(millis // 1000, part) for part in layout.split("%L")])


def setting(credentials: Mapping[str, str], name: str, default: str) -> str:
    """A setting that callers may set."""
    return credentials.get(name) or default


def whole_setting(credentials: Mapping[str, str], name: str, default: int) -> int:
    """A setting that callers may set to a whole number. Raises `SigningError` for anything else."""
    text = credentials.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise SigningError(f"The setting {name!r} must be a whole number of at most {_MOST_DIGITS} digits.")
    return int(text)


def take(fields: Values | dict[str, str], name: str) -> str:
    """Remove a field and return its value. Raises `SigningError` unless the request has it exactly once."""
    value = fields.pop(name, None)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        raise SigningError(f"Signing moves the field {name!r}, which the request must have exactly once.")
    return value


def merged(query: Fields, form: Fields) -> Values:
    """The fields of both. Of a name that is in both, the values of the first come first."""
    both = dict(query)
    for name, value in form.items():
        earlier = both.get(name)
        both[name] = value if earlier is None else [*_listed(earlier), *_listed(value)]
    return both


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def canonical_query(values: Fields) -> str:
    """``name=value`` joined with ``&``: sorted by the bytes of name, then value; both then encoded by RFC 3986."""
    return "&".join([f"{rfc3986(name)}={rfc3986(value)}" for name, value in sorted(pairs(values))])


def encoded_query(values: Fields) -> str:
    """As `canonical_query`, but encoded first and sorted afterwards.

    The two differ only where a name, or a value of a repeated name, holds a character that is encoded.
    """
    encoded = [(rfc3986(name), rfc3986(value)) for name, value in pairs(values)]
    return "&".join([f"{name}={value}" for name, value in sorted(encoded)])


def canonical_headers(headers: dict[str, str], names: str) -> str:
    """``name:value`` and a line feed for each name of a ``;`` list, in that order.

    Blanks around a value are removed, those inside it stay. Raises `SigningError` for a missing header.
    """
    try:
        return "".join([f"{name}:{headers[name].strip(_BLANKS)}\n" for name in names.split(";")])
    except KeyError as error:
        name = error.args[0]
        text = f"The signature covers the header {name!r}, which the request does not have."
        raise SigningError(text) from None


@cache
def _told_apart(patterns: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names among the patterns, and the prefixes."""
    exact = [pattern for pattern in patterns if not pattern.endswith("*")]
    return frozenset(exact), tuple([pattern[:-1] for pattern in patterns if pattern.endswith("*")])


def signed_names(headers: dict[str, str], *patterns: str) -> str:
    """The names of the headers that match a pattern, sorted and joined with ``;``.

    A pattern is a lower-case name, or a prefix followed by ``*``. A name that the request does not have is left out.
    Raises `SigningError` where nothing matches.
    """
    exact, prefixes = _told_apart(patterns)
    names = sorted([name for name in headers if name in exact or name.startswith(prefixes)])
    if not names:
        raise SigningError(f"The request has none of the headers to sign: {', '.join(patterns)}.")
    return ";".join(names)
