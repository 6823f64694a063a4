"""Proxies are checked when the client is made, in the same way on all transports, without showing a password."""

from __future__ import annotations

from typing import Any

import pytest

from specseal.runtime.errors import ConfigurationError

UNUSABLE = [
    "socks://user:pass-of-tests@proxy:1080",
    "socks4://user:pass-of-tests@proxy:1080",
    "foo://user:pass-of-tests@proxy:1",
    "ftp://user:pass-of-tests@proxy:21",
    "http://user:pass-of-tests@proxy:99999999",
    "http://user:pass-of-tests@proxy:0",
    "http://user:pass-of-tests@proxy:port",
    "http://user:pass-of-tests@",
    "http://user:pass-of-tests@pro xy:1",
    "http://user:pass-of-tests@proxy:1/path",
    "http://user:pass-of-tests@[::1",
]


@pytest.fixture(params=[None, "fast"])
def settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {"api_key": "k", "api_secret": "s", "http_client": request.param}


@pytest.fixture(params=["Acme", "AsyncAcme"])
def kind(request: pytest.FixtureRequest, acme: Any) -> Any:
    return getattr(acme, request.param)


@pytest.mark.parametrize("proxy", UNUSABLE)
def test_an_unusable_proxy_is_refused_when_the_client_is_made(
    kind: Any, settings: dict[str, Any], proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigurationError, match=r"^proxy ") as caught:
        kind(proxy=proxy, **settings)
    assert "pass-of-tests" not in str(caught.value)
    for variable in ("HTTPS_PROXY", "all_proxy"):
        with monkeypatch.context() as environment:
            environment.setenv(variable, proxy)
            with pytest.raises(
                ConfigurationError, match=f"environment's proxy .{variable.upper()}"
            ) as caught:
                kind(**settings)
            assert "pass-of-tests" not in str(caught.value)


@pytest.mark.parametrize("proxy", ["proxy:1", "", 5, b"http://proxy:1"])
def test_an_argument_that_is_no_url_is_refused(kind: Any, settings: dict[str, Any], proxy: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^proxy "):
        kind(proxy=proxy, **settings)


def test_socks_needs_its_package(kind: Any, acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "socksio", None)
    with pytest.raises(ConfigurationError, match="socksio"):
        kind(api_key="k", api_secret="s", proxy="socks5://proxy:1080")
    kind(api_key="k", api_secret="s", proxy="socks5://proxy:1080", http_client="fast")


def test_a_login_reaches_the_proxy_and_nobody_else(call: Any, server: Any) -> None:
    call.with_settings(
        base_url="http://api.example.com",
        allow_http=True,
        proxy=f"http://us%40er:p%C3%A4ss@127.0.0.1:{server.port}",
    ).face_info()
    import base64

    sent = server.last.headers["proxy-authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode() == "us@er:päss"
