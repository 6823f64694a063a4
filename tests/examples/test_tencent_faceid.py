"""Tencent Cloud FaceID: actions on one path, TC3 signatures, envelopes, failures with HTTP 200."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

EXAMPLE = "tencent-faceid"
KEYS: dict[str, Any] = {"secret_id": "demo-key", "secret_key": "demo-secret", "max_retries": 0}


@pytest.fixture
def client(package: Any, vendor: Any) -> Any:
    with package.FaceID(base_url=vendor.base_url, **KEYS) as found:
        yield found


def test_each_action_has_its_result(client: Any, vendor: Any) -> None:
    started = client.detect_auth(rule_id="1").response
    assert len(started.biz_token) == 36
    outcome = client.get_detect_info_enhanced(
        biz_token=started.biz_token, rule_id="1", info_type="1"
    ).response
    assert (outcome.text.err_code, outcome.text.sim) == (0, "97.5")
    assert outcome.text.liveness_detail[0].errmsg == "Success"
    matched = client.id_card_verification(id_card="11204416541220243X", name="Wei Xiaobao")
    assert matched.response.result == "0"
    assert matched.raw_response.request_id == matched.response.request_id
    headers = vendor.journal.last().headers
    assert (headers["x-tc-action"], headers["x-tc-version"]) == ("IdCardVerification", "2018-03-01")


def test_the_emulator_checks_the_signature(package: Any, vendor: Any) -> None:
    keys = KEYS | {"secret_key": "wrong"}
    raised = pytest.raises(package.errors.AuthFailureSignatureFailureError)
    with package.FaceID(base_url=vendor.base_url, **keys) as client, raised as caught:
        client.detect_auth(rule_id="1")
    assert caught.value.status_code == 200


def test_the_async_client(package: Any, vendor: Any) -> None:
    async def main() -> Any:
        async with package.AsyncFaceID(base_url=vendor.base_url, **KEYS) as client:
            return await client.detect_auth(rule_id="1")

    assert asyncio.run(main()).response.url


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
