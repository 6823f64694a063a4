"""Where things are, and how a server of one test answers."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(__file__).parent


class Feeds:
    """Where both feeds are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "made-up"
        self.ours = folder / "feed"
        self.made_up = folder / "made-up-feed"

    def products(self) -> list[Path]:
        """The folder of every product."""
        return sorted(path.parent for path in self.folder.glob("*feed/*/openapi.json"))

    def documents(self) -> list[Path]:
        """Every OpenAPI document."""
        return sorted(self.folder.glob("*feed/*/openapi.*"))


class Quiet(BaseHTTPRequestHandler):
    """Answers, and tells nobody."""

    def answer(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def content(self) -> bytes:
        """The body of the request."""
        return self.rfile.read(int(self.headers.get("content-length", "0")))

    def log_message(self, *arguments: Any) -> None:
        pass
