"""Grams: pieces of a text, by which an index finds texts that hold another one.

A text stands between edges, ``[Ada]]``, so that a gram begins at every character of it, and so that its beginning and
end can be searched. Grams are long: six digits are rare where three are in every hundredth text. Shorter needles are
prefixes of grams. Every gram carries the list that its text is in, so that a search reads nothing of other lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..listing import Needle

_EDGE = "\ue0ff"
# ASCII would be folded and split by SQLite's tokenizer; any other character is a letter to it.
_LETTERS = {code: 0xE000 + code for code in range(128)}
LONGEST = 6
"""Characters of a gram that no end of its text cuts short."""
_LISTS = 0x50000
"""Lists that have a character of their own; further ones share them, and what is found is compared anyway."""


def is_alone(list_id: int) -> bool:
    """Whether no other list has the character of this one."""
    return list_id < _LISTS


def terms(list_id: int, text: str) -> str:
    """The grams of a text for SQLite's index, separated by spaces."""
    mark, padded = _mark(list_id), f"{_EDGE}{_letters(text)}{_EDGE}{_EDGE}"
    return mark + f" {mark}".join([padded[n : n + LONGEST] for n in range(len(padded) - 2)])


def match(list_id: int, needle: Needle) -> str:
    """SQLite's question for the texts that hold every gram of a needle."""
    mark, text = _mark(list_id), _edged(needle)
    if len(text) < LONGEST:
        return f'"{mark}{text}"*'
    return " AND ".join(
        dict.fromkeys(f'"{mark}{text[n : n + LONGEST]}"' for n in range(len(text) - LONGEST + 1))
    )


def is_gram(needle: Needle) -> bool:
    """Whether a needle is one gram: what holds it needs no further look."""
    return len(_edged(needle)) <= LONGEST


def lexemes(list_id: int, text: str) -> str:
    """The grams of a text for PostgreSQL's index, separated by spaces: ASCII, whatever the database's encoding."""
    mark, padded = f"{list_id:x}_", f"{_EDGE}{text}{_EDGE}{_EDGE}"
    return mark + f" {mark}".join([_hex(padded[n : n + LONGEST]) for n in range(len(padded) - 2)])


def lexeme_query(list_id: int, needle: Needle) -> str:
    """PostgreSQL's question for the texts that hold every gram of a needle."""
    mark, text = f"{list_id:x}_", f"{_EDGE * needle.begins}{needle.text}{_EDGE * needle.ends}"
    if len(text) < LONGEST:
        return f"{mark}{_hex(text)}:*"
    return " & ".join(
        dict.fromkeys(mark + _hex(text[n : n + LONGEST]) for n in range(len(text) - LONGEST + 1))
    )


def _edged(needle: Needle) -> str:
    return f"{_EDGE * needle.begins}{_letters(needle.text)}{_EDGE * needle.ends}"


def _letters(text: str) -> str:
    """A text of letters only. Unpaired surrogates, which no database stores, become one letter."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.translate(_LETTERS)


def _mark(list_id: int) -> str:
    """A character that stands for a list."""
    return chr(0x30000 + list_id % _LISTS)


def _hex(gram: str) -> str:
    """The bytes of a gram. Those of its beginning are the beginning of them."""
    return gram.encode("utf-8", "surrogatepass").hex()
