"""Limits of accounts: calls in a second, calls at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from specseal_emulator import (
    UNLIMITED,
    Account,
    ContractError,
    Emulator,
    Fault,
    Latency,
    Limits,
    Seed,
    Settings,
    World,
    default_seed,
)
from specseal_emulator.contract import default_contracts
from specseal_emulator.server import serving
from specseal_emulator.testing import running


def seeded(emulator, *accounts: Account) -> None:
    Seed(accounts=accounts).write(emulator.world.store)


def test_the_101st_call_in_a_second(aliyun, emulator) -> None:
    emulator.clock.freeze(1_800_000_000.25)
    at = emulator.clock.now()
    responses = [aliyun.rpc(at=at) for _ in range(100)]
    assert {response.status_code for response in responses} == {200}
    for refused in (aliyun.rpc(at=at), aliyun.acs3(at=at)):
        assert (refused.status_code, refused.json()["Code"]) == (400, "Throttling.User")
        assert refused.json()["Message"] == "Request was denied due to user flow control."
    assert emulator.journal.last().why == "call 102 exceeds 100 per 1 s"
    emulator.clock.shift(0.74)
    assert aliyun.rpc(at=at).status_code == 400
    emulator.clock.shift(0.01)
    assert aliyun.rpc(at=at).status_code == 200


def test_keys_of_one_account_are_counted_together_and_others_apart(aliyun, emulator) -> None:
    emulator.clock.freeze(1_800_000_000.0)
    at = emulator.clock.now()
    limits = Limits(calls=2)
    seeded(
        emulator,
        Account("one", "s", owner="first", limits=limits),
        Account("two", "s", owner="first", limits=limits),
        Account("three", "s", owner="second", limits=limits),
    )
    keys = ["one", "two", "one", "two", "three"]
    assert [aliyun.acs3(key=key, secret="s", at=at).status_code for key in keys] == [200, 200, 400, 400, 200]


def test_an_account_without_limits(aliyun, emulator) -> None:
    emulator.clock.freeze(1_800_000_000.0)
    seeded(emulator, Account("load", "s", owner="load", limits=UNLIMITED))
    responses = [aliyun.acs3(key="load", secret="s", at=emulator.clock.now()) for _ in range(120)]
    assert {response.status_code for response in responses} == {200}


def test_a_call_with_a_wrong_signature_is_not_counted(aliyun, emulator) -> None:
    emulator.clock.freeze(1_800_000_000.0)
    at = emulator.clock.now()
    seeded(emulator, Account("one", "s", limits=Limits(calls=1)))
    codes = [aliyun.acs3(key="one", secret=secret, at=at).status_code for secret in ("wrong", "s", "s")]
    assert codes == [400, 200, 400]


def test_a_used_up_key_of_megvii(megvii, emulator) -> None:
    seeded(emulator, Account("trial", "s", limits=Limits(calls=2, seconds=3600)))
    sign = megvii.sign("trial", "s")
    assert [megvii.face_info(sign=sign).status_code for _ in range(2)] == [200, 200]
    response = megvii.face_info(sign=sign)
    assert (response.status_code, response.json()["error"]) == (403, "AUTHORIZATION_ERROR: LIMIT_REACHED")
    assert megvii.get_biz_token(sign=sign).status_code == 200
    verdicts = {verdict.check: verdict.passed for verdict in emulator.journal.entries()[2].verdicts}
    assert verdicts["limits"] is False
    assert verdicts["account"] is True


def calls_at_once(base_url: str, megvii, number: int) -> list[httpx.Response]:
    def call(_: int) -> httpx.Response:
        with httpx.Client(trust_env=False) as client:
            return replace(megvii, http=client, base_url=base_url).get_token()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(call, range(number)))


def test_calls_at_once(megvii, emulator) -> None:
    seeded(emulator, Account("demo-key", "demo-secret", limits=Limits(concurrency=2)))
    emulator.emulator.arm(Fault(operation="getToken", latency=Latency(seconds=1.5)))
    responses = calls_at_once(emulator.base_url, megvii, 5)
    assert sorted(response.status_code for response in responses) == [200, 200, 403, 403, 403]
    refused = next(response for response in responses if response.status_code == 403)
    assert refused.json()["error_message"] == "CONCURRENCY_LIMIT_EXCEEDED"
    emulator.world.faults.clear()
    assert [megvii.get_token().status_code for _ in range(5)] == [200] * 5


def test_a_broken_connection_gives_its_place_back(megvii, emulator) -> None:
    seeded(emulator, Account("demo-key", "demo-secret", limits=Limits(concurrency=1)))
    emulator.emulator.arm(Fault(operation="getToken", connection="reset", handled=True, count=3))
    for _ in range(3):
        with pytest.raises(httpx.ReadError):
            megvii.get_token()
    assert megvii.get_token().status_code == 200


def test_a_setting_gives_every_account_of_megvii_a_limit(megvii) -> None:
    with running(settings=Settings(megvii_concurrency=1)) as other:
        other.emulator.arm(Fault(latency=Latency(seconds=1.0)))
        responses = calls_at_once(other.base_url, megvii, 2)
    assert sorted(response.status_code for response in responses) == [200, 403]


def test_workers_of_one_store_count_together(aliyun, two_stores) -> None:
    seed = default_seed().replaced(accounts=(Account("demo-key", "demo-secret", limits=Limits(calls=3)),))
    one, two = (Emulator(world=World(store=store, seed=seed), check_responses=True) for store in two_stores)
    one.world.clock.freeze(1_800_000_000.0)
    with serving(one) as first, serving(two) as second:
        seen = []
        for url in (first, second, first, second, first):
            aliyun.base_url = url
            seen.append(aliyun.rpc(at=1_800_000_000.0).status_code)
    assert seen == [200, 200, 200, 400, 400]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"calls": -1}, "calls must not be negative"),
        ({"seconds": 0}, "seconds must be from 0.001"),
        ({"concurrency": 1001}, "concurrency must be from 0 to 1000"),
    ],
)
def test_numbers_that_are_no_limits(numbers: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Limits(**numbers)


def test_limits_are_those_of_the_contract(aliyun, tmp_path: Path) -> None:
    (source,) = (path for path in default_contracts() if path.stem == "linkvisual")
    document = json.loads(source.read_text(encoding="utf-8"))
    document["paths"]["/"]["post"]["x-limits"] = {"rate": {"calls": 1, "seconds": 60, "scope": "account"}}
    path = tmp_path / "linkvisual.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with running([path]) as other:
        aliyun.base_url = other.base_url
        assert [aliyun.rpc().status_code for _ in range(2)] == [200, 400]
    document["paths"]["/"]["post"]["x-limits"] = {"rate": {"calls": "many", "seconds": 1}}
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ContractError, match="a rate needs calls and seconds"), running([path]):
        pass
