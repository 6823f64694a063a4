"""Values written as bodies of responses, by media type."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from ..http.response import render_json
from ..json_types import is_array
from .bodies import is_json, is_lines, is_xml
from .xml import write_xml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..contract import Contract

_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAGN2N2wAAAABJRU5ErkJggg=="
)
"""The smallest image: one white pixel, as PNG."""


def plain_type(media_type: str) -> str:
    """A media type in lower case, without parameters."""
    return media_type.partition(";")[0].strip().lower()


def render(contract: Contract, schema: Any, media_type: str, data: Any) -> bytes:
    """The bytes of a value."""
    kind = plain_type(media_type)
    if is_json(kind) or kind == "*/*":
        return render_json(data)
    if is_xml(kind) and not isinstance(data, str):
        return write_xml(contract, schema, data)
    if is_lines(kind) and is_array(data):
        return b"".join(render_json(item) + b"\n" for item in data)
    if kind == "text/event-stream" and not isinstance(data, str):
        events = data if is_array(data) else [data]
        return b"".join(b"data: " + render_json(event) + b"\n\n" for event in events)
    if isinstance(data, bytes):
        return data
    if kind.startswith("image/") and (not isinstance(data, str) or len(data) < len(_PIXEL)):
        return _PIXEL
    if isinstance(data, str):
        return data.encode()
    return json.dumps(data, ensure_ascii=False).encode()


def concrete(media_type: str) -> str:
    """A media type that can be sent: a family is one of its members."""
    if "*" not in media_type:
        return media_type
    family = media_type.partition("/")[0]
    return {"image": "image/png", "text": "text/plain", "*": "application/json"}.get(
        family, "application/octet-stream"
    )


def accepted(accept: str, offered: Iterable[str]) -> str:
    """The media type that a caller prefers of those offered, the first one when it does not care or wants none."""
    known = list(offered)
    best, weight = known[0], -1.0
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    for media_type in known:
        kind = plain_type(media_type)
        fitting = [
            (len(wanted.replace("*", "")), quality)
            for wanted, quality in ranges
            if wanted in {kind, "*/*"} or (wanted.endswith("/*") and kind.startswith(wanted[:-1]))
        ]
        quality = max(fitting)[1] if fitting else 0.0
        if quality > weight:
            best, weight = media_type, quality
    return best


def _range(part: str) -> tuple[str, float]:
    kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return kind, float(parameter[2:])
            except ValueError:
                return kind, 0.0
    return kind, 1.0
