"""Responses that need no vendor: the emulator's own, and a contract's examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..http import Response
from ..http.response import render_json

if TYPE_CHECKING:
    from ..contract import Operation


def example_response(operation: Operation) -> Response:
    """The first documented success of an operation."""
    example = operation.example()
    if example is None:
        return plain(501, f"the contract has no success example of {operation.id}")
    status, media_type, value = example
    body = value.encode() if isinstance(value, str) and "json" not in media_type else render_json(value)
    return Response(status, media_type, body, value, why="responded with the contract's example")


def plain(status: int, why: str) -> Response:
    """A response of the emulator itself, where no vendor's fits."""
    data = {"error": why}
    return Response(status, "application/json", render_json(data), data, code=str(status), why=why, own=True)
