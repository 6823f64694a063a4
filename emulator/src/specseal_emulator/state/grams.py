"""Grams: pieces of a text, by which an index finds texts that hold another one.

A text stands between edges, ``[Ada]]``, so that a gram begins at every character of it, and so that its beginning and
end can be searched. Grams are long: six digits are rare where three are in every hundredth text. Shorter needles are
prefixes of grams. Every gram carries the list that its text is in, so that a search reads nothing of other lists.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..listing import Needle

_EDGE = "\ue0ff"
# ASCII would be folded and split by SQLite's tokenizer; any other character is a letter to it.
_LETTERS = {code: 0xE000 + code for code in range(128)}
LONGEST = 6
"""Characters of a gram that no end of its text cuts short."""
LONGEST_TEXT = 16_000
"""Characters of a text whose grams PostgreSQL holds for certain: a ``tsvector`` has at most 1 MB, and a gram takes up
to 57 bytes. Longer ones have a mark instead, which every question finds: what is found is compared anyway."""
_MOST_ASKED = 250
"""Grams of a needle that are asked for: what holds them is compared anyway."""
_LONG = "z"
"""What stands for a long text. It is no hexadecimal digit."""
_LISTS = 0x50000
"""Lists that have a character of their own; further ones share them, and what is found is compared anyway."""


def is_alone(list_id: int) -> bool:
    """Whether no other list has the character of this one."""
    return list_id < _LISTS


def terms(list_id: int, text: str) -> str:
    """The grams of a text for SQLite's index, separated by spaces."""
    mark, padded = _mark(list_id), f"{_EDGE}{_letters(text)}{_EDGE}{_EDGE}"
    return mark + f" {mark}".join([padded[cut] for cut in _cuts(len(padded))])


def match(list_id: int, needle: Needle) -> str:
    """SQLite's question for the texts that hold every gram of a needle."""
    mark, text = _mark(list_id), _edged(needle)
    if len(text) < LONGEST:
        return f'"{mark}{text}"*'
    return " AND ".join(dict.fromkeys(f'"{mark}{text[n : n + LONGEST]}"' for n in _asked(text)))


def is_gram(needle: Needle) -> bool:
    """Whether a needle is one gram: what holds it needs no further look."""
    return len(_edged(needle)) <= LONGEST


def lexemes(list_id: int, text: str) -> list[str]:
    """The grams of a text for PostgreSQL's index: ASCII, whatever the database's encoding."""
    mark, padded = f"{list_id:x}_", f"{_EDGE}{text}{_EDGE}{_EDGE}"
    if len(text) > LONGEST_TEXT:
        return [mark + _LONG]
    if not text.isascii():
        return [mark + _hex(padded[cut]) for cut in _cuts(len(padded))]
    digits = _hex(padded)
    return [mark + digits[cut] for cut in _ascii_cuts(len(padded))]


def lexeme_query(list_id: int, needle: Needle) -> str:
    """PostgreSQL's question for the texts that hold every gram of a needle."""
    mark, text = f"{list_id:x}_", f"{_EDGE * needle.begins}{needle.text}{_EDGE * needle.ends}"
    if len(text) < LONGEST:
        return f"{mark}{_hex(text)}:* | {mark}{_LONG}"
    asked = " & ".join(dict.fromkeys(mark + _hex(text[n : n + LONGEST]) for n in _asked(text)))
    return f"{asked} | {mark}{_LONG}"


def _asked(text: str) -> range:
    """Where the grams of a needle stand that are asked for."""
    return range(min(len(text) - LONGEST + 1, _MOST_ASKED))


def _edged(needle: Needle) -> str:
    return f"{_EDGE * needle.begins}{_letters(needle.text)}{_EDGE * needle.ends}"


def _letters(text: str) -> str:
    """A text of letters only. Unpaired surrogates, which no database stores, become one letter."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.translate(_LETTERS)


@lru_cache
def _cuts(length: int) -> tuple[slice, ...]:
    """Where the grams of a text with its edges stand."""
    return tuple(slice(n, min(n + LONGEST, length)) for n in range(length - 2))


@lru_cache
def _ascii_cuts(length: int) -> tuple[slice, ...]:
    """The same in `_hex` of such a text, of which all but the edges are ASCII."""
    widths = [len(_hex(_EDGE)), *[2] * (length - 3), *[len(_hex(_EDGE))] * 2]
    places = list(accumulate(widths, initial=0))
    return tuple(slice(places[n], places[min(n + LONGEST, length)]) for n in range(length - 2))


def _mark(list_id: int) -> str:
    """A character that stands for a list."""
    return chr(0x30000 + list_id % _LISTS)


def _hex(gram: str) -> str:
    """The bytes of a gram. Those of its beginning are the beginning of them."""
    return gram.encode("utf-8", "surrogatepass").hex()
