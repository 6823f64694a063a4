"""HTTP/2, against a real server of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived, StreamEnded
from hpack import NeverIndexedHeaderTuple


@pytest.mark.parametrize("http_client", [None, "fast"])
@pytest.mark.parametrize("http2", [True, False])
def test_http2_is_spoken_where_it_is_asked_for(
    call: Any, http2_server: Any, http_client: Any, http2: bool
) -> None:
    call.with_settings(base_url=http2_server.url, verify=http2_server.authority, http_client=http_client)
    said = call.with_settings(http2=http2).face_info().request_id
    assert said == ("HTTP/2" if http2 else "HTTP/1.1")


def test_tasks_share_a_connection(http2_server: Any, acme: Any) -> None:
    settings = {"api_key": "k", "api_secret": "s", "base_url": http2_server.url, "http2": True}

    async def main() -> list[Any]:
        async with acme.AsyncAcme(**settings, verify=http2_server.authority) as client:
            await client.get_face_info(group_id="g", face_token="t")
            calls = [client.get_face_info(group_id="g", face_token="t") for _ in range(64)]
            return [result.request_id for result in await asyncio.gather(*calls)]

    assert set(asyncio.run(main())) == {"HTTP/2"}
    assert len(http2_server.peers) == 1


def test_threads_do_not_get_into_each_others_way(http2_server: Any, acme: Any) -> None:
    settings = {"api_key": "k", "api_secret": "s", "base_url": http2_server.url, "http2": True}
    with acme.Acme(**settings, verify=http2_server.authority) as client:
        client.get_face_info(group_id="g", face_token="t")
        with ThreadPoolExecutor(16) as pool:
            said = list(
                pool.map(lambda _: client.get_face_info(group_id="g", face_token="t").request_id, range(64))
            )
    assert set(said) == {"HTTP/2"}


def test_a_passed_client_speaks_what_it_was_told(call: Any, http2_server: Any) -> None:
    context = ssl.create_default_context(cafile=http2_server.authority)
    call.with_settings(base_url=http2_server.url)
    assert call.through(httpx, http2=True, verify=context).face_info().request_id == "HTTP/2"


# ---------------------------------------------------------------- secrets


@pytest.mark.parametrize("http_client", [None, "fast", "httpx"])
@pytest.mark.parametrize("signature", ["v1", "v3"])
def test_no_library_logs_a_secret(
    call: Any,
    http2_server: Any,
    acme: Any,
    caplog: pytest.LogCaptureFixture,
    http_client: Any,
    signature: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    call.with_settings(base_url=http2_server.url, signature=signature, security_token=acme.TOKEN)
    if http_client == "httpx":
        context = ssl.create_default_context(cafile=http2_server.authority)
        call.through(httpx, http2=True, verify=context)
    else:
        call.with_settings(verify=http2_server.authority, http2=True, http_client=http_client)
    assert call("query_users").request_id is None
    # the server is in this process, and its thread logs what it decodes
    ours = [record for record in caplog.records if record.thread == threading.get_ident()]
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in ours)
    for said in ("session", "secret/of", "Signature", "SecurityToken", "authorization'", acme.KEY):
        assert said not in logged
    if http_client != "fast":
        assert "httpcore.http2" in logged


def test_what_the_libraries_log_of_others_stays(
    caplog: pytest.LogCaptureFixture, call: Any, acme: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    call("query_users")
    with contextlib.closing(acme.Server()) as other:
        httpx.get(f"{other.url}/?mine=1")
    assert "?mine=1" in caplog.text
    assert "request=<Request [b'GET']>" in caplog.text


class Recorder:
    """A server of HTTP/2 that keeps how each header field was written, and answers each request with ``{}``."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(folder / "recorder.pem")
        self.authority = str(folder / "recorder.pem")
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.set_alpn_protocols(["h2"])
        authority.issue_cert("127.0.0.1").configure_cert(self._context)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self.never_indexed: list[set[str]] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                plain, _ = self._listener.accept()
                with (
                    contextlib.suppress(OSError),
                    self._context.wrap_socket(plain, server_side=True) as connection,
                ):
                    self._talk(connection)

    def _talk(self, connection: ssl.SSLSocket) -> None:
        state = H2Connection(H2Configuration(client_side=False, header_encoding=None))
        state.initiate_connection()
        connection.sendall(state.data_to_send())
        while data := connection.recv(65536):
            for event in state.receive_data(data):
                if isinstance(event, RequestReceived):
                    fields = [one for one in event.headers or () if isinstance(one, NeverIndexedHeaderTuple)]
                    self.never_indexed.append({bytes(name).decode() for name, _ in fields})
                if isinstance(event, StreamEnded):
                    state.send_headers(event.stream_id, [(":status", "200")])
                    state.send_data(event.stream_id, b"{}", end_stream=True)
            connection.sendall(state.data_to_send())

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.mark.parametrize("http_client", [None, "fast"])
def test_secret_headers_are_never_indexed(call: Any, tmp_path: Path, http_client: Any) -> None:
    with contextlib.closing(Recorder(tmp_path)) as recorder:
        call.with_settings(
            base_url=recorder.url, verify=recorder.authority, http2=True, http_client=http_client
        )
        call.with_settings(headers={"x-acs-security-token": "t"})("query_users")
        (never,) = recorder.never_indexed
        assert "authorization" in never
        assert ("x-acs-security-token" in never) is (http_client == "fast")  # httpx has no way to say so
        assert "user-agent" not in never
