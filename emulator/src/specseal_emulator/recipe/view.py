"""A received request as recipes see requests, and what it was before it was signed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..empty import no_items
from ..json_texts import loads
from ..json_types import is_object
from .evaluate import Run
from .fields import Fields, Pair, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .invert import Reading

Target = tuple[str, str]
"""A place, ``query``, ``form``, ``headers`` or ``json``, and a field in it."""


@dataclass(frozen=True, slots=True)
class View:
    """One signed request."""

    method: str
    path: str
    """Percent-encoded, as sent."""
    host: str
    headers: Mapping[str, str]
    """By lower-case name."""
    query: Fields
    form: Fields
    body: bytes
    scheme: str = "http"
    json: Mapping[str, Any] = field(default_factory=no_items)
    """The fields of a body that is a JSON object."""

    def received(self, targets: Iterable[Target]) -> dict[Target, str]:
        """Those of the fields that the request has, as texts."""
        found: dict[Target, str] = {}
        for place, name in targets:
            value: Any
            if place == "headers":
                value = self.headers.get(name)
            elif place == "json":
                value = self.json.get(name)
            else:
                fields = self.query if place == "query" else self.form
                value = next((pair.value for pair in fields if pair.name == name), None)
            if value is not None:
                found[place, name] = value if isinstance(value, str) else json.dumps(value)
        return found

    def before(self, placed: Iterable[Target], reading: Reading, names: dict[str, Any]) -> Run:
        """The request before signing: without what was placed, with what was moved."""
        targets = set(placed)
        query = tuple(pair for pair in self.query if ("query", pair.name) not in targets)
        form = tuple(pair for pair in self.form if ("form", pair.name) not in targets)
        headers = {name: value for name, value in self.headers.items() if ("headers", name) not in targets}
        for (place, name), value in reading.taken.items():
            if place == "headers":
                headers.setdefault(name.lower(), value)
            elif place == "query" and all(pair.name != name for pair in query):
                query += (Pair(name, value),)
            elif place == "form" and all(pair.name != name for pair in form):
                form += (Pair(name, value),)
        sent = {("query", pair.name): pair for pair in reversed(self.query)}
        sent |= {("form", pair.name): pair for pair in reversed(self.form)}
        return Run(
            method=self.method,
            path=self.path,
            host=self.host,
            scheme=self.scheme,
            query=query,
            form=form,
            headers=headers,
            body=self.body,
            json={name: value for name, value in self.json.items() if ("json", name) not in targets},
            names=names,
            drawn=reading.drawn,
            given=reading.given,
            sent=sent,
            order=self._order(),
        )

    def _order(self) -> Mapping[Target, int]:
        names = {
            "query": [pair.name for pair in self.query],
            "form": [pair.name for pair in self.form],
            "json": list(self.json),
        }
        found: dict[Target, int] = {}
        for place, listed in names.items():
            for at, name in enumerate(listed):
                found.setdefault((place, name), at)
        return found


def json_fields(body: bytes, content_type: str) -> Mapping[str, Any]:
    """The fields of a body that is a JSON object; none of any other."""
    if "json" not in content_type or not body:
        return {}
    try:
        value = loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if is_object(value) else {}


def query_fields(encoded: str) -> Fields:
    """The fields of a query as sent."""
    return split(encoded)
