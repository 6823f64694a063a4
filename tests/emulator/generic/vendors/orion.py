"""Orion: like Tencent Cloud, one path, the action in a header, errors nested in an envelope."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime

import httpx

from .contracts import Json

_STEPS = """\
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
                    "steps": _STEPS,
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
