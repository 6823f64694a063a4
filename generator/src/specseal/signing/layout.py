"""Lays out Python source within the line length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

WIDTH = 110
_STEP = 4
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """Source that is never wrapped."""

    text: str


@dataclass(frozen=True, slots=True)
class Bracket:
    """Items between an opening and a closing bracket, such as a call."""

    head: str
    items: tuple[Form, ...]
    tail: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Items joined with ``+``."""

    items: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class String:
    """A string: constant parts, and the sources of placeholders."""

    parts: tuple[str | Leaf, ...]


Form: TypeAlias = Leaf | Bracket | Chain | String


def flat(form: Form) -> str:
    """The source on one line."""
    match form:
        case Leaf(text=text):
            return text
        case Bracket(head=head, items=items, tail=tail):
            return head + ", ".join(flat(item) for item in items) + tail
        case Chain(items=items):
            return " + ".join(flat(item) for item in items)
        case String(parts=parts):
            return _literal(parts)


def dotted(form: Form, method: str) -> Form:
    """A method call on a value; ``method`` begins with the dot."""
    match form:
        case Leaf(text=text):
            return Leaf(text + method)
        case Bracket(head=head, items=items, tail=tail):
            return Bracket(head, items, tail + method)
        case _:
            return Bracket("(", (form,), ")" + method)


def statement(before: str, form: Form, after: str = "", indent: int = _STEP) -> list[str]:
    """The lines of ``before``, the value and ``after``, indented."""
    margin = " " * indent
    line = f"{margin}{before}{flat(form)}{after}"
    if len(line) <= WIDTH:
        return [line]
    match form:
        case Bracket(head=head, items=items, tail=tail) if items:
            return [f"{margin}{before}{head}", *_items(items, indent + _STEP), f"{margin}{tail}{after}"]
        case Chain() | String():
            return [f"{margin}{before}(", *_pieces(form, indent + _STEP), f"{margin}){after}"]
        case _:
            return [line]


def _items(items: tuple[Form, ...], indent: int) -> list[str]:
    together = " " * indent + ", ".join(flat(item) for item in items)
    if len(together) <= WIDTH:
        return [together]
    if len(items) == 1 and isinstance(items[0], (Chain, String)):
        return _pieces(items[0], indent)
    return [line for item in items for line in statement("", item, ",", indent)]


def _pieces(form: Chain | String, indent: int) -> list[str]:
    if isinstance(form, String):
        return [" " * indent + piece for piece in _literals(form.parts, WIDTH - indent)]
    found: list[str] = []
    for number, item in enumerate(form.items):
        found += statement("+ " if number else "", item, "", indent)
    return found


def _literals(parts: tuple[str | Leaf, ...], width: int) -> list[str]:
    """Adjacent literals that make one string: a new one after each line feed and at the line length."""
    found: list[str] = []
    piece: list[str | Leaf] = []
    for part in _small(parts, width):
        line_ends = bool(piece) and isinstance(piece[-1], str) and piece[-1].endswith("\n")
        if piece and (line_ends or len(_literal((*piece, part))) > width):
            found.append(_literal(tuple(piece)))
            piece = []
        piece.append(part)
    found.append(_literal(tuple(piece)))
    return found


def _small(parts: tuple[str | Leaf, ...], width: int) -> list[str | Leaf]:
    """The parts, with constant text split after line feeds and into pieces that fit when escaped."""
    longest = max(width // 10 - 1, 1)
    found: list[str | Leaf] = []
    for part in parts:
        if isinstance(part, Leaf):
            found.append(part)
            continue
        for line in part.splitlines(keepends=True):
            if len(_literal((line,))) <= width:
                found.append(line)
            else:
                found += [line[start : start + longest] for start in range(0, len(line), longest)]
    return found


def _literal(parts: tuple[str | Leaf, ...]) -> str:
    if all(isinstance(part, str) for part in parts):
        return f'"{"".join(escaped(part) for part in parts if isinstance(part, str))}"'
    inner = "".join(
        "{" + part.text + "}"
        if isinstance(part, Leaf)
        else escaped(part).replace("{", "{{").replace("}", "}}")
        for part in parts
    )
    return f'f"{inner}"'


def escaped(text: str) -> str:
    """The content of a double-quoted Python string, in printable ASCII."""
    return "".join(_character(character) for character in text)


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if " " <= character <= "~":
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
