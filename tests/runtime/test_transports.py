"""The same calls and faults through every transport: the default, custom clients, and the one in Rust."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from specseal.runtime.errors import APIConnectionError, APITimeoutError, ConfigurationError

from .acme.faults import garbage, reset, truncated


@pytest.fixture(params=["default", "fast"])
def own(request: pytest.FixtureRequest, call: Any) -> Any:
    """Calls through a transport that the client opens itself."""
    return call.with_settings(http_client="fast") if request.param == "fast" else call


def test_a_form_travels_byte_for_byte(through: Any, server: Any) -> None:
    through(
        "add_face", group_id="a/b ü", image=("面.png", b"\x89PNG\r\n\x1a\n\x00\xff"), tags=["托尼", "a&b"]
    )
    seen = server.last
    assert (seen.method, seen.target) == ("POST", "/groups/a%2Fb%20%C3%BC/faces?limit=15")
    assert [part.content.decode() for part in seen.parts() if part.name == "tags[]"] == ["托尼", "a&b"]
    assert seen.parts()[-1].content == b"\x89PNG\r\n\x1a\n\x00\xff"
    assert seen.headers["host"] == f"127.0.0.1:{server.port}"
    assert seen.headers["content-length"] == str(len(seen.body))
    assert len(seen.header_names) == len({name.lower() for name in seen.header_names})


def test_a_query_travels_byte_for_byte(through: Any, server: Any, acme: Any) -> None:
    server.say(acme.answer('{"Success":true,"RequestId":"r"}'))
    result = through("query_users", name="托尼 A+b*~/&=")
    assert "Name=%E6%89%98%E5%B0%BC%20A%2Bb%2A~%2F%26%3D" in server.last.target
    assert server.last.headers["content-length"] == "0"
    assert result.raw_response.request_id == "r"


def test_headers_and_a_compressed_body_come_back(through: Any, server: Any, acme: Any) -> None:
    import gzip

    body = gzip.compress(b'{"request_id":"r"}')
    server.say(acme.answer(body, headers={"Content-Encoding": "gzip", "X-A": "1", "x-b": "2"}))
    raw = through.face_info().raw_response
    assert (raw.json(), raw.headers["x-a"], raw.headers["X-B"]) == ({"request_id": "r"}, "1", "2")


def test_a_redirect_is_not_followed(through: Any, server: Any, acme: Any) -> None:
    server.say(acme.answer("", 307, None, {"Location": f"{server.url}/other"}))
    with pytest.raises(acme.APIStatusError, match="redirect"):
        through.face_info()
    assert len(server.seen) == 1


@pytest.mark.parametrize("fault", [reset, truncated, garbage])
def test_a_broken_answer_may_have_been_sent(through: Any, server: Any, fault: Any) -> None:
    server.say(fault)
    with pytest.raises(APIConnectionError) as caught:
        through.face_info()
    assert caught.value.maybe_sent
    assert not caught.value.permanent
    assert len(server.seen) == 1


def test_a_stalled_answer_is_a_timeout(through: Any, server: Any) -> None:
    server.say(server.stall)
    with pytest.raises(APITimeoutError) as caught:
        through.with_settings(timeout=0.3).face_info()
    assert caught.value.maybe_sent


def test_a_refused_connection_was_not_sent(through: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(APIConnectionError) as caught:
        through.with_settings(base_url=f"http://127.0.0.1:{port}").face_info()
    assert not caught.value.maybe_sent


def test_the_total_timeout_holds(through: Any, server: Any) -> None:
    server.say(server.stall)
    with pytest.raises(APITimeoutError):
        through.with_settings(total_timeout=1, max_retries=3).face_info()
    assert len(server.seen) == 1


def test_secrets_are_in_no_error(through: Any, server: Any, acme: Any) -> None:
    for fault in (reset, truncated, garbage):
        server.say(fault)
        with pytest.raises(APIConnectionError) as caught:
            through.with_settings(signature="v1", security_token=acme.TOKEN)("query_users", name="n")
        shown, error = "", caught.value.__context__ or caught.value.__cause__
        while error is not None:
            shown, error = shown + f"{error!r} {error} {vars(error)}", error.__context__ or error.__cause__
        shown += f"{caught.value!r} {vars(caught.value)}"
        for secret in ("session", "Signature=", "session%2Ftoken"):
            assert secret not in shown


# ---------------------------------------------------------------- TLS


@pytest.fixture
def authority(tmp_path: Path) -> Any:
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    return made


def tls(authority: Any, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_an_authority_of_ones_own(own: Any, acme: Any, authority: Any, tmp_path: Path) -> None:
    with contextlib.closing(acme.Server(tls(authority, "127.0.0.1"))) as server:
        own.with_settings(base_url=server.url, verify=str(tmp_path / "ca.pem")).face_info()
        assert len(server.seen) == 1


def test_a_certificate_that_does_not_match_is_refused_once(
    own: Any, acme: Any, authority: Any, tmp_path: Path
) -> None:
    with contextlib.closing(acme.Server(tls(authority, "elsewhere.example"))) as server:
        with pytest.raises(APIConnectionError) as caught:
            own.with_settings(base_url=server.url, verify=str(tmp_path / "ca.pem"), max_retries=3).face_info()
        assert (caught.value.attempts, caught.value.permanent, caught.value.maybe_sent) == (1, True, False)
        assert server.seen == []


def test_verify_can_be_switched_off(own: Any, acme: Any, authority: Any) -> None:
    with contextlib.closing(acme.Server(tls(authority, "elsewhere.example"))) as server:
        own.with_settings(base_url=server.url, verify=False).face_info()
        assert len(server.seen) == 1


def test_a_context_of_ones_own(call: Any, acme: Any, authority: Any, tmp_path: Path) -> None:
    context = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    with contextlib.closing(acme.Server(tls(authority, "127.0.0.1"))) as server:
        call.with_settings(base_url=server.url, verify=context).face_info()
        assert len(server.seen) == 1
    with pytest.raises(ConfigurationError, match="PEM file"):
        call.with_settings(http_client="fast").face_info()


# ---------------------------------------------------------------- proxies


def test_a_proxy_is_gone_through(own: Any, server: Any) -> None:
    own.with_settings(base_url="http://api.example.com", allow_http=True, proxy=server.url).face_info()
    assert server.last.target == "http://api.example.com/finauth/face_info"
    assert server.last.headers["host"] == "api.example.com"


def test_a_proxy_tunnels_tls(own: Any, server: Any, acme: Any) -> None:
    server.say(acme.answer("{}", 502, headers={"Connection": "close"}))  # else TLS is waited for
    with pytest.raises(APIConnectionError):
        own.with_settings(base_url="https://api.example.com", proxy=server.url).face_info()
    assert (server.last.method, server.last.target) == ("CONNECT", "api.example.com:443")
    assert "sign" not in server.last.raw.decode("latin-1")


@pytest.mark.parametrize("setting", [{"proxy": "http://127.0.0.1:1"}, {"verify": False}, {"http2": True}])
def test_settings_of_the_passed_client_are_set_there(call: Any, setting: dict[str, Any]) -> None:
    with pytest.raises(
        ConfigurationError, match="cannot be combined with http_client: set them on that client"
    ):
        call.through(httpx).with_settings(**setting).face_info()


# ---------------------------------------------------------------- fork


def in_child(work: Any) -> str:
    """What a forked child says about its work."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            said = str(work())
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)  # it forks on purpose
def test_the_fast_transport_says_why_it_cannot_go_on_in_a_child(server: Any, acme: Any) -> None:
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url, http_client="fast") as client:
        client.query_users()
        said = in_child(client.query_users)
        assert said.startswith("ConfigurationError")
        assert "forked" in said
        client.query_users()
    assert len(server.seen) == 2


def test_a_missing_extra_is_named(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyreqwest", None)
    with pytest.raises(ConfigurationError, match=r"specseal\[fast\]"):
        call.with_settings(http_client="fast").face_info()
