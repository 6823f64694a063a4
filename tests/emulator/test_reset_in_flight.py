"""A request that is under way while an emulator is reset belongs to no one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from specseal_emulator import Account, Fault, Latency, Limits, Seed, SQLiteStore
from specseal_emulator.testing import Running, running
from tests.emulator.conftest import MegviiCaller

FACE = "/finauth/search/group/face_info"


@pytest.fixture(params=["alone", "two workers"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Running, Running]]:
    """The emulator that is asked, and the one that is reset: the same, or another one of the same state."""
    if request.param == "alone":
        with running() as one:
            yield one, one
    else:
        path = tmp_path / "state.db"
        with running(store=SQLiteStore(path)) as one, running(store=SQLiteStore(path)) as two:
            yield one, two


def until_under_way(emulator: Running, place: str = "fault-calls") -> None:
    until = time.monotonic() + 20
    while not emulator.world.store.scan(place, "", 0):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_its_response_is_not_in_the_next_journal(pair: tuple[Running, Running], http: httpx.Client) -> None:
    asked, other = pair
    asked.arm(Fault(latency=Latency(seconds=0.5), count=1))
    caller = threading.Thread(target=http.get, args=[asked.base_url + "/nowhere"])
    caller.start()
    until_under_way(asked)
    other.reset()
    caller.join()
    assert asked.journal.entries() == other.journal.entries() == []
    http.get(asked.base_url + "/nowhere")
    assert [entry.path for entry in other.journal.entries()] == ["/nowhere"]


def test_a_reset_leaves_nothing_of_the_journal_in_the_file(tmp_path: Path, http: httpx.Client) -> None:
    with running(store=SQLiteStore(tmp_path / "state.db")) as emulator:
        http.get(emulator.base_url + "/nowhere")
        log = emulator.world.store.log(1000)
        assert len(log.records()) == 1
        emulator.reset()
        assert (log.records(), log.last()) == ([], 1)


def test_what_arrives_afterwards_is_not_carried_out(pair: tuple[Running, Running]) -> None:
    asked, other = pair
    host, _, port = asked.base_url.removeprefix("http://").partition(":")
    body = b"api_key=demo-key&api_secret=demo-secret&biz_no=1&uuid=1&comparison_type=-1"
    body += b"&return_url=https%3A%2F%2Fexample.com&notify_url=https%3A%2F%2Fexample.com"
    head = f"POST /faceid/lite/get_token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head.encode() + body[:10])
        time.sleep(0.3)  # the head is read; more would do no harm, less makes the test pass for nothing
        other.reset()
        connection.sendall(body[10:])
        response = b""
        while chunk := connection.recv(65536):
            response += chunk
    assert response.startswith(b"HTTP/1.1 503")
    assert b"the emulator was reset while this request was in progress" in response
    assert asked.journal.entries() == []
    assert asked.world.store.scan("lite-token", "", 0) == []


def test_its_place_is_not_given_back_twice(pair: tuple[Running, Running], http: httpx.Client) -> None:
    """The place that it held is another call's after the reset."""
    asked, other = pair
    seed = Seed(accounts=(Account("demo-key", "demo-secret", limits=Limits(concurrency=1)),))
    caller = MegviiCaller(asked.base_url, http)

    def held() -> threading.Thread:
        seed.write(asked.world.store)
        asked.arm(Fault(latency=Latency(seconds=0.8), count=1))
        thread = threading.Thread(target=caller.face_info)
        thread.start()
        until_under_way(asked, "under-way")
        return thread

    first = held()
    other.reset()
    time.sleep(0.4)
    second = held()
    first.join()
    assert caller.face_info().json()["error"] == "CONCURRENCY_LIMIT_EXCEEDED"
    second.join()
    assert caller.face_info().status_code == 200


def test_a_request_after_a_reset_elsewhere_is_everybodys(
    pair: tuple[Running, Running], http: httpx.Client
) -> None:
    asked, other = pair
    other.reset()
    assert MegviiCaller(asked.base_url, http).face_info().status_code == 200
    assert [entry.status for entry in asked.journal.entries()] == [200]
