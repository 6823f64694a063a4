"""Quay: like Kraken, errors in a list, codes with colons and spaces, and a nonce in the form that has to grow."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote_plus

import httpx

from .contracts import Json

STEPS = """\
nonce = growing_millis()
form["nonce"] = nonce
headers["api-key"] = api_key
text = f"{path}" + sha256(f"{nonce}{form_encode(form)}")
headers["api-sign"] = base64(hmac_sha512(base64_decode(secret), text))
"""
CODES: Json = {
    "EAPI:Invalid key": {"emulates": ["credentials", "unknown-key"]},
    "EAPI:Invalid signature": {"emulates": "signature"},
    "EAPI:Invalid nonce": {"emulates": "nonce"},
    "EGeneral:Invalid arguments": {"emulates": ["missing", "malformed"]},
    "EOrder:Insufficient funds": {},
}
REASONS: Json = {
    "EAPI": {
        "detail": "reason",
        "reasons": {"Invalid key": "Unknown.", "Invalid signature": "Wrong.", "Invalid nonce": "Too low."},
        "emulates": {
            "credentials": "Invalid key",
            "unknown-key": "Invalid key",
            "signature": "Invalid signature",
            "nonce": "Invalid nonce",
        },
    },
    "EOrder": {"detail": "reason", "reasons": {"Insufficient funds": "No money."}},
}


def quay(codes: Json, *, steps: str = STEPS, example: str = "", separator: str | None = None) -> Json:
    """Its contract. Args: `example`, an error as the vendor's page shows it."""
    failure: Json = {"failure": {"value": {"error": [example]}}} if example else {}
    order = {
        "type": "object",
        "required": ["nonce", "pair"],
        "properties": {
            "nonce": {"type": "integer", "x-placed-by": ["quay"]},
            "pair": {"type": "string"},
            "volume": {"type": "string"},
            "note": {"type": "string"},
        },
    }
    answer = {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {"type": "array", "items": {"type": "string"}},
            "result": {"type": "object", "properties": {"txid": {"type": "string"}}},
        },
    }
    content = {
        "schema": answer,
        "examples": {"success": {"value": {"error": [], "result": {"txid": "O-1"}}}, **failure},
    }
    body: Json = {"code": ["/error/0"], "failed_when": [{"pointer": "/error/0"}]}
    return {
        "servers": [{"url": "https://api.quay.example"}],
        "security": [{"quay": []}],
        "x-error-body": body if separator is None else body | {"separator": separator},
        "components": {
            "securitySchemes": {
                "quay": {
                    "type": "http",
                    "scheme": "quay-hmac",
                    "x-signing": {
                        "credentials": ["api_key", "secret"],
                        "secrets": ["secret"],
                        "steps": steps,
                    },
                }
            }
        },
        "paths": {
            "/0/private/AddOrder": {
                "post": {
                    "operationId": "addOrder",
                    "requestBody": {
                        "required": True,
                        "content": {"application/x-www-form-urlencoded": {"schema": order}},
                    },
                    "x-errors": {
                        code: {"status": 200, "description": "Refused.", "retryable": False, **row}
                        for code, row in codes.items()
                    },
                    "responses": {"200": {"description": "Done.", "content": {"application/json": content}}},
                }
            }
        },
    }


def add_order(
    base_url: str,
    pairs: list[tuple[str, str]],
    *,
    key: str = "demo-key",
    secret: str = "demo-secret",
    **headers: str,
) -> httpx.Response:
    """A call as a caller signs it by hand: over the body that is sent, whose fields are in the caller's order."""
    path = "/0/private/AddOrder"
    body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
    nonce = dict(pairs)["nonce"]
    digest = hashlib.sha256(f"{nonce}{body}".encode()).digest()
    known = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    signature = base64.b64encode(hmac.digest(known, path.encode() + digest, "sha512")).decode()
    content_type = {"content-type": "application/x-www-form-urlencoded"}
    signed = {"api-key": key, "api-sign": signature}
    return httpx.post(
        base_url + path, content=body, headers={**content_type, **signed, **headers}, trust_env=False
    )
