"""Texts that match a pattern, for samples."""

from __future__ import annotations

import re
import sys
from typing import Any, cast

#: Python has no public parser of patterns.
codes: Any = cast("Any", re)._constants
parser: Any = cast("Any", re)._parser

_CATEGORIES = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_WORD: "a", codes.CATEGORY_SPACE: " "}
_CHARACTERS = "a1A_-. /:@" + "".join(map(chr, range(33, 127)))
_LONGEST = 1000


class _UnreadError(Exception):
    """The pattern has an element that few have, or that no character meets."""


def matching(pattern: str, least: int = 0) -> str | None:
    """A text that a pattern of JSON Schema matches, at least so long if its repetitions allow it.

    ``None`` for patterns with what few have, such as look-around, and for those that nothing matches.
    """
    for more in (0, least):
        try:
            text = _text(parser.parse(pattern), more)
        except (re.error, _UnreadError, OverflowError):
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
        return _member(argument)
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
    raise _UnreadError(code)


def _member(members: Any) -> str:
    """A character of a set: a common one, or else the first of a range, or the one behind it if the set excludes it."""
    firsts = [argument[0] for code, argument in members if code is codes.RANGE]
    behind = [argument[1] + 1 for code, argument in members if code is codes.RANGE]
    literals = [argument for code, argument in members if code is codes.LITERAL]
    others = "".join([chr(one) for one in (*literals, *firsts, *behind) if one <= sys.maxunicode])
    for character in _CHARACTERS + others:
        if _is_in(members, character):
            return character
    raise _UnreadError(members)


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
            raise _UnreadError(argument)
    return found is not negated
