"""Values as text fields: in the styles of OpenAPI, as JSON, or as one field per leaf.

The delimiters of a style are written as they are, and what is between them encoded (RFC 6570), so such a text knows how
it is written in a URL. Signers see it decoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .encode import is_mapping, is_sequence, json_bytes, scalar
from .operation import Field

_MAX_DEPTH = 64
#: The delimiter of a style, and how it is written in a URL.
_DELIMITERS = {"comma": (",", ","), "comma*": (",", ","), "space": (" ", "%20"), "pipe": ("|", "%7C")}
_RESERVED = ":/?@!$'()*,;=[]"  # without those that would end the value


class Written(str):
    """A text, and how it is written in a URL or an urlencoded form."""

    wire: str


def written(text: str, wire: str) -> Written:
    """A text that is written in a way of its own."""
    made = Written(text)
    made.wire = wire
    return made


def structured(field: Field, value: Any) -> list[tuple[str, str]]:
    """Names and texts of an argument.

    Raises ``TypeError`` or ``ValueError``, which names the argument, for a value that has no exact text.
    """
    style = field.style
    if style == "json" and isinstance(value, str):  # JSON already
        return [(field.name, scalar(field.argument, value))]
    if style in {"json", "quoted"}:
        return [(field.name, json_bytes(field.argument, value, numbers=field.numbers).decode())]
    if style == "parts":
        return [(field.name, _part(field, item)) for item in (value if is_sequence(value) else [value])]
    if style in {"label", "label*", "matrix", "matrix*"}:
        return [(field.name, _in_path(field, value))]
    if style in _DELIMITERS:
        return [(field.name, _joined(field, value))]
    if is_mapping(value):
        if style == "brackets":
            return _brackets(field, field.name, value)
        return [(name, _text(field, item)) for name, item in _members(field, value)]
    if style == "brackets" and is_sequence(value):
        return _leaves(field, field.name, value)
    return [(field.name, _text(field, item)) for item in (value if is_sequence(value) else [value])]


def _text(field: Field, value: Any) -> str:
    """A single value. Where reserved characters are allowed, they are not encoded."""
    text = scalar(field.argument, value, flag=field.flag)
    return written(text, quote(text, safe=_RESERVED)) if field.reserved else text


def _encoded(field: Field, text: str) -> str:
    return quote(text, safe=_RESERVED if field.reserved else "")


def _part(field: Field, value: Any) -> str:
    """An object or a list as JSON, anything else as its text."""
    if is_mapping(value) or is_sequence(value):
        return json_bytes(field.argument, value, numbers=field.numbers).decode()
    return scalar(field.argument, value, flag=field.flag)


def _members(field: Field, value: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """The keys and texts of a mapping. Absent are those whose value is ``None``."""
    return [
        (scalar(field.argument, name), scalar(field.argument, item, flag=field.flag))
        for name, item in value.items()
        if item is not None
    ]


def _pieces(field: Field, value: Any) -> list[tuple[str, ...]]:
    """What a style puts between its delimiters: texts, or pairs of a name and a text."""
    if is_mapping(value):
        if field.style.endswith("*"):
            return list(_members(field, value))
        return [(text,) for member in _members(field, value) for text in member]
    return [
        (scalar(field.argument, item, flag=field.flag),)
        for item in (value if is_sequence(value) else [value])
    ]


def _joined(field: Field, value: Any) -> str:
    """A list or a mapping as one text."""
    plain, wire = _DELIMITERS[field.style]
    if not (is_sequence(value) or is_mapping(value)):
        return _text(field, value)
    pieces = _pieces(field, value)
    if any(plain in text for piece in pieces for text in piece):
        name = {",": "comma", " ": "space", "|": "pipe"}[plain]
        raise ValueError(f"{field.argument}: an item contains a {name}, which separates the items")
    return written(
        plain.join(["=".join(piece) for piece in pieces]),
        wire.join(["=".join([_encoded(field, text) for text in piece]) for piece in pieces]),
    )


def _in_path(field: Field, value: Any) -> str:
    """A segment of a path in the style ``label`` or ``matrix``."""
    exploded = field.style.endswith("*")
    pieces = ["=".join([quote(text, safe="") for text in piece]) for piece in _pieces(field, value)]
    if field.style.startswith("label"):
        wire = "." + ("." if exploded else ",").join(pieces)
    else:
        name = quote(field.name, safe="")
        if exploded and is_mapping(value):
            parts = pieces
        else:
            parts = [
                f"{name}={piece}" if piece else name for piece in (pieces if exploded else [",".join(pieces)])
            ]
        wire = "".join([f";{part}" for part in parts])
    return written(wire, wire)


def _brackets(field: Field, name: str, value: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """A field ``name[key]`` per leaf; absent where the leaf is ``None``. Raises ``ValueError`` for too deep a value."""
    if name.count("[") > _MAX_DEPTH:
        raise ValueError(f"{field.argument}: is nested deeper than {_MAX_DEPTH} levels, or contains itself")
    pairs: list[tuple[str, str]] = []
    for key, item in value.items():
        inner = f"{name}[{scalar(field.argument, key)}]"
        if is_mapping(item):
            pairs += _brackets(field, inner, item)
        elif is_sequence(item):
            pairs += _leaves(field, inner, item)
        elif item is not None:
            pairs.append((inner, scalar(field.argument, item, flag=field.flag)))
    return pairs


def _leaves(field: Field, name: str, items: Any) -> list[tuple[str, str]]:
    """A list inside: its name repeated, or numbered where the items are objects or lists."""
    pairs: list[tuple[str, str]] = []
    for number, item in enumerate(items):
        if is_mapping(item) or is_sequence(item):
            pairs += _brackets(field, name, {number: item})
        else:
            pairs.append((name, scalar(field.argument, item, flag=field.flag)))
    return pairs
