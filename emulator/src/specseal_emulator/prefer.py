"""One documented response on request: the header ``Prefer: code=…, error=…``, and what it can ask for.

Values are tokens or quoted strings (RFC 7240), in UTF-8. What neither can hold is written by RFC 8187, as in
``error*=UTF-8''Geb%C3%BChr``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from .contract.notation import named_error
from .sites.base import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from .contract import ErrorRow, Operation

# RFC 7240: preferences with commas between them, values perhaps quoted; preferences of others are ignored.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class Preference:
    """What a ``Prefer`` header asks for; empty strings for what it leaves open."""

    code: str = ""
    """An HTTP status."""
    error: str = ""
    """A documented error: its code, optionally followed by a colon and a detail."""
    example: str = ""
    """An example of the contract, by its name."""

    def __str__(self) -> str:
        """As a header says it, in ASCII."""
        said = [
            _written("code", self.code),
            _written("error", self.error),
            _written("example", self.example),
        ]
        return ", ".join(part for part in said if part)


class NoSuchResponse(ValueError):
    """An operation documents no such response."""


def parse_prefer(header: str) -> Preference | None:
    """Read a ``Prefer`` header; None when it asks for no status, error or example."""
    if not header:
        return None
    found: dict[str, str] = {}
    for preference in _unquoted(header, ","):
        said = _unquoted(preference, ";")[0]
        name, _, value = (part.strip() for part in said.partition("="))
        if name.endswith("*"):
            name, value = name[:-1], _extended(value)
        elif value.startswith('"') and value.endswith('"') and len(value) > 1:
            value = _as_utf8(_unescaped(value[1:-1]))
        else:
            value = _as_utf8(value)
        if _TOKEN.fullmatch(name):
            found.setdefault(name.lower(), value)
    asked = Preference(found.get("code", ""), found.get("error", ""), found.get("example", ""))
    return asked if asked.code or asked.error or asked.example else None


def _unquoted(text: str, mark: str) -> list[str]:
    """Split a text at a mark, except within quotation marks. Linear in the length of the text."""
    parts: list[str] = []
    start, quoted, escaped = 0, False, False
    for position, char in enumerate(text):
        if escaped:
            escaped = False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char == mark and not quoted:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _unescaped(text: str) -> str:
    parts = text.split("\\\\")
    return "\\".join(part.replace("\\", "") for part in parts)


def _as_utf8(text: str) -> str:
    """A header's text, read as UTF-8 if it is that: its bytes arrive as Latin-1."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def _extended(text: str) -> str:
    """The value of RFC 8187; the text itself if it is none."""
    charset, _, rest = text.partition("'")
    _, mark, value = rest.partition("'")
    if not mark or charset.lower() != "utf-8":
        return text
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        return text


def _written(name: str, value: str) -> str:
    if not value:
        return ""
    if _TOKEN.fullmatch(value):
        return f"{name}={value}"
    if value.isascii() and value.isprintable():
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}="{escaped}"'
    return f"{name}*=UTF-8''{quote(value, safe='')}"


def refusal(operation: Operation, text: str, why: str) -> Refusal:
    """A documented error of an operation, from ``CODE`` or ``CODE: detail``, as `named_error` reads it.

    A detail that the row wants and the text lacks is the first that the contract names, or the name of the
    first required parameter. Raises `NoSuchResponse` for a code that the operation does not document.
    """
    named = named_error(operation, text)
    if named is None:
        raise NoSuchResponse(
            f"{operation.id} documents no error {text!r}; expected one of: {', '.join(operation.errors)}"
        )
    row, code, detail = named.row, named.code, named.detail
    argument = _argument(operation, row)
    if row.pattern and code == row.code:
        code = row.pattern.replace("<argument>", detail or argument)
        detail = ""
    head, _, tail = row.pattern.partition("<argument>")
    captured = code[len(head) : len(code) - len(tail)] if row.pattern else ""
    if row.detail and not detail:
        detail = argument
    return Refusal(code, detail, message=row.message.replace("<argument>", captured), why=why)


def statuses(operation: Operation, successes: Iterable[int]) -> list[int]:
    """The HTTP statuses that can be asked for."""
    return sorted({*(row.status for row in operation.errors.values()), *successes})


def error_for(operation: Operation, asked: Preference, successes: Collection[int]) -> str:
    """The documented error that fits a preference; empty when an example or a documented success fits.

    Raises `NoSuchResponse` when nothing documented does.
    """
    found = [str(status) for status in statuses(operation, successes)]
    known = ", ".join(found)
    if asked.code and asked.code not in found:
        raise NoSuchResponse(
            f"{operation.id} documents no response with code {asked.code!r}; expected one of: {known}"
        )
    if asked.error:
        row = operation.error(refusal(operation, asked.error, "").code)
        if asked.code and row and str(row.status) != asked.code:
            raise NoSuchResponse(
                f"{operation.id} responds to {row.code} with code {row.status}, not {asked.code}"
            )
        return asked.error
    if asked.example or asked.code in {str(status) for status in successes}:
        return ""
    return next(row.code for row in operation.errors.values() if str(row.status) == asked.code)


def _argument(operation: Operation, row: ErrorRow) -> str:
    if row.details:
        return row.details[0]
    unplaced = [field for field in operation.fields if not field.placed and "const" not in field.schema]
    return next((field.name for field in unplaced if field.required), unplaced[0].name if unplaced else "")
