"""Link Visual behind the gateway: both signatures, its errors, the search."""

from __future__ import annotations

import re
import uuid
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from specseal_emulator import Account, Seed, Settings, TemporaryAccount, default_seed
from specseal_emulator.testing import running

REQUEST_ID = re.compile("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
JSON = "application/json;charset=utf-8"
XML = "text/xml;charset=utf-8"


def refused(response, status: int, code: str, message: str | None = None) -> dict:
    body = response.json()
    assert (response.status_code, body["Code"]) == (status, code)
    assert set(body) == {"RequestId", "HostId", "Code", "Message", "Recommend"}
    assert REQUEST_ID.fullmatch(body["RequestId"])
    assert body["HostId"] == "127.0.0.1"
    assert body["RequestId"] in body["Recommend"]
    assert response.headers["content-type"] == JSON
    assert response.headers["x-acs-request-id"] == body["RequestId"]
    if message is not None:
        assert body["Message"] == message
    return body


def failed(response, code: str, message: str) -> None:
    body = response.json()
    assert response.status_code == 200
    assert REQUEST_ID.fullmatch(body.pop("RequestId"))
    assert body == {"Code": code, "Success": False, "ErrorMessage": message}


@pytest.fixture(params=["rpc", "acs3"])
def call(request, aliyun):
    return getattr(aliyun, request.param)


# The search


def test_the_user_of_the_document(call) -> None:
    body = call(Name="Tony").json()
    assert REQUEST_ID.fullmatch(body.pop("RequestId"))
    assert body == {
        "Code": "200",
        "Success": True,
        "Data": {
            "Page": 1,
            "PageSize": 10,
            "Total": 1,
            "List": [
                {
                    "UserId": "3mtjaqebeq4d****",
                    "CustomUserId": "1234567890",
                    "Name": "Tony",
                    "Params": '{"key1":"value1", "key2":"value2"}',
                    "CreateTime": 1636427314000,
                    "ModifyTime": 1636436864000,
                    "FacePicList": [
                        {
                            "FaceMd5": "TestFaceMd5",
                            "FaceUrl": "https://example.com/test.jpeg",
                            "FeatureDTOList": [
                                {
                                    "AlgorithmName": "TestAlgorithmName",
                                    "AlgorithmProvider": "TestAlgorithmProvider",
                                    "AlgorithmVersion": "TestAlgorithmVersion",
                                    "ErrorCode": "200",
                                    "FaceMd5": "TestFaceMd5",
                                }
                            ],
                        }
                    ],
                }
            ],
        },
    }


def test_a_feature_that_failed_says_why(aliyun, emulator) -> None:
    tony = next(user for user in default_seed().face_users if user.name == "Tony")
    Seed(face_users=(replace(tony, feature_error="parameter error"),)).write(emulator.world.store)
    response = aliyun.rpc(Name="Tony").json()
    feature = response["Data"]["List"][0]["FacePicList"][0]["FeatureDTOList"][0]
    assert (feature["ErrorCode"], feature["ErrorMessage"]) == ("400", "parameter error")


def test_pages_hold_every_user_once(call) -> None:
    pages = [call(PageNo=str(number), PageSize="3").json()["Data"] for number in (1, 2, 3, 4)]
    assert [page["Total"] for page in pages] == [8] * 4
    assert [len(page["List"]) for page in pages] == [3, 3, 2, 0]
    assert len({user["UserId"] for page in pages for user in page["List"]}) == 8


@pytest.mark.parametrize(
    ("name", "found"), [("on", 1), ("李", 1), ("梅梅", 1), ("_", 1), ("", 8), ("tony", 0)]
)
def test_names_match_in_part(call, name: str, found: int) -> None:
    assert call(Name=name).json()["Data"]["Total"] == found


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ('{"team":"day"}', 3),
        ('{"key1":"value1", "key2":"value2"}', 1),
        ('{"team"', 0),
        ('{"team": "day"}', 0),
    ],
)
def test_params_match_as_a_whole(call, params: str, found: int) -> None:
    assert call(Params=params).json()["Data"]["Total"] == found


def test_nobody_found_is_an_empty_page(call) -> None:
    body = call(Name="nobody").json()
    assert (body["Success"], body["Data"]) == (True, {"Page": 1, "PageSize": 10, "Total": 0, "List": []})
    assert call(IsolationId="Elsewhere").json()["Data"]["Total"] == 0


def test_nobody_found_can_be_set_to_be_an_error(aliyun) -> None:
    with running(settings=Settings(no_match="error")) as other:
        aliyun.base_url = other.base_url
        failed(aliyun.rpc(Name="nobody"), "404", "face user not exist")
        assert aliyun.rpc(Name="Tony").json()["Success"] is True


def test_one_owner_does_not_see_the_users_of_another(aliyun, emulator) -> None:
    Seed(accounts=(Account("other-key", "other-secret", owner="other"),)).write(emulator.world.store)
    response = aliyun.acs3(key="other-key", secret="other-secret")
    assert response.json()["Data"]["Total"] == 0


# Parameters


@pytest.mark.parametrize("name", ["IsolationId", "PageNo", "PageSize"])
@pytest.mark.parametrize("value", [None, ""])
def test_missing_parameters(call, name: str, value: str | None) -> None:
    refused(call(**{name: value}), 400, f"Missing{name}", f"{name} is mandatory for this action.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PageNo", "0"),
        ("PageNo", "1000001"),
        ("PageNo", "one"),
        ("PageSize", "0"),
        ("PageSize", "51"),
        ("PageSize", "-1"),
        ("PageSize", "9" * 40),
        ("IsolationId", "a b"),
        ("Name", "A+b*~/"),
        ("Name", "n" * 65),
    ],
)
def test_bad_parameters_are_failures_inside_a_200(call, name: str, value: str) -> None:
    failed(call(**{name: value}), "460", f"parameter error: {name}")


# What both signatures have in common


def test_the_version_comes_before_everything(aliyun) -> None:
    message = "Specified parameter Version is not valid."
    for version in (None, "2018-01-21"):
        refused(aliyun.rpc(Version=version, Signature="wrong", Action=None), 400, "InvalidVersion", message)
        refused(aliyun.acs3(headers={"x-acs-version": version}), 400, "InvalidVersion", message)


def test_an_unknown_action(aliyun) -> None:
    message = "Specified api is not found, please check your url and method."
    refused(aliyun.rpc(Action="Nothing", Signature="wrong"), 404, "InvalidAction.NotFound", message)
    refused(aliyun.acs3(headers={"x-acs-action": "Nothing"}), 404, "InvalidAction.NotFound", message)
    refused(aliyun.rpc(method="PUT"), 404, "InvalidAction.NotFound", message)


def test_no_action(aliyun) -> None:
    refused(aliyun.rpc(Action=None), 400, "MissingAction")


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_time_stamp_too_far_away(call, minutes: int, emulator) -> None:
    message = "Specified time stamp or date value is expired."
    refused(call(at=emulator.clock.now() + minutes * 60), 400, "InvalidTimeStamp.Expired", message)


@pytest.mark.parametrize("minutes", [-14, 14])
def test_a_time_stamp_near_enough(call, minutes: int, emulator) -> None:
    assert call(at=emulator.clock.now() + minutes * 60).status_code == 200


def test_the_clock_of_the_emulator_counts(call, emulator) -> None:
    emulator.clock.shift(16 * 60)
    refused(call(), 400, "InvalidTimeStamp.Expired")


def test_an_account_can_be_set_to_be_refused(aliyun, emulator) -> None:
    Seed(
        accounts=(
            Account("risky", "s", refusal="Forbidden.RiskControl"),
            Account("fast", "s", refusal="Throttling.User"),
            Account("down", "s", refusal="ServiceUnavailable"),
            Account("broken", "s", refusal="InternalError"),
        )
    ).write(emulator.world.store)
    message = "Your account is at risk. Contact customer support for more details."
    refused(aliyun.acs3(key="risky", secret="s"), 400, "Forbidden.RiskControl", message)
    message = "Request was denied due to user flow control."
    refused(aliyun.acs3(key="fast", secret="s"), 400, "Throttling.User", message)
    refused(aliyun.acs3(key="down", secret="s"), 503, "ServiceUnavailable")
    refused(aliyun.acs3(key="broken", secret="s"), 500, "InternalError")


# Signature 1.0


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("place", ["query", "body", "both"])
def test_parameters_may_stand_in_query_and_body(aliyun, method: str, place: str) -> None:
    response = aliyun.rpc(method=method, place=place, Name="李雷", Params='{"team":"night"} +*~/')
    assert (response.status_code, response.json()["Data"]["Total"]) == (200, 0)


@pytest.mark.parametrize(
    "name",
    ["AccessKeyId", "Timestamp", "SignatureNonce", "SignatureMethod", "SignatureVersion", "Signature"],
)
def test_missing_parts_of_signature_1(aliyun, name: str) -> None:
    refused(aliyun.rpc(**{name: None}), 400, f"Missing{name}", f"{name} is mandatory for this action.")


@pytest.mark.parametrize("text", ["yesterday", "2026-11-20 19:41:27", "2026-13-01T00:00:00Z", "1763667687"])
def test_a_time_stamp_that_is_none(aliyun, text: str) -> None:
    refused(aliyun.rpc(Timestamp=text), 400, "IllegalTimestamp")


def test_a_mismatch_shows_the_servers_string_to_sign(aliyun, emulator) -> None:
    changes = {"Timestamp": "2026-11-20T19:41:27Z", "SignatureNonce": "n"}
    emulator.clock.freeze(1795203687)
    response = aliyun.rpc(secret="wrong", **changes)
    string_to_sign = (
        "POST&%2F&AccessKeyId%3Ddemo-key%26Action%3DQueryFaceUserByName%26Format%3DJSON"
        "%26IsolationId%3DZheJiangHZ%26PageNo%3D1%26PageSize%3D10%26SignatureMethod%3DHMAC-SHA1"
        "%26SignatureNonce%3Dn%26SignatureVersion%3D1.0%26Timestamp%3D2026-11-20T19%253A41%253A27Z"
        "%26Version%3D2018-01-20"
    )
    message = (
        "Specified signature is not matched with our calculation. server string to sign is:" + string_to_sign
    )
    refused(response, 400, "SignatureDoesNotMatch", message)
    assert emulator.journal.last().notes["string_to_sign"] == string_to_sign


@pytest.mark.parametrize(
    "changes",
    [
        {"signed_as": "GET"},
        {"SignatureMethod": "HMAC-SHA256"},
        {"SignatureVersion": "2.0"},
        {"Signature": "AAAA"},
        {"Signature": "é"},
    ],
)
def test_other_mismatches(aliyun, changes: dict[str, str]) -> None:
    refused(aliyun.rpc(**changes), 400, "SignatureDoesNotMatch")


def test_an_unknown_key(aliyun) -> None:
    message = "Specified access key is not found."
    refused(aliyun.rpc(AccessKeyId="nobody"), 404, "InvalidAccessKeyId.NotFound", message)
    refused(aliyun.acs3(key="nobody"), 404, "InvalidAccessKeyId.NotFound", message)


def test_a_nonce_works_once(aliyun, emulator) -> None:
    nonce, message = uuid.uuid4().hex, "Specified signature nonce was used already."
    refused(aliyun.rpc(SignatureNonce=nonce, secret="wrong"), 400, "SignatureDoesNotMatch")
    assert aliyun.rpc(SignatureNonce=nonce).status_code == 200
    refused(aliyun.rpc(SignatureNonce=nonce), 400, "SignatureNonceUsed", message)
    refused(aliyun.acs3(headers={"x-acs-signature-nonce": nonce}), 400, "SignatureNonceUsed", message)
    emulator.clock.shift(31 * 60)
    assert aliyun.rpc(SignatureNonce=nonce, at=emulator.clock.now()).status_code == 200


def test_temporary_credentials(aliyun) -> None:
    given = {"AccessKeyId": "STS.demo-key", "SecurityToken": "demo-token"}
    assert aliyun.rpc(**given).status_code == 200
    refused(aliyun.rpc(**{**given, "SecurityToken": "wrong"}), 400, "InvalidAccessKeyId")
    refused(aliyun.rpc(**{**given, "SecurityToken": None}), 404, "InvalidAccessKeyId.NotFound")
    assert aliyun.acs3(key="STS.demo-key", token="demo-token").status_code == 200
    refused(aliyun.acs3(key="STS.demo-key", token="wrong"), 400, "InvalidAccessKeyId")
    refused(aliyun.acs3(key="STS.demo-key"), 404, "InvalidAccessKeyId.NotFound")


# ACS3


def test_get_is_taken(aliyun) -> None:
    assert aliyun.acs3(method="GET", Name="李雷").json()["Data"]["Total"] == 1


def test_a_mismatch_of_acs3_shows_the_servers_string_to_sign(aliyun) -> None:
    body = refused(aliyun.acs3(secret="wrong"), 400, "SignatureDoesNotMatch")
    pattern = (
        "Specified signature does not match our calculation. "
        r"server StringToSign is \[ACS3-HMAC-SHA256\n[0-9a-f]{64}\]"
    )
    assert re.fullmatch(pattern, body["Message"])


@pytest.mark.parametrize("name", ["host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce"])
def test_what_is_sent_must_be_signed(aliyun, emulator, name: str) -> None:
    refused(aliyun.acs3(unsigned=(name,)), 400, "SignatureDoesNotMatch")
    assert name in emulator.journal.last().why


def test_headers_that_are_not_the_vendors_need_no_signature(aliyun) -> None:
    assert aliyun.acs3(unsigned=("accept",)).status_code == 200


@pytest.mark.parametrize(
    ("header", "code"),
    [("x-acs-date", "MissingTimestamp"), ("x-acs-signature-nonce", "MissingSignatureNonce")],
)
def test_missing_parts_of_acs3(aliyun, header: str, code: str) -> None:
    refused(aliyun.acs3(headers={header: None}), 400, code)


def test_an_authorization_that_cannot_be_read(aliyun) -> None:
    response = aliyun.http.post(
        f"{aliyun.base_url}/",
        headers={
            "authorization": "ACS3-HMAC-SHA256 nonsense",
            "x-acs-action": "QueryFaceUserByName",
            "x-acs-version": "2018-01-20",
        },
    )
    refused(response, 400, "MissingAccessKeyId", "AccessKeyId is mandatory for this action.")


# JSON and XML


@pytest.mark.parametrize("value", [None, "XML", "xml", ""])
def test_xml_is_the_default_of_signature_1(aliyun, value: str | None) -> None:
    response = aliyun.rpc(Format=value, PageSize="2")
    assert (response.status_code, response.headers["content-type"]) == (200, XML)
    root = ET.fromstring(response.content)
    assert root.tag == "QueryFaceUserByNameResponse"
    assert [child.tag for child in root] == ["RequestId", "Code", "Success", "Data"]
    assert (root.findtext("Success"), root.findtext("Data/Total")) == ("true", "8")
    assert [user.findtext("Name") for user in root.findall("Data/List")] == ["Tony", "Ada"]
    assert root.findtext("Data/List/FacePicList/FeatureDTOList/AlgorithmName") == "TestAlgorithmName"


def test_errors_in_xml(aliyun) -> None:
    response = aliyun.rpc(Format="XML", Version="0")
    assert (response.status_code, response.headers["content-type"]) == (400, XML)
    assert response.text.startswith("<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>")
    assert "<Recommend><![CDATA[https://" in response.text
    root = ET.fromstring(response.content)
    assert [child.tag for child in root] == ["RequestId", "HostId", "Code", "Message", "Recommend"]
    assert root.findtext("Code") == "InvalidVersion"


def test_failures_in_xml(aliyun) -> None:
    root = ET.fromstring(aliyun.rpc(Format="XML", PageSize="51").content)
    assert [(child.tag, child.text) for child in root][1:] == [
        ("Code", "460"),
        ("Success", "false"),
        ("ErrorMessage", "parameter error: PageSize"),
    ]


@pytest.mark.parametrize("value", ["JSON", "json", "Json"])
def test_json_when_it_is_asked_for(aliyun, value: str) -> None:
    assert aliyun.rpc(Format=value).headers["content-type"] == JSON


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [("application/json", JSON), ("*/*", JSON), (None, JSON), ("application/xml", XML), ("text/xml", XML)],
)
def test_acs3_responds_with_what_accept_asks_for(aliyun, accept: str | None, content_type: str) -> None:
    headers = {"accept": accept}
    assert aliyun.acs3(headers=headers).headers["content-type"] == content_type
    assert aliyun.acs3(headers=headers, secret="wrong").headers["content-type"] == content_type


def test_xml_is_escaped(aliyun) -> None:
    body = aliyun.http.get(aliyun.base_url + "/", headers={"host": "a&<b>]]>:80"}).content
    assert ET.fromstring(body).findtext("HostId") == "a&<b>]]>"


def test_text_that_xml_cannot_hold_is_replaced(aliyun, emulator) -> None:
    strange = replace(default_seed().face_users[0], isolation_id="Strange", name="a\x01b\ufffe<&>c")
    Seed(face_users=(strange,)).write(emulator.world.store)
    body = aliyun.rpc(Format="XML", IsolationId="Strange").content
    assert ET.fromstring(body).findtext("Data/List/Name") == "a\ufffdb\ufffd<&>c"


def test_secrets_are_masked_in_what_was_signed(aliyun, emulator) -> None:
    token = "demo+token/=="
    Seed(temporary_accounts=(TemporaryAccount("STS.other", "s", token),)).write(emulator.world.store)
    aliyun.rpc(AccessKeyId="STS.other", SecurityToken=token, secret="wrong")
    text = str(emulator.journal.last())
    assert "SecurityToken%3D***" in text
    assert [found for found in (token, "demo%2Btoken", "demo%252Btoken") if found in text] == []


def test_secrets_are_masked_in_the_journal(aliyun, emulator) -> None:
    aliyun.rpc(AccessKeyId="STS.demo-key", SecurityToken="demo-token")
    aliyun.acs3(key="STS.demo-key", token="demo-token")
    rpc, acs3 = emulator.journal.entries()
    assert (rpc.query["Signature"], rpc.query["SecurityToken"], rpc.query["PageNo"]) == ("***", "***", "1")
    assert acs3.headers["authorization"].endswith("Signature=***")
    assert acs3.headers["x-acs-security-token"] == "***"
    assert (acs3.product, acs3.operation, acs3.status) == ("linkvisual", "QueryFaceUserByName", 200)
