"""Operations that return a credential, as `specseal lint` refuses them."""

from __future__ import annotations

from typing import Any

from .parts import TEXT
from .row import Change, Row, both

_APP = {"name": "appid", "in": "query", "required": True, "schema": TEXT}


def token(s: Any) -> dict[str, Any]:
    found: dict[str, Any] = s.spec["components"]["securitySchemes"]["token"]["x-token"]
    return found


def tokened(**changes: Any) -> Change:
    """An operation that returns the key of the other one."""

    def change(s: Any) -> None:
        scheme = {"type": "apiKey", "in": "query", "name": "token"}
        scheme["x-token"] = {"operation": "getToken", "token": "/name"} | changes  # type: ignore[assignment]
        s.spec["components"]["securitySchemes"] = {"token": scheme}
        s.operation["security"] = [{"token": []}]
        response = {"200": s.operation["responses"]["200"]}
        s.spec["paths"]["/token"] = {"get": {"operationId": "getToken", "responses": response}}

    return change


TOKENS: list[Row] = [
    Row(
        "token-credential",
        tokened(credential="other"),
        lambda s: token(s).update(credential="api_key"),
        "Write `credential`, one of: api_key.",
    ),
    Row(
        "token-operation",
        tokened(operation="other"),
        lambda s: token(s).update(operation="getToken"),
        "Write the `operationId` of the operation that returns the token.",
    ),
    Row(
        "token-circle",
        both(tokened(), lambda s: s.spec["paths"]["/token"]["get"].update(security=[{"token": []}])),
        lambda s: s.spec["paths"]["/token"]["get"].update(security=[]),
        "Give the operation a `security` of its own.",
    ),
    *[
        Row(
            "token-argument",
            both(tokened(), lambda s: s.spec["paths"]["/token"]["get"].update(parameters=[_APP])),
            mended,
            "Let a security scheme place it, or set `x-client: {option: true}` in the client overlay.",
        )
        for mended in (
            lambda s: s.overlay(
                "client",
                {
                    "target": "$.paths['/token'].get.parameters[0]",
                    "update": {"x-client": {"option": True}},
                },
            ),
            lambda s: (
                s.spec["components"]["securitySchemes"].update(
                    app={
                        "type": "apiKey",
                        "in": "query",
                        "name": "appid",
                        "x-credentials": {"api_key": "app"},
                    }
                ),
                s.spec["paths"]["/token"]["get"].update(security=[{"app": []}]),
            ),
        )
    ],
    Row(
        "token-pointer",
        tokened(token="/other"),
        lambda s: token(s).update(token="/name"),
        "Write a JSON Pointer to it, through declared properties.",
    ),
]
