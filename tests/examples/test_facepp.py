"""Face++: nested results, files, key and secret in the form, errors with a detail, a status without a code."""

from __future__ import annotations

from typing import Any

import pytest

EXAMPLE = "facepp"
KEYS: dict[str, Any] = {"api_key": "demo-key", "api_secret": "demo-secret", "max_retries": 0}
IMAGE = "https://example.com/face.jpg"


@pytest.fixture
def client(package: Any, vendor: Any) -> Any:
    with package.FacePP(base_url=f"{vendor.base_url}/facepp/v3", **KEYS) as found:
        yield found


def test_a_detection_is_typed_to_its_depth(client: Any, vendor: Any) -> None:
    result = client.detect(image_url=IMAGE, return_landmark=1, return_attributes="gender,age")
    (face,) = result.faces
    assert (face.face_rectangle.top, face.face_rectangle.width) == (128, 140)
    assert face.landmark["contour_chin"].x == 170
    assert (face.attributes.gender.value, face.attributes.age.value) == ("Female", 28)
    assert face.attributes.emotion["happiness"] > 99
    assert result.raw_response.request_id == result.request_id
    form = vendor.journal.last().form
    assert (form["image_url"], form["return_landmark"]) == (IMAGE, "1")


def test_a_file_and_a_token_are_compared(client: Any, vendor: Any) -> None:
    result = client.compare(image_file1=b"\xff\xd8\xff", face_token2="c2fc0ad7c8da3af5a34b9c70ff764da0")
    assert result.confidence > result.thresholds.one_in_hundred_thousand > 70
    assert set(vendor.journal.last().files) == {"image_file1"}


def test_the_emulator_checks_the_secret(package: Any, vendor: Any) -> None:
    keys = KEYS | {"api_secret": "wrong"}
    url = f"{vendor.base_url}/facepp/v3"
    raised = pytest.raises(package.errors.AuthenticationError)
    with package.FacePP(base_url=url, **keys) as client, raised as caught:
        client.detect(image_url=IMAGE)
    assert caught.value.status_code == 401


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
