"""One documented response on request."""

from __future__ import annotations

import pytest

from specseal_emulator.prefer import Preference, parse_prefer


def test_an_error_is_written_as_the_vendor_writes_it(megvii, aliyun, emulator) -> None:
    for headers, status, text in (
        ("code=403, error=CONCURRENCY_LIMIT_EXCEEDED", 403, "CONCURRENCY_LIMIT_EXCEEDED"),
        ('error="AUTHORIZATION_ERROR: IP_NOT_ALLOWED"', 403, "AUTHORIZATION_ERROR: IP_NOT_ALLOWED"),
        ("error=AUTHORIZATION_ERROR", 403, "AUTHORIZATION_ERROR: API_KEY_BE_DISCONTINUED"),
        ("error=MISSING_ARGUMENTS", 400, "MISSING_ARGUMENTS: group_id"),
        ("respond-async, code=500; x=y, handling=lenient", 500, "INTERNAL_ERROR"),
        ("code=404", 404, "API_NOT_FOUND"),
    ):
        megvii.http.headers["prefer"] = headers
        response = megvii.face_info()
        assert (response.status_code, response.json()["error"]) == (status, text)
        assert "preference-applied" in response.headers
    assert emulator.journal.last().why == "the caller prefers code=404"
    del megvii.http.headers["prefer"]
    assert megvii.face_info().status_code == 200


def test_both_forms_of_alibaba_cloud(aliyun) -> None:
    aliyun.http.headers["prefer"] = "error=Throttling.User"
    assert aliyun.acs3().json()["Code"] == "Throttling.User"
    assert b"<Code>Throttling.User</Code>" in aliyun.rpc(Format="XML").content
    for error, code, message in (
        ("MissingParameter", "MissingIsolationId", "IsolationId is mandatory for this action."),
        ("MissingPageNo", "MissingPageNo", "PageNo is mandatory for this action."),
    ):
        aliyun.http.headers["prefer"] = f"error={error}"
        body = aliyun.rpc().json()
        assert (body["Code"], body["Message"]) == (code, message)


def test_a_success_without_a_signature(megvii) -> None:
    megvii.http.headers["prefer"] = "code=200"
    response = megvii.form("/finauth/search/group/face_info", {"group_id": "nothing"})
    assert response.status_code == 200
    assert response.json()["info"]["user_id"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("error=NOPE", "getFaceInfo documents no error 'NOPE'"),
        ("code=418", "getFaceInfo documents no response with code '418'"),
        ("code=abc", "no response with code 'abc'"),
        ("code=404, error=INTERNAL_ERROR", "getFaceInfo responds to INTERNAL_ERROR with code 500, not 404"),
    ],
)
def test_what_is_not_documented_is_refused_with_a_list_of_what_is(megvii, header: str, words: str) -> None:
    megvii.http.headers["prefer"] = header
    response = megvii.face_info()
    body = response.json()
    assert response.status_code == 400
    assert words in body["error"]
    assert body["codes"] == [200, 400, 403, 404, 500]
    assert {"INVALID_FACE_TOKEN", "INTERNAL_ERROR"} <= set(body["errors"])


@pytest.mark.parametrize(
    "header", ["", "respond-async", "return=minimal, wait=5", "code", 'x="code=404"', "=="]
)
def test_other_preferences_are_ignored(megvii, header: str) -> None:
    megvii.http.headers["prefer"] = header
    assert megvii.face_info().status_code == 200
    assert parse_prefer(header) is None


def test_reading_the_header() -> None:
    assert parse_prefer('Code = 403 , ERROR="A: \\"b\\", c"') == Preference("403", 'A: "b", c')
    assert parse_prefer("code=1,code=2") == Preference("1")


def test_it_does_not_reach_unknown_paths(megvii) -> None:
    response = megvii.http.get(megvii.base_url + "/nowhere", headers={"prefer": "code=500"})
    assert (response.status_code, response.json()) == (404, {"error": "API_NOT_FOUND"})
