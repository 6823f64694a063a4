"""The primitives of recipes, in one table: checker, prover, compiler and documentation are fed from it.

A primitive has parameters, a result, its place in the runtime, what it does to secrets, and its description. A test
holds the table and ``docs/signing.md`` equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .field_primitives import FIELD_PRIMITIVES
from .literals import digit_count, time_layout
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


_TEXT = (Kind.TEXT,)
_DATA = (Kind.TEXT, Kind.BYTES)
_NUMBER = (Kind.INTEGER,)
_KEY_AND_DATA = (Parameter("key", _DATA), Parameter("data", _DATA))
_PEM_AND_DATA = (Parameter("key", _TEXT), Parameter("data", _DATA))


def _digest(name: str, doc: str, module: str = "primitives") -> Primitive:
    call = f"{name}({{}})"
    return Primitive(
        name, Group.DIGESTS, (Parameter("data", _DATA),), Kind.BYTES, call, doc, module, digests=True
    )


def _hmac(name: str, doc: str) -> Primitive:
    call = f"{name}({{}})"
    return Primitive(
        name, Group.DIGESTS, _KEY_AND_DATA, Kind.BYTES, call, doc, "hmacs", keyed=True, digests=True
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
        "growing_millis",
        Group.SOURCES,
        (),
        Kind.INTEGER,
        "sources.growing_millis(sources.clock())",
        "milliseconds since 1970 as a nonce that has to grow: each call gives more than every earlier one of the "
        "process, whatever its threads and tasks do and wherever the clock is set",
        source="growing_millis",
    ),
    Primitive(
        "utc",
        Group.SOURCES,
        (Parameter("time", _NUMBER), Parameter("format", _TEXT, time_layout)),
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
        (Parameter("n", _NUMBER, digit_count),),
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
    _hmac("hmac_sha384", "48 bytes"),
    _hmac("hmac_sha512", "64 bytes"),
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
    *FIELD_PRIMITIVES,
)
PRIMITIVES: Mapping[str, Primitive] = MappingProxyType({primitive.name: primitive for primitive in _ALL})

KEYED = frozenset(primitive.name for primitive in _ALL if primitive.keyed)
DIGESTS = frozenset(primitive.name for primitive in _ALL if primitive.digests)
RANDOMIZED = frozenset(primitive.name for primitive in _ALL if primitive.randomized)
RANDOM = frozenset({"uuid", "random_digits"}) | RANDOMIZED
TAKEABLE = frozenset(PLACES) - {"json"}
