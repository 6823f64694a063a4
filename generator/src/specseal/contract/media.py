"""How the body of a response is read, by its media type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from .direction import response_schema
from .media_types import essence, is_json, is_xml
from .schema import Anything, Dictionary, Object, Scalar, Schema, Union
from .values import Media, Response

ReadAs = Literal["json", "text", "bytes", "events", "lines", "none"]
"""``json`` includes XML; ``events`` are server-sent, ``lines`` are JSON values, one on each."""

_JSON = frozenset({"text/json", "application/x-json", "*/*", "application/*"})
_EVENTS = "text/event-stream"
_LINES = frozenset(
    {
        *("application/x-ndjson", "application/ndjson", "application/jsonl", "application/jsonlines"),
        *(
            "application/x-jsonlines",
            "application/json-seq",
            "application/stream+json",
            "application/x-jsonl",
        ),
    }
)


def read_as(media: Media) -> ReadAs:
    """How a body is read: by its media type, and by its schema where the media type leaves it open."""
    name = essence(media.type)
    if name == _EVENTS:
        return "events"
    if name in _LINES:
        return "lines"
    if name in {"*/*", "application/*"} and is_untyped(media.schema):
        return "bytes"
    if is_xml(name):
        return "text" if is_untyped(media.schema) else "json"
    if is_json(name) or name in _JSON:
        return "json"
    if name.startswith("text/"):
        return "text" if is_untyped(media.schema) else "json"
    return "bytes"


def is_untyped(schema: Schema | None) -> bool:
    """Whether a schema says no more of a body than that it is bytes or text."""
    found = None if schema is None else schema.resolved()
    return (
        found is None or isinstance(found, Anything) or (isinstance(found, Scalar) and found.type == "string")
    )


def is_readable(media: Media) -> bool:
    """Whether a client can decode a body as its schema says."""
    if is_untyped(media.schema):
        return True
    if is_xml(media.type):  # whose root element has children, and is nothing else
        found = None if media.schema is None else response_schema(media.schema)
        return isinstance(found, Object | Dictionary | Union)
    return read_as(media) != "bytes"


def accepted(response: Response) -> Iterator[Media]:
    """The media types that a client asks for: those that it can decode, or all if it can decode none.

    Of several that differ only in their parameters, the first.
    """
    seen: set[str] = set()
    for media in [one for one in response.media if is_readable(one)] or response.media:
        if (name := essence(media.type)) not in seen:
            seen.add(name)
            yield media
