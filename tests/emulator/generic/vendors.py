"""Contracts of vendors that nobody prepared the emulator for, and callers that sign for them on their own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx

Json = dict[str, Any]


def write(folder: Path, product: str, document: Json) -> Path:
    """A contract as a file."""
    path = folder / f"{product}.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": product, "version": "1"}, **document}))
    return path


# Orion: like Tencent Cloud's, one path, the action in a header, errors nested in an envelope

ORION_STEPS = """\
now = unix_time()
day = utc(now, "%Y-%m-%d")
headers["X-Orion-Timestamp"] = now
head = canonical_headers(headers, "content-type;host")
canonical = f"{method}\\n{path}\\n{query_string(query)}\\n{head}\\ncontent-type;host\\n{hex(sha256(body))}"
scope = f"{day}/{service}/orion_request"
key = hmac_sha256(hmac_sha256(hmac_sha256("ORION" + secret_key, day), service), "orion_request")
signature = hex(hmac_sha256(key, f"ORION-HMAC-SHA256\\n{now}\\n{scope}\\n{hex(sha256(canonical))}"))
place = f"Credential={secret_id}/{scope}, SignedHeaders=content-type;host"
headers["Authorization"] = f"ORION-HMAC-SHA256 {place}, Signature={signature}"
"""


def _envelope(inner: Json) -> Json:
    request_id = {"type": "string"}
    return {
        "type": "object",
        "required": ["Response"],
        "properties": {
            "Response": {
                "type": "object",
                "required": ["RequestId", *inner],
                "properties": {**inner, "RequestId": request_id},
            }
        },
    }


def _orion(action: str, request: Json, response: Json, example: Json) -> Json:
    error = _envelope(
        {
            "Error": {
                "type": "object",
                "required": ["Code", "Message"],
                "properties": {"Code": {"type": "string"}, "Message": {"type": "string"}},
            }
        }
    )
    rows = {
        "MissingParameter": "A required parameter is missing.",
        "InvalidParameterValue": "A parameter has an invalid value.",
        "AuthFailure.SecretIdNotFound": "The secret id does not exist.",
        "AuthFailure.SignatureFailure": "The signature is wrong.",
        "AuthFailure.SignatureExpire": "The signature expired: the time stamp is more than five minutes off.",
        "InvalidAction": "No such action exists, or the action is not found in this version of the API.",
        "RequestLimitExceeded": "Too many requests: the rate limit is exceeded.",
        "ResourceNotFound": "The resource does not exist.",
    }
    return {
        "post": {
            "operationId": action,
            "security": [{"orion": []}],
            "parameters": [
                {"name": "X-Orion-Action", "in": "header", "required": True, "schema": {"const": action}},
                {
                    "name": "X-Orion-Timestamp",
                    "in": "header",
                    "required": True,
                    "schema": {"type": "integer"},
                    "x-placed-by": ["orion"],
                },
            ],
            "requestBody": {"required": True, "content": {"application/json": {"schema": request}}},
            "x-limits": {"rate": {"calls": 20, "seconds": 1, "scope": "account"}},
            "x-errors": {
                code: {"status": 200, "key": "Response", "description": text, "retryable": False}
                for code, text in rows.items()
            },
            "responses": {
                "200": {
                    "description": "The result, or an error.",
                    "content": {
                        "application/json": {
                            "schema": {"oneOf": [_envelope(response), error]},
                            "examples": {"success": {"value": example}},
                        }
                    },
                }
            },
        }
    }


ORION: Json = {
    "servers": [{"url": "https://orion.example.com"}],
    "x-error-body": {
        "code": ["/Response/Error/Code"],
        "message": ["/Response/Error/Message"],
        "request_id": ["/Response/RequestId"],
        "failed_when": [{"pointer": "/Response/Error"}],
    },
    "components": {
        "securitySchemes": {
            "orion": {
                "type": "http",
                "scheme": "orion-hmac",
                "x-signing": {
                    "credentials": ["secret_id", "secret_key"],
                    "secrets": ["secret_key"],
                    "settings": {"service": "faces"},
                    "steps": ORION_STEPS,
                },
            }
        }
    },
    "paths": {
        "/": _orion(
            "DetectFace",
            {
                "type": "object",
                "required": ["Url"],
                "properties": {
                    "Url": {"type": "string", "format": "uri"},
                    "MaxFaceNum": {"type": "integer", "minimum": 1, "maximum": 120},
                },
            },
            {"FaceNum": {"type": "integer"}, "Url": {"type": "string"}},
            {
                "Response": {
                    "FaceNum": 1,
                    "Url": "https://example.com/a.png",
                    "RequestId": "5b4b6e7e-1df5-4d1c-a5b4-6d1f9f0d6b6e",
                }
            },
        ),
        "/#GetPerson": _orion(
            "GetPerson",
            {"type": "object", "required": ["PersonId"], "properties": {"PersonId": {"type": "string"}}},
            {"PersonName": {"type": "string"}},
            {"Response": {"PersonName": "Ada", "RequestId": "5b4b6e7e-1df5-4d1c-a5b4-6d1f9f0d6b6e"}},
        ),
    },
}


def orion(
    base_url: str,
    action: str,
    body: Json,
    *,
    key: str = "demo-key",
    secret: str = "demo-secret",
    at: float | None = None,
    mistake: str = "",
    before_proxy: str = "",
) -> httpx.Response:
    """A signed call, by the vendor's page and without a recipe.

    Args: `before_proxy`, the host that is signed, which a proxy then rewrites.
    """
    content = json.dumps(body).encode()
    now = int(time.time() if at is None else at)
    day = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d")
    host = before_proxy or base_url.removeprefix("http://")
    signed_body = b"" if mistake == "body-not-signed" else content
    method = "GET" if mistake == "method" else "POST"
    head = f"content-type:application/json\nhost:{host}\n"
    canonical = f"{method}\n/\n\n{head}\ncontent-type;host\n{hashlib.sha256(signed_body).hexdigest()}"
    scope = f"{day}/faces/orion_request"
    made = f"ORION{secret}".encode()
    for part in (day, "faces", "orion_request"):
        made = hmac.digest(made, part.encode(), "sha256")
    text = f"ORION-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    digest = hmac.digest(made, text.encode(), "sha256")
    signature = base64.b64encode(digest).decode() if mistake == "base64-for-hex" else digest.hex()
    return httpx.post(
        f"{base_url}/",
        content=content,
        headers={
            "Content-Type": "application/json",
            **({"X-Forwarded-Host": before_proxy} if before_proxy else {}),
            "X-Orion-Action": action,
            "X-Orion-Timestamp": str(now),
            "Authorization": f"ORION-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders=content-type;host, "
            f"Signature={signature}",
        },
        trust_env=False,
    )


# Ledger: like Binance's, signed in the query, numeric codes, an order book

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
_LEDGER_ROWS: dict[str, tuple[int, str]] = {
    "-1102": (400, "A mandatory parameter was not sent, was empty or malformed."),
    "-1100": (400, "Illegal characters were found in a parameter."),
    "-2014": (401, "The format of the API key is invalid, or the API key does not exist."),
    "-1022": (400, "The signature for this request is not valid."),
    "-1021": (400, "The timestamp for this request is outside of the recvWindow."),
    "-2013": (400, "The order does not exist."),
    "-2010": (400, "The order was rejected as a duplicate: it exists already."),
    "-1003": (429, "Too many requests; the request weight limit is exceeded."),
}


def _ledger_operation(operation: str, success: Json, parameters: list[Json], more: Json) -> Json:
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
            for code, (status, text) in _LEDGER_ROWS.items()
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
            "post": _ledger_operation(
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
            "get": _ledger_operation(
                "getOrder",
                _json(_ORDER, _ORDER_EXAMPLE),
                [_query("orderId", {"type": "integer"}, required=True)],
                {"x-emulator": {"record": "order", "does": "read"}},
            ),
            "delete": _ledger_operation(
                "cancelOrder",
                _json(_ORDER, {**_ORDER_EXAMPLE, "status": "CANCELED"}),
                [_query("orderId", {"type": "integer"}, required=True)],
                {"x-emulator": {"record": "order", "does": "delete"}},
            ),
        },
        "/allOrders": {
            "get": _ledger_operation(
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


# Pigeon: like Twilio's, basic authentication, the account in the path, XML or JSON by its ending

PIGEON: Json = {
    "servers": [
        {"url": "https://api.pigeon.example/{version}", "variables": {"version": {"default": "2010"}}}
    ],
    "security": [{"basic": []}],
    "x-error-body": {
        "code": ["/code"],
        "message": ["/message"],
        "request_id_headers": ["pigeon-request-id"],
    },
    "x-emulator": {"records": {"message": {"key": ["sid"]}}},
    "components": {
        "securitySchemes": {"basic": {"type": "http", "scheme": "basic"}},
        "schemas": {
            "Message": {
                "type": "object",
                "required": ["sid", "to", "body", "status", "date_created"],
                "properties": {
                    "sid": {"type": "string", "pattern": "^SM[0-9a-f]{32}$"},
                    "to": {"type": "string"},
                    "body": {"type": "string"},
                    "status": {"type": "string"},
                    "date_created": {"type": "string"},
                },
                "examples": [
                    {
                        "sid": "SM0123456789abcdef0123456789abcdef",
                        "to": "+15558675310",
                        "body": "Hi",
                        "status": "queued",
                        "date_created": "2026-01-02T03:04:05Z",
                    }
                ],
            },
            "Error": {
                "type": "object",
                "required": ["code", "message", "status"],
                "properties": {
                    "code": {"type": "integer"},
                    "message": {"type": "string"},
                    "status": {"type": "integer"},
                    "more_info": {"type": "string"},
                },
            },
        },
        "responses": {
            "Error": {
                "description": "An error.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            }
        },
    },
    "paths": {
        "/Accounts/{AccountSid}/Messages.json": {
            "parameters": [
                {"name": "AccountSid", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "post": {
                "operationId": "createMessage",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {
                                "type": "object",
                                "required": ["To"],
                                "properties": {
                                    "To": {"type": "string", "pattern": "^\\+[0-9]{5,15}$"},
                                    "Body": {"type": "string", "maxLength": 20},
                                    "MediaUrl": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
                                },
                                "anyOf": [{"required": ["Body"]}, {"required": ["MediaUrl"]}],
                            }
                        }
                    },
                },
                "x-emulator": {
                    "record": "message",
                    "does": "create",
                    "fields": {"to": "To", "body": "Body"},
                },
                "responses": {
                    "201": {
                        "description": "Queued.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}},
                    },
                    "default": {"$ref": "#/components/responses/Error"},
                },
            },
            "get": {
                "operationId": "listMessages",
                "parameters": [
                    {"name": "Page", "in": "query", "schema": {"type": "integer", "minimum": 0}},
                    {"name": "PageSize", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                ],
                "x-emulator": {
                    "record": "message",
                    "does": "list",
                },
                "x-pagination": {"items": "/messages", "page": "Page", "size": "PageSize", "first": 0},
                "responses": {
                    "200": {
                        "description": "Messages.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["messages"],
                                    "properties": {
                                        "messages": {
                                            "type": "array",
                                            "items": {"$ref": "#/components/schemas/Message"},
                                        }
                                    },
                                }
                            }
                        },
                    },
                    "default": {"$ref": "#/components/responses/Error"},
                },
            },
        },
        "/Accounts/{AccountSid}/Messages/{Sid}.json": {
            "parameters": [
                {"name": "AccountSid", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "Sid", "in": "path", "required": True, "schema": {"type": "string"}},
            ],
            "get": {
                "operationId": "getMessage",
                "x-emulator": {"record": "message", "does": "read", "fields": {"sid": "Sid"}},
                "responses": {
                    "200": {
                        "description": "A message.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}},
                    },
                    "default": {"$ref": "#/components/responses/Error"},
                },
            },
            "delete": {
                "operationId": "deleteMessage",
                "x-emulator": {"record": "message", "does": "delete", "fields": {"sid": "Sid"}},
                "responses": {
                    "204": {"description": "Deleted."},
                    "default": {"$ref": "#/components/responses/Error"},
                },
            },
        },
    },
}
_PIGEON_ROWS: dict[str, tuple[int, str]] = {
    "20003": (401, "Authentication failed: the credentials are wrong."),
    "20404": (404, "The requested resource was not found."),
    "20004": (405, "The HTTP method is not allowed here."),
    "21604": (400, "A required parameter is missing."),
    "21211": (400, "A parameter is invalid."),
    "20429": (429, "Too many requests."),
}
for _item in PIGEON["paths"].values():
    for _name, _operation in _item.items():
        if _name != "parameters":
            _operation["x-errors"] = {
                code: {"status": status, "key": "code", "description": text, "retryable": False}
                for code, (status, text) in _PIGEON_ROWS.items()
            }
            _operation["responses"] |= {
                str(status): {"$ref": "#/components/responses/Error"} for status, _ in _PIGEON_ROWS.values()
            }


# Jade: like WeChat Pay's, XML both ways, an MD5 in the body over sorted, filled fields, a nonce


JADE_STEPS = """\
form["appid"] = app_id
form["nonce_str"] = uuid()
form["sign"] = upper(hex(md5(join_fields(filled(form), "=", "&") + f"&key={api_key}")))
"""


def _jade_result() -> Json:
    return {
        "type": "object",
        "xml": {"name": "xml"},
        "required": ["return_code"],
        "properties": {
            "return_code": {"enum": ["SUCCESS", "FAIL"]},
            "err_code": {"type": "string"},
            "err_code_des": {"type": "string"},
            "order_no": {"type": "string"},
            "total_fee": {"type": "integer"},
        },
    }


JADE: Json = {
    "servers": [{"url": "https://pay.jade.example"}],
    "security": [{"md5": []}],
    "x-error-body": {
        "code": ["/err_code"],
        "message": ["/err_code_des"],
        "failed_when": [{"pointer": "/return_code", "equals": "FAIL"}],
    },
    "components": {
        "securitySchemes": {
            "md5": {
                "type": "http",
                "scheme": "jade-md5",
                "x-signing": {
                    "credentials": ["app_id", "api_key"],
                    "secrets": ["api_key"],
                    "steps": JADE_STEPS,
                },
            }
        }
    },
    "paths": {
        "/orderquery": {
            "post": {
                "operationId": "orderQuery",
                "requestBody": {
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {
                                "type": "object",
                                "required": ["order_no"],
                                "properties": {
                                    "order_no": {"type": "string", "minLength": 4},
                                    "coupon": {"type": "string"},
                                    "card": {"type": "string"},
                                    "holder": {"type": "string"},
                                },
                                "dependentRequired": {"card": ["holder"]},
                            }
                        }
                    }
                },
                "x-errors": {
                    code: {"status": 200, "key": "err_code", "description": text, "retryable": False, **more}
                    for code, text, more in (
                        ("SIGNERROR", "The signature is wrong.", {"emulates": ["signature", "credentials"]}),
                        ("APPID_NOT_EXIST", "The app id does not exist.", {"emulates": "unknown-key"}),
                        ("NONCE_USED", "The nonce was used before.", {}),
                        ("PARAM_ERROR", "A parameter is invalid or missing.", {}),
                    )
                },
                "responses": {
                    "200": {
                        "description": "The order.",
                        "content": {
                            "text/xml": {
                                "schema": _jade_result(),
                                "example": {"return_code": "SUCCESS", "order_no": "A-1", "total_fee": 100},
                            }
                        },
                    }
                },
            }
        }
    },
}


def jade(
    base_url: str,
    fields: Json,
    *,
    app_id: str = "demo-key",
    secret: str = "demo-secret",
    nonce: str = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS",
    keep_empty: bool = False,
) -> httpx.Response:
    """A signed call."""
    sent = {**fields, "appid": app_id, "nonce_str": nonce}
    text = "&".join(f"{name}={value}" for name, value in sorted(sent.items()) if value or keep_empty)
    sign = hashlib.md5(f"{text}&key={secret}".encode()).hexdigest().upper()
    return httpx.post(f"{base_url}/orderquery", data={**sent, "sign": sign}, trust_env=False)
