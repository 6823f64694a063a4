"""Plain scalars by the core schema of YAML 1.2: which read as null, a boolean or a number."""

from __future__ import annotations

import math
import re

from specseal.document.size_limits import MAX_NUMBER_LENGTH

_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"([-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?))([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def resolve(text: str) -> bool | int | float | str | None:
    """The value of an unquoted scalar.

    Raises ``ValueError`` for numbers that JSON cannot carry (infinity, not a number), that a double cannot
    hold (``1e999``), or that are longer than ``MAX_NUMBER_LENGTH`` characters.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} cannot be represented in JSON")
    is_integer = _INTEGER.fullmatch(text) or _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text)
    is_float = None if is_integer else _FLOAT.fullmatch(text)
    if not is_integer and not is_float:
        return text
    if len(text) > MAX_NUMBER_LENGTH:
        raise ValueError(f"a number of {len(text)} characters; the limit is {MAX_NUMBER_LENGTH}")
    if is_float:
        return _finite(text, is_float[1])
    return int(text[2:], {"o": 8, "x": 16}[text[1]]) if text[1:2] in ("o", "x") else int(text)


def _finite(text: str, mantissa: str) -> float:
    value = float(text)
    if math.isinf(value) or (value == 0 and re.search("[1-9]", mantissa)):
        raise ValueError(f"{text} is out of range for a double")
    return value
