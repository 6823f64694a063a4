"""From data to YAML: block style, key order kept, no anchors, no folding, the same text for the same data.

A string stays plain only where every common reader, of YAML 1.2 and of 1.1, takes it for a string; dates,
``on`` and ``1_000`` are quoted.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from specseal.document.nodes import is_map, is_seq

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_PRINTABLE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
_ESCAPED = re.compile(f"[{_NOT_PRINTABLE}]")
_BLOCK_TEXT = re.compile(f"[^ \n{_NOT_PRINTABLE}](?:[^{_NOT_PRINTABLE}]|\n)*")
_PLAIN_START = re.compile(r"[A-Za-z_$/(\\]|[^\x00-\x7f]")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){2,}")
_YAML_1_1_WORD = re.compile(r"y|n|yes|no|on|off|true|false|null", re.IGNORECASE)
_LONGEST_SIMPLE_KEY = 1000


def dump_yaml(data: Any) -> str:
    """YAML text of ``data`` (``None``, ``bool``, ``int``, ``float``, ``str``, and maps and lists of them).

    ``loads`` reads it back to equal data. Raises ``TypeError`` for other types and keys that are no strings,
    ``ValueError`` for infinity, not-a-number and lone surrogates: YAML would take them, JSON would not.
    """
    if _is_filled(data):
        return "\n".join(_block(data, "")) + "\n"
    return _inline(data) + "\n"


def _is_filled(value: Any) -> bool:
    return (is_map(value) or is_seq(value)) and bool(value)


def _block(value: Any, indent: str) -> Iterator[str]:
    if is_map(value):
        for key, item in value.items():
            if not isinstance(key, str):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(f"a key must be a string, not {key!r}")
            head = _quoted(key)
            if len(head) > _LONGEST_SIMPLE_KEY:
                yield f"{indent}? {head}"
                head = ""
            yield from _entry(f"{indent}{head}:", item, indent)
    else:
        for item in value:
            if not _is_filled(item):
                yield from _entry(f"{indent}-", item, indent)
                continue
            lines = _block(item, indent + "  ")
            yield f"{indent}- {next(lines)[len(indent) + 2 :]}"
            yield from lines


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    if _is_filled(value):
        yield head
        yield from _block(value, indent + "  ")
    elif isinstance(value, str) and "\n" in value and _BLOCK_TEXT.fullmatch(value):
        body = value.removesuffix("\n")
        chomp = "-" if body == value else "+" if body.endswith("\n") else ""
        yield f"{head} |{chomp}"
        for line in body.split("\n"):
            yield f"{indent}  {line}" if line else ""
    else:
        yield f"{head} {_inline(value)}"


def _inline(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    raise TypeError(f"YAML cannot hold a {type(value).__name__}")


def _float(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be represented in JSON")
    text = repr(value)
    # Readers of YAML 1.1 take a number for a float only when it has a point.
    return text if "." in text else text.replace("e", ".0e")


def _quoted(text: str) -> str:
    if _reads_as_text(text):
        return text
    if _ESCAPED.search(text):
        text.encode()  # a lone surrogate raises here
        return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
    return "'" + text.replace("'", "''") + "'"


def _reads_as_text(text: str) -> bool:
    if _VERSION.fullmatch(text):
        return True
    return (
        _PLAIN_START.match(text) is not None
        and not text.endswith((" ", ":"))
        and ": " not in text
        and " #" not in text
        and _YAML_1_1_WORD.fullmatch(text) is None
        and _ESCAPED.search(text) is None
    )
