"""Ledger: like Binance, signed in the query, numeric codes, an order book."""

from __future__ import annotations

import hmac
import time
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from .contracts import Json

_ORDER = {
    "type": "object",
    "required": ["orderId", "symbol", "side", "quantity", "status"],
    "properties": {
        "orderId": {"type": "integer"},
        "symbol": {"type": "string"},
        "side": {"enum": ["BUY", "SELL"]},
        "quantity": {"type": "string"},
        "clientOrderId": {"type": "string"},
        "status": {"type": "string"},
        "transactTime": {"type": "integer", "x-unit": "unix-milliseconds"},
    },
}
_ORDER_EXAMPLE = {
    "orderId": 28457,
    "symbol": "BTCUSDT",
    "side": "BUY",
    "quantity": "1.0",
    "clientOrderId": "6gCrw2kRUAF9CvJDGP16IQ",
    "status": "NEW",
    "transactTime": 1507725176595,
}
_ROWS: dict[str, tuple[int, str]] = {
    "-1102": (400, "A mandatory parameter was not sent, was empty or malformed."),
    "-1100": (400, "Illegal characters were found in a parameter."),
    "-2014": (401, "The format of the API key is invalid, or the API key does not exist."),
    "-1022": (400, "The signature for this request is not valid."),
    "-1021": (400, "The timestamp for this request is outside of the recvWindow."),
    "-2013": (400, "The order does not exist."),
    "-2010": (400, "The order was rejected as a duplicate: it exists already."),
    "-1003": (429, "Too many requests; the request weight limit is exceeded."),
}


def _operation(operation: str, success: Json, parameters: list[Json], more: Json) -> Json:
    placed = [
        {"name": name, "in": "query", "required": True, "schema": {"type": kind}, "x-placed-by": ["hmac"]}
        for name, kind in (("timestamp", "integer"), ("signature", "string"), ("recvWindow", "integer"))
    ]
    error = {
        "type": "object",
        "required": ["code", "msg"],
        "properties": {"code": {"type": "integer"}, "msg": {"type": "string"}},
    }
    errors = {
        str(status): {"description": "An error.", "content": {"application/json": {"schema": error}}}
        for status in (400, 401, 429)
    }
    return {
        "operationId": operation,
        "parameters": [*parameters, *placed],
        "x-errors": {
            code: {"status": status, "key": "code", "description": text, "retryable": False}
            for code, (status, text) in _ROWS.items()
        },
        "responses": {"200": success, **errors},
        **more,
    }


def _query(name: str, schema: Json, *, required: bool = False) -> Json:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _json(schema: Json, example: Any = None) -> Json:
    content = {"schema": schema} if example is None else {"schema": schema, "example": example}
    return {"description": "Done.", "content": {"application/json": content}}


LEDGER: Json = {
    "servers": [{"url": "https://api.ledger.example/api/v3"}],
    "security": [{"hmac": []}],
    "x-error-body": {"code": ["/code"], "message": ["/msg"]},
    "x-emulator": {"records": {"order": {"key": "orderId", "unique": ["clientOrderId"]}}},
    "components": {
        "securitySchemes": {
            "hmac": {
                "type": "http",
                "scheme": "ledger-hmac",
                "x-signing": {
                    "credentials": ["api_key", "secret_key"],
                    "secrets": ["secret_key"],
                    "settings": {"window": 5000},
                    "steps": 'headers["X-LEDGER-KEY"] = api_key\n'
                    'query["recvWindow"] = window\n'
                    'query["timestamp"] = unix_millis()\n'
                    'query["signature"] = hex(hmac_sha256(secret_key, query_string(query)))\n',
                },
            }
        }
    },
    "paths": {
        "/order": {
            "post": _operation(
                "newOrder",
                _json(_ORDER, _ORDER_EXAMPLE),
                [
                    _query("symbol", {"type": "string", "pattern": "^[A-Z]{4,12}$"}, required=True),
                    _query("side", {"enum": ["BUY", "SELL"]}, required=True),
                    _query("quantity", {"type": "number", "exclusiveMinimum": 0}, required=True),
                    _query("newClientOrderId", {"type": "string"}),
                ],
                {
                    "x-emulator": {
                        "record": "order",
                        "does": "create",
                        "fields": {"clientOrderId": "newClientOrderId"},
                    }
                },
            ),
            "get": _operation(
                "getOrder",
                _json(_ORDER, _ORDER_EXAMPLE),
                [_query("orderId", {"type": "integer"}, required=True)],
                {"x-emulator": {"record": "order", "does": "read"}},
            ),
            "delete": _operation(
                "cancelOrder",
                _json(_ORDER, {**_ORDER_EXAMPLE, "status": "CANCELED"}),
                [_query("orderId", {"type": "integer"}, required=True)],
                {"x-emulator": {"record": "order", "does": "delete"}},
            ),
        },
        "/allOrders": {
            "get": _operation(
                "allOrders",
                _json({"type": "array", "items": _ORDER}),
                [
                    _query("symbol", {"type": "string"}),
                    _query("offset", {"type": "integer"}),
                    _query("limit", {"type": "integer", "maximum": 1000}),
                ],
                {
                    "x-emulator": {
                        "record": "order",
                        "does": "list",
                        "match": {"symbol": "equals"},
                    },
                    "x-pagination": {"items": "", "offset": "offset", "size": "limit"},
                },
            )
        },
        "/ping": {
            "get": {"operationId": "ping", "security": [], "responses": {"204": {"description": "Pong."}}}
        },
    },
}


def ledger(
    base_url: str,
    method: str,
    path: str,
    fields: Json,
    *,
    key: str = "demo-key",
    secret: str = "demo-secret",
    at: float | None = None,
    text: str | None = None,
) -> httpx.Response:
    """A signed call. Args: `text`, what is signed in place of the query."""
    millis = int((time.time() if at is None else at) * 1000)
    query = urlencode({**fields, "recvWindow": 5000, "timestamp": millis}, quote_via=quote)
    signature = hmac.digest(secret.encode(), (query if text is None else text).encode(), "sha256").hex()
    url = f"{base_url}/api/v3{path}?{query}&signature={signature}"
    return httpx.request(method, url, headers={"X-LEDGER-KEY": key}, trust_env=False)
