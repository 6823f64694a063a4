"""Armed faults, as a caller meets them on a real socket."""

from __future__ import annotations

import os
import random
import socket
import ssl
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme
import uvicorn

from specseal_emulator import Clock, Emulator, Fault, Latency, SQLiteStore, World
from specseal_emulator.bodies import BodyError, read
from specseal_emulator.http.connection import ConnectedProtocol
from specseal_emulator.server import serving
from specseal_emulator.testing import running


def exchange(base_url: str, path: str = "/nowhere") -> tuple[bytes, BaseException | None]:
    """All bytes that one GET brings, and what ended the connection if that was no orderly end."""
    host, _, port = base_url.removeprefix("http://").partition(":")
    received = b""
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except OSError as error:
            return received, error
    return received, None


# Which calls


def test_a_fault_meets_its_operation_only(emulator, megvii, aliyun) -> None:
    emulator.emulator.arm(Fault(operation="getFaceInfo", status=502, body="bad gateway"))
    response = megvii.face_info()
    assert (response.status_code, response.text, response.headers["content-type"]) == (
        502,
        "bad gateway",
        "text/plain; charset=utf-8",
    )
    assert megvii.get_biz_token().status_code == 200
    assert aliyun.rpc().status_code == 200
    assert megvii.http.get(megvii.base_url + "/nowhere").status_code == 404


def test_a_fault_may_meet_a_product_or_every_call(emulator, megvii, aliyun) -> None:
    emulator.emulator.arm(Fault(product="linkvisual", status=502))
    assert [megvii.face_info().status_code, aliyun.rpc().status_code, aliyun.acs3().status_code] == [
        200,
        502,
        502,
    ]
    emulator.emulator.arm(Fault(status=503))
    assert [megvii.face_info().status_code, aliyun.rpc().status_code] == [503, 502]
    assert megvii.http.get(megvii.base_url + "/nowhere").status_code == 503


@pytest.mark.parametrize(
    ("fault", "met"),
    [
        (Fault(status=502, nth=3, count=1), [3]),
        (Fault(status=502, nth=2), [2, 3, 4, 5, 6]),
        (Fault(status=502, count=2), [1, 2]),
        (Fault(status=502, nth=2, count=3), [2, 3, 4]),
    ],
)
def test_the_nth_call_and_how_often(emulator, megvii, fault: Fault, met: list[int]) -> None:
    armed = emulator.emulator.arm(fault)
    assert [n for n in range(1, 7) if megvii.face_info().status_code == 502] == met
    now = emulator.world.faults.get(armed.id)
    assert (now.calls, now.met) == (6, len(met))
    assert now.spent is (fault.count is not None)


def test_a_probability(emulator, megvii) -> None:
    emulator.world.ids.chance.seed(1)
    armed = emulator.emulator.arm(Fault(status=502, probability=0.3, count=20))
    seen = [megvii.face_info().status_code for _ in range(200)]
    assert seen.count(502) == 20
    assert 0.15 < 20 / (max(n for n, status in enumerate(seen) if status == 502) + 1) < 0.6
    assert emulator.world.faults.get(armed.id).met == 20


def test_a_time_window_is_of_the_emulators_clock(emulator, megvii) -> None:
    now = emulator.clock.now()
    emulator.emulator.arm(Fault(product="faceid-lite", status=502, nth=2, starts=now + 1000, ends=now + 2000))
    seen = [megvii.get_token().status_code]
    for _ in range(2):
        emulator.clock.shift(1001)
        seen += [megvii.get_token().status_code for _ in range(2)]
    assert seen == [200, 200, 502, 200, 200]


def test_the_first_fault_that_fits_counts_and_spent_ones_make_room(emulator, megvii) -> None:
    emulator.emulator.arm(Fault(status=501, count=1))
    second = emulator.emulator.arm(Fault(status=502, count=1))
    assert [megvii.face_info().status_code for _ in range(3)] == [501, 502, 200]
    assert emulator.world.faults.disarm(second.id) is True
    assert emulator.world.faults.disarm(second.id) is False
    assert [armed.fault.status for armed in emulator.world.faults.armed()] == [501]


def test_disarming_and_reset(emulator, megvii) -> None:
    emulator.emulator.arm(Fault(status=502))
    emulator.emulator.arm(Fault(status=503))
    emulator.world.faults.clear()
    assert megvii.face_info().status_code == 200
    emulator.emulator.arm(Fault(status=502))
    emulator.reset()
    assert emulator.world.faults.armed() == []
    assert megvii.face_info().status_code == 200


# Effects


def test_a_documented_error_comes_as_the_vendor_writes_it(emulator, megvii, aliyun) -> None:
    emulator.emulator.arm(Fault(error="INTERNAL_ERROR"))
    emulator.emulator.arm(Fault(error="ServiceUnavailable", headers={"Retry-After": "3"}))
    response = megvii.get_token()
    assert (response.status_code, response.json()["error_message"]) == (500, "INTERNAL_ERROR")
    assert {"request_id", "time_used"} <= response.json().keys()
    response = aliyun.rpc(Format=None)
    assert (response.status_code, response.headers["retry-after"]) == (503, "3")
    assert b"<Code>ServiceUnavailable</Code>" in response.content
    assert megvii.http.get(megvii.base_url + "/nowhere").status_code == 404
    entry = emulator.journal.last()
    assert "fault" not in entry.notes
    assert emulator.journal.entries()[0].notes["fault"] == "fault-1: error INTERNAL_ERROR"


def test_a_fault_keeps_the_call_from_the_vendor(emulator, megvii, aliyun) -> None:
    emulator.emulator.arm(Fault(error="INTERNAL_ERROR", count=1))
    sign = megvii.sign(expires=0)
    assert [megvii.face_info(sign=sign).status_code for _ in range(3)] == [500, 200, 403]


def test_latency(emulator, megvii) -> None:
    emulator.emulator.arm(Fault(latency=Latency(seconds=0.25)))
    started = time.monotonic()
    assert megvii.face_info().status_code == 200
    assert time.monotonic() - started >= 0.24  # timers tick in milliseconds
    assert emulator.journal.last().elapsed >= 0.24


def test_latency_goes_with_other_effects_and_holds_up_nobody_else(emulator, megvii) -> None:
    emulator.emulator.arm(Fault(operation="getFaceInfo", latency=Latency(seconds=30), status=504))
    with pytest.raises(httpx.ReadTimeout):
        megvii.http.post(megvii.base_url + "/finauth/search/group/face_info", timeout=0.2)
    assert megvii.get_biz_token().status_code == 200


@pytest.mark.parametrize(
    "fault",
    [
        Fault(latency=Latency(seconds=60)),
        Fault(connection="dribble", piece_bytes=1, pause=30),
    ],
)
def test_a_caller_that_gives_up_is_not_waited_for(fault: Fault) -> None:
    with running() as other:
        other.arm(fault)
        host, _, port = other.base_url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
            while other.world.faults.armed()[0].met == 0:
                time.sleep(0.01)
        while not other.journal.entries():
            time.sleep(0.01)
        ended = time.monotonic()
    assert time.monotonic() - ended < 3


def test_distributions_of_latency() -> None:
    chance = random.Random(1)
    uniform = [Latency("uniform", low=1, high=3).draw(chance) for _ in range(2000)]
    assert 1 <= min(uniform) < 1.1
    assert 2.9 < max(uniform) <= 3
    lognormal = [Latency("lognormal", median=2, sigma=0.5).draw(chance) for _ in range(2000)]
    assert statistics.median(lognormal) == pytest.approx(2, rel=0.1)
    assert statistics.mean(lognormal) == pytest.approx(2 * 2.718281828**0.125, rel=0.1)
    assert max(Latency("lognormal", median=200, sigma=5).draw(chance) for _ in range(100)) == 300


def test_a_reset_is_one_on_the_socket(emulator) -> None:
    emulator.emulator.arm(Fault(connection="reset", count=1))
    received, error = exchange(emulator.base_url)
    assert received == b""
    assert isinstance(error, ConnectionResetError)
    entry = emulator.journal.last()
    assert (entry.status, entry.notes["fault"]) == (0, "fault-1: connection reset")
    assert exchange(emulator.base_url)[0].startswith(b"HTTP/1.1 404")


@pytest.fixture
def over_tls(tmp_path: Path) -> Iterator[tuple[Emulator, int, ssl.SSLContext]]:
    """An emulator that speaks TLS, its port, and whom to trust."""
    authority = trustme.CA()
    certificate = tmp_path / "server.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(certificate)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    emulator = Emulator()
    config = uvicorn.Config(
        emulator,
        http=ConnectedProtocol,
        lifespan="off",
        log_config=None,
        ssl_certfile=certificate,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as bound:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        yield emulator, bound.getsockname()[1], trusting
        server.should_exit = True
        thread.join()
    emulator.world.store.close()


def test_a_reset_is_one_over_tls(over_tls) -> None:
    emulator, port, trusting = over_tls
    emulator.arm(Fault(connection="reset", count=1))
    emulator.arm(Fault(connection="truncate", body_bytes=3, count=1))
    for ends in (ConnectionResetError, "truncated", None):
        with (
            socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
            trusting.wrap_socket(plain, server_hostname="127.0.0.1") as connection,
        ):
            connection.sendall(b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
            if ends is ConnectionResetError:
                # below TLS, which tells of any end without its own alert in the same way
                with socket.socket(fileno=os.dup(connection.fileno())) as below, pytest.raises(ends):
                    below.settimeout(20)
                    read_all(below)
            elif ends == "truncated":
                assert read_all(connection).endswith(b'\r\n\r\n{"e')
            else:
                assert connection.recv(65536).startswith(b"HTTP/1.1 404")


def read_all(connection: socket.socket) -> bytes:
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received


def test_an_empty_response(emulator) -> None:
    emulator.emulator.arm(Fault(connection="empty"))
    assert exchange(emulator.base_url) == (b"", None)


def test_what_a_client_sees_of_broken_connections(emulator, megvii) -> None:
    emulator.emulator.arm(Fault(connection="reset", count=1))
    emulator.emulator.arm(Fault(connection="empty", count=1))
    emulator.emulator.arm(Fault(connection="truncate", count=1))
    with pytest.raises(httpx.ReadError):
        megvii.face_info()
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        megvii.face_info()
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        megvii.face_info()
    assert megvii.face_info().status_code == 200


@pytest.mark.parametrize(("kept", "arrives"), [(None, 12), (0, 0), (5, 5), (1000, 24)])
def test_a_truncated_body(emulator, kept: int | None, arrives: int) -> None:
    emulator.emulator.arm(Fault(connection="truncate", body_bytes=kept))
    received, error = exchange(emulator.base_url)
    head, _, body = received.partition(b"\r\n\r\n")
    assert error is None
    assert b"content-length: 25" in head
    assert body == b'{"error":"API_NOT_FOUND"}'[:arrives]


def test_a_dribbled_body_arrives_whole_in_pieces(emulator) -> None:
    emulator.emulator.arm(Fault(connection="dribble", piece_bytes=10, pause=0.1))
    started = time.monotonic()
    received, _ = exchange(emulator.base_url)
    assert received.endswith(b'\r\n\r\n{"error":"API_NOT_FOUND"}')
    assert time.monotonic() - started >= 0.19  # timers tick in milliseconds


def test_a_call_may_be_carried_out_before_its_connection_breaks(emulator, megvii) -> None:
    emulator.emulator.arm(Fault(connection="reset", handled=True, count=1))
    emulator.emulator.arm(Fault(connection="reset", count=1))
    one, two = megvii.sign(expires=0, random="1"), megvii.sign(expires=0, random="2")
    for sign in (one, two):
        with pytest.raises(httpx.ReadError):
            megvii.face_info(sign=sign)
    assert megvii.face_info(sign=one).json()["error"] == "AUTHORIZATION_ERROR: EXPIRED_SIGN"
    assert megvii.face_info(sign=two).status_code == 200


# What cannot be armed


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "has no effect"),
        ({"status": 99}, "status must be from 200"),
        ({"status": 500, "error": "X"}, "status and error"),
        ({"status": "500"}, "status: must be an integer"),
        ({"status": True}, "status: must be an integer"),
        ({"status": 500, "nth": 0}, "nth must be"),
        ({"status": 500, "count": 0}, "count must be"),
        ({"status": 500, "probability": 0}, "probability must be"),
        ({"status": 500, "probability": 1.5}, "probability must be"),
        ({"status": 500, "starts": 2, "ends": 1}, "ends must be after starts"),
        ({"latency": {"kind": "normal"}}, "latency/kind: expected one of"),
        ({"latency": {"seconds": 301}}, "latency: seconds must be from 0 to 300"),
        ({"latency": {"kind": "uniform", "low": 2, "high": 1}}, "latency: high must not be below low"),
        ({"latency": {"kind": "lognormal"}}, "latency: median must be above 0"),
        ({"latency": {"sigma": 6}}, "latency: sigma"),
        ({"connection": "slow"}, "connection: expected one of"),
        ({"connection": "truncate", "body_bytes": -1}, "body_bytes must not"),
        ({"connection": "dribble", "piece_bytes": 0}, "piece_bytes must"),
        ({"connection": "dribble", "pause": 61}, "pause must"),
        ({"connection": "truncate", "handled": True}, "handled requires"),
        ({"connection": "reset", "status": 500, "handled": True}, "handled cannot"),
        ({"connection": "reset", "body": "x"}, "body requires status"),
        ({"latency": {"seconds": 1}, "headers": {"a": "b"}}, "headers require"),
        ({"status": 500, "headers": {"a": "b\r\nc: d"}}, "headers: 'a'"),
        ({"status": 500, "headers": {"Content-Length": "1"}}, "content-length is set"),
        ({"status": 500, "surprise": 1}, "surprise: unknown name; expected one of: operation"),
        ({"status": 500, "headers": ["a"]}, "headers: must be an object"),
        ([], "must be an object"),
    ],
)
def test_faults_that_make_no_sense(data: object, words: str) -> None:
    with pytest.raises(BodyError, match=words):
        read(Fault, data)


def test_faults_that_no_contract_knows(emulator) -> None:
    with pytest.raises(ValueError, match=r"expected one of: .*finauth-facesearch getFaceInfo"):
        emulator.emulator.arm(Fault(operation="nothing", status=500))
    with pytest.raises(
        ValueError, match="error: none of these operations documents 'NOPE'; expected one of: API_NOT"
    ):
        emulator.emulator.arm(Fault(product="faceid-lite", error="NOPE"))


# Several workers


def test_workers_of_one_store_share_faults_clock_and_journal(two_stores, http) -> None:
    one, two = (Emulator(world=World(store=store), check_responses=True) for store in two_stores)
    with serving(one) as first, serving(two) as second:
        one.arm(Fault(status=502, nth=2, count=2))
        urls = [first, second, first, second]
        assert [http.get(f"{url}/nowhere").status_code for url in urls] == [404, 502, 502, 404]
        two.world.clock.freeze(1_700_000_000.0)
        two.world.clock.shift(50)
        http.get(f"{first}/frozen")
        assert one.world.clock.now() == 1_700_000_050.0
        assert [entry.id for entry in one.world.journal.entries()] == [1, 2, 3, 4, 5]
        assert [entry.path for entry in two.world.journal.entries()][-1] == "/frozen"
        assert two.world.journal.last() == one.world.journal.last()
        two.world.reset()
        http.get(f"{first}/after")
        assert [(entry.id, entry.path) for entry in two.world.journal.entries()] == [(6, "/after")]
        assert one.world.clock.frozen is False


def test_a_clock_runs_on_where_it_stood() -> None:
    for store in (None, SQLiteStore()):
        clock = Clock()
        if store:
            clock.bind(store)
        clock.freeze(1000)
        clock.set(2000)
        assert (clock.now(), clock.frozen) == (2000, True)
        clock.shift(5)
        clock.resume()
        assert 2005 <= clock.now() < 2060
        assert clock.frozen is False
        clock.set(500.0)
        assert 500 <= clock.now() < 560
        if store:
            other = Clock()
            other.sync(store.scan("control", "", 0))
            assert 500 <= other.now() < 560
            store.close()
