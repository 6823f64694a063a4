"""Texts that match a pattern, for samples."""

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]  # no public parser of patterns
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_CATEGORIES = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_WORD: "a", codes.CATEGORY_SPACE: " "}
_CHARACTERS = "a1A_-. /:@" + "".join(map(chr, range(33, 127)))
_LONGEST = 1000


def matching(pattern: str, least: int = 0) -> str | None:
    """A text that a pattern of JSON Schema matches, at least so long if its repetitions allow it.

    ``None`` for patterns with what few have, such as look-around.
    """
    for more in (0, least):
        try:
            text = _text(parser.parse(pattern), more)
        except (re.error, NotImplementedError, OverflowError):
            return None
        if len(text) >= least and re.search(pattern, text):
            return text
    return None


def _text(parsed: Any, more: int) -> str:
    return "".join(_piece(code, argument, more) for code, argument in parsed)


def _piece(code: Any, argument: Any, more: int) -> str:
    """The text of one element; repetitions are ``more`` than they must be, where they may."""
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        return next(one for one in _CHARACTERS if _is_in(argument, one))
    if code is codes.NOT_LITERAL:
        return next(one for one in _CHARACTERS if one != chr(argument))
    if code is codes.AT:
        return ""
    if code is codes.SUBPATTERN:
        return _text(argument[-1], more)
    if code is codes.BRANCH:
        return _text(argument[1][0], more)
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
        low, high, inner = argument
        times = max(int(low), min(more, _LONGEST if high is codes.MAXREPEAT else int(high)))
        return _text(inner, more if times == 1 else 0) * times
    raise NotImplementedError(code)


def _is_in(members: Any, character: str) -> bool:
    """Whether a set of characters has one."""
    negated, found = False, False
    for code, argument in members:
        if code is codes.NEGATE:
            negated = True
        elif code is codes.LITERAL:
            found |= chr(argument) == character
        elif code is codes.RANGE:
            found |= argument[0] <= ord(character) <= argument[1]
        elif code is codes.CATEGORY and argument in _CATEGORIES:
            found |= (
                re.fullmatch({"1": r"\d", "a": r"\w", " ": r"\s"}[_CATEGORIES[argument]], character)
                is not None
            )
        else:
            raise NotImplementedError(argument)
    return found is not negated
