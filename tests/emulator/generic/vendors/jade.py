"""Jade: like WeChat Pay, XML that comes back, an MD5 in the body over sorted, filled fields, a nonce."""

from __future__ import annotations

import hashlib

import httpx

from .contracts import Json

_STEPS = """\
form["appid"] = app_id
form["nonce_str"] = uuid()
form["sign"] = upper(hex(md5(join_fields(filled(form), "=", "&") + f"&key={api_key}")))
"""


def _result() -> Json:
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
                    "steps": _STEPS,
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
                                "schema": _result(),
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
