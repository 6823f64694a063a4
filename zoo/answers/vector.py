"""Vectors as the answers see them, and what several answers need."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable
from email.utils import formatdate
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

Answer = dict[str, dict[str, str]]
ANSWERS: dict[str, Callable[[Vector], Any]] = {}


class Vector:
    """One vector, with the parts of its request."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.credentials = SimpleNamespace(**data["credentials"])
        self.settings = SimpleNamespace(**data["settings"])
        self.clock: float = data.get("clock") or 0
        self.now = int(self.clock)
        self.millis = round(self.clock * 1000)
        self.random = data.get("random", {})
        request = data["request"]
        self.method: str = request["method"]
        self.url: str = request["url"]
        split = urlsplit(self.url)
        self.scheme, self.host, self.path = split.scheme, split.hostname or "", split.path or "/"
        self.query: list[tuple[str, str]] = parse_qsl(split.query, keep_blank_values=True)
        self.query += [(name, str(value)) for name, value in request.get("query", {}).items()]
        self.form: dict[str, Any] = request.get("form", {})
        self.json: dict[str, Any] = request.get("json", {})
        self.headers: dict[str, str] = {
            name.lower(): value for name, value in request.get("headers", {}).items()
        }
        body = request.get("body")
        self.body: str = (
            (json.dumps(self.json, separators=(",", ":")) if self.json else "") if body is None else body
        )

    @property
    def target(self) -> str:
        """The path and the query as sent."""
        query = "&".join(f"{encode(name)}={encode(value)}" for name, value in self.query)
        return f"{self.path}?{query}" if query else self.path

    @property
    def whole(self) -> str:
        """The URL as sent."""
        return f"{self.scheme}://{self.host}{self.target}"

    @property
    def date(self) -> str:
        """The time as HTTP writes it."""
        return formatdate(self.now, usegmt=True)


def answer(name: str) -> Callable[[Callable[[Vector], Any]], Callable[[Vector], Any]]:
    """Registers the answer of a scheme."""

    def register(function: Callable[[Vector], Any]) -> Callable[[Vector], Any]:
        ANSWERS[name] = function
        return function

    return register


def encode(text: str) -> str:
    """RFC 3986."""
    return quote(text, safe="-._~")


def openssl(*arguments: str, data: bytes | str = b"") -> bytes:
    """What an OpenSSL command prints."""
    content = data.encode() if isinstance(data, str) else data
    return subprocess.run(["openssl", *arguments], input=content, capture_output=True, check=True).stdout


def mac(algorithm: str, key: bytes | str, data: bytes | str) -> bytes:
    """An HMAC by OpenSSL."""
    hexadecimal = (key.encode() if isinstance(key, str) else key).hex()
    return openssl(
        "dgst", f"-{algorithm}", "-mac", "HMAC", "-macopt", f"hexkey:{hexadecimal}", "-binary", data=data
    )


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def lower(headers: Any, *names: str) -> Answer:
    """Some headers of a signed request."""
    found = {
        (name.decode() if isinstance(name, bytes) else name).lower(): value for name, value in headers.items()
    }
    return {
        "headers": {
            name: value.decode() if isinstance(value, bytes) else value
            for name, value in found.items()
            if name in names
        }
    }
