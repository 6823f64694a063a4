"""Values of a shell script that is being written: texts, bytes and integers, known or left to the shell.

A text is a list of parts, each either known, or an expansion such as ``${now}`` that stands inside double quotes. Bytes
are the same, in hexadecimal, because a variable of the shell holds no NUL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expansion:
    """What the shell puts in: ``${name}``, ``$(command)`` or ``$((sum))``."""

    source: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text."""

    parts: tuple[str | Expansion, ...]

    @property
    def known(self) -> str | None:
        """The text itself, where nothing of it is left to the shell."""
        if any(isinstance(part, Expansion) for part in self.parts):
            return None
        return "".join(part for part in self.parts if isinstance(part, str))

    def __add__(self, other: Text) -> Text:
        return Text((*self.parts, *other.parts))


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes, as a text of hexadecimal digits."""

    digits: Text


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number: known, or an expression for ``$((…))``."""

    source: int | str


Value = Text | Bytes | Number


def is_variable(text: Text) -> bool:
    """Whether a text is one variable of the script."""
    return [isinstance(one, Expansion) and one.source.startswith("${") for one in text.parts] == [True]


def literal(text: str) -> Text:
    """A known text."""
    return Text((text,))


def expansion(source: str) -> Text:
    """A text that the shell puts in."""
    return Text((Expansion(source),))


def word(text: Text) -> str:
    """A text as one word of a command."""
    known = text.known
    if known is not None:
        return single_quoted(known)
    if len(text.parts) == 1 or not any("\n" in part for part in text.parts if isinstance(part, str)):
        return f'"{_inside_quotes(text)}"'
    # a line feed inside double quotes is one; written as such it would break the layout
    return "".join(
        single_quoted(part)
        if isinstance(part, str) and "\n" in part
        else f'"{_inside_quotes(Text((part,)))}"'
        for part in text.parts
    )


def _inside_quotes(text: Text) -> str:
    return "".join(
        part.source if isinstance(part, Expansion) else re.sub(r'([\\"$`])', r"\\\1", part)
        for part in text.parts
    )


def single_quoted(text: str) -> str:
    """A known text as one word, quoted only where it must be."""
    if text and re.fullmatch(r"[A-Za-z0-9_@%+=:,./-]+", text):
        return text
    if "\n" in text or "\r" in text or "\t" in text:
        escaped = text.replace("\\", "\\\\").replace("'", "\\'")
        return "$'" + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "'"
    return "'" + text.replace("'", "'\\''") + "'"


def joined(texts: Iterable[Text]) -> Text:
    """The texts as one, known parts merged."""
    parts: list[str | Expansion] = []
    for part in (part for text in texts for part in text.parts):
        last = parts[-1] if parts else None
        if isinstance(part, str) and isinstance(last, str):
            parts[-1] = last + part
        else:
            parts.append(part)
    return Text(tuple(parts))
