"""The security schemes that OpenAPI itself describes, as recipes, so that everything else knows recipes only.

A recipe of the wire overlay takes precedence. Schemes of ``mutualTLS`` have none: the connection carries the
certificate.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..document import Map, Seq, is_map, is_seq
from ..naming import UnnameableError, snake_case

TLS: Final = "mutualTLS"
_PLACES: Final = {"header": "headers", "query": "query"}


@dataclass(frozen=True, slots=True)
class _Builtin:
    """Steps with the names of credentials in ``<>``, and what they place for the credential's own name as value."""

    credentials: tuple[str, ...]
    steps: str
    source: str
    place: str
    field: str
    value: str
    beside: str = ""
    """The same where the field has the value ``a=1`` already; empty if nothing else sets it."""


def is_builtin(scheme: Mapping[str, Any]) -> bool:
    """Whether OpenAPI itself says how a scheme travels."""
    return _builtin(scheme) is not None or scheme.get("type") == TLS


def complete_schemes(document: Map) -> None:
    """Give each built-in scheme its recipe. Credentials that two schemes would share are named after the scheme."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    found = {
        name: builtin
        for name, scheme in schemes.items()
        if is_map(scheme) and "x-signing" not in scheme and (builtin := _builtin(scheme)) is not None
    }
    taken = Counter(
        one for scheme in schemes.values() for one in _names(scheme.get("x-signing", {}).get("credentials"))
    )
    taken.update(one for builtin in found.values() for one in builtin.credentials)
    for name, builtin in found.items():
        chosen = schemes[name].get("x-credentials", {})
        names = {
            one: chosen.get(one) or (one if taken[one] == 1 else _own(name, one, builtin))
            for one in builtin.credentials
        }
        schemes[name]["x-signing"] = _recipe(builtin, names)


def _builtin(scheme: Mapping[str, Any]) -> _Builtin | None:
    match scheme.get("type"), str(scheme.get("scheme", "")).lower():
        case "http", "basic":
            text = base64.b64encode(b"username:password").decode()
            steps = 'headers["authorization"] = "Basic " + base64(f"{<username>}:{<password>}")'
            return _Builtin(
                ("username", "password"), steps, "RFC 7617", "headers", "authorization", f"Basic {text}"
            )
        case "http", "bearer":
            return _bearer("token")
        case (("oauth2" | "openIdConnect"), _):
            return _bearer("access_token")
        case "apiKey", _:
            return _api_key(str(scheme.get("in", "")), str(scheme.get("name", "")))
        case _:
            return None


def _bearer(name: str) -> _Builtin:
    steps = f'headers["authorization"] = f"Bearer {{<{name}>}}"'
    return _Builtin((name,), steps, "RFC 6750, section 2.1", "headers", "authorization", f"Bearer {name}")


def _api_key(where: str, name: str) -> _Builtin | None:
    source = "OpenAPI, Security Scheme Object"
    if where == "cookie":
        earlier = 'value(headers, "cookie", "")'
        steps = f'headers["cookie"] = given({earlier}, {earlier} + "; ") + f"{name}={{<api_key>}}"'
        placed = f"{name}=api_key"
        return _Builtin(("api_key",), steps, source, "headers", "cookie", placed, f"a=1; {placed}")
    place = _PLACES.get(where)
    if place is None:
        return None
    name = name.lower() if where == "header" else name
    return _Builtin(("api_key",), f'{place}["{name}"] = <api_key>', source, place, name, "api_key")


def _recipe(builtin: _Builtin, names: Mapping[str, str]) -> Map:
    steps = builtin.steps
    for one, name in names.items():
        steps = steps.replace(f"<{one}>", name)
    vectors = [("documented", Map(), builtin.value)]
    if builtin.beside:
        vectors.append(("beside another", Map({builtin.place: Map({builtin.field: "a=1"})}), builtin.beside))
    return Map(
        {
            "credentials": Seq(names.values()),
            "secrets": Seq(name for one, name in names.items() if one != "username"),
            "steps": f"{steps}\n",
            "vectors": Seq(
                Map(
                    {
                        "name": name,
                        "source": builtin.source,
                        "credentials": Map({name: one for one, name in names.items()}),
                        "request": Map({"method": "GET", "url": "https://api.example.com/", **given}),
                        "expect": Map({builtin.place: Map({builtin.field: value})}),
                    }
                )
                for name, given, value in vectors
            ),
        }
    )


def _own(scheme: str, credential: str, builtin: _Builtin) -> str:
    try:
        name = snake_case(scheme)
    except UnnameableError:
        return credential
    return name if len(builtin.credentials) == 1 else f"{name}_{credential}"


def _names(credentials: Any) -> list[str]:
    return [str(one).removesuffix("?") for one in credentials] if is_seq(credentials) else []
