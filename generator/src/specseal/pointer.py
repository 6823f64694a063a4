"""JSON Pointers (RFC 6901): the one module that reads and writes them."""

from __future__ import annotations

COMPONENT_SCHEMAS = "/components/schemas"


def escape(token: str) -> str:
    """One step, as a pointer writes it."""
    return token.replace("~", "~0").replace("/", "~1")


def join(base: str, *tokens: str | int) -> str:
    """The pointer to what lies below ``base``, step by step."""
    return base + "".join(f"/{escape(str(token))}" for token in tokens)


def split(pointer: str) -> tuple[str, ...]:
    """The steps of a pointer, unescaped. The ``#`` of a reference in front is passed over."""
    tokens = pointer.removeprefix("#").split("/")[1:]
    return tuple(token.replace("~1", "/").replace("~0", "~") if "~" in token else token for token in tokens)


def index_of(token: str, length: int) -> int | None:
    """The position that a step names in a list of ``length`` items; ``None`` when it names none."""
    return int(token) if token.isascii() and token.isdigit() and int(token) < length else None
