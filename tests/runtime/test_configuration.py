"""Constructor arguments before environment variables, and refusals before anything is sent."""

import asyncio
import hashlib
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

import specseal.runtime
from specseal.runtime.config import Timeouts
from specseal.runtime.errors import ConfigurationError


def _client(acme: Any, **settings: Any) -> Any:
    return acme.Acme(**{"api_key": "key", "api_secret": "secret", **settings})


def test_the_first_region_is_the_default(acme: Any) -> None:
    assert _client(acme).base_url == "https://api-sgp.example.com"
    assert _client(acme, region="idn").base_url == "https://api-idn.example.com/base"


def test_a_base_url_wins_over_a_region_and_the_constructor_over_the_environment(
    acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_BASE_URL", "https://from.environment/x/")
    assert _client(acme).base_url == "https://from.environment/x"
    assert _client(acme, region="idn").base_url == "https://from.environment/x"
    assert _client(acme, base_url="https://given:443").base_url == "https://given"
    monkeypatch.setenv("ACME_BASE_URL", "")
    assert _client(acme).base_url == "https://api-sgp.example.com"


def test_an_unknown_region_lists_the_known_ones(acme: Any) -> None:
    with pytest.raises(ConfigurationError, match="Unknown region 'mars'; expected one of: sgp, idn"):
        _client(acme, region="mars")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:1",
        "http://127.0.0.1:1",
        "http://127.9.9.9",
        "http://[::1]:1",
        "HTTP://LOCALHOST",
        "https://x",
    ],
)
def test_plain_http_to_this_machine_is_allowed(acme: Any, url: str) -> None:
    assert _client(acme, base_url=url).base_url == url.lower()


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://0x7f000001",
        "http://10.0.0.1",
        "http://[::ffff:127.0.0.1]",
        "http://localhost@example.com",
        "http://example.com#@localhost",
    ],
)
def test_plain_http_to_another_machine_is_refused(acme: Any, url: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        _client(acme, base_url=url)


def test_plain_http_can_be_allowed(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _client(acme, base_url="http://emulator:8080", allow_http=True).base_url == "http://emulator:8080"
    monkeypatch.setenv("SPECSEAL_ALLOW_HTTP", "1")
    assert _client(acme, base_url="http://emulator").base_url == "http://emulator"
    monkeypatch.setenv("SPECSEAL_ALLOW_HTTP", "0")
    with pytest.raises(ConfigurationError, match=r"plain http://.*allow_http=True \(SPECSEAL_ALLOW_HTTP=1\)"):
        _client(acme, base_url="http://emulator")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x",
        "example.com",
        "https://",
        "",
        "https://x:port",
        "https://x?q=1",
        "https://x#f",
        "https://[::1",
        "https://user:pass-of-tests@x",
        "https://a%20b",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(
    acme: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    with pytest.raises(ConfigurationError, match="base_url") as caught:
        _client(acme, base_url=url)
    assert "pass-of-tests" not in str(caught.value)
    if url:
        monkeypatch.setenv("ACME_BASE_URL", url)
        with pytest.raises(ConfigurationError, match="ACME_BASE_URL"):
            _client(acme)


def test_a_host_that_is_not_ascii(acme: Any) -> None:
    assert _client(acme, base_url="https://bücher.example").base_url == "https://xn--bcher-kva.example"


def test_missing_credentials_name_their_variables(acme: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        acme.Acme()
    assert str(caught.value) == (
        "api_key is missing: pass api_key=… or set the environment variable ACME_API_KEY; "
        "api_secret is missing: pass api_secret=… or set the environment variable ACME_API_SECRET"
    )
    with pytest.raises(ConfigurationError, match="ACME_API_SECRET"):
        acme.AsyncAcme(api_key="k", api_secret="")


@pytest.mark.parametrize("secret", [" s", "s\n", "a\x00b", 5, b"s"])
def test_a_credential_that_cannot_be_right_is_refused_and_not_shown(acme: Any, secret: Any) -> None:
    with pytest.raises(ConfigurationError, match="api_secret") as caught:
        _client(acme, api_secret=secret)
    assert repr(secret) not in str(caught.value)


def test_credentials_from_the_environment(call: Any, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "env-key")
    monkeypatch.setenv("ACME_API_SECRET", "env-secret")
    monkeypatch.setenv("ACME_TOKEN", "env-token")
    call.settings = {"base_url": server.url, "signature": "v1"}
    call("query_users")
    assert "SecurityToken=env-token" in server.last.target
    call.with_settings(api_key="given", api_secret="given")("query_users")
    assert "SecurityToken" not in server.last.target  # the token belongs to the other key
    call.with_settings(security_token="mine")("query_users")
    assert "SecurityToken=mine" in server.last.target


def test_credentials_from_a_function_are_asked_for_each_attempt(call: Any, server: Any) -> None:
    keys = ["second", "first"]
    call.with_settings(api_key=keys.pop, signature="plain")
    call.face_info()
    call.face_info()
    assert [seen.form()["api_key"] for seen in server.seen] == ["first", "second"]
    with pytest.raises(ConfigurationError, match="api_key"):
        call.with_settings(api_key=lambda: "").face_info()


def test_every_request_is_signed_anew(call: Any, server: Any) -> None:
    call.face_info()
    call.face_info()
    first, second = (seen.form()["sign"] for seen in server.seen)
    assert first != second


def test_the_signature_is_chosen_by_name(call: Any, server: Any, acme: Any) -> None:
    call("query_users")
    assert "authorization" in server.last.headers
    call.with_settings(signature="v1")("query_users")
    assert "authorization" not in server.last.headers
    assert "Signature=" in server.last.target
    with pytest.raises(
        ConfigurationError, match="QueryUsers: unknown signature 'v9'; expected one of: v3, v1"
    ):
        call.with_settings(signature="v9")("query_users")


def test_what_is_signed_is_what_is_sent(call: Any, server: Any) -> None:
    call("query_users")
    assert server.last.headers["x-content-sha256"] == hashlib.sha256(server.last.body).hexdigest()


def test_the_runtime_works_as_a_copy_without_the_generator(tmp_path: Path, server: Any) -> None:
    """As in a wheel: below another package, with nothing of ours importable."""
    package = tmp_path / "wheel"
    shutil.copytree(Path(specseal.runtime.__file__).parent, package / "_runtime")
    (package / "__init__.py").write_text("")
    program = f"""
        import sys, importlib.abc
        class Refuse(importlib.abc.MetaPathFinder):
            def find_spec(self, name, path=None, target=None):
                if name.partition(".")[0] == "specseal":
                    raise ImportError(name)
        sys.meta_path.insert(0, Refuse())
        sys.path.insert(0, {str(tmp_path)!r})
        from wheel._runtime.client import SyncClient
        from wheel._runtime.files import FormFiles
        from wheel._runtime.operation import ErrorBody, Field, Operation
        from wheel._runtime.parts import Parts
        from wheel._runtime.product import Product
        operation = Operation(
            "op", "POST", "/x", "multipart", (Field("a", "a", "form"), Field("f", "f", "file")), (), "*/*",
            dict[str, int], (), ErrorBody(),
        )
        product = Product(
            "p", "1", {{"r": {server.url!r}}}, "P", {{}}, frozenset(), frozenset(), operation,
            Parts(multipart=FormFiles),
        )
        with SyncClient(product, credentials={{}}) as client:
            print(client._call(operation, {{"a": "ß", "f": b"1"}}))
    """
    server.say(b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"n":"4"}')
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("{'n': 4}\n", "")
    assert server.last.form() == {"a": "ß", "f": "1"}


def test_the_async_client_reads_files_beside_the_event_loop(server: Any, acme: Any) -> None:
    class Slow:
        """A file whose reading waits for the event loop, which must therefore be free."""

        def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
            self.loop = loop

        def read(self) -> bytes:
            return asyncio.run_coroutine_threadsafe(asyncio.sleep(0, b"data"), self.loop).result(5)

    async def main() -> None:
        async with acme.AsyncAcme(api_key="k", api_secret="s", base_url=server.url) as client:
            await client.add_face(group_id="g", image=Slow(asyncio.get_running_loop()))

    asyncio.run(main())
    assert server.last.parts()[-1].content == b"data"


@pytest.mark.parametrize(
    ("settings", "kind", "message"),
    [
        ({"region": "us"}, ConfigurationError, "Unknown region 'us'; expected one of: sgp, idn"),
        ({"timeout": -1}, ValueError, "timeout must be a positive number of seconds"),
        ({"timeout": True}, ValueError, "timeout must be a positive number of seconds"),
        ({"total_timeout": 10**10}, ValueError, "total_timeout must be at most 1000000000 seconds"),
        ({"rate_limit": 0.0}, ValueError, "rate_limit must be a positive number of calls per second"),
        ({"concurrency": 0}, ValueError, "concurrency must be an int of at least 1"),
        ({"http_client": 5}, ConfigurationError, 'http_client must be an httpx client or "fast", not int'),
    ],
)
def test_a_setting_that_is_refused_is_named_with_what_is_expected(
    acme: Any, settings: dict[str, Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as caught:
        acme.Acme(api_key="k", api_secret="s", **settings)
    assert str(caught.value) == message


def test_one_of_several_timeouts_is_named() -> None:
    with pytest.raises(ValueError, match=r"^timeout\.connect must be a positive number of seconds$"):
        Timeouts(connect=0)
