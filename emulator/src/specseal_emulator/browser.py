"""What the browser does with a verification, for tests without one: it ends it, and is told where to go next."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlencode, urlsplit

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

PAGE = "/faceid/lite/do"
"""Path of the page that a verification of FaceID Lite takes place on."""


class VerificationRefused(Exception):
    """A verification cannot be ended like that: `status` is the HTTP status of the page, the text says why."""

    def __init__(self, status: int, why: str) -> None:
        self.status = status
        super().__init__(f"{why} (status {status})")


@dataclass(frozen=True, slots=True)
class Returned:
    """The request that the browser makes to the application when a verification has ended."""

    method: Literal["GET", "POST"]
    url: str
    """`return_url`, with the result in its query for GET."""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    """The form that is posted; empty for GET."""


def finish(
    base_url: str,
    token: str,
    outcome: str,
    *,
    page: str = PAGE,
    timeout: float = 10.0,
    tls: ssl.SSLContext | None = None,
) -> Returned:
    """End a verification, as the buttons of its page do. The callback follows by itself.

    Args: `token`, which `get_token` returned; `outcome`, one of pass, no-pass, failed, cancelled, timeout and
    webrtc-unsupported; `page`, its path; `timeout` in seconds for each step; `tls`, which authorities to trust for
    https. Raises `VerificationRefused` for an unknown outcome, and for a token that is unknown, has expired or was
    used; `OSError` when the emulator cannot be reached.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    connection = (
        http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=tls)
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=timeout)
    )
    try:
        form = urlencode({"token": token, "outcome": outcome})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", parts.path.rstrip("/") + quote(page), form, headers)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
    finally:
        connection.close()
    read = _Page()
    read.feed(text)
    location = response.headers.get("Location")
    if response.status in {302, 303} and location:
        return Returned("GET", location)
    if response.status == 200 and read.action:
        return Returned("POST", read.action, read.fields)
    raise VerificationRefused(
        response.status, " ".join(" ".join(read.texts).split()) or "the page gave no reason"
    )


class _Page(HTMLParser):
    """The first form of a page with its hidden fields, and what the page says."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.texts: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._silent = tag in {"h1", "script", "style", "title"}
        if tag == "form" and not self.action:
            self.action = given.get("action", "")
        elif tag == "input" and given.get("type") == "hidden":
            self.fields[given.get("name", "")] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  the parser's interface
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)
