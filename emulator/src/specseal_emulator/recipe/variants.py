"""Primitives as callers get them wrong: each by the name of its mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .evaluate import TOOLS
from .fields import Fields, Pair
from .primitives import Function, canonical, joined, octets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Variant = tuple[str, Function, str]
"""Mistake, primitive as the caller has it, note."""
_KINDS = ("hmac_md5", "hmac_sha1", "hmac_sha256", "hmac_sha384", "hmac_sha512")


def of_digest(primitive: str) -> Iterator[Variant]:
    """What else a call of base64, hex or an HMAC may have been."""
    if primitive == "base64":
        yield "hex-for-base64", TOOLS["hex"], ""
        yield "base64-of-hex", _after(TOOLS["hex"], TOOLS["base64"]), ""
        yield "urlsafe-base64", TOOLS["base64url_padded"], ""
        yield "no-padding", _after(TOOLS["base64"], _unpadded), ""
        yield "base64-twice", _after(TOOLS["base64"], TOOLS["base64"]), ""
    elif primitive == "hex":
        yield "base64-for-hex", TOOLS["base64"], ""
        yield "upper-case-hex", _after(TOOLS["hex"], str.upper), ""
    elif primitive.startswith("hmac_"):
        yield "swapped-arguments", _swapped(TOOLS[primitive]), ""
        for other in _KINDS:
            if other != primitive:
                yield "algorithm-used", TOOLS[other], f"{other} instead of {primitive}"
        yield "digest-for-hmac", _joined_digest(TOOLS[primitive.removeprefix("hmac_")]), ""


def of_query(primitive: str, encodings: Mapping[str, Callable[[str], str]]) -> Iterator[Variant]:
    """What else a primitive that writes fields may have been. `encodings` are those of percent-encoding."""
    wrong = {mistake: encode for mistake, encode in encodings.items() if mistake}
    if primitive in {"canonical_query", "encoded_query"}:
        yield "unsorted", _ordered(_as_sent), ""
        yield "sorted-ignoring-case", _ordered(_small), ""
        for mistake, encode in wrong.items():
            yield mistake, _sorted(encode), ""
    elif primitive in {"query_string", "form_encode"}:
        yield "sorted", canonical, ""
        for mistake, encode in encodings.items():
            yield mistake or "sent-otherwise", _written(encode), ""
    elif primitive == "rfc3986":
        for mistake, encode in wrong.items():
            yield mistake, encode, ""
    elif primitive == "join_fields":
        yield "unsorted", _join_as_sent, ""
        yield "encoded", _join_encoded, ""
    elif primitive == "filled":
        yield "empty-fields-signed", _all, ""


def _after(first: Function, then: Function) -> Function:
    def both(data: Any) -> Any:
        return then(first(data))

    return both


def _unpadded(text: str) -> str:
    return text.rstrip("=")


def _swapped(made: Function) -> Function:
    def swapped(key: Any, data: Any) -> Any:
        return made(data, key)

    return swapped


def _joined_digest(made: Function) -> Function:
    def digest(key: Any, data: Any) -> Any:
        return made(octets(key) + octets(data))

    return digest


def _as_sent(_pair: tuple[str, str]) -> int:
    return 0


def _small(pair: tuple[str, str]) -> str:
    return pair[0].lower()


def _ordered(order: Function) -> Function:
    def query(fields: Fields) -> str:
        return canonical(fields, order=order)

    return query


def _sorted(encode: Callable[[str], str]) -> Function:
    def query(fields: Fields) -> str:
        return canonical(fields, encode)

    return query


def _written(encode: Callable[[str], str]) -> Function:
    def query(fields: Fields) -> str:
        return "&".join([f"{encode(pair.name)}={encode(pair.value)}" for pair in fields])

    return query


def _join_as_sent(fields: Fields, equals: str, between: str) -> str:
    return between.join([f"{pair.name}{equals}{pair.value}" for pair in fields])


def _join_encoded(fields: Fields, equals: str, between: str) -> str:
    return joined(
        tuple(Pair(quote(pair.name, ""), quote(pair.value, "")) for pair in fields), equals, between
    )


def _all(fields: Fields) -> Fields:
    return fields
