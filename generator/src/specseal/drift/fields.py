"""From rows to parameters, fields of the response and error rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .facts import Detail, ErrorRow, Field, Unread
from .prose import statements
from .rows import Row
from .words import (
    CODE,
    CODE_OF_WORDS,
    NAME,
    Column,
    even,
    items_in,
    length_in,
    required_in,
    sentences,
    type_in,
    where_in,
)

_STATUS = r"[1-5]\d\d"
_PREFIX = re.compile(r"^[\s└├│─>•·*-]+")
_REASON = re.compile(r"\"?([A-Za-z][^:\"]{1,60}?)\"?\s*:")
_QUOTED_REASON = re.compile(r'"([^"]+)"\s*:')
_ARGUMENTS = re.compile(
    r"(?:为|是|one of|either)\s*:?\s*((?:[A-Za-z_]\w*\s*(?:,|or|and|和|或)\s*)+[A-Za-z_]\w*)", re.ASCII
)
_STAND_IN = re.compile(r"\s?:\s?<([^<>]+)>$")


def field_of(row: Row, *, response: bool) -> Field | Unread:
    """A parameter, or a field of the response."""
    name = _PREFIX.sub("", even(row.get("name"))).strip("`* ")
    if not re.fullmatch(NAME, name):
        what = f"a row whose name is {name!r}" if name else "a row without a name"
        return Unread(row.line, what)
    text = row.get("text")
    said = statements(text, row.items)
    kind = type_in(row.get("type"))
    required = required_in(row.get("required"))
    default = even(row.get("default")).strip("`\"' -") or said.default
    at = "/" + name.replace("[]", "/*").replace(".", "/")
    found = Field(
        at=at,
        type=kind,
        unit=said.unit if kind in {"integer", "number"} else None,
        sample=row.get("sample") or None,
        text=sentences(text),
        place=row.line,
        items=items_in(row.get("type")) if kind == "array" else None,
    )
    if response:
        values = said.values if kind != "boolean" else ()
        return replace(
            found, required=said.promised or None, failure=said.failure, values=values, lost=row.torn
        )
    numeric = kind in {"integer", "number"} or name.endswith("]")  # how many a row stands for
    return replace(
        found,
        required=required,
        minimum=said.minimum if numeric else None,
        maximum=said.maximum if numeric else None,
        max_length=length_in(row.get("type"))
        if said.max_length is None and kind == "string"
        else said.max_length,
        max_bytes=said.max_bytes,
        size=said.size if said.max_bytes is None else None,
        default=default or None,
        values=said.values if kind != "boolean" else (),
        ports=said.ports,
        where=where_in(row.get("where")),
        lost=row.torn or ("required" in row.columns and required is None),
    )


def unread_in(row: Row) -> Iterator[Unread]:
    """Cells of a row that hold something which means nothing to the reader."""
    name = even(row.get("name") or row.get("code"))
    cells: tuple[tuple[Column, object], ...] = (
        ("type", type_in(row.get("type"))),
        ("required", required_in(row.get("required"))),
        ("where", where_in(row.get("where"))),
        ("status", re.fullmatch(_STATUS, even(row.get("status")).strip("`* "))),
    )
    for column, known in cells:
        text = row.values.get(column, "").strip()
        if text and known is None:
            title = "place" if column == "where" else column
            yield Unread(row.line, f"the {title} {text!r} of {name}")


def error_of(row: Row) -> ErrorRow | Unread:
    """A row of the error table."""
    code = even(row.get("code")).strip("`* ")
    status = re.fullmatch(_STATUS, even(row.get("status")).strip("`* "))
    if not re.fullmatch(CODE, code) and not re.fullmatch(CODE_OF_WORDS, code):
        return Unread(row.line, f"a row of errors whose code is {code!r}")
    stand_in = _STAND_IN.search(code)
    detail: Detail | None = None
    if stand_in:
        detail = "reason" if stand_in[1].strip().lower() in {"reason", "原因"} else "argument"
    text = even(row.get("text"))
    return ErrorRow(
        code=_STAND_IN.sub("", code),
        status=int(status[0]) if status else None,
        key=row.get("key").strip("`* ") or None,
        detail=detail,
        reasons=_reasons(text, row) if detail == "reason" else (),
        arguments=_arguments(text) if detail == "argument" else (),
        text=sentences(text),
        place=row.line,
    )


def _reasons(text: str, row: Row) -> tuple[str, ...]:
    listed = [match[1] for item in row.items if (match := _REASON.match(even(item)))]
    quoted = [match[1] for match in _QUOTED_REASON.finditer(text)]
    return tuple(dict.fromkeys(listed or quoted))


def _arguments(text: str) -> tuple[str, ...]:
    match = _ARGUMENTS.search(text)
    return (
        tuple(one for one in re.findall(r"[A-Za-z_]\w*", match[1], re.ASCII) if one not in {"or", "and"})
        if match
        else ()
    )
