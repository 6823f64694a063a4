"""Whoever changes an emulator is told what is wrong before anything is changed."""

from __future__ import annotations

from typing import Any

import pytest

from specseal_emulator import Account, Face, Fault, Limits, Settings
from specseal_emulator.client import ControlPlaneError, EmulatorClient
from specseal_emulator.control.messages import Snapshot, SnapshotRecord
from specseal_emulator.testing import Running

HALF = "\\ud800"


@pytest.fixture
def control(emulator: Running) -> EmulatorClient:
    return EmulatorClient(emulator.base_url)


def put(emulator: Running, http, method: str, path: str, text: str) -> tuple[int, str]:
    response = http.request(method, f"{emulator.base_url}/_emulator/{path}", content=text.encode())
    return response.status_code, response.text


@pytest.mark.parametrize(
    "fault",
    [
        f'{{"status":500,"body":"{HALF}"}}',
        f'{{"status":500,"headers":{{"X":"{HALF}"}}}}',
        f'{{"error":"INTERNAL_ERROR: {HALF}"}}',
        f'{{"latency":{{"seconds":1}},"operation":"{HALF}"}}',
        '{"status":500,"body":"' + "x" * (64 * 1024 + 1) + '"}',
        '{"status":500,"headers":{"X":"' + "x" * (16 * 1024) + '"}}',
        '{"status":500,"count":' + "9" * 400 + "}",
        '{"status":500,"nth":1000000001}',
        '{"latency":{"seconds":1e999}}',
        '{"status":500,"starts":1e999}',
        '{"status":500,"starts":NaN}',
    ],
)
def test_a_fault_that_cannot_be_sent_is_not_armed(emulator: Running, http, megvii, fault: str) -> None:
    status, text = put(emulator, http, "POST", "faults", fault)
    assert status == 400, text
    assert emulator.faults.armed() == []
    assert megvii.face_info().status_code == 200


@pytest.mark.parametrize("name", ["body", "error", "operation", "product"])
def test_nor_by_a_test(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: unpaired surrogate"):
        Fault(**{"status": 500, "error": "", name: "\ud800"} if name != "error" else {name: "\ud800"})


def test_a_longest_fault_is_armed(control: EmulatorClient, emulator: Running, http) -> None:
    control.arm(Fault(status=500, body="x" * 64 * 1024, count=1))
    assert len(http.get(emulator.base_url).content) == 64 * 1024


def test_faults_are_counted(control: EmulatorClient) -> None:
    for _ in range(200):
        control.arm(Fault(operation="getFaceInfo", status=500))
    with pytest.raises(ControlPlaneError, match="at most 200 faults can be armed"):
        control.arm(Fault(status=500))
    control.disarm("fault-200")
    control.arm(Fault(operation="getFaceInfo", status=500))


ACCOUNT = {"key": "k", "secret": "s", "owner": "o"}
TOKEN = {
    "token": "t",
    "biz_id": "b",
    "api_key": "demo-key",
    "owner": "demo",
    "return_url": "https://example.com/r",
    "notify_url": "https://example.com/n",
    "expires": None,
}
RECORDS: list[tuple[str, str, dict[str, Any], str]] = [
    ("account", "k", {"key": "k", "owner": "o"}, "secret: is missing"),
    ("account", "k", {**ACCOUNT, "secret": 7}, "secret: must be a string"),
    ("account", "k", {**ACCOUNT, "secret": ""}, "secret must not be empty"),
    ("account", "k", {**ACCOUNT, "limits": {"calls": -1}}, "calls must not be negative"),
    ("account", "k", {**ACCOUNT, "security_token": ""}, "security_token must not be empty"),
    ("account", "other", ACCOUNT, "stands under the key of another one"),
    ("face", "k", {"group_id": "g"}, "face_token: is missing"),
    ("face-user", "k", {"user_id": "u"}, "isolation_id: is missing"),
    ("lite-token", "t", {**TOKEN, "api_key": None}, "api_key: must be a string"),
    ("lite-token", "t", {**TOKEN, "expires": "soon"}, "expires: must be a number"),
    ("lite-open", "u", TOKEN, "stands under the key of another one"),
    ("biz-token", "t", {"owner": "o"}, "liveness_id: must be a string"),
    ("issued-token", "t", {"product": "p"}, "key: must be a string"),
    ("issued-token", "t", {"key": "k"}, "product: must be a string"),
    ("secrets", "t", {}, "unknown kind 'secrets'; expected one of: account"),
]


@pytest.mark.parametrize(("kind", "key", "value", "words"), RECORDS)
def test_a_state_that_nobody_could_have_is_refused(
    control: EmulatorClient, emulator: Running, megvii, kind: str, key: str, value: dict[str, Any], words: str
) -> None:
    before = control.snapshot()
    wrong = Snapshot(1, (*before.records, SnapshotRecord(kind, key, value)))
    with pytest.raises(ControlPlaneError, match=words):
        control.restore(wrong)
    with pytest.raises(ValueError, match=words):
        emulator.world.restore((r.kind, r.key, dict(r.value), r.expires) for r in wrong.records)
    assert control.snapshot() == before
    assert megvii.face_info().status_code == 200


def test_a_state_that_was_there_is_taken(control: EmulatorClient, megvii, aliyun, emulator: Running) -> None:
    megvii.get_biz_token()
    megvii.get_token()
    aliyun.rpc()
    token = megvii.get_token(biz_no="2").json()["token"]
    megvii.http.get(f"{emulator.base_url}/faceid/lite/do", params={"token": token})
    control.set_limits("demo-key", Limits(calls=5))
    before = control.snapshot()
    assert {record.kind for record in before.records} >= {"lite-token", "lite-open", "biz-token", "nonce"}
    control.restore(before)
    assert control.snapshot() == before


@pytest.mark.parametrize(
    "text",
    [
        f'{{"accounts":[{{"key":"{HALF}","secret":"s"}}]}}',
        '{"accounts":[{"key":"k","secret":"s"},{"key":"","secret":"s"}]}',
        '{"accounts":[{"key":"k","secret":"s","limits":{"seconds":1e-300}}]}',
        '{"accounts":[{"key":"k","secret":"s"}],"faces":[{}]}',
        '{"accounts":[{"key":"k","secret":"s"}],"biz_tokens":[{"biz_token":"t","liveness_id":"l","expires":1e999}]}',
    ],
)
def test_a_seed_is_taken_whole_or_not(emulator: Running, http, text: str) -> None:
    before = emulator.world.snapshot()
    assert put(emulator, http, "POST", "seed", text)[0] == 400
    assert emulator.world.snapshot() == before


@pytest.mark.parametrize("cls", [Account, Face])
def test_a_seed_of_a_test_is_checked_too(cls: type) -> None:
    texts = {"key": "k", "secret": "\ud800"} if cls is Account else {"group_id": "", "face_token": "t"}
    more = {} if cls is Account else {"user_id": "", "user_data": "", "add_time": 0}
    with pytest.raises(ValueError, match=r"unpaired surrogate|must not be empty"):
        cls(**texts, **more)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"callback_seconds": 0}, "callback_seconds must be an integer from 1"),
        ({"token_ttl": -1}, "token_ttl must be an integer from 0"),
        ({"token_ttl": 10**10 + 1}, "token_ttl must be an integer from 0 to 10000000000"),
        ({"token_ttl": True}, "token_ttl must be an integer"),
        ({"faces": "guess"}, "faces: expected one of: marker, vision"),
        ({"unique_biz_no": 1}, "unique_biz_no must be true or false"),
        ({"scene_ids": ["a"]}, "scene_ids must be strings"),
        ({"no_match_code": "\ud800"}, "no_match_code must be a string"),
    ],
)
def test_settings_are_checked_however_they_are_made(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings(**settings)


def test_settings_of_the_command_line_are_numbers() -> None:
    with pytest.raises(ValueError, match="token_ttl must be an integer"):
        Settings.parse(["token_ttl=" + "9" * 5000])
    assert Settings.parse(["token_ttl=10000000000"]).token_ttl == 10**10


def test_the_clock_stays_within_what_can_be_dated(emulator: Running, control: EmulatorClient, http) -> None:
    control.change_clock(now=253_402_300_799.0 - 10, frozen=True)
    with pytest.raises(ControlPlaneError, match="the clock would show"):
        control.change_clock(shift=11.0)
    assert control.clock().now == 253_402_300_789
    control.change_clock(shift=10.0)
    assert http.get(f"{emulator.base_url}/nowhere").status_code == 404
    with pytest.raises(ControlPlaneError, match="the clock would show"):
        control.change_clock(shift=-1e10)
        for _ in range(26):
            control.change_clock(shift=-1e10)
    assert control.clock().now >= 0


def test_limits_are_numbers_that_can_be_counted(emulator: Running, control: EmulatorClient, megvii) -> None:
    for limits in ({"seconds": 1e-300}, {"calls": 10**9 + 1}, {"concurrency": 1001}):
        with pytest.raises(ValueError, match="must be"):
            Limits(**limits)
    control.set_limits("demo-key", Limits(calls=3, seconds=0.001))
    assert megvii.face_info().status_code == 200
