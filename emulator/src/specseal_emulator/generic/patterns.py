"""A text that a regular expression matches, made from the expression itself."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

_parser: Any = import_module("re._parser")
_WORD = "abcdefghijklmnopqrstuvwxyz0123456789"
_PRINTABLE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. "
_CATEGORIES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_WORD": _WORD,
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_DIGIT": "abcdef",
    "CATEGORY_NOT_WORD": "-",
    "CATEGORY_NOT_SPACE": _WORD,
}
_MOST = 64


def matching(
    pattern: str, chance: random.Random, shortest: int = 0, longest: int | None = None
) -> str | None:
    """A text of that length which the pattern matches, or None when none was found."""
    try:
        tree = _parser.parse(pattern)
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    for more in (0, 1, 2, 4, 8, 16, 32, 64):
        try:
            text = "".join(_made(tree, chance, more))
        except (RecursionError, ValueError):
            return None
        if len(text) >= shortest and (longest is None or len(text) <= longest) and compiled.search(text):
            return text
    return None


def _made(tree: Any, chance: random.Random, more: int) -> list[str]:
    parts: list[str] = []
    for operation, argument in tree:
        parts.append(_one(str(operation), argument, chance, more))
    return parts


def _one(operation: str, argument: Any, chance: random.Random, more: int) -> str:
    match operation:
        case "LITERAL":
            return chr(argument)
        case "NOT_LITERAL":
            return chance.choice([char for char in _WORD if ord(char) != argument])
        case "ANY":
            return chance.choice(_WORD)
        case "IN":
            return _member(argument, chance)
        case "BRANCH":
            return "".join(_made(argument[1][0], chance, more))
        case "SUBPATTERN":
            return "".join(_made(argument[3], chance, more))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inner = argument
            count = min(int(least) + more, int(most), int(least) + _MOST)
            return "".join("".join(_made(inner, chance, more)) for _ in range(count))
        case "ATOMIC_GROUP":
            return "".join(_made(argument, chance, more))
        case _:
            return ""  # anchors and looks around


def _member(members: Any, chance: random.Random) -> str:
    negated = any(str(kind) == "NEGATE" for kind, _ in members)
    found: list[str] = []
    for kind, argument in members:
        match str(kind):
            case "LITERAL":
                found.append(chr(argument))
            case "RANGE":
                found += [chr(code) for code in range(argument[0], min(argument[1], argument[0] + 256) + 1)]
            case "CATEGORY":
                found += _CATEGORIES.get(str(argument), _WORD)
            case _:
                pass
    if negated:
        found = [char for char in _PRINTABLE if char not in found]
    return chance.choice(found) if found else ""
