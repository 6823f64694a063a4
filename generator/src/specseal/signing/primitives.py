"""The primitives of recipes: their parameters and results, and how the compiled signer calls them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from .nodes import PLACES

MOST_DIGITS = 64


class Kind(Enum):
    """The kind of a value, with its name in diagnostics."""

    TEXT = "text"
    BYTES = "bytes"
    INTEGER = "an integer"
    FIELDS = "the fields of the request"
    HEADERS = "the headers"


REQUEST: Mapping[str, Kind] = MappingProxyType(
    {
        "method": Kind.TEXT,
        "host": Kind.TEXT,
        "path": Kind.TEXT,
        "query": Kind.FIELDS,
        "form": Kind.FIELDS,
        "params": Kind.FIELDS,
        "headers": Kind.HEADERS,
        "body": Kind.BYTES,
    }
)
"""The names of the parts of the request in a recipe."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a primitive. ``constant`` returns the problem of an argument that must be a literal."""

    name: str
    kinds: tuple[Kind, ...]
    constant: Callable[[str | int], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Primitive:
    """One function of the language."""

    name: str
    parameters: tuple[Parameter, ...]
    result: Kind
    python: str
    """Python source of the call; ``{}`` is replaced by the arguments, before a method's dot if there is one."""
    repeats: bool = False
    """Whether the last parameter may be repeated."""
    source: str | None = None
    """The source it reads (`specseal.runtime.sources.Sources`), in which case calls may return different values."""

    @property
    def imported(self) -> bool:
        """Whether it is a function of ``_runtime/primitives.py``; the others are built into Python."""
        return self.python.startswith(f"{self.name}(")

    @property
    def signature(self) -> str:
        """Its signature in documentation and diagnostics."""
        names = [parameter.name for parameter in self.parameters]
        if self.repeats:
            names[-1] += ", …"
        return f"{self.name}({', '.join(names)})"


_DIRECTIVES = "YmdHMSjab"


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


def _field_name(value: str | int) -> str | None:
    return None if value else "it is empty"


_TEXT = (Kind.TEXT,)
_DATA = (Kind.TEXT, Kind.BYTES)
_ALL = (
    Primitive("unix_time", (), Kind.INTEGER, "int(sources.clock())", source="clock"),
    Primitive("unix_millis", (), Kind.INTEGER, "round(sources.clock() * 1000)", source="clock"),
    Primitive(
        "utc",
        (Parameter("time", (Kind.INTEGER,)), Parameter("format", _TEXT, _time_layout)),
        Kind.TEXT,
        "utc({})",
    ),
    Primitive("uuid", (), Kind.TEXT, "sources.uuid()", source="uuid"),
    Primitive(
        "random_digits",
        (Parameter("n", (Kind.INTEGER,), _digit_count),),
        Kind.TEXT,
        "sources.random_digits({})",
        source="random_digits",
    ),
    Primitive(
        "hmac_sha1",
        (Parameter("key", _DATA), Parameter("data", _DATA)),
        Kind.BYTES,
        "hmac_sha1({})",
    ),
    Primitive(
        "hmac_sha256",
        (Parameter("key", _DATA), Parameter("data", _DATA)),
        Kind.BYTES,
        "hmac_sha256({})",
    ),
    Primitive("sha1", (Parameter("data", _DATA),), Kind.BYTES, "sha1({})"),
    Primitive("sha256", (Parameter("data", _DATA),), Kind.BYTES, "sha256({})"),
    Primitive("hex", (Parameter("bytes", (Kind.BYTES,)),), Kind.TEXT, "{}.hex()"),
    Primitive("base64", (Parameter("data", _DATA),), Kind.TEXT, "base64({})"),
    Primitive("rfc3986", (Parameter("text", _TEXT),), Kind.TEXT, "rfc3986({})"),
    Primitive("rfc3986_path", (Parameter("text", _TEXT),), Kind.TEXT, "rfc3986_path({})"),
    Primitive("query_string", (Parameter("fields", (Kind.FIELDS,)),), Kind.TEXT, "query_string({})"),
    Primitive("form_encode", (Parameter("fields", (Kind.FIELDS,)),), Kind.TEXT, "form_encode({})"),
    Primitive(
        "canonical_query",
        (Parameter("fields", (Kind.FIELDS,)),),
        Kind.TEXT,
        "canonical_query({})",
    ),
    Primitive("encoded_query", (Parameter("fields", (Kind.FIELDS,)),), Kind.TEXT, "encoded_query({})"),
    Primitive(
        "canonical_headers",
        (Parameter("headers", (Kind.HEADERS,)), Parameter("names", _TEXT)),
        Kind.TEXT,
        "canonical_headers({})",
    ),
    Primitive(
        "signed_names",
        (Parameter("headers", (Kind.HEADERS,)), Parameter("pattern", _TEXT, _header_pattern)),
        Kind.TEXT,
        "signed_names({})",
        repeats=True,
    ),
    Primitive(
        "take",
        (Parameter("fields", (Kind.FIELDS, Kind.HEADERS)), Parameter("name", _TEXT, _field_name)),
        Kind.TEXT,
        "take({})",
    ),
    Primitive("lower", (Parameter("text", _TEXT),), Kind.TEXT, "{}.lower()"),
    Primitive("upper", (Parameter("text", _TEXT),), Kind.TEXT, "{}.upper()"),
)
PRIMITIVES: Mapping[str, Primitive] = MappingProxyType({primitive.name: primitive for primitive in _ALL})

HMACS = frozenset({"hmac_sha1", "hmac_sha256"})
HASHES = HMACS | {"sha1", "sha256"}
RANDOM = frozenset({"uuid", "random_digits"})
TAKEABLE = frozenset(PLACES)
