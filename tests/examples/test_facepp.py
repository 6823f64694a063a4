"""Face++: nested results, files, key and secret in the form, errors with a detail, a status without a code."""

from __future__ import annotations

from typing import Any

import pytest

EXAMPLE = "facepp"
KEYS: dict[str, Any] = {"api_key": "demo-key", "api_secret": "demo-secret", "max_retries": 0}
IMAGE = "https://example.com/face.jpg"


@pytest.mark.parametrize(
    ("body", "status", "error", "argument", "reason"),
    [
        ("MISSING_ARGUMENTS: image_url", 400, "MissingArgumentsError", "image_url", None),
        ("AUTHORIZATION_ERROR:Denied by Admin", 403, "AuthorizationError", None, "Denied by Admin"),
        ("CONCURRENCY_LIMIT_EXCEEDED", 403, "ConcurrencyLimitExceededError", None, None),
        ("NEVER_DOCUMENTED", 200, "APIStatusError", None, None),
        ("", 413, "RequestEntityTooLargeError", None, None),
    ],
)
def test_failures(
    package: Any, stub: Any, body: str, status: int, error: str, argument: Any, reason: Any
) -> None:
    """Also those that the emulator does not make up: a code that is not documented, with HTTP 200."""
    stub.reply(status, {"error_message": body, "request_id": "r", "time_used": 1})
    with package.FacePP(base_url=stub.url, **KEYS) as client, pytest.raises(package.APIStatusError) as caught:
        client.detect(image_url=IMAGE)
    assert type(caught.value).__name__ == error
    assert (caught.value.argument, caught.value.reason) == (argument, reason)
