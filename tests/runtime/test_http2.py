"""HTTP/2, against a real server of it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config


class Http2:
    """hypercorn in a thread. It answers with the version that a request came in, and counts connections."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        certificate = authority.issue_cert("127.0.0.1")
        certificate.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
        authority.cert_pem.write_to_path(folder / "ca.pem")
        self.authority = str(folder / "ca.pem")
        self.peers: set[tuple[str, int]] = set()
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        self._config = Config()
        self._config.bind = [f"fd://{listener.detach()}"]
        self._config.certfile = self._config.keyfile = str(folder / "server.pem")
        self._config.accesslog = self._config.errorlog = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        # a client that closes first is none of this server's failures
        self._loop.set_exception_handler(lambda _loop, _context: None)
        self._ready.set()
        with contextlib.suppress(ssl.SSLError):  # the goodbyes of both sides may cross when the server stops
            await serve(self._app, self._config, shutdown_trigger=self._stop.wait)

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        self.peers.add(tuple(scope["client"]))
        while (await receive()).get("more_body"):
            pass
        body = f'{{"request_id": "HTTP/{scope["http_version"]}"}}'.encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)


@pytest.fixture
def http2_server(tmp_path: Path) -> Iterator[Http2]:
    made = Http2(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("http_client", [None, "fast"])
@pytest.mark.parametrize("http2", [True, False])
def test_http2_is_spoken_where_it_is_asked_for(
    call: Any, http2_server: Http2, http_client: Any, http2: bool
) -> None:
    call.with_settings(base_url=http2_server.url, verify=http2_server.authority, http_client=http_client)
    said = call.with_settings(http2=http2).face_info().request_id
    assert said == ("HTTP/2" if http2 else "HTTP/1.1")


def test_tasks_share_a_connection(http2_server: Http2, acme: Any) -> None:
    settings = {"api_key": "k", "api_secret": "s", "base_url": http2_server.url, "http2": True}

    async def main() -> list[Any]:
        async with acme.AsyncAcme(**settings, verify=http2_server.authority) as client:
            await client.get_face_info(group_id="g", face_token="t")
            calls = [client.get_face_info(group_id="g", face_token="t") for _ in range(64)]
            return [result.request_id for result in await asyncio.gather(*calls)]

    assert set(asyncio.run(main())) == {"HTTP/2"}
    assert len(http2_server.peers) == 1


def test_threads_do_not_get_into_each_others_way(http2_server: Http2, acme: Any) -> None:
    settings = {"api_key": "k", "api_secret": "s", "base_url": http2_server.url, "http2": True}
    with acme.Acme(**settings, verify=http2_server.authority) as client:
        client.get_face_info(group_id="g", face_token="t")
        with ThreadPoolExecutor(16) as pool:
            said = list(
                pool.map(lambda _: client.get_face_info(group_id="g", face_token="t").request_id, range(64))
            )
    assert set(said) == {"HTTP/2"}


def test_a_passed_client_speaks_what_it_was_told(call: Any, http2_server: Http2) -> None:
    context = ssl.create_default_context(cafile=http2_server.authority)
    call.with_settings(base_url=http2_server.url)
    assert call.through(httpx, http2=True, verify=context).face_info().request_id == "HTTP/2"
