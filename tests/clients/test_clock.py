"""Wrong clocks and wrong signatures: what the clients correct and report, against the emulator."""

from __future__ import annotations

from typing import Any

import pytest

from finauth_facesearch import errors as megvii
from linkvisual import errors as aliyun
from specseal_emulator.testing import Running

from .conftest import CLIENTS, Call

FACE = {"group_id": "demo_group", "face_token": "9eab9fe14a402295fb78409a81abfc3c"}
USERS = {"isolation_id": "ZheJiangHZ", "page_no": 1, "page_size": 10}


@pytest.mark.parametrize("hours", [-3, 5])
@pytest.mark.parametrize("signature", ["v3", "v1"])
def test_alibabas_clock_is_learnt_from_one_refusal(
    call: Call, emulator: Running, hours: int, signature: str
) -> None:
    emulator.clock.shift(hours * 3600)
    result = call("linkvisual", {"signature": signature}, **USERS)
    assert result.data.total == 8
    first, second = emulator.journal.entries()
    assert (first.code, second.code) == ("InvalidTimeStamp.Expired", "")


@pytest.mark.parametrize(("product", "arguments"), [("facesearch", FACE), ("premium", {"liveness_id": "l"})])
def test_megviis_clock_is_learnt_from_one_refusal(
    call: Call, emulator: Running, product: str, arguments: dict[str, str]
) -> None:
    emulator.clock.shift(3600)
    assert call(product, **arguments).request_id
    first, second = emulator.journal.entries()
    assert first.code.replace(" ", "") == "AUTHORIZATION_ERROR:EXPIRED_SIGN"
    assert (second.status, second.code) == (200, "")
    assert first.form["sign"] != second.form["sign"]


def test_the_difference_is_kept_for_later_calls(emulator: Running) -> None:
    emulator.clock.shift(7200)
    client_class, _, credentials = CLIENTS["linkvisual"]
    with client_class(base_url=emulator.base_url, **credentials) as client:
        client.query_face_user_by_name(**USERS)
        client.with_options(timeout=9).query_face_user_by_name(**USERS)
        client.query_face_user_by_name(**USERS)
        assert len(emulator.journal.entries()) == 4
        emulator.clock.reset()  # somebody corrected a clock
        client.query_face_user_by_name(**USERS)
    assert [entry.code != "" for entry in emulator.journal.entries()] == [True, *[False] * 3, True, False]


def test_without_retries_the_error_says_by_how_much(call: Call, emulator: Running) -> None:
    emulator.clock.shift(7200)
    with pytest.raises(
        aliyun.InvalidTimeStampExpiredError, match=r"clock is 7\d{3} s behind the vendor's"
    ) as caught:
        call("linkvisual", {"max_retries": 0}, **USERS)
    assert caught.value.clock_skew == pytest.approx(7200, abs=5)
    emulator.clock.shift(7200 - 4 * 7200)  # now far behind
    with pytest.raises(aliyun.InvalidTimeStampExpiredError, match=r"s ahead of the vendor's"):
        call("linkvisual", {"max_retries": 0}, **USERS)


@pytest.mark.parametrize(("hours", "attempts"), [(0, 1), (2, 2)])
def test_a_vendor_that_goes_on_refusing_is_asked_no_more_than_twice(
    call: Call, emulator: Running, hours: int, attempts: int
) -> None:
    emulator.clock.shift(hours * 3600)
    refusal = {"headers": {"Prefer": 'error="AUTHORIZATION_ERROR: EXPIRED_SIGN"'}, "max_retries": 5}
    with pytest.raises(megvii.AuthorizationError) as caught:
        call("facesearch", refusal, **FACE)
    assert caught.value.reason == "EXPIRED_SIGN"
    assert caught.value.attempts == attempts


@pytest.mark.parametrize("signature", ["v3", "v1"])
def test_a_wrong_secret_is_called_so(call: Call, signature: str) -> None:
    settings = {"signature": signature, "access_key_secret": "not-the-secret"}
    with pytest.raises(aliyun.SignatureDoesNotMatchError, match="wrong secret") as caught:
        call("linkvisual", settings, **USERS)
    assert "not-the-secret" not in str(caught.value)
    assert caught.value.attempts == 1


class Meddling:
    """Something between the client and the vendor that changes a signed request."""

    def handle(self, request: Any, call_next: Any) -> Any:
        return call_next(request._replace(url=request.url.replace("PageNo=1", "PageNo=2")))


def test_a_request_that_was_changed_on_its_way_is_called_so(emulator: Running) -> None:
    client_class, _, credentials = CLIENTS["linkvisual"]
    settings: dict[str, Any] = {"signature": "v1", "middleware": [Meddling()], "base_url": emulator.base_url}
    with (
        client_class(**credentials, **settings) as client,
        pytest.raises(aliyun.SignatureDoesNotMatchError, match="a different text than this client") as caught,
    ):
        client.query_face_user_by_name(**USERS)
    assert "PageNo%3D2" in str(caught.value)
    assert "PageNo%3D1" in str(caught.value)
