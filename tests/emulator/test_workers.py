"""Several worker processes on one state, TLS, and senders that are slow or broken."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from specseal_emulator import Bounds
from specseal_emulator.testing import Running, running
from tests.emulator.processes import COMMAND, Start, end_during_a_request


@pytest.fixture(params=["file", pytest.param("postgresql", marks=pytest.mark.system)])
def place(request, tmp_path: Path) -> str:
    return str(tmp_path / "state.db") if request.param == "file" else request.getfixturevalue("postgresql")


def children(process: subprocess.Popen[str]) -> set[int]:
    """The worker processes."""
    tasks = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
    return {int(pid) for pid in tasks if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()}


def until(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 30
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def each(number: int, act: Callable[[httpx.Client, int], Any]) -> list[Any]:
    """Calls at the same time, each with a connection of its own, so that they meet different workers."""

    def one(position: int) -> Any:
        with httpx.Client(trust_env=False, timeout=30) as client:
            return act(client, position)

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(one, range(number)))


def test_workers_share_one_state(start: Start, megvii, aliyun, http, place: str) -> None:
    process, url = start("--db", place, "--workers", "3")
    assert len(children(process)) == 3
    megvii.base_url = url
    sign = megvii.sign(expires=0)

    def once(client: httpx.Client, _: int) -> int:
        data = {"sign": sign, "sign_version": "hmac_sha1", "liveness_id": "x"}
        return client.post(f"{url}/finauth/v5/sdk/get_biz_token", data=data).status_code

    assert sorted(each(24, once)) == [200] + [403] * 23
    control = f"{url}/_emulator"
    assert http.put(f"{control}/clock", json={"now": 1_900_000_000, "frozen": True}).status_code == 200
    fault = {"operation": "getToken", "error": "INTERNAL_ERROR", "count": 5}
    assert http.post(f"{control}/faults", json=fault).status_code == 201

    def token(client: httpx.Client, _: int) -> Any:
        fields = {"api_key": "demo-key", "api_secret": "demo-secret", "biz_no": "1", "uuid": "u"}
        urls = {"return_url": "http://a.example", "notify_url": "http://a.example", "comparison_type": "-1"}
        body = client.post(f"{url}/faceid/lite/get_token", data={**fields, **urls}).json()
        return body.get("expired_time", body.get("error_message"))

    told = each(24, token)
    assert (told.count("INTERNAL_ERROR"), told.count(1_900_003_600)) == (5, 19)
    limits = {"calls": 7, "seconds": 3600}
    assert http.put(f"{control}/limits/STS.demo-key", json=limits).status_code == 200

    def query(client: httpx.Client, _: int) -> Any:
        caller = type(aliyun)(url, client)
        response = caller.rpc(AccessKeyId="STS.demo-key", SecurityToken="demo-token", at=1_900_000_000)
        return response.json()["Code"]

    told = each(24, query)
    assert (told.count("200"), told.count("Throttling.User")) == (7, 17)
    entries = http.get(f"{control}/journal", params={"limit": "100"}).json()["entries"]
    assert len([entry for entry in entries if entry["path"].endswith("get_biz_token")]) == 24
    assert len({entry["id"] for entry in entries}) == len(entries)
    process.terminate()
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, f"specseal-emulator: serving on {url}\n")


def test_a_dead_worker_is_replaced(start: Start, http, tmp_path: Path) -> None:
    process, url = start("--db", str(tmp_path / "state.db"), "--workers", "2")
    before = children(process)
    os.kill(min(before), signal.SIGKILL)
    after = until(lambda: (now := children(process)) != before and len(now) == 2 and now)
    assert len(before & after) == 1
    assert {http.post(f"{url}/nowhere").status_code for _ in range(20)} == {404}


def test_workers_end_with_the_process_that_started_them(start: Start, tmp_path: Path) -> None:
    process, _ = start("--db", str(tmp_path / "state.db"), "--workers", "2")
    workers = children(process)
    process.kill()
    process.wait(timeout=30)
    until(lambda: not any(alive(pid) for pid in workers))


def test_a_request_under_way_is_finished(start: Start, tmp_path: Path) -> None:
    process, url = start("--db", str(tmp_path / "state.db"), "--workers", "2")
    workers = children(process)
    end_during_a_request(process, url, lambda: until(lambda: not all(alive(pid) for pid in workers)))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_kill_9_loses_nothing_that_was_acknowledged(start: Start, megvii, place: str, workers: str) -> None:
    """A one-time sign that was accepted is refused after a kill and a restart."""
    process, url = start("--db", place, "--workers", workers)
    accepted: list[str] = []

    def call(client: httpx.Client, number: int) -> None:
        if number == 60:
            process.kill()
        sign = megvii.sign(expires=0, random=f"{number:010d}")
        data = {"sign": sign, "sign_version": "hmac_sha1", "liveness_id": "x"}
        with contextlib.suppress(httpx.TransportError):
            if client.post(f"{url}/finauth/v5/sdk/get_biz_token", data=data).status_code == 200:
                accepted.append(sign)

    each(120, call)
    process.wait(timeout=30)
    assert len(accepted) >= 40
    _, megvii.base_url = start("--db", place)
    for sign in accepted:
        response = megvii.get_biz_token(sign=sign)
        assert response.json() == {"error": "AUTHORIZATION_ERROR: EXPIRED_SIGN"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--workers", "2"], "--workers requires --db: in-memory state belongs to one process"),
        (["--workers", "0"], "is not a number of workers: 1 to 64"),
        (["--workers", "2", "--db", "x", "--random-seed", "1"], "--random-seed requires a single worker"),
        (["--tls-ca-file", "x"], "--tls-ca-file requires --tls"),
    ],
)
def test_options_that_do_not_go_together(arguments: list[str], words: str) -> None:
    command = [*COMMAND, "serve", "--port", "0", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert words in done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_tls_with_a_throw_away_authority(start: Start, megvii, tmp_path: Path, workers: str) -> None:
    authority = tmp_path / "ca.pem"
    arguments = ["--db", str(tmp_path / "state.db"), "--workers", workers]
    process, url = start("--tls", "--tls-ca-file", str(authority), *arguments)
    assert url.startswith("https://127.0.0.1:")
    context = ssl.create_default_context(cafile=str(authority))
    with httpx.Client(verify=context, trust_env=False) as client:
        megvii.http, megvii.base_url = client, url
        assert megvii.get_biz_token().status_code == 200
    for name in ("127.0.0.1", "localhost"):  # the handshake fails where the certificate does not name it
        with (
            socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)) as plain,
            context.wrap_socket(plain, server_hostname=name),
        ):
            pass
    with (
        httpx.Client(trust_env=False) as client,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY"),
    ):
        client.get(url)
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert b"PRIVATE" not in authority.read_bytes()


# Slow and broken senders


@pytest.fixture
def hasty() -> Iterator[Running]:
    with running(bounds=Bounds(head_seconds=0.4, head_bytes=2000, seconds=0.4)) as emulator:
        yield emulator


def dial(emulator: Running) -> socket.socket:
    host, _, port = emulator.base_url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def rest(connection: socket.socket) -> bytes:
    response = b""
    with contextlib.suppress(ConnectionResetError):
        while chunk := connection.recv(65536):
            response += chunk
    return response


@pytest.mark.parametrize("sent", [b"", b"P", b"POST / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_does_not_arrive(hasty: Running, sent: bytes) -> None:
    with dial(hasty) as connection:
        connection.sendall(sent)
        assert rest(connection).startswith(b"HTTP/1.1 408")


def test_a_second_head_that_does_not_arrive(hasty: Running) -> None:
    with dial(hasty) as connection:
        connection.sendall(b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTT")
        response = rest(connection)
    assert response.startswith(b"HTTP/1.1 404")
    assert response.count(b"HTTP/1.1 408") == 1


def test_a_head_that_is_dribbled_or_endless(hasty: Running) -> None:
    with dial(hasty) as connection, contextlib.suppress(OSError):
        connection.sendall(b"GET / HTTP/1.1\r\n")
        for _ in range(1000):
            connection.sendall(b"X: y\r\n")
            time.sleep(0.01)
        pytest.fail("nobody stopped it")
    with dial(hasty) as connection:
        response = b""
        with contextlib.suppress(OSError):
            connection.sendall(b"GET / HTTP/1.1\r\n")
            for _ in range(4000):
                connection.sendall(b"X: " + b"y" * 996 + b"\r\n")
        response = rest(connection)
    assert response == b"" or response.startswith(b"HTTP/1.1 431")


def test_an_idle_connection_may_be_used_again(hasty: Running) -> None:
    with httpx.Client(trust_env=False) as client:
        for _ in range(2):
            assert client.get(hasty.base_url + "/nowhere").status_code == 404
            time.sleep(0.6)


def test_many_slow_senders_hold_nobody_up(hasty: Running, http) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            connection = stack.enter_context(dial(hasty))
            connection.sendall(
                b"POST /faceid/lite/get_token HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"
            )
        assert http.post(hasty.base_url + "/nowhere").status_code == 404
        assert rest(connection).startswith(b"HTTP/1.1 408")
