"""The primitives of recipes, in one table: checker, prover, compiler and documentation are fed from it.

A primitive has parameters, a result, its place in the runtime, what it does to secrets, and its description. A test
holds the table and ``docs/signing.md`` equal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from .nodes import PLACES
from .values import REQUEST, Group, Kind, Parameter, Primitive

__all__ = [
    "DIGESTS",
    "KEYED",
    "PRIMITIVES",
    "RANDOM",
    "REQUEST",
    "TAKEABLE",
    "Kind",
    "Parameter",
    "Primitive",
]

MOST_DIGITS = 64
_DIRECTIVES = "YmdHMSjabL"


def _time_layout(value: str | int) -> str | None:
    found: list[str] = re.findall(r"%.?", str(value), re.DOTALL)
    unknown = [directive for directive in found if directive[1:] not in tuple(_DIRECTIVES)]
    if unknown:
        known = " ".join(f"%{letter}" for letter in _DIRECTIVES)
        return f"unknown directive {', '.join(unknown)}; expected one of {known}"
    return None


def _digit_count(value: str | int) -> str | None:
    return None if isinstance(value, int) and 1 <= value <= MOST_DIGITS else f"it must be 1 to {MOST_DIGITS}"


def _header_pattern(value: str | int) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"[a-z0-9_-]+\*?", value):
        return None
    return "a pattern is a lower-case header name, or a prefix followed by *"


def _header_prefix(value: str | int) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"[a-z0-9_-]+", value):
        return None
    return "a prefix is the beginning of a lower-case header name, without *"


def _field_name(value: str | int) -> str | None:
    return None if value else "it is empty"


def _any_text(value: str | int) -> str | None:
    return None if isinstance(value, str) else "it is a text"


_TEXT = (Kind.TEXT,)
_DATA = (Kind.TEXT, Kind.BYTES)
_NUMBER = (Kind.INTEGER,)
_FIELDS = (Kind.FIELDS,)
_BOTH = (Kind.FIELDS, Kind.HEADERS)
_FIELDS_ARGUMENT = Parameter("fields", _FIELDS)
_KEY_AND_DATA = (Parameter("key", _DATA), Parameter("data", _DATA))
_PEM_AND_DATA = (Parameter("key", _TEXT), Parameter("data", _DATA))


def _digest(name: str, doc: str, module: str = "primitives") -> Primitive:
    call = f"{name}({{}})"
    return Primitive(
        name, Group.DIGESTS, (Parameter("data", _DATA),), Kind.BYTES, call, doc, module, digests=True
    )


def _hmac(name: str, doc: str, module: str = "primitives") -> Primitive:
    call = f"{name}({{}})"
    return Primitive(
        name, Group.DIGESTS, _KEY_AND_DATA, Kind.BYTES, call, doc, module, keyed=True, digests=True
    )


def _private(name: str, doc: str, *, randomized: bool = False) -> Primitive:
    return Primitive(
        name,
        Group.DIGESTS,
        _PEM_AND_DATA,
        Kind.BYTES,
        f"{name}({{}})",
        doc,
        "keys",
        keyed=True,
        digests=True,
        randomized=randomized,
    )


def _text(
    name: str, parameters: tuple[Parameter, ...], python: str, doc: str, module: str = "encodings"
) -> Primitive:
    return Primitive(name, Group.TEXTS, parameters, Kind.TEXT, python, doc, module)


def _encoding(
    name: str, kinds: tuple[Kind, ...], doc: str, result: Kind = Kind.TEXT, module: str = "encodings"
) -> Primitive:
    argument = "data" if kinds == _DATA else "text" if kinds == _TEXT else "bytes"
    python = "{}.hex()" if name == "hex" else f"{name}({{}})"
    return Primitive(name, Group.ENCODINGS, (Parameter(argument, kinds),), result, python, doc, module)


def _written(name: str, doc: str, module: str = "field_sets") -> Primitive:
    """Fields written as a text."""
    return Primitive(name, Group.FIELDS, (_FIELDS_ARGUMENT,), Kind.TEXT, f"{name}({{}})", doc, module)


def _changed(
    name: str, doc: str, *more: Parameter, module: str = "field_sets", repeats: int = 0
) -> Primitive:
    """Fields made from others."""
    parameters = (_FIELDS_ARGUMENT, *more)
    return Primitive(
        name, Group.FIELDS, parameters, Kind.FIELDS, f"{name}({{}})", doc, module, repeats=repeats
    )


_HEADERS_ARGUMENT = Parameter("headers", (Kind.HEADERS,))
_PATTERN = Parameter("pattern", _TEXT, _header_pattern)
_ALL = (
    Primitive(
        "unix_time",
        Group.SOURCES,
        (),
        Kind.INTEGER,
        "int(sources.clock())",
        "seconds since 1970, rounded down",
        source="clock",
    ),
    Primitive(
        "unix_millis",
        Group.SOURCES,
        (),
        Kind.INTEGER,
        "round(sources.clock() * 1000)",
        "milliseconds since 1970, rounded",
        source="clock",
    ),
    Primitive(
        "utc",
        Group.SOURCES,
        (Parameter("time", _NUMBER), Parameter("format", _TEXT, _time_layout)),
        Kind.TEXT,
        "utc({})",
        "text; the format is a literal with `%Y %m %d %H %M %S %j %a %b`, the last two in English; with `%L`, three "
        "digits of milliseconds, the time is in milliseconds, otherwise in seconds",
    ),
    Primitive(
        "uuid",
        Group.SOURCES,
        (),
        Kind.TEXT,
        "sources.uuid()",
        "text: a UUID, version 4, lower case, with hyphens",
        source="uuid",
    ),
    Primitive(
        "random_digits",
        Group.SOURCES,
        (Parameter("n", _NUMBER, _digit_count),),
        Kind.TEXT,
        "sources.random_digits({})",
        "text of that many decimal digits (1 to 64), including leading zeros",
        source="random_digits",
    ),
    _digest("md5", "16 bytes; broken, and only for vendors that demand it", "digests"),
    _digest("sha1", "20 bytes; weak, and only for vendors that demand it"),
    _digest("sha256", "32 bytes"),
    _digest("sha512", "64 bytes", "digests"),
    _hmac("hmac_sha1", "20 bytes (RFC 2104)"),
    _hmac("hmac_sha256", "32 bytes"),
    _hmac("hmac_sha384", "48 bytes", "digests"),
    _hmac("hmac_sha512", "64 bytes", "digests"),
    _private("rsa_sha256", "bytes: RSASSA-PKCS1-v1_5 with SHA-256; the key is a private key in PEM"),
    _private(
        "ecdsa_p256",
        "64 bytes, R and then S: ECDSA on P-256 with SHA-256, as JWT (ES256) and RFC 9421 write it; another signature "
        "each time",
        randomized=True,
    ),
    _private(
        "ecdsa_p256_der", "bytes: the same in DER, as OpenSSL and most other APIs write it", randomized=True
    ),
    _private("ed25519", "64 bytes (RFC 8032)"),
    _encoding("hex", (Kind.BYTES,), "text, two lower-case digits for each byte"),
    _encoding("base64", _DATA, "text: the standard alphabet, with padding, on one line", module="primitives"),
    _encoding("base64url", _DATA, "text: the alphabet for URLs (`-` and `_`), without padding"),
    _encoding("base64url_padded", _DATA, "text: the alphabet for URLs, with padding"),
    _encoding(
        "base64_decode",
        _TEXT,
        "bytes; takes both alphabets, with or without padding, and ignores white space around it; "
        "anything else is an error",
        Kind.BYTES,
    ),
    _encoding(
        "hex_decode",
        _TEXT,
        "bytes; takes digits of either case, and ignores white space around them; anything else is an error",
        Kind.BYTES,
    ),
    _encoding(
        "rfc3986",
        _TEXT,
        "text, percent-encoded in upper case: only `A-Z a-z 0-9 - _ . ~` stay",
        module="primitives",
    ),
    _encoding("rfc3986_path", _TEXT, "the same, but `/` stays too", module="primitives"),
    _encoding(
        "unquote",
        _TEXT,
        "text, percent-decoded as UTF-8; `+` and an incomplete `%` stay; other bytes are an error",
    ),
    _encoding(
        "json_string",
        _TEXT,
        'a JSON string with its quotes: `"` and `\\` are escaped, and control characters as `\\n \\r \\t \\b \\f` or '
        "`\\u001f`; everything else stays",
    ),
    _text("lower", (Parameter("text", _TEXT),), "{}.lower()", "text"),
    _text("upper", (Parameter("text", _TEXT),), "{}.upper()", "text"),
    _text(
        "squeeze",
        (Parameter("text", _TEXT),),
        "squeeze({})",
        "text: each run of spaces and tabs is one space, none at either end; line feeds stay",
    ),
    _text(
        "substring",
        (Parameter("text", _TEXT), Parameter("start", _NUMBER), Parameter("length", _NUMBER)),
        "substring({})",
        "`length` characters from `start` on, which counts from 0; fewer where the text ends before",
    ),
    _text(
        "tail",
        (Parameter("text", _TEXT), Parameter("length", _NUMBER)),
        "tail({})",
        "the last `length` characters; the whole text if it has no more",
    ),
    Primitive(
        "length",
        Group.TEXTS,
        (Parameter("data", _DATA),),
        Kind.INTEGER,
        "len({})",
        "integer: the characters (Unicode code points) of a text, or the number of bytes",
    ),
    Primitive(
        "given",
        Group.TEXTS,
        (Parameter("value", _DATA), Parameter("text", _TEXT), Parameter("otherwise", _TEXT)),
        Kind.TEXT,
        "given({})",
        '`text` if `value` is not empty, else `otherwise`, which is `""` if omitted; `value` may be an optional '
        'credential, which is then present within `text`. `given(token)` is an optional credential, or `""`',
        optional=2,
    ),
    _written("query_string", "`name=value&…`: the query as sent, in its order", "primitives"),
    _written(
        "form_encode",
        "`name=value&…`: as `application/x-www-form-urlencoded`, in its order; a space is `+`",
        "primitives",
    ),
    _written(
        "canonical_query",
        "`name=value&…`, sorted by name, then by value, both as they are; both then encoded by RFC 3986",
        "primitives",
    ),
    _written(
        "encoded_query",
        "the same, but encoded first, and sorted by the encoded names and values",
        "primitives",
    ),
    _written("sorted_query", "as `canonical_query`, but the values of a repeated name stay in their order"),
    _written("bare_query", "as `sorted_query`, but a field with an empty value is its name, without `=`"),
    Primitive(
        "join_fields",
        Group.FIELDS,
        (
            _FIELDS_ARGUMENT,
            Parameter("between", _TEXT, _any_text),
            Parameter("separator", _TEXT, _any_text),
        ),
        Kind.TEXT,
        "join_fields({})",
        'text, not encoded: name, `between` and value of each field, with `separator` between them, such as `"="` and '
        '`"&"`; sorted by name, and the values of a repeated name stay in their order',
        "field_sets",
    ),
    Primitive(
        "names_of",
        Group.FIELDS,
        (_FIELDS_ARGUMENT, Parameter("separator", _TEXT, _any_text)),
        Kind.TEXT,
        "names_of({})",
        "text: the names, each once, sorted, with `separator` between them",
        "field_sets",
    ),
    Primitive(
        "value",
        Group.FIELDS,
        (
            Parameter("fields", _BOTH),
            Parameter("name", _TEXT, _field_name),
            Parameter("absent", _TEXT),
        ),
        Kind.TEXT,
        "value({})",
        "text: the value of a field or header, and the first of several; `absent` if there is none",
        "field_sets",
    ),
    Primitive(
        "take",
        Group.FIELDS,
        (Parameter("fields", _BOTH), Parameter("name", _TEXT, _field_name)),
        Kind.TEXT,
        "take({})",
        "removes a field from `query`, `form` or `headers`, and returns its value; an error unless it is there once",
    ),
    Primitive(
        "fields",
        Group.FIELDS,
        (Parameter("name", _TEXT, _field_name), Parameter("value", _TEXT)),
        Kind.FIELDS,
        "fields({})",
        "fields of these names and values, which are signed and not sent; each name once",
        repeats=2,
    ),
    _changed(
        "merged",
        "the fields of both; of a name that is in both, the values of the first come first",
        Parameter("others", _FIELDS),
        module="primitives",
    ),
    _changed("filled", "the fields without empty values"),
    _changed(
        "without",
        "the fields without those of these names, which are thereby unsigned by design",
        Parameter("name", _TEXT, _field_name),
        repeats=1,
    ),
    _changed("lowered", "the fields with their names in lower case"),
    _changed("encoded", "the fields with names and values encoded by RFC 3986"),
    Primitive(
        "signed_names",
        Group.HEADERS,
        (_HEADERS_ARGUMENT, _PATTERN),
        Kind.TEXT,
        "signed_names({})",
        'text: the names of the headers that are present and match a pattern, such as `"host"` or `"x-acs-*"`, '
        "sorted, joined by `;`; an error if there is none",
        repeats=1,
    ),
    Primitive(
        "canonical_headers",
        Group.HEADERS,
        (_HEADERS_ARGUMENT, Parameter("names", _TEXT)),
        Kind.TEXT,
        "canonical_headers({})",
        "`name:value` and a line feed for each of those names, in their order; blanks around a value are removed, "
        "those inside it stay (`squeeze`); an error if a header is absent",
    ),
    Primitive(
        "header_lines",
        Group.HEADERS,
        (_HEADERS_ARGUMENT, Parameter("prefix", _TEXT, _header_prefix)),
        Kind.TEXT,
        "header_lines({})",
        "the same for each header whose name begins with the prefix, sorted; empty if there is none",
        "field_sets",
    ),
    Primitive(
        "matching",
        Group.HEADERS,
        (_HEADERS_ARGUMENT, _PATTERN),
        Kind.FIELDS,
        "matching({})",
        "the headers that match a pattern, as fields, without blanks around their values",
        "field_sets",
        repeats=1,
    ),
)
PRIMITIVES: Mapping[str, Primitive] = MappingProxyType({primitive.name: primitive for primitive in _ALL})

KEYED = frozenset(primitive.name for primitive in _ALL if primitive.keyed)
DIGESTS = frozenset(primitive.name for primitive in _ALL if primitive.digests)
RANDOMIZED = frozenset(primitive.name for primitive in _ALL if primitive.randomized)
RANDOM = frozenset({"uuid", "random_digits"}) | RANDOMIZED
TAKEABLE = frozenset(PLACES) - {"json"}
