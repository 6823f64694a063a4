"""Tencent Cloud FaceID: actions on one path, TC3 signatures, envelopes, failures with HTTP 200."""

from __future__ import annotations

from typing import Any

import pytest

EXAMPLE = "tencent-faceid"
KEYS: dict[str, Any] = {"secret_id": "demo-key", "secret_key": "demo-secret", "max_retries": 0}


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("InvalidParameterValue.RuleIdNotExist", "InvalidParameterValueRuleIdNotExistError"),
        ("RequestLimitExceeded", "RequestLimitExceededError"),
        ("FailedOperation.Unheard", "APIStatusError"),
    ],
)
def test_a_failure_in_an_envelope_raises(package: Any, stub: Any, code: str, error: str) -> None:
    stub.reply(200, {"Response": {"Error": {"Code": code, "Message": "No."}, "RequestId": "r-1"}})
    with package.FaceID(base_url=stub.url, **KEYS) as client, pytest.raises(package.APIStatusError) as caught:
        client.detect_auth(rule_id="1")
    assert (type(caught.value).__name__, caught.value.code, caught.value.request_id) == (error, code, "r-1")


def test_a_wrong_clock_is_corrected_once(package: Any, stub: Any) -> None:
    """The vendor says with HTTP 200 that the time is wrong; the response's `Date` says by how much."""
    failure = {"Error": {"Code": "AuthFailure.SignatureExpire", "Message": "Old."}, "RequestId": "r-1"}
    stub.reply(200, {"Response": failure}, date="Thu, 26 Nov 2099 10:00:00 GMT")
    stub.reply(200, {"Response": {"BizToken": "t", "Url": "u", "RequestId": "r-2"}})
    with package.FaceID(base_url=stub.url, **KEYS | {"max_retries": 1}) as client:
        assert client.detect_auth(rule_id="1").response.biz_token == "t"
    first, second = (int(seen.headers["x-tc-timestamp"]) for seen in stub.seen)
    assert second - first > 50 * 365 * 86400
