"""``match()`` and ``search()`` of JSONPath on an engine that runs in linear time.

Patterns are I-Regexp (RFC 9485): no ``\\d``, no look-around, no back references. A pattern that is not
I-Regexp matches nothing, as RFC 9535 says. ``^`` and ``$`` are anchors, as in all known implementations.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import jsonschema_rs
from jsonpath_rfc9535 import function_extensions

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_PROGRAM = 1 << 20  # bytes of a compiled pattern

_ESCAPE = r"\\[()*+\-.?\[\\\]^nrt{|}]"
_CATEGORY = r"\\[pP]\{(?:L[lmotu]?|M[cen]?|N[dlo]?|P[c-fios]?|Z[lps]?|S[ckmo]?|C[cfno]?)\}"
_CHARACTER = rf"(?:[^\-\[\\\]]|{_ESCAPE})"
_MEMBER = rf"(?:{_CHARACTER}(?:-{_CHARACTER})?|{_CATEGORY})"
_CLASS = rf"\[\^?(?:-|{_MEMBER}){_MEMBER}*-?\]"
_ATOM = re.compile(rf"[^()*+.?\[\\\]{{|}}]|\.|{_ESCAPE}|{_CATEGORY}|{_CLASS}", re.DOTALL)
_QUANTIFIER = re.compile(r"[*+?]|\{[0-9]+(?:,[0-9]*)?\}")


class PatternError(ValueError):
    """The pattern has a range out of order, or compiles to more than the engine may hold."""


class Match(function_extensions.Match):
    """``match(text, pattern)``: whether the whole text matches."""

    def __call__(self, string: object, pattern: object) -> bool:
        """False for anything but a text and an I-Regexp. Raises ``PatternError``."""
        return _test(string, pattern, whole=True)


class Search(function_extensions.Search):
    """``search(text, pattern)``: whether a part of the text matches."""

    def __call__(self, string: object, pattern: object) -> bool:
        """False for anything but a text and an I-Regexp. Raises ``PatternError``."""
        return _test(string, pattern, whole=False)


def _test(text: object, pattern: object, *, whole: bool) -> bool:
    return isinstance(text, str) and isinstance(pattern, str) and _compiled(pattern, whole)(text)


@lru_cache(maxsize=256)
def _compiled(pattern: str, whole: bool) -> Callable[[str], bool]:
    body = _translated(pattern)
    if body is None:
        return lambda _: False
    options = jsonschema_rs.RegexOptions(size_limit=_MAX_PROGRAM, dfa_size_limit=_MAX_PROGRAM)
    schema = {"pattern": f"^(?:{body})$" if whole else body}
    try:
        return jsonschema_rs.validator_for(schema, pattern_options=options).is_valid
    except ValueError as error:
        message = f"the regular expression {pattern[:80]!r} is too large, or a range in it is out of order"
        raise PatternError(message) from error


def _translated(pattern: str) -> str | None:
    """The I-Regexp in the engine's syntax; ``None`` when it is none."""
    parts: list[str] = []
    position = depth = 0
    quantifiable = False
    while position < len(pattern):
        character = pattern[position]
        if character in "()|":
            part = character
            depth += {"(": 1, ")": -1, "|": 0}[character]
            if depth < 0:
                return None
            quantifiable = character == ")"
        elif found := _QUANTIFIER.match(pattern, position):
            if not quantifiable:
                return None
            part = found[0]
            quantifiable = False
        elif found := _ATOM.match(pattern, position):
            part = found[0]
            quantifiable = True
        else:
            return None
        position += len(part)
        parts.append(_for_engine(part))
    return None if depth else "".join(parts)


def _for_engine(part: str) -> str:
    if part == ".":
        return "[^\\n\\r]"
    if part.startswith("[") and len(part) > 1:
        # Set operators of the engine (`&&`, `~~`) are plain characters in an I-Regexp.
        return part.replace("&", "\\x26").replace("~", "\\x7e")
    return part
