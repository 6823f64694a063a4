"""Connections: failures as the client's own errors, timeouts, reuse, forks, event loops, and custom clients."""

import asyncio
import contextlib
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
import trustme

from specseal.runtime import connections, proxies
from specseal.runtime.config import Timeouts, parse_base
from specseal.runtime.errors import APIConnectionError, APITimeoutError, ClientError, ConfigurationError

from .acme.faults import reset


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(params=["own", "httpx", "httpx2"])
def any_call(call: Any, request: pytest.FixtureRequest) -> Any:
    """Through the default transport, and through a client of either library."""
    return call if request.param == "own" else call.through({"httpx": httpx, "httpx2": httpx2}[request.param])


def test_every_transport_makes_the_call(any_call: Any, server: Any, acme: Any) -> None:
    server.say(acme.answer('{"request_id":"托"}'))
    assert any_call.face_info(group_id="托").request_id == "托"
    assert server.last.form()["group_id"] == "托"
    assert server.last.headers["host"] == f"127.0.0.1:{server.port}"
    assert server.last.headers["content-length"] == str(len(server.last.body))
    assert len(server.last.header_names) == len({name.lower() for name in server.last.header_names})


def test_a_refused_connection(any_call: Any) -> None:
    any_call.with_settings(base_url=f"http://127.0.0.1:{_free_port()}")
    with pytest.raises(APIConnectionError, match=r"no response .*POST http://127\.0\.0\.1:") as caught:
        any_call.face_info()
    assert not isinstance(caught.value, APITimeoutError)
    assert caught.value.maybe_sent is False
    assert caught.value.response is None


def test_a_server_that_never_answers(any_call: Any, server: Any) -> None:
    server.say(server.stall)
    with pytest.raises(APITimeoutError, match="read timeout") as caught:
        any_call.face_info(timeout=1)
    assert caught.value.maybe_sent is True
    assert len(server.seen) == 1


def test_the_client_s_limit_and_a_limit_of_one_kind(any_call: Any, server: Any) -> None:
    server.say(server.stall)
    with pytest.raises(APITimeoutError):
        any_call.with_settings(timeout=Timeouts(read=0.2)).face_info()


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), True])
def test_a_limit_must_be_a_time(call: Any, server: Any, value: Any) -> None:
    with pytest.raises(ValueError, match="timeout"):
        call.face_info(timeout=value)
    assert server.seen == []


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(reset, id="reset"),
        pytest.param(lambda connection: None, id="closed"),
        pytest.param(lambda connection: connection.sendall(b"not http\r\n\r\n"), id="not http"),
        pytest.param(
            lambda connection: connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"a":'),
            id="truncated",
        ),
    ],
)
def test_an_answer_that_breaks_off(any_call: Any, server: Any, broken: Any) -> None:
    server.say(broken)
    with pytest.raises(APIConnectionError) as caught:
        any_call.face_info()
    assert caught.value.maybe_sent is True
    assert len(server.seen) == 1


def test_a_failure_does_not_spoil_the_client(server: Any, acme: Any) -> None:
    async def twice() -> None:
        async with acme.AsyncAcme(api_key="k", api_secret="s", base_url=server.url, max_retries=0) as client:
            with pytest.raises(APIConnectionError):
                await client.get_face_info(group_id="g", face_token="t")
            await client.get_face_info(group_id="g", face_token="t")

    server.say(reset, acme.answer())
    asyncio.run(twice())
    server.say(reset, acme.answer())
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url, max_retries=0) as client:
        with pytest.raises(APIConnectionError):
            client.get_face_info(group_id="g", face_token="t")
        client.get_face_info(group_id="g", face_token="t")


def test_connections_are_used_again(server: Any, acme: Any) -> None:
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url) as client:
        for _ in range(5):
            client.query_users()
    assert (len(server.seen), server.connections) == (5, 1)


def test_a_connection_that_the_server_closed_meanwhile_is_replaced(server: Any, acme: Any) -> None:
    closing = acme.answer(headers={"Connection": "close"})
    server.say(closing, acme.answer())
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url) as client:
        client.query_users()
        client.query_users()
    assert server.connections == 2


def test_tasks_share_a_client(server: Any, acme: Any) -> None:
    async def main() -> list[Any]:
        async with acme.AsyncAcme(api_key="k", api_secret="s", base_url=server.url) as client:
            return list(await asyncio.gather(*(client.query_users(name=str(i)) for i in range(150))))

    server.say(acme.answer('{"Success":true}'))
    assert len(asyncio.run(main())) == 150
    assert {seen.target.split("Name=")[1] for seen in server.seen} == {str(i) for i in range(150)}
    assert server.connections <= 100


def test_threads_share_a_client(server: Any, acme: Any) -> None:
    with (
        acme.Acme(api_key="k", api_secret="s", base_url=server.url) as client,
        ThreadPoolExecutor(16) as pool,
    ):
        list(pool.map(lambda i: client.query_users(name=str(i)), range(100)))
    assert {seen.target.split("Name=")[1] for seen in server.seen} == {str(i) for i in range(100)}
    assert server.connections <= 16


def test_a_cancelled_call_leaves_the_client_usable(server: Any, acme: Any) -> None:
    async def main() -> None:
        async with acme.AsyncAcme(api_key="k", api_secret="s", base_url=server.url) as client:
            task = asyncio.create_task(client.query_users())
            await asyncio.to_thread(server.arrived.wait, 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await client.query_users()

    server.say(server.stall, acme.answer('{"Success":true}'))
    asyncio.run(main())


def test_waiting_for_a_connection_has_a_limit(call: Any, server: Any, acme: Any) -> None:
    call.with_settings(concurrency=1)
    server.say(server.stall)
    limits = Timeouts(pool=0.1)
    if call.mode == "sync":
        client = acme.Acme(**call.settings)
        with client, ThreadPoolExecutor(1) as pool:
            first = pool.submit(client.query_users)
            assert server.arrived.wait(10)
            with pytest.raises(APITimeoutError, match="pool timeout") as caught:
                client.query_users(timeout=limits)
            server.close()
            assert isinstance(first.exception(), APIConnectionError)
    else:

        async def main() -> pytest.ExceptionInfo[APITimeoutError]:
            async with acme.AsyncAcme(**call.settings) as client:
                first = asyncio.create_task(client.query_users())
                await asyncio.to_thread(server.arrived.wait, 10)
                with pytest.raises(APITimeoutError, match="pool timeout") as caught:
                    await client.query_users(timeout=limits)
                first.cancel()
                await asyncio.gather(first, return_exceptions=True)
                return caught

        caught = asyncio.run(main())
    assert caught.value.maybe_sent is False
    assert len(server.seen) == 1


def test_connections_nobody_used_for_long_are_closed(
    server: Any, acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url) as client:
        with ThreadPoolExecutor(4) as pool:
            gate = threading.Barrier(4)
            list(pool.map(lambda _: (gate.wait(), client.query_users()), range(4)))
        idle = client._shared.transport(client._base)._connections.get().idle
        kept = len(idle)
        monkeypatch.setattr(connections, "KEEP_IDLE", -1.0)
        client.query_users()
        assert kept >= 1
        assert len(idle) == 0


def test_one_async_client_in_two_event_loops(server: Any, acme: Any) -> None:
    client = acme.AsyncAcme(api_key="k", api_secret="s", base_url=server.url)

    async def once() -> None:
        await client.query_users()
        await client.aclose()
        client._shared.closed = False

    server.say(acme.answer('{"Success":true}'))
    asyncio.run(once())
    asyncio.run(once())
    assert len(server.seen) == 2


@pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)  # it forks on purpose
def test_a_client_goes_on_in_a_child_process(server: Any, acme: Any) -> None:
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url) as client:
        client.query_users()
        child = os.fork()
        if child == 0:
            try:
                client.query_users()
            except BaseException:
                os._exit(1)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        client.query_users()
    assert server.connections == 2  # the child has its own, the parent keeps its own


@pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)  # it forks on purpose
def test_a_child_process_repeats_no_nonce_of_its_parent(server: Any, acme: Any) -> None:
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url, signature="v1") as client:
        client.query_users()
        if (child := os.fork()) == 0:
            try:
                client.query_users()
                client.query_users()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        client.query_users()
        client.query_users()
    nonces = [seen.target.split("Nonce=")[1].split("&")[0] for seen in server.seen]
    assert len(set(nonces)) == len(nonces) == 5


def test_a_closed_client_says_so(call: Any, server: Any, acme: Any) -> None:
    if call.mode == "sync":
        client = acme.Acme(**call.settings)
        client.query_users()
        client.close()
        with pytest.raises(ClientError, match="closed"):
            client.query_users()
    else:

        async def main() -> None:
            client = acme.AsyncAcme(**call.settings)
            await client.aclose()
            with pytest.raises(ClientError, match="closed"):
                await client.query_users()

        asyncio.run(main())


# ---------------------------------------------------------------- TLS


def test_tls_to_a_trusted_server_and_no_other(
    call: Any, acme: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    wrong = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("elsewhere.example").configure_cert(wrong)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with (
        contextlib.closing(acme.Server(context)) as server,
        contextlib.closing(acme.Server(wrong)) as impostor,
    ):
        with pytest.raises(APIConnectionError, match="certificate verify failed") as caught:
            call.with_settings(base_url=server.url).face_info()
        assert caught.value.maybe_sent is False
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        server.say(acme.answer('{"request_id":"r"}'))
        assert call.face_info().request_id == "r"
        with pytest.raises(APIConnectionError, match="certificate verify failed"):
            call.with_settings(base_url=impostor.url).face_info()
        assert impostor.seen == []


# ---------------------------------------------------------------- a client that the caller passes in


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_passed_client_keeps_its_headers_and_stays_open(call: Any, server: Any, library: Any) -> None:
    call.through(library, headers={"X-Gateway": "g", "Accept": "text/plain"}).face_info()
    assert server.last.headers["x-gateway"] == "g"
    assert server.last.headers["accept"] == "application/json"
    assert call.left_open


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_passed_client_never_follows_a_redirect(call: Any, server: Any, acme: Any, library: Any) -> None:
    server.say(acme.answer("", 307, None, {"Location": f"{server.url}/other"}))
    with pytest.raises(acme.APIStatusError, match="redirect"):
        call.through(library, follow_redirects=True).face_info()
    assert len(server.seen) == 1


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_mocked_transport_works(call: Any, server: Any, library: Any) -> None:
    mock = library.MockTransport(lambda request: library.Response(200, json={"request_id": request.url.path}))
    assert call.through(library, transport=mock).face_info().request_id == "/finauth/face_info"


@pytest.mark.parametrize("given", ["other kind", "not a client"])
def test_the_wrong_client_is_refused(call: Any, given: str) -> None:
    other = httpx.AsyncClient() if call.mode == "sync" else httpx.Client()
    with pytest.raises(ConfigurationError, match="http_client"):
        call.with_settings(http_client=other if given == "other kind" else object()).face_info()
    asyncio.run(other.aclose()) if isinstance(other, httpx.AsyncClient) else other.close()


# ---------------------------------------------------------------- proxies, import


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "https://api.example.com", None),
        ({"HTTPS_PROXY": "http://proxy:1"}, "https://api.example.com", "http://proxy:1"),
        ({"https_proxy": "proxy:1"}, "https://api.example.com", "http://proxy:1"),
        ({"ALL_PROXY": "http://proxy:1"}, "https://api.example.com", "http://proxy:1"),
        ({"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": "example.com"}, "https://api.example.com", None),
        ({"HTTPS_PROXY": "http://proxy:1"}, "https://127.0.0.1:8443", None),
        ({"HTTP_PROXY": "http://proxy:1"}, "http://localhost:8080", None),
    ],
)
def test_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], url: str, proxy: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    base = parse_base(url, "base_url", allow_http=False)
    assert proxies.resolve_proxy(None, base, fast=False) == proxy


def test_requests_go_through_the_proxy(call: Any, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    call.with_settings(base_url="http://api.example.com", allow_http=True).face_info()
    assert server.last.target == "http://api.example.com/finauth/face_info"
    assert server.last.headers["host"] == "api.example.com"


def test_importing_the_client_imports_no_http_library() -> None:
    program = (
        "import sys, specseal.runtime.client\n"
        "loaded = {'httpx', 'httpcore', 'h11', 'anyio', 'asyncio', 'ssl', 'xml', 'email', 'urllib.request'}\n"
        "print(sorted(loaded & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_threads_whose_first_calls_meet_open_one_transport(
    server: Any, acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first call is held while it makes the transport; the second must wait for it, not make another."""
    made = []
    entered = threading.Event()
    original = connections.ConnectionTransport.__init__

    def slow(self: Any, *settings: Any) -> None:
        made.append(self)
        entered.set()
        go_on.wait(5)
        original(self, *settings)

    go_on = threading.Event()
    monkeypatch.setattr(connections.ConnectionTransport, "__init__", slow)
    with (
        acme.Acme(api_key="k", api_secret="s", base_url=server.url) as client,
        ThreadPoolExecutor(2) as pool,
    ):
        first = pool.submit(client.query_users, name="1")
        assert entered.wait(5)
        second = pool.submit(client.query_users, name="2")
        time.sleep(0.05)  # if the second call makes a transport of its own, it does so in this while
        go_on.set()
        first.result(10)
        second.result(10)
    assert len(made) == 1
