"""Cases of schemathesis as requests on a real socket, signed by `signing` once everything else is in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

import requests
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.transport.serialization import Binary

from tests.properties import signing
from tests.properties.contracts import Operation, vendor
from tests.properties.generation import schema_of
from tests.properties.oracle import HEADERS_FOR
from tests.properties.signing import MAIN, Keys
from tests.properties.tap import Exchange
from tests.properties.wire import urlencoded

if TYPE_CHECKING:
    from tests.properties.starting import Tapped


@dataclass(slots=True)
class Way:
    """One way to make a request that the contract allows."""

    name: str
    method: str
    scheme: str
    keys: Keys = MAIN
    now: float | None = None
    nonce: str = ""
    spoil: dict[str, str | None] = field(default_factory=dict)
    """Replacements for values that signing filled in; None omits one."""


def ways(operation: Operation, **changes: Any) -> Iterator[Way]:
    """Every signature with every method."""
    schemes = ("rpc1", "acs3") if vendor(operation) == "aliyun" else ("form",)
    for scheme in schemes:
        for method in operation.methods:
            yield Way(f"{scheme} by {method}", method, scheme, **changes)


def prepare(operation: Operation, case: Case, base_url: str, way: Way) -> requests.PreparedRequest:
    """A case as a signed request."""
    if way.scheme == "form" and isinstance(case.body, dict):
        placed = signing.megvii(operation.product, way.keys, now=way.now) | way.spoil
        signed = {name: value for name, value in placed.items() if value is not None}
        case = _with_body(case, {**case.body, **signed})
    given = case.as_transport_kwargs(base_url=base_url)
    wanted = ("method", "url", "headers", "params", "data", "json", "files", "cookies")
    request = requests.Request(**{name: given[name] for name in wanted if given.get(name) is not None})
    request.method = way.method
    prepared = request.prepare()
    if way.scheme != "form":
        sign(prepared, way)
    return prepared


def _with_body(case: Case, body: dict[str, Any]) -> Case:
    return case.operation.Case(
        method=case.method, body=body, media_type=case.media_type, query=case.query, headers=case.headers
    )


def sign(prepared: requests.PreparedRequest, way: Way) -> None:
    """Sign a request to Alibaba Cloud in place, whatever its query."""
    assert prepared.url
    assert prepared.method
    parts = urlsplit(prepared.url)
    pairs = urlencoded(parts.query.encode())
    if way.scheme == "rpc1":
        added: dict[str, str | None] = {
            **signing.rpc1(prepared.method, pairs, way.keys, now=way.now, nonce=way.nonce),
            **way.spoil,
        }
        pairs += [(name, value) for name, value in added.items() if value is not None]
    else:
        headers = {
            name: str(value) for name, value in prepared.headers.items() if name.lower().startswith("x-acs-")
        }
        for name, header in HEADERS_FOR.items():
            found = [value for key, value in pairs if key == name]
            if found and _can_be_a_header(found[0]):
                headers[header] = found[0]
                pairs = [pair for pair in pairs if pair[0] != name]
        wanted = [value for key, value in pairs if key == "Format"]
        prepared.headers["accept"] = "application/xml" if wanted[:1] == ["XML"] else "application/json"
        headers["accept"] = str(prepared.headers["accept"])
        body = prepared.body or b""
        assert isinstance(body, bytes)
        made: dict[str, str | None] = {
            **signing.acs3(
                prepared.method, parts.netloc, pairs, body, headers, way.keys, now=way.now, nonce=way.nonce
            ),
            **way.spoil,
        }
        prepared.headers.update({name: value for name, value in made.items() if value is not None})
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    prepared.url = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))


def _can_be_a_header(text: str) -> bool:
    return text.isascii() and text.isprintable() and text == text.strip() and bool(text)


def send(operation: Operation, case: Case, emulator: Tapped, way: Way) -> Exchange:
    """Send a case, and return the recorded exchange."""
    return deliver(prepare(operation, case, emulator.base_url, way), emulator)[0]


def deliver(prepared: requests.PreparedRequest, emulator: Tapped) -> tuple[Exchange, requests.Response]:
    """Send a request on its own connection."""
    with requests.Session() as session:
        session.trust_env = False
        response = session.send(prepared, timeout=30, allow_redirects=False)
    return emulator.tap.last(), response


def calls(operation: Operation, **fixed: Any) -> st.SearchStrategy[Case]:
    """Requests that the contract accepts; all of them have the `fixed` arguments."""
    found = schema_of(operation, fixed=fixed)[operation.path][operation.method]
    strategy: st.SearchStrategy[Case] = found.as_strategy(generation_mode=GenerationMode.POSITIVE)
    return strategy


def reduced(operation: Operation, case: Case, names: set[str]) -> Case:
    """The case with these parameters and the constant ones only."""
    kept = {*names, *(name for name, each in operation.parameters.items() if "const" in each.schema)}

    def part(given: Any) -> dict[str, Any]:
        found = given if isinstance(given, dict) else {}
        # in Python None means "omitted"
        return {name: _bytes(value) for name, value in found.items() if name in kept and value is not None}

    constants = {
        name: each.schema["const"]
        for name, each in operation.parameters.items()
        if each.place == "query" and "const" in each.schema and not each.placed_by
    }
    body = part(case.body) if operation.body_schema else case.body
    return case.operation.Case(
        method=operation.method,
        query=part(case.query) | constants,
        body=body,
        media_type="multipart/form-data" if operation.body_schema else None,
    )


def _bytes(value: Any) -> Any:
    return value.data if isinstance(value, Binary) else value


def changed(operation: Operation, case: Case, changes: Mapping[str, Any]) -> Case:
    """The case with changed arguments; None omits one."""
    for name, value in changes.items():
        part: Any = case.query if operation.parameters[name].place == "query" else case.body
        if value is None:
            part.pop(name, None)
        else:
            part[name] = value
    return case
