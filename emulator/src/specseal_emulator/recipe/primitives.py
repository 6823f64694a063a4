"""What recipes call, as docs/signing.md defines it; a second reading, which shares nothing with the clients'."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, unquote

from .fields import Fields, Pair, as_form, as_query
from .times import as_text

Value = Any
"""A text, an integer, bytes, fields, headers, or None for an optional credential that is absent."""
Kind = Literal["text", "bytes", "integer", "fields", "headers"]
Function = Callable[..., Value]
One = Callable[[Any], Value]
Two = Callable[[Any, Any], Value]
Three = Callable[[Any, Any, Any], Value]

_BLANKS = re.compile(r"[ \t]+")
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"


class NotComputable(Exception):
    """A value that a primitive cannot make, such as of a text that is not base64; the text says why."""


@dataclass(frozen=True, slots=True)
class Primitive:
    """One function of the language."""

    kind: Kind
    function: Function
    length: int | None = None
    """Of its bytes, where it is always the same."""


def octets(value: str | bytes | int) -> bytes:
    """Bytes, or a text in UTF-8."""
    return value if isinstance(value, bytes) else str(value).encode()


def _digest(name: str) -> Primitive:
    make = getattr(hashlib, name)
    digest: One = lambda data: make(octets(data), usedforsecurity=False).digest()  # noqa: E731
    return Primitive("bytes", digest, make(usedforsecurity=False).digest_size)


def _hmac(name: str) -> Primitive:
    size = hashlib.new(name, usedforsecurity=False).digest_size
    keyed: Two = lambda key, data: hmac.digest(octets(key), octets(data), name)  # noqa: E731
    return Primitive("bytes", keyed, size)


def _b64(data: str | bytes) -> str:
    return base64.b64encode(octets(data)).decode()


def _b64url(data: str | bytes) -> str:
    return base64.urlsafe_b64encode(octets(data)).decode()


def base64_bytes(text: str | bytes) -> bytes:
    """The bytes of base64 in either alphabet, with or without padding. Raises `NotComputable`."""
    try:
        plain = octets(text).strip().translate(bytes.maketrans(b"-_", b"+/"))
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotComputable(f"not base64: {error}") from error


def hex_bytes(text: str | bytes) -> bytes:
    """The bytes of hexadecimal text. Raises `NotComputable`."""
    try:
        return bytes.fromhex(octets(text).strip().decode("ascii", "replace"))
    except ValueError as error:
        raise NotComputable(f"not hexadecimal: {error}") from error


def encoded(text: str) -> str:
    """Percent-encoded by RFC 3986."""
    return quote(text, "") if text.strip(_UNRESERVED) else text


def canonical(fields: Fields, encode: Function = encoded, order: Function | None = None) -> str:
    """``name=value`` joined with ``&``, sorted as written and then encoded."""
    pairs = sorted([(pair.name, pair.value) for pair in fields], key=order)
    return "&".join([f"{encode(name)}={encode(value)}" for name, value in pairs])


def _encoded_query(fields: Fields) -> str:
    pairs = sorted([(encoded(pair.name), encoded(pair.value)) for pair in fields])
    return "&".join([f"{name}={value}" for name, value in pairs])


def _by_name(fields: Fields) -> list[Pair]:
    """The fields by name; the values of a repeated name stay in their order."""
    return sorted(fields, key=lambda pair: pair.name)


def _sorted_query(fields: Fields) -> str:
    return "&".join([f"{encoded(pair.name)}={encoded(pair.value)}" for pair in _by_name(fields)])


def _bare_query(fields: Fields) -> str:
    parts = [(encoded(pair.name), encoded(pair.value)) for pair in _by_name(fields)]
    return "&".join([f"{name}={value}" if value else name for name, value in parts])


def joined(fields: Fields, equals: str, between: str) -> str:
    """The fields sorted, not encoded, with these texts in them and between them."""
    return between.join([f"{pair.name}{equals}{pair.value}" for pair in _by_name(fields)])


def _names_of(fields: Fields, separator: str) -> str:
    return separator.join(sorted({pair.name for pair in fields}))


def _fields(*texts: str | int) -> Fields:
    return tuple(Pair(str(name), str(value)) for name, value in zip(texts[::2], texts[1::2], strict=True))


def _merged(fields: Fields, others: Fields) -> Fields:
    found: dict[str, list[Pair]] = {}
    for pair in (*fields, *others):
        found.setdefault(pair.name, []).append(pair)
    return tuple([pair for pairs in found.values() for pair in pairs])


def _lowered(fields: Fields) -> Fields:
    return tuple(Pair(pair.name.lower(), pair.value) for pair in fields)


def _encoded_fields(fields: Fields) -> Fields:
    return tuple(Pair(encoded(pair.name), encoded(pair.value)) for pair in fields)


def _matching(headers: Mapping[str, str], *patterns: str) -> Fields:
    names = signed_names(headers, *patterns)
    return tuple(Pair(name, headers[name].strip()) for name in names.split(";") if name)


def _value(fields: Fields | Mapping[str, str], name: str, default: str) -> str:
    if isinstance(fields, tuple):
        return next((pair.value for pair in fields if pair.name == name), default)
    return fields.get(name.lower(), default)


def _canonical_headers(headers: Mapping[str, str], names: str) -> str:
    return "".join([f"{name}:{headers.get(name, '').strip()}\n" for name in names.split(";")])


def _header_lines(headers: Mapping[str, str], *prefixes: str) -> str:
    return "".join(
        [f"{name}:{value.strip()}\n" for name, value in sorted(headers.items()) if name.startswith(prefixes)]
    )


def signed_names(headers: Mapping[str, str], *patterns: str) -> str:
    """The names of the headers that match a pattern, sorted and joined with ``;``."""
    exact = {pattern for pattern in patterns if not pattern.endswith("*")}
    prefixes = tuple(pattern[:-1] for pattern in patterns if pattern.endswith("*"))
    return ";".join(sorted([name for name in headers if name in exact or name.startswith(prefixes)]))


def _json_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _hex(data: str | bytes) -> str:
    return octets(data).hex()


def _b64url_bare(data: str | bytes) -> str:
    return _b64url(data).rstrip("=")


def _path(text: str) -> str:
    return quote(text, "/")


def _squeeze(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ")


def _substring(text: str, start: int, length: int) -> str:
    return text[start : start + length]


def _tail(text: str, length: int) -> str:
    return text[-length:] if length else ""


def _filled(fields: Fields) -> Fields:
    return tuple(pair for pair in fields if pair.value)


def _without(fields: Fields, *names: str) -> Fields:
    return tuple(pair for pair in fields if pair.name not in names)


PRIMITIVES: Mapping[str, Primitive] = {
    **{name: _digest(name) for name in ("md5", "sha1", "sha256", "sha384", "sha512")},
    **{f"hmac_{name}": _hmac(name) for name in ("md5", "sha1", "sha256", "sha384", "sha512")},
    "hex": Primitive("text", _hex),
    "hex_decode": Primitive("bytes", hex_bytes),
    "base64": Primitive("text", _b64),
    "base64_decode": Primitive("bytes", base64_bytes),
    "base64url": Primitive("text", _b64url_bare),
    "base64url_padded": Primitive("text", _b64url),
    "rfc3986": Primitive("text", encoded),
    "rfc3986_path": Primitive("text", _path),
    "unquote": Primitive("text", unquote),
    "json_string": Primitive("text", _json_string),
    "squeeze": Primitive("text", _squeeze),
    "lower": Primitive("text", str.lower),
    "upper": Primitive("text", str.upper),
    "substring": Primitive("text", _substring),
    "tail": Primitive("text", _tail),
    "length": Primitive("integer", len),
    "query_string": Primitive("text", as_query),
    "form_encode": Primitive("text", as_form),
    "canonical_query": Primitive("text", canonical),
    "encoded_query": Primitive("text", _encoded_query),
    "sorted_query": Primitive("text", _sorted_query),
    "bare_query": Primitive("text", _bare_query),
    "names_of": Primitive("text", _names_of),
    "fields": Primitive("fields", _fields),
    "merged": Primitive("fields", _merged),
    "lowered": Primitive("fields", _lowered),
    "encoded": Primitive("fields", _encoded_fields),
    "matching": Primitive("fields", _matching),
    "join_fields": Primitive("text", joined),
    "filled": Primitive("fields", _filled),
    "without": Primitive("fields", _without),
    "value": Primitive("text", _value),
    "canonical_headers": Primitive("text", _canonical_headers),
    "header_lines": Primitive("text", _header_lines),
    "signed_names": Primitive("text", signed_names),
    "utc": Primitive("text", as_text),
}
"""Those that depend on nothing but their arguments."""

DRAWN: Mapping[str, Kind] = {
    "unix_time": "integer",
    "unix_millis": "integer",
    "growing_millis": "integer",
    "uuid": "text",
    "random_digits": "text",
    "random_hex": "text",
    "random_text": "text",
}
"""Those whose results differ from request to request."""
CLOCKS = frozenset({"unix_time", "unix_millis"})
GROWING = frozenset({"growing_millis"})
"""Nonces of which each has to be greater than those before."""
BY_KEY_PAIR = frozenset({"rsa_sha256", "ecdsa_p256", "ecdsa_p256_der", "ed25519"})
"""Signatures with a private key, which the public one verifies."""
PLAIN = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})
"""Digests without a key."""
CHANGEABLE = frozenset(
    {name for name, primitive in PRIMITIVES.items() if primitive.length is not None}
    | {"base64", "hex", "rfc3986"}
)
"""Those of which callers get single calls wrong: digests and their encodings."""
KNOWN = frozenset({*PRIMITIVES, *DRAWN, *BY_KEY_PAIR, "take", "given"})


def kind_of(primitive: str) -> Kind:
    """The kind of a primitive's result."""
    if found := PRIMITIVES.get(primitive):
        return found.kind
    return DRAWN.get(primitive, "bytes" if primitive in BY_KEY_PAIR else "text")
