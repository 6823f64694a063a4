"""Pigeon: like Twilio, basic authentication, the account in the path, paths that end in the format."""

from __future__ import annotations

from .contracts import Json

_ROWS: dict[str, tuple[int, str]] = {
    "20003": (401, "Authentication failed: the credentials are wrong."),
    "20404": (404, "The requested resource was not found."),
    "20004": (405, "The HTTP method is not allowed here."),
    "21604": (400, "A required parameter is missing."),
    "21211": (400, "A parameter is invalid."),
    "20429": (429, "Too many requests."),
}


def _operation(operation: Json) -> Json:
    """An operation with the vendor's errors."""
    errors = {
        code: {"status": status, "key": "code", "description": text, "retryable": False}
        for code, (status, text) in _ROWS.items()
    }
    statuses = ["default", *(str(status) for status, _ in _ROWS.values())]
    responses = {status: {"$ref": "#/components/responses/Error"} for status in statuses}
    return {**operation, "responses": operation["responses"] | responses, "x-errors": errors}


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
            "post": _operation(
                {
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
                                        "MediaUrl": {
                                            "type": "array",
                                            "items": {"type": "string"},
                                            "maxItems": 2,
                                        },
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
                            "content": {
                                "application/json": {"schema": {"$ref": "#/components/schemas/Message"}}
                            },
                        },
                    },
                }
            ),
            "get": _operation(
                {
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
                    },
                }
            ),
        },
        "/Accounts/{AccountSid}/Messages/{Sid}.json": {
            "parameters": [
                {"name": "AccountSid", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "Sid", "in": "path", "required": True, "schema": {"type": "string"}},
            ],
            "get": _operation(
                {
                    "operationId": "getMessage",
                    "x-emulator": {"record": "message", "does": "read", "fields": {"sid": "Sid"}},
                    "responses": {
                        "200": {
                            "description": "A message.",
                            "content": {
                                "application/json": {"schema": {"$ref": "#/components/schemas/Message"}}
                            },
                        },
                    },
                }
            ),
            "delete": _operation(
                {
                    "operationId": "deleteMessage",
                    "x-emulator": {"record": "message", "does": "delete", "fields": {"sid": "Sid"}},
                    "responses": {
                        "204": {"description": "Deleted."},
                    },
                }
            ),
        },
    },
}
