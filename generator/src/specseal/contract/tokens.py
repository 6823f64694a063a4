"""Tokens: operations whose result is a credential of others (``x-token``), such as those of OAuth 2."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..diagnostics import Location
from ..document import Map, Seq, is_map
from ..naming import UnnameableError, pascal_case

_SOURCE = "RFC 6749, section 4.4"
_RESULT = "ObtainedToken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """``x-token`` of a security scheme: the operation that returns one of its credentials."""

    operation: str
    credential: str
    """Empty for the only one of the scheme."""
    value: str
    """JSON Pointer into the response."""
    life: str | float | None
    """JSON Pointer to the seconds that it lives, or these; ``None`` if it is not known."""
    expired: tuple[str, ...]
    """Error codes that mean that it is no longer good."""
    location: Location


def read_token(node: Any, location: Location) -> Token | None:
    """The ``x-token`` of a scheme, if it has one."""
    if not is_map(node):
        return None
    return Token(
        operation=node["operation"],
        credential=node.get("credential", ""),
        value=node["token"],
        life=node.get("lifetime"),
        expired=tuple(map(str, node.get("expired", ()))),
        location=location,
    )


def complete_tokens(document: Map) -> None:
    """Give schemes with the flow ``clientCredentials`` an operation that obtains the token, and ``x-token`` for it.

    A document that describes the token's path by itself is left as it is.
    """
    schemes = document.get("components", {}).get("securitySchemes", {})
    flows = {
        name: flow
        for name, scheme in schemes.items()
        if "x-token" not in scheme and "x-signing" not in scheme and (flow := _flow(scheme)) is not None
    }
    for name, flow in flows.items():
        url = urlsplit(str(flow.get("tokenUrl", "")))
        path = url.path or "/"
        if not url.hostname or url.scheme not in {"https", "http"} or path in document["paths"] or url.query:
            continue
        operation = "obtainToken" if len(flows) == 1 else f"obtain{_pascal(name)}Token"
        client = f"{name}-client"
        schemes[client] = _client(f"{url.scheme}://{url.netloc}")
        document["paths"][path] = Map({"post": _operation(operation, client, url.scheme, url.netloc)})
        document["components"].setdefault("schemas", Map()).setdefault(_RESULT, _result())
        schemes[name]["x-token"] = Map(
            {"operation": operation, "token": "/access_token", "lifetime": "/expires_in"}
        )


def _flow(scheme: Any) -> dict[str, Any] | None:
    flows = scheme.get("flows") if is_map(scheme) and scheme.get("type") == "oauth2" else None
    flow = flows.get("clientCredentials") if is_map(flows) else None
    return flow if is_map(flow) else None


def _client(url: str) -> Map:
    """How the client identifies itself to the token's endpoint: with HTTP Basic, encoded as section 2.3.1 says."""
    text = base64.b64encode(b"s6BhdRkqt3:7Fjfp0%2FZBr1").decode()
    steps = (
        "user = rfc3986(client_id)\npassword = rfc3986(client_secret)\n"
        'headers["authorization"] = "Basic " + base64(f"{user}:{password}")\n'
    )
    vector = {
        "name": "documented",
        "source": "RFC 6749, section 2.3.1",
        "credentials": Map({"client_id": "s6BhdRkqt3", "client_secret": "7Fjfp0/ZBr1"}),
        "request": Map({"method": "POST", "url": f"{url}/"}),
        "expect": Map({"headers": Map({"authorization": f"Basic {text}"})}),
    }
    return Map(
        {
            "type": "http",
            "scheme": "basic",
            "description": "The id and the secret of the client, which obtain a token.",
            "x-signing": Map(
                {
                    "credentials": Seq(["client_id", "client_secret"]),
                    "secrets": Seq(["client_secret"]),
                    "steps": steps,
                    "vectors": Seq([Map(vector)]),
                }
            ),
        }
    )


def _operation(name: str, scheme: str, protocol: str, host: str) -> Map:
    text = {"type": "string"}
    scope = text | {
        "description": "Scopes to ask for, separated by blanks. Default: those that the vendor grants by itself",
        "x-client": Map({"option": True}),
    }
    properties = Map({"grant_type": Map({"const": "client_credentials"}), "scope": Map(scope)})
    schema = Map({"type": "object", "required": Seq(["grant_type"]), "properties": properties})
    form = Map({"application/x-www-form-urlencoded": Map({"schema": schema})})
    answer = Map({"application/json": Map({"schema": Map({"$ref": f"#/components/schemas/{_RESULT}"})})})
    return Map(
        {
            "operationId": name,
            "summary": "Obtain a token",
            "description": f"Clients do so by themselves ({_SOURCE}).",
            "servers": Seq([Map({"url": f"{protocol}://{host}"})]),
            "security": Seq([Map({scheme: Seq()})]),
            "x-idempotent": True,
            "requestBody": Map({"required": True, "content": form}),
            "responses": Map({"200": Map({"description": "The token.", "content": answer})}),
        }
    )


def _result() -> Map:
    properties = {
        "access_token": Map({"type": "string"}),
        "token_type": Map({"type": "string"}),
        "expires_in": Map({"type": "integer", "x-unit": "seconds"}),
        "scope": Map({"type": "string"}),
    }
    return Map({"type": "object", "required": Seq(["access_token"]), "properties": Map(properties)})


def _pascal(name: str) -> str:
    try:
        return pascal_case(name)
    except UnnameableError:
        return "".join(character for character in name if character.isascii() and character.isalnum())
