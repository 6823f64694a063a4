"""Failures that the vendor reports, as typed errors."""

import copy
import json
import pickle
from typing import Any

import pytest

from specseal.runtime.errors import APIConnectionError, APIDecodeError, APIError, APIStatusError, ClientError


def _refused(
    call: Any, server: Any, acme: Any, body: Any, status: int = 400, method: str = ""
) -> APIStatusError:
    server.say(acme.answer(body if isinstance(body, str) else json.dumps(body), status=status))
    with pytest.raises(APIStatusError) as caught:
        if method:
            call(method)
        else:
            call.face_info()
    return caught.value


def test_a_documented_code_raises_its_class(call: Any, server: Any, acme: Any) -> None:
    body = {"request_id": "1,a", "time_used": 5, "error": "INVALID_FACE_TOKEN"}
    error = _refused(call, server, acme, body)
    assert type(error) is acme.InvalidFaceTokenError
    assert (error.code, error.reason, error.argument) == ("INVALID_FACE_TOKEN", None, None)
    assert (error.status_code, error.request_id, error.body, error.retryable) == (400, "1,a", body, False)
    assert error.response is not None
    assert error.response.json() == body
    assert str(error) == (
        "getFaceInfo: INVALID_FACE_TOKEN: The face token is unknown "
        f"(HTTP 400, POST {server.url}/finauth/face_info, request id 1,a)"
    )


@pytest.mark.parametrize(
    "text", ["BAD_ARGUMENTS:group_id", "BAD_ARGUMENTS: group_id", " BAD_ARGUMENTS :  group_id "]
)
@pytest.mark.parametrize("key", ["error", "error_message"])
def test_detail_behind_the_colon_under_either_key(
    call: Any, server: Any, acme: Any, text: str, key: str
) -> None:
    error = _refused(call, server, acme, {key: text})
    assert type(error) is acme.BadArgumentsError
    assert (error.code, error.argument, error.reason) == ("BAD_ARGUMENTS", "group_id", None)


@pytest.mark.parametrize(("reason", "meaning"), [("DENIED", "Not allowed"), ("NEW", None)])
def test_what_a_documented_reason_means_is_the_message(
    call: Any, server: Any, acme: Any, reason: str, meaning: str | None
) -> None:
    error = _refused(call, server, acme, {"error": f"AUTHORIZATION_ERROR:{reason}"})
    assert (error.reason, error.hint) == (reason, meaning or acme.AuthorizationError.hint)
    assert f"AUTHORIZATION_ERROR:{reason}{f': {meaning}' if meaning else ''}" in str(error)


def test_a_reason_may_hold_colons(call: Any, server: Any, acme: Any) -> None:
    error = _refused(call, server, acme, {"error": "AUTHORIZATION_ERROR: Denied.: really"}, 403)
    assert type(error) is acme.AuthorizationError
    assert (error.reason, error.argument) == ("Denied.: really", None)


def test_an_undocumented_code_is_parsed_too(call: Any, server: Any, acme: Any) -> None:
    error = _refused(call, server, acme, {"error": "NEW_CODE: why"}, 418)
    assert type(error) is APIStatusError
    assert (error.code, error.reason, error.status_code) == ("NEW_CODE", "why", 418)


def test_a_documented_retryable_error_says_so(call: Any, server: Any, acme: Any) -> None:
    assert _refused(call, server, acme, {"error": "INTERNAL_ERROR"}, 500).retryable is True


def test_success_status_with_a_failing_body_raises(call: Any, server: Any, acme: Any) -> None:
    error = _refused(call, server, acme, {"error": "INVALID_FACE_TOKEN"}, 200)
    assert type(error) is acme.InvalidFaceTokenError
    for success in (False, "false", "FALSE"):
        body = {"Success": success, "Code": 460, "ErrorMessage": "face user not exist", "RequestId": "R"}
        error = _refused(call, server, acme, body, 200, "query_users")
        assert (type(error), error.code, error.request_id) == (APIStatusError, "460", "R")
        assert "face user not exist" in str(error)


def test_a_key_in_escaped_writing_is_no_way_around(call: Any, server: Any, acme: Any) -> None:
    assert _refused(call, server, acme, '{"\\u0053uccess":false}', 200, "query_users").code is None


def test_families_of_codes_and_the_exact_row_first(call: Any, server: Any, acme: Any) -> None:
    error = _refused(call, server, acme, {"Code": "MissingIsolationId", "Message": "no"}, 400, "query_users")
    assert type(error) is acme.MissingArgumentError
    assert (error.code, error.argument) == ("MissingIsolationId", "IsolationId")
    error = _refused(call, server, acme, {"Code": "MissingParameter"}, 400, "query_users")
    assert type(error) is acme.MissingParameterError
    error = _refused(call, server, acme, {"Code": "Missing"}, 400, "query_users")
    assert type(error) is APIStatusError


def test_an_xml_error(call: Any, server: Any, acme: Any) -> None:
    body = (
        "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R</RequestId><Code>InvalidVersion</Code>"
        "<Message>Specified parameter Version is not valid.</Message></Error>"
    )
    server.say(acme.answer(body, 404, "text/xml;charset=utf-8"))
    with pytest.raises(APIStatusError, match="Specified parameter Version is not valid") as caught:
        call("query_users")
    assert (caught.value.code, caught.value.request_id) == ("InvalidVersion", "R")
    assert caught.value.body == {
        "RequestId": "R",
        "Code": "InvalidVersion",
        "Message": "Specified parameter Version is not valid.",
    }


@pytest.mark.parametrize("header", ["X-Request-Id", "X-Acme-Id"])
@pytest.mark.parametrize(
    ("body", "status", "media_type"),
    [
        ("<html><body><h1>502 Bad Gateway</h1></body></html>", 502, "text/html"),
        ("<!DOCTYPE html><html></html>", 502, "text/html"),
        ("", 500, None),
        ('{"error":"INTERNAL_ER', 500, "application/json"),
        pytest.param("[" * 5000, 400, "application/json", id="deep"),
        ("[]", 400, "application/json"),
        ('{"error":{"nested":1}}', 400, "application/json"),
        ("Service Unavailable", 503, "text/plain"),
    ],
)
def test_a_failure_without_a_readable_code(
    call: Any, server: Any, acme: Any, body: str, status: int, media_type: str | None, header: str
) -> None:
    server.say(acme.answer(body, status, media_type, {header: "from-header"}))
    with pytest.raises(APIStatusError, match=f"HTTP {status}") as caught:
        call.face_info()
    assert type(caught.value) is APIStatusError
    assert caught.value.code is None
    assert caught.value.request_id == "from-header"
    assert caught.value.response is not None
    assert caught.value.response.text == body


def test_a_redirect_is_not_followed(call: Any, server: Any, acme: Any) -> None:
    server.say(acme.answer("", 307, None, {"Location": f"{server.url}/other"}))
    with pytest.raises(APIStatusError, match="redirect"):
        call.face_info()
    assert len(server.seen) == 1


def test_a_message_is_never_endless(call: Any, server: Any, acme: Any) -> None:
    assert len(str(_refused(call, server, acme, {"error": "X" * 100_000}))) < 2_100


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_errors_survive_copies_and_pickling(call: Any, server: Any, acme: Any, again: Any) -> None:
    error = _refused(call, server, acme, {"error": "BAD_ARGUMENTS: group_id", "request_id": "r"})
    twin = again(error)
    assert type(twin) is acme.BadArgumentsError
    for name in (
        "code",
        "argument",
        "reason",
        "status_code",
        "request_id",
        "body",
        "request",
        "message",
        "retryable",
    ):
        assert getattr(twin, name) == getattr(error, name), name
    assert twin.response.content == error.response.content  # type: ignore[union-attr]
    assert twin.response.headers["content-type"] == "application/json"
    assert str(twin) == str(error)


def test_other_errors_survive_too(call: Any, server: Any, acme: Any) -> None:
    server.say(acme.answer("?"))
    with pytest.raises(APIDecodeError) as caught:
        call.face_info()
    twin = pickle.loads(pickle.dumps(caught.value))
    assert (str(twin), twin.path, twin.response.content) == (str(caught.value), None, b"?")
    refused = APIConnectionError("no", request="POST u", maybe_sent=False)
    twin = copy.deepcopy(refused)
    assert (str(twin), twin.request, twin.maybe_sent, twin.status_code) == ("no", "POST u", False, None)


def test_one_root_catches_all() -> None:
    assert issubclass(APIStatusError, APIError)
    assert issubclass(APIError, ClientError)
    assert not issubclass(APIStatusError, APIConnectionError)
