"""Responses, and rendering to JSON and XML."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from ..json_types import is_array, is_object
from ..markup import clean, escaped

_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(slots=True)
class Response:
    """One HTTP response."""

    status: int
    content_type: str
    body: bytes
    data: Any
    """The body before rendering."""
    code: str = ""
    """The error code, empty for a success."""
    why: str = ""
    """What the emulator found, for the journal; the vendor would not say it."""
    headers: tuple[tuple[str, str], ...] = ()
    own: bool = False
    """The emulator's own response, which no contract describes."""


def render_json(data: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return _compact(data).encode()


def render_long(data: Any) -> bytes:
    """As `render_json`, but item by item, so that no single step holds the interpreter for long."""
    if is_object(data):
        parts = (render_json(name) + b":" + render_long(value) for name, value in data.items())
        return b"{" + b",".join(parts) + b"}"
    if isinstance(data, list | tuple):
        return b"[" + b",".join(map(render_json, cast("list[Any]", data))) + b"]"
    return render_json(data)


def render_xml(root: str, data: dict[str, Any], *, cdata: frozenset[str] = frozenset()) -> bytes:
    """An XML document: a list is its element repeated, and the texts of the elements in `cdata` are CDATA."""
    parts = ["<?xml version='1.0' encoding='UTF-8'?>"]
    _element(root, data, cdata, parts)
    return "".join(parts).encode()


def _element(name: str, value: Any, cdata: frozenset[str], parts: list[str]) -> None:
    if is_array(value):
        for item in value:
            _element(name, item, cdata, parts)
        return
    parts.append(f"<{name}>")
    if is_object(value):
        for key, inner in value.items():
            _element(key, inner, cdata, parts)
    elif isinstance(value, bool):
        parts.append("true" if value else "false")
    elif value is not None:
        text = clean(str(value))
        parts.append(
            f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>" if name in cdata else escaped(text)
        )
    parts.append(f"</{name}>")
