"""The test vectors of a recipe, as written in the contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from ..document.nodes import is_map, is_seq
from .nodes import PLACES

Values: TypeAlias = dict[str, str | list[str]]
Report: TypeAlias = Callable[[str, tuple[str | int, ...]], None]
"""Takes the message of a problem, and the tokens of its pointer within the vector."""

_KEYS = {"name", "source", "credentials", "settings", "clock", "random", "request", "expect"}
_REQUEST_KEYS = {"method", "url", "query", "headers", "form", "json", "body"}
_BODIES = ("form", "json", "body")
_EXPECT_KEYS = {"query", "headers", "form", "json", "names"}
_LATEST = 253_402_300_800  # the year 10000


@dataclass(frozen=True, slots=True)
class Sample:
    """A request before it is signed."""

    method: str
    scheme: str
    host: str
    path: str
    query: Values
    headers: dict[str, str]
    form: Values
    json: dict[str, Any]
    body: str | None


@dataclass(frozen=True, slots=True)
class Vector:
    """One test vector. ``expected`` is keyed by place (``form``, ``query``, …, ``names``) and name."""

    name: str
    credentials: dict[str, str]
    settings: dict[str, int | str]
    clock: float | None
    random: dict[str, str]
    request: Sample
    expected: dict[tuple[str, str], str | list[str]]


def read_vector(value: Any, report: Report) -> Vector | None:
    """The vector, or ``None`` after reporting its problems. It is not compared with the recipe."""
    problems = 0

    def wrong(message: str, *tokens: str | int) -> None:
        nonlocal problems
        problems += 1
        report(message, tokens)

    reader = _Reader(wrong)
    data = reader.mapping(value, (), _KEYS, ("name", "credentials", "request", "expect"))
    vector = Vector(
        name=reader.text(data.get("name"), ("name",)),
        credentials=reader.texts(data.get("credentials", {}), ("credentials",)),
        settings=reader.settings(data.get("settings", {})),
        clock=reader.clock(data.get("clock")),
        random=reader.texts(data.get("random", {}), ("random",)),
        request=reader.request(data.get("request", {})),
        expected=reader.expected(data.get("expect", {})),
    )
    reader.text(data.get("source", ""), ("source",), empty=True)
    return None if problems else vector


@dataclass(frozen=True, slots=True)
class _Reader:
    wrong: Callable[..., None]

    def mapping(
        self, value: Any, tokens: tuple[str, ...], known: set[str] | None = None, needed: tuple[str, ...] = ()
    ) -> Mapping[str, Any]:
        if not is_map(value):
            self.wrong("must be a map.", *tokens)
            return {}
        for key in value:
            if known is not None and key not in known:
                self.wrong(f"unknown key {key!r}; expected one of: {', '.join(sorted(known))}.", *tokens, key)
        for key in needed:
            if key not in value:
                self.wrong(f"{key!r} is missing.", *tokens)
        return value

    def text(self, value: Any, tokens: tuple[str, ...], *, empty: bool = False) -> str:
        """A string; an absent one has been reported, or is optional."""
        if not isinstance(value, str):
            if value is not None:
                self.wrong("must be a string; quote it.", *tokens)
            return ""
        text: str = value
        if not text and not empty:
            self.wrong("must not be empty.", *tokens)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self.wrong("unpaired surrogate is not valid Unicode.", *tokens)
        return text

    def texts(self, value: Any, tokens: tuple[str, ...]) -> dict[str, str]:
        return {key: self.text(item, (*tokens, key)) for key, item in self.mapping(value, tokens).items()}

    def settings(self, value: Any) -> dict[str, int | str]:
        found: dict[str, int | str] = {}
        for key, item in self.mapping(value, ("settings",)).items():
            if isinstance(item, (int, str)) and not isinstance(item, bool):
                found[key] = item
            else:
                self.wrong("a setting must be an integer or a string.", "settings", key)
        return found

    def clock(self, value: Any) -> float | None:
        if value is None:
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < _LATEST:
            return value
        self.wrong("must be a Unix time in seconds.", "clock")
        return None

    def values(self, value: Any, tokens: tuple[str, ...]) -> Values:
        found: Values = {}
        for key, item in self.mapping(value, tokens).items():
            if is_seq(item):
                found[key] = [self.field(one, (*tokens, key)) for one in item]
            else:
                found[key] = self.field(item, (*tokens, key))
        return found

    def field(self, value: Any, tokens: tuple[str, ...]) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if value is None:
            self.wrong("must be a string; quote it.", *tokens)
        return self.text(value, tokens, empty=True)

    def headers(self, value: Any, tokens: tuple[str, ...]) -> dict[str, str]:
        found = {
            key.lower(): self.field(item, (*tokens, key)) for key, item in self.mapping(value, tokens).items()
        }
        if len(found) != len(self.mapping(value, tokens)):
            self.wrong("duplicate header; names are case-insensitive.", *tokens)
        return found

    def request(self, value: Any) -> Sample:
        data = self.mapping(value, ("request",), _REQUEST_KEYS, ("method", "url"))
        method = self.text(data.get("method"), ("request", "method"))
        if method and not re.fullmatch(r"[A-Z]+", method):
            self.wrong("must be upper case.", "request", "method")
        scheme, host, path, query = self._url(self.text(data.get("url"), ("request", "url")))
        for name, item in self.values(data.get("query", {}), ("request", "query")).items():
            query[name] = [*_listed(query[name]), *_listed(item)] if name in query else item
        bodies = [key for key in _BODIES if key in data]
        if len(bodies) > 1:
            self.wrong(f"{' and '.join(bodies)} exclude each other; give one of them.", "request", bodies[-1])
        return Sample(
            method=method,
            scheme=scheme,
            host=host,
            path=path,
            query=query,
            headers=self.headers(data.get("headers", {}), ("request", "headers")),
            form=self.values(data.get("form", {}), ("request", "form")),
            json=plain(self.mapping(data.get("json", {}), ("request", "json"))),
            body=self.text(data["body"], ("request", "body"), empty=True) if "body" in data else None,
        )

    def _url(self, url: str) -> tuple[str, str, str, Values]:
        try:
            found = urlsplit(url)
            port = found.port
        except ValueError:
            self.wrong("not a valid URL.", "request", "url")
            return "", "", "/", {}
        if url and (
            found.scheme not in {"http", "https"}
            or not found.hostname
            or "@" in found.netloc
            or found.fragment
            or not re.fullmatch(r"[!-~]+", url)
        ):
            self.wrong("must be http(s)://host/path, without user and fragment.", "request", "url")
        host = found.hostname or ""
        host = f"[{host}]" if ":" in host else host
        if port is not None and port != {"http": 80, "https": 443}.get(found.scheme):
            host = f"{host}:{port}"
        query: Values = {}
        for name, value in parse_qsl(found.query, keep_blank_values=True):
            query[name] = [*_listed(query[name]), value] if name in query else value
        return found.scheme, host, found.path or "/", query

    def expected(self, value: Any) -> dict[tuple[str, str], str | list[str]]:
        data = self.mapping(value, ("expect",), _EXPECT_KEYS)
        found: dict[tuple[str, str], str | list[str]] = {}
        for place in (*PLACES, "names"):
            if place in data:
                for name, item in self.values(data[place], ("expect", place)).items():
                    found[place, name.lower() if place == "headers" else name] = item
        if is_map(value) and not found:
            self.wrong("the vector expects nothing.", "expect")
        return found


def plain(value: Any) -> Any:
    """A value of a document as ordinary dicts and lists."""
    if is_map(value):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if is_seq(value) else value


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
