"""Primitives as callers get them wrong: each by the name of its mistake, as a change of the right function.

Changes of one primitive can be made one after the other, such as another order and another encoding of a query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .encodings import WRONG
from .evaluate import TOOLS
from .fields import Fields, Pair
from .primitives import Function, One, Two, canonical, encoded, joined, octets

if TYPE_CHECKING:
    from collections.abc import Iterator

Wrapper = Callable[[Function], Function]
Variant = tuple[str, str, Wrapper, str]
"""Mistake, what of the primitive it changes, the change, note."""
_KINDS = ("hmac_md5", "hmac_sha1", "hmac_sha256", "hmac_sha384", "hmac_sha512")


def of_digest(primitive: str, key_end: str) -> Iterator[Variant]:
    """What else a call of base64, hex or an HMAC may have been.

    Args: `key_end`, the text after the secret in its key.
    """
    if primitive == "base64":
        yield "hex-for-base64", "text", _instead(TOOLS["hex"]), ""
        yield "base64-of-hex", "text", _after(TOOLS["hex"]), ""
        yield "urlsafe-base64", "text", _instead(TOOLS["base64url_padded"]), ""
        yield "no-padding", "text", _before(_unpadded), ""
        yield "base64-twice", "text", _before(TOOLS["base64"]), ""
    elif primitive == "hex":
        yield "base64-for-hex", "text", _instead(TOOLS["base64"]), ""
        yield "upper-case-hex", "text", _before(str.upper), ""
    elif primitive.startswith("hmac_"):
        yield "swapped-arguments", "arguments", _swapped, ""
        for other in _KINDS:
            if other != primitive:
                yield "algorithm-used", "algorithm", _instead(TOOLS[other]), f"{other} instead of {primitive}"
        digest = TOOLS[primitive.removeprefix("hmac_")]
        yield "digest-for-hmac", "algorithm", _instead(_joined_digest(digest)), ""
        if key_end == "&":
            yield "key-without-ampersand", "key", _without_ampersand, ""


def of_query(primitive: str) -> Iterator[Variant]:
    """What else a primitive that writes fields or headers may have been."""
    if primitive in {"canonical_query", "encoded_query"}:
        yield "unsorted", "order", _canonical(order=_as_sent), ""
        yield "sorted-ignoring-case", "order", _canonical(order=_small), ""
        for mistake, encode in WRONG.items():
            yield mistake, "encoding", _canonical(encode=encode), ""
    elif primitive in {"query_string", "form_encode"}:
        yield "sorted", "encoding", _instead(canonical), ""
        for mistake, encode in {"sent-otherwise": encoded, **WRONG}.items():
            yield mistake, "encoding", _instead(_written(encode)), ""
    elif primitive == "join_fields":
        yield "unsorted", "order", _instead(_join_as_sent), ""
        yield "encoded", "order", _instead(_join_encoded), ""
    elif primitive == "upper":
        yield "small-letters", "text", _instead(str), ""
    elif primitive == "filled":
        yield "empty-fields-signed", "fields", _instead(_all), ""
    elif primitive == "canonical_headers":
        yield "headers-without-end", "headers", _before(_without_end), ""


def of_encoding(*, whole: bool) -> Iterator[Variant]:
    """What else a call of rfc3986 may have been. Args: `whole`, whether it encodes a query that is written already."""
    if whole:
        yield "query-not-encoded", "whole", _instead(str), ""
        yield "query-encoded-twice", "whole", _before(encoded), ""
        return
    for mistake, encode in WRONG.items():
        yield mistake, "encoding", _instead(encode), ""


def constant(value: Any) -> Wrapper:
    """A primitive that always gives the same."""
    return lambda _: lambda *_arguments: value


def undigested(_: Function) -> Function:
    """The data itself in place of its digest."""
    return octets


def as_text(_: Function) -> Function:
    """The text that bytes hold."""
    text: One = lambda data: octets(data).decode("utf-8", "replace")  # noqa: E731
    return text


def _instead(other: Function) -> Wrapper:
    return lambda _: other


def _after(first: Function) -> Wrapper:
    """Another function is applied first."""

    def change(right: Function) -> Function:
        both: One = lambda data: right(first(data))  # noqa: E731
        return both

    return change


def _before(then: Function) -> Wrapper:
    """Another function is applied to the result."""
    return lambda right: lambda *arguments: then(right(*arguments))


def _unpadded(text: str) -> str:
    return text.rstrip("=")


def _without_end(block: str) -> str:
    return block.removesuffix("\n")


def _swapped(right: Function) -> Function:
    swapped: Two = lambda key, data: right(data, key)  # noqa: E731
    return swapped


def _without_ampersand(right: Function) -> Function:
    bare: Two = lambda key, data: right(octets(key).removesuffix(b"&"), data)  # noqa: E731
    return bare


def _joined_digest(made: Function) -> Function:
    digest: Two = lambda key, data: made(octets(key) + octets(data))  # noqa: E731
    return digest


def _canonical(**changed: Function) -> Wrapper:
    """Another order or encoding; one of each can be changed."""

    def change(right: Function) -> Function:
        if isinstance(right, _Canonical):
            return _Canonical({**right.changed, **changed})
        return _Canonical(changed)

    return change


@dataclass(frozen=True, slots=True)
class _Canonical:
    """A canonical query in another order or encoding."""

    changed: Mapping[str, Function]

    def __call__(self, fields: Fields) -> str:
        return canonical(fields, **self.changed)


def _as_sent(_pair: tuple[str, str]) -> int:
    return 0


def _small(pair: tuple[str, str]) -> str:
    return pair[0].lower()


def _written(encode: Callable[[str], str]) -> Function:
    def written(fields: Fields) -> str:
        return "&".join([f"{encode(pair.name)}={encode(pair.value)}" for pair in fields])

    return written


def _join_as_sent(fields: Fields, equals: str, between: str) -> str:
    return between.join([f"{pair.name}{equals}{pair.value}" for pair in fields])


def _join_encoded(fields: Fields, equals: str, between: str) -> str:
    return joined(
        tuple(Pair(quote(pair.name, ""), quote(pair.value, "")) for pair in fields), equals, between
    )


def _all(fields: Fields) -> Fields:
    return fields
