"""What somebody who mistyped a name most likely meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that is most like a word, as a whole or in one of its parts; None where none is.

    Parts are what hyphens separate: harbor is near harbour-parcels.
    """
    names = {name.casefold(): name for name in sorted(known, reverse=True)}
    parts = {part: name for name in names.values() for part in name.casefold().split("-")}
    for choices, cutoff in ((names, 0.6), (parts, 0.8)):
        if found := difflib.get_close_matches(word.casefold(), choices, n=1, cutoff=cutoff):
            return choices[found[0]]
    return None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean lint?``, or nothing where no known name is near."""
    near = nearest(word, known)
    return f"; did you mean {near}?" if near else ""


def perhaps(word: str, known: Iterable[str]) -> str:
    """``; perhaps lint``, within a sentence, or nothing where no known name is near."""
    near = nearest(word, known)
    return f"; perhaps {near}" if near else ""
