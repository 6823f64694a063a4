"""The emulator's own responses, where no vendor's fits."""

from __future__ import annotations

from ..http import Response
from ..http.response import render_json


def plain(status: int, why: str) -> Response:
    """A response of the emulator itself, where no vendor's fits."""
    data = {"error": why}
    return Response(status, "application/json", render_json(data), data, code=str(status), why=why, own=True)
