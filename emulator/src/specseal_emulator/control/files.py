"""The inspector's files and the control plane's own OpenAPI document."""

from __future__ import annotations

from pathlib import Path

from ..http import Response

_FOLDER = Path(__file__).parent
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
}
FILES = {
    "": "inspector.html",
    "inspector.css": "inspector.css",
    "inspector.js": "inspector.js",
    "openapi.json": "openapi.json",
}
"""Path below ``/_emulator`` to file."""
_HEADERS = (
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
)


def file_response(path: str) -> Response:
    """One of `FILES`."""
    file = _FOLDER / FILES[path]
    return Response(200, _TYPES[file.suffix], file.read_bytes(), None, headers=_HEADERS, own=True)
