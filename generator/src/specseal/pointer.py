"""JSON Pointers (RFC 6901): the only module that reads and writes them."""

from __future__ import annotations

COMPONENT_SCHEMAS = "/components/schemas"


def escape(token: str) -> str:
    """A reference token, escaped."""
    return token.replace("~", "~0").replace("/", "~1")


def join(base: str, *tokens: str | int) -> str:
    """``base`` with further tokens appended."""
    return base + "".join(f"/{escape(str(token))}" for token in tokens)


def split(pointer: str) -> tuple[str, ...]:
    """The tokens of a pointer, unescaped. A leading ``#`` of a reference is ignored."""
    tokens = pointer.removeprefix("#").split("/")[1:]
    return tuple(token.replace("~1", "/").replace("~0", "~") if "~" in token else token for token in tokens)


def index_of(token: str, length: int) -> int | None:
    """The index that a token names in a list of ``length`` items; ``None`` if it names none."""
    return int(token) if token.isascii() and token.isdigit() and int(token) < length else None
