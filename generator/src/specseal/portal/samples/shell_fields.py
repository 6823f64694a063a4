"""Fields of a request whose values the shell may have to fill in: sorted, encoded and taken as recipes ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...runtime import primitives as real
from ..request import ExampleRequest
from .shell_values import Expansion, Text, joined, literal, word

Fields = list[tuple[str, Text]]
Used = dict[str, None]
"""The functions of ``primitives.sh`` that a script calls."""


class Unsayable(Exception):
    """Something that a shell sample cannot do; the message says what."""


KNOWN: Mapping[str, Callable[[str], str]] = {
    "rfc3986": real.rfc3986,
    "form_escape": lambda text: real.rfc3986(text).replace("%20", "+"),
}
_PLACES = frozenset({"query", "form", "headers", "params"})


def escaped(text: Text, used: Used, function: str = "rfc3986") -> Text:
    """A text percent-encoded: known parts here, the others by a function of the script, which is noted as used."""
    parts: list[str | Expansion] = []
    for part in text.parts:
        if isinstance(part, str):
            parts.append(KNOWN[function](part))
        else:
            used[function] = None
            parts.append(Expansion(command(function, Text((part,)))))
    return Text(tuple(parts))


def encoded(fields: Fields, used: Used, function: str = "rfc3986") -> Text:
    """The fields as ``name=value&…``, in their order."""
    texts: list[Text] = []
    for index, (name, value) in enumerate(fields):
        texts.append(literal(f"{'&' if index else ''}{KNOWN[function](name)}="))
        texts.append(escaped(value, used, function))
    return joined(texts)


def command(function: str, *arguments: Text) -> str:
    """A command whose output the shell puts in."""
    return f"$({' '.join([function, *map(word, arguments)])})"


def taken(fields: Fields, name: str) -> Text:
    """Remove a field and give its value. Raises `Unsayable` unless it is there exactly once."""
    found = [value for one, value in fields if one == name]
    if len(found) != 1:
        raise Unsayable(f"it moves the field {name}, which the request has {len(found)} times")
    fields[:] = [one for one in fields if one[0] != name]
    return found[0]


def ordered(fields: Fields, *, encoded: bool) -> Fields:
    """The fields by name, then value; as they are, or ``encoded``. Raises `Unsayable` where the order is not known."""
    names = [name for name, _ in fields]
    if any(names.count(name) > 1 and value.known is None for name, value in fields):
        raise Unsayable("it sorts values of a repeated field, which are not known yet")

    def key(one: tuple[str, Text]) -> tuple[str, str]:
        name, value = one[0], one[1].known or ""
        return (real.rfc3986(name), real.rfc3986(value)) if encoded else (name, value)

    return sorted(fields, key=key)


def canonical(headers: Fields, names: str | None) -> Text:
    """``name:value`` and a line feed for each name. Raises `Unsayable` for a header that is not there."""
    if names is None:
        raise Unsayable("it chooses headers by a text that is not known")
    values = dict(headers)
    missing = [name for name in names.split(";") if name not in values]
    if missing:
        raise Unsayable(f"it signs headers that the request does not have: {', '.join(missing)}")
    lines = [literal(f"{name}:") + _stripped(values[name]) + literal("\n") for name in names.split(";")]
    return joined(lines)


def _stripped(text: Text) -> Text:
    """Without the blanks around it, as far as it is known."""
    parts = list(text.parts)
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip(" \t")
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip(" \t")
    return Text(tuple(parts))


@dataclass(slots=True)
class SignedSample:
    """A signed request, as a script goes on with it."""

    lines: list[str]
    used: Used
    """The functions of ``primitives.sh`` that it calls."""
    query: Fields
    headers: Fields
    form: Fields


def unsigned(request: ExampleRequest) -> SignedSample:
    """A request without a signature."""
    query, headers, form = (
        [(name, literal(value)) for name, value in fields]
        for fields in (request.query, request.headers, request.form)
    )
    return SignedSample([], {}, query, headers, form)
