"""Grams: pieces of up to three characters, by which an index finds texts that hold another one.

A text stands between an edge and two more, ``[Ada]]``, so that three characters begin at every character of it, and so
that its beginning and end can be searched. Every gram carries the list that its text is in: what a search reads does
not grow with other lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from ..listing import Needle

_EDGE = "\ue0ff"
# ASCII would be folded and split by SQLite's tokenizer; any other character is a letter to it.
_LETTERS = {code: 0xE000 + code for code in range(128)}
_LISTS = 0x50000
"""Lists that have a character of their own; further ones share them, and what is found is compared anyway."""


def is_alone(list_id: int) -> bool:
    """Whether no other list has the character of this one."""
    return list_id < _LISTS


def terms(list_id: int, text: str) -> str:
    """The grams of a text for SQLite's index, separated by spaces."""
    mark, padded = _mark(list_id), f"{_EDGE}{_letters(text)}{_EDGE}{_EDGE}"
    return " ".join([mark + padded[n : n + 3] for n in range(len(padded) - 2)])


def match(list_id: int, needle: Needle) -> str:
    """SQLite's question for the texts that hold every gram of a needle."""
    mark, text = _mark(list_id), _edged(needle)
    if len(text) < 3:
        return f'"{mark}{text}"*'
    return " AND ".join(dict.fromkeys(f'"{mark}{text[n : n + 3]}"' for n in range(len(text) - 2)))


def is_gram(needle: Needle) -> bool:
    """Whether a needle is one gram: what holds it needs no further look."""
    return len(_edged(needle)) <= 3


def numbers(list_id: int, text: str) -> list[int]:
    """The grams of a text as numbers of 32 bits."""
    padded = f"{_EDGE}{_letters(text)}{_EDGE}"
    return list(
        {_number(list_id, padded[n : n + size]) for size in (1, 2, 3) for n in range(len(padded) - size + 1)}
    )


def needle_numbers(list_id: int, needle: Needle) -> list[int]:
    """Those of the longest grams of a needle."""
    text = _edged(needle)
    size = min(3, len(text))
    return list({_number(list_id, text[n : n + size]) for n in range(len(text) - size + 1)})


def _edged(needle: Needle) -> str:
    return f"{_EDGE * needle.begins}{_letters(needle.text)}{_EDGE * needle.ends}"


def _letters(text: str) -> str:
    """A text of letters only. Unpaired surrogates, which no database stores, become one letter."""
    letters = text.translate(_LETTERS)
    return (
        letters if letters.isprintable() else letters.encode("utf-8", "replace").decode().translate(_LETTERS)
    )


def _mark(list_id: int) -> str:
    return chr(0x30000 + list_id % _LISTS)


def _number(list_id: int, gram: str) -> int:
    return crc32(gram.encode("utf-8", "replace"), list_id & 0xFFFFFFFF) - 2**31
