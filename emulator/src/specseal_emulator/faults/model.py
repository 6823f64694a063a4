"""What a fault is: which requests it applies to, and what happens to them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import random

_LONGEST = 300.0
_LONGEST_BODY = 64 * 1024
_LONGEST_HEADERS = 16 * 1024
_MOST = 10**9
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_RESERVED = frozenset({"connection", "content-length", "content-type", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Latency:
    """How much longer a response takes, in real seconds, at most 300. Raises `ValueError` for other numbers."""

    kind: Literal["fixed", "uniform", "lognormal"] = "fixed"
    seconds: float = 0.0
    """The delay of ``fixed``."""
    low: float = 0.0
    """The least delay of ``uniform``."""
    high: float = 0.0
    """The greatest delay of ``uniform``."""
    median: float = 0.0
    """Of ``lognormal``: half of the responses take less."""
    sigma: float = 0.0
    """Of ``lognormal``: the spread; with 0.5 one response in twenty takes more than 2.3 times the median."""

    def __post_init__(self) -> None:
        for name in ("seconds", "low", "high", "median"):
            if not 0 <= getattr(self, name) <= _LONGEST:
                raise ValueError(f"{name} must be from 0 to {_LONGEST:g} seconds")
        if not 0 <= self.sigma <= 5:
            raise ValueError("sigma must be from 0 to 5")
        if self.kind == "uniform" and self.high < self.low:
            raise ValueError("high must not be below low")
        needed = {"fixed": "seconds", "uniform": "high", "lognormal": "median"}[self.kind]
        if not getattr(self, needed):
            raise ValueError(f"{needed} must be above 0 for {self.kind} latency")

    def draw(self, chance: random.Random) -> float:
        """One delay, in seconds."""
        if self.kind == "fixed":
            return self.seconds
        if self.kind == "uniform":
            return chance.uniform(self.low, self.high)
        return min(chance.lognormvariate(math.log(self.median), self.sigma), _LONGEST)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault to arm. Raises `ValueError`, naming the field, for what makes no sense.

    A fault with `status` or `error`, and a broken connection unless it is `handled`, stand in front of the
    vendor: the request is neither checked nor carried out.
    """

    operation: str = ""
    """The operation id whose requests it applies to; empty: every request, also to unknown paths."""
    product: str = ""
    """The product whose requests it applies to; empty: every product."""
    nth: int = 1
    """The first of those requests that it applies to, counted from 1 since it was armed."""
    count: int | None = None
    """How many requests it applies to in all; None: every one until it is disarmed."""
    probability: float = 1.0
    """The probability with which it applies to each of those requests, from above 0 to 1."""
    starts: float | None = None
    """Unix time in seconds, by the emulator's clock, before which it is inactive and counts no requests."""
    ends: float | None = None
    """Unix time in seconds, by the emulator's clock, from which on it is inactive."""
    status: int | None = None
    """Respond with this HTTP status, `body` and `content_type`, as a proxy in front of the vendor would."""
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Further headers of the response to `status` or `error`, such as ``Retry-After``."""
    error: str = ""
    """Respond with this documented error: its code, optionally followed by a colon and a detail."""
    latency: Latency | None = None
    """Delay the response. Alone or with any other effect."""
    connection: Literal["", "reset", "empty", "truncate", "dribble"] = ""
    """``reset`` breaks the connection with a TCP RST, ``empty`` closes it without a byte, ``truncate`` closes it
    within the body, ``dribble`` sends the body in small pieces."""
    handled: bool = False
    """Whether the vendor carries out a request whose connection is then ``reset`` or ``empty``."""
    body_bytes: int | None = None
    """How many bytes of the body a truncated response still has; None: half of them."""
    piece_bytes: int = 16
    """How many bytes a dribbled response sends at a time."""
    pause: float = 0.05
    """Real seconds between those pieces."""

    def __post_init__(self) -> None:
        if self.nth < 1:
            raise ValueError("nth must be at least 1")
        if self.count is not None and self.count < 1:
            raise ValueError("count must be at least 1")
        if not 0 < self.probability <= 1:
            raise ValueError("probability must be above 0 and at most 1")
        if self.starts is not None and self.ends is not None and self.ends <= self.starts:
            raise ValueError("ends must be after starts")
        for name in ("nth", "count", "body_bytes", "piece_bytes"):
            if (getattr(self, name) or 0) > _MOST:
                raise ValueError(f"{name} must be at most {_MOST}")
        self._check_effect()
        self._check_texts()

    def _check_texts(self) -> None:
        """A fault must be possible to send, and short enough to be considered for every request."""
        for name in ("operation", "product", "error", "body"):
            try:
                size = len(getattr(self, name).encode())
            except UnicodeEncodeError as error:
                raise ValueError(f"{name}: unpaired surrogate is not valid Unicode") from error
            if size > _LONGEST_BODY:
                raise ValueError(f"{name} must be at most {_LONGEST_BODY} bytes long")
        headers = (*self.headers.items(), ("content-type", self.content_type))
        if sum(len(name) + len(value) for name, value in headers) > _LONGEST_HEADERS:
            raise ValueError(f"headers must be at most {_LONGEST_HEADERS} bytes long")

    def _check_effect(self) -> None:
        if not (self.status or self.error or self.latency or self.connection):
            raise ValueError("has no effect: give status, error, latency or connection")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError("status must be from 200 to 599")
        if self.status and self.error:
            raise ValueError("status and error cannot be combined: a documented error has its own status")
        if self.body and not self.status:
            raise ValueError("body requires status")
        if self.body_bytes is not None and self.body_bytes < 0:
            raise ValueError("body_bytes must not be negative")
        if self.piece_bytes < 1:
            raise ValueError("piece_bytes must be at least 1")
        if not 0 <= self.pause <= 60:
            raise ValueError("pause must be from 0 to 60 seconds")
        if self.handled and self.connection not in {"reset", "empty"}:
            raise ValueError("handled requires connection reset or empty")
        if self.handled and (self.status or self.error):
            raise ValueError("handled cannot be combined with status or error: those are not carried out")
        if self.headers and not (self.status or self.error):
            raise ValueError("headers require status or error")
        for name, value in (*self.headers.items(), ("content-type", self.content_type)):
            if not _TOKEN.fullmatch(name) or not (value.isprintable() and value.isascii()):
                raise ValueError(f"headers: {name!r} or its value cannot be sent")
        if reserved := _RESERVED & {name.lower() for name in self.headers}:
            raise ValueError(f"headers: {min(reserved)} is set by the emulator")

    @property
    def replaces(self) -> bool:
        """Whether the vendor never sees the request."""
        silent = self.connection in {"reset", "empty"} and not self.handled
        return bool(self.status or self.error or silent)

    def describe(self) -> str:
        """The effect in a few words."""
        parts = [
            f"status {self.status}" if self.status else "",
            f"error {self.error}" if self.error else "",
            f"{self.latency.kind} latency" if self.latency else "",
            {
                "": "",
                "reset": "connection reset",
                "empty": "empty response",
                "truncate": "truncated body",
                "dribble": "dribbled body",
            }[self.connection],
        ]
        return ", ".join(part for part in parts if part)
