"""Bodies that are one value: JSON of any shape, lines of JSON, text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .encode import json_bytes
from .operation import Field
from .parts import Ready, Whole

if TYPE_CHECKING:
    from .request import Draft


def whole(draft: Draft, field: Field, value: Any) -> Whole:
    """The body. Raises ``TypeError`` or ``ValueError``, which names the argument, for a value that cannot be sent."""
    media_type = draft.operation.media_type or "application/json"
    match draft.operation.body:
        case "value":
            return Ready(json_bytes(field.argument, value, numbers=field.numbers), media_type)
        case "lines":
            return Ready(_lines(field, value), media_type)
        case "binary" if draft.parts.upload is not None:
            return draft.parts.upload(field, value, media_type, draft.asynchronous)
        case _:
            return Ready(*_text(field, value, media_type))


def _lines(field: Field, values: Iterable[Any]) -> bytes:
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        raise TypeError(f"{field.argument}: must be an iterable of values, not {type(values).__name__}")
    return b"".join([json_bytes(field.argument, value, numbers=field.numbers) + b"\n" for value in values])


def _text(field: Field, value: Any, media_type: str) -> tuple[bytes, str]:
    """Text is sent in UTF-8, which its media type then says; bytes as they are."""
    if isinstance(value, str):
        try:
            content = value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{field.argument}: unpaired surrogate is not valid Unicode") from None
        if media_type.startswith("text/") and "charset" not in media_type.lower():
            media_type += "; charset=utf-8"
        return content, media_type
    if isinstance(value, bytes):
        return value, media_type
    raise TypeError(f"{field.argument}: must be str or bytes, not {type(value).__name__}")
