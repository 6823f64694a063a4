"""Media types of bodies: which are forms, which are JSON, which only the caller can encode."""

from __future__ import annotations

import re
from typing import Literal

BodyFormat = Literal["multipart", "urlencoded", "xml", "json", "lines", "text", "binary"]
JSON_MEDIA_TYPE = "application/json"
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_LINES = frozenset(
    {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"}
)
_TOKEN = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"  # noqa: S105  of RFC 9110
_PARAMETER = rf"\s*;\s*{_TOKEN}=(?:{_TOKEN}|\"[^\"\\\x00-\x1f]*\")"
_MEDIA_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}(?:{_PARAMETER})*")


def essence(media_type: str) -> str:
    """Type and subtype, in lower case, without parameters."""
    return media_type.partition(";")[0].strip().lower()


def is_media_type(text: str) -> bool:
    """Whether a text is a media type, or a range such as ``image/*``."""
    return _MEDIA_TYPE.fullmatch(text.strip()) is not None


def is_range(media_type: str) -> bool:
    """Whether it stands for several media types."""
    return "*" in essence(media_type)


def is_json(media_type: str) -> bool:
    """Whether bodies of it are one JSON text."""
    found = essence(media_type)
    return found == JSON_MEDIA_TYPE or found.endswith("+json")


def is_xml(media_type: str) -> bool:
    """Whether bodies of it are XML."""
    found = essence(media_type)
    return found in {"application/xml", "text/xml"} or found.endswith("+xml")


def body_format(media_type: str) -> BodyFormat:
    """How a request body of a media type is encoded. Texts and bytes are those of the caller."""
    found = essence(media_type)
    if found == FORMS[0]:
        return "multipart"
    if found == FORMS[1]:
        return "urlencoded"
    if is_json(found):
        return "json"
    if found in _LINES:
        return "lines"
    return "text" if found.startswith("text/") or is_xml(found) else "binary"
