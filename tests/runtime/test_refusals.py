"""What is refused by name before anything is sent, in the same way on every transport."""

from __future__ import annotations

import copy
import decimal
import io
import pickle
import tempfile
from pathlib import Path
from typing import Any

import pytest

from specseal.runtime.errors import APIStatusError, ConfigurationError


def _refused(call: Any, server: Any, why: str, method: str = "query_users", **arguments: Any) -> Exception:
    with pytest.raises((TypeError, ValueError), match=why) as caught:
        call(method, **arguments)
    assert server.seen == []
    return caught.value


@pytest.mark.parametrize("signature", ["v1", "v3"])
def test_an_address_has_a_longest_length(through: Any, server: Any, acme: Any, signature: str) -> None:
    through.with_settings(signature=signature, security_token=acme.TOKEN)
    error = _refused(through, server, r"^name: the URL would be \d+ characters long", name="x" * 70_000)
    assert "Signature" not in str(error)
    assert through("query_users", name="x" * 64_000) is not None
    assert len(server.last.target) > 64_000


def test_the_longest_address_is_sent(through: Any, server: Any) -> None:
    around = len(f"{server.url}/?Action=QueryUsers&Format=JSON&Name=")
    through("query_users", name="x" * (65_000 - around))
    assert len(server.url + server.last.target) == 65_000
    server.seen.clear()
    _refused(through, server, "^name: the URL would be 65001", name="x" * (65_001 - around))
    _refused(through, server, "^group_id: the URL", "add_face", group_id="y" * 65_000)


def test_repeated_headers_of_an_answer(through: Any, server: Any) -> None:
    server.say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-C: 1\r\nX-D: 3\r\nX-c: 2\r\n\r\n{}")
    headers = through.face_info().raw_response.headers
    assert (headers["x-c"], headers["x-d"]) == ("1, 2", "3")


def test_headers_of_an_answer_outside_ascii(through: Any, server: Any) -> None:
    head = (
        "HTTP/1.1 200 OK\r\nContent-Length: 18\r\nX-A: 托\r\nX-B: ".encode()
        + b"\xff\r\nX-C: 1\r\nX-C: 2\r\n\r\n"
    )
    server.say(head + b'{"request_id":"r"}')
    headers = through.face_info().raw_response.headers
    assert headers["x-c"] == "1, 2"
    unread = "\N{REPLACEMENT CHARACTER}" if through.settings.get("http_client") == "fast" else None
    assert (headers["X-A"], headers["X-B"]) == (unread or "托", unread or "ÿ")


@pytest.mark.parametrize(
    ("headers", "error", "why"),
    [
        ({"x": 1}, TypeError, "the header x must be a str, not int"),
        ({"x": None}, TypeError, "the header x must be a str"),
        ({"x": "托"}, ValueError, "the header x must not contain control or non-ASCII characters"),
        ({"x": "a\r\nb: c"}, ValueError, "the header x must not contain control or non-ASCII characters"),
        ({"x": " a"}, ValueError, "the header x must not have surrounding whitespace"),
        ({5: "a"}, ValueError, "5 is not a valid header name"),
        ({"a b": "1"}, ValueError, "'a b' is not a valid header name"),
        ([("x", "1")], TypeError, "must be a mapping"),
        *[
            ({name: "1"}, ValueError, f"headers: {name} cannot be set")
            for name in (
                "Content-Length",
                "transfer-encoding",
                "HOST",
                "Connection",
                "te",
                "Upgrade",
                "trailer",
            )
            + ("keep-alive", "Expect", "proxy-connection", "proxy-authorization")
        ],
    ],
)
def test_headers_that_a_caller_cannot_set(
    call: Any, server: Any, headers: Any, error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        call.with_settings(headers=headers)("query_users")
    assert server.seen == []


def test_nor_can_a_middleware(server: Any, acme: Any) -> None:
    class Layer:
        def handle(self, request: Any, call_next: Any) -> Any:
            return call_next(request.with_header("Transfer-Encoding", "chunked"))

    settings = {"api_key": "k", "api_secret": "s", "base_url": server.url, "middleware": [Layer()]}
    with (
        acme.Acme(**settings) as client,
        pytest.raises(ValueError, match="Transfer-Encoding cannot be set"),
    ):
        client.query_users()


@pytest.mark.parametrize(
    "url",
    [
        "https://x\t.example",
        "https://x.example/a\tb",
        "https://x .example",
        " https://x.example",
        "https://x.example\n",
    ]
    + [
        "https://x.example:0",
        "https://x.example:65536",
        "https://x.example/a/../b",
        "https://x.example/%2e%2E/b",
    ]
    + [
        "https://x.example/%zz",
        "https://x|y",
        "https://\ud800",
        "https://x.example/\ud800",
        5,
        b"https://x.example",
    ],
)
def test_addresses_that_are_none(acme: Any, url: Any) -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        acme.Acme(api_key="k", api_secret="s", base_url=url)


def test_ports_from_the_first_to_the_last(acme: Any) -> None:
    for port in (1, 65535):
        client = acme.Acme(api_key="k", api_secret="s", base_url=f"https://x.example:{port}")
        assert client.base_url == f"https://x.example:{port}"


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), 10**400, 1e300, "5", True])
def test_times_that_no_clock_counts_to(call: Any, server: Any, value: Any) -> None:
    for setting in ("timeout", "total_timeout"):
        with pytest.raises(ValueError, match=setting):
            call.with_settings(**{"timeout": None, "total_timeout": None, setting: value})("query_users")
    with pytest.raises(ValueError, match="timeout"):
        call.with_settings(timeout=None, total_timeout=None)("query_users", timeout=value)
    assert server.seen == []


def test_the_longest_time(through: Any, server: Any) -> None:
    through.with_settings(timeout=10**9, total_timeout=10**9)("query_users")
    assert len(server.seen) == 1


# ---------------------------------------------------------------- arguments


class UploadFile:
    """As FastAPI gives it."""

    filename = "a.png"

    async def read(self, size: int = -1) -> bytes:
        del size
        return b"data"

    async def seek(self, offset: int) -> None:
        del offset


def test_files_that_cannot_be_sent(through: Any, server: Any, tmp_path: Path) -> None:
    def refused(why: str, image: Any) -> None:
        _refused(through, server, f"^image: {why}", "add_face", group_id="g", image=image)

    refused("UploadFile is async; pass", UploadFile())
    refused("UploadFile is async; pass", ("a.png", UploadFile()))
    with tempfile.TemporaryFile() as file:
        pass
    refused("the file is closed; pass an open one", file)
    closed = io.BytesIO(b"")
    closed.close()
    refused("the file is closed", [closed])
    odd = tmp_path / "\udcff.png"
    odd.write_bytes(b"data")
    refused("the file name is not valid UTF-8; pass", odd)
    with odd.open("rb") as opened:
        refused("the file name is not valid UTF-8; pass", opened)
    refused("the file name is not valid UTF-8", ("\ud800", b"data"))
    refused("the path contains a null character", Path("a\0b"))
    through("add_face", group_id="g", image=("a.png", odd))
    assert server.last.parts()[-1].content == b"data"


def test_numbers_that_nobody_means(through: Any, server: Any) -> None:
    for value in (10**5000, -(10**5000), 10**1001):
        _refused(through, server, "^page_no: .*1000 digits", page_no=value)
    _refused(through, server, "^a: cannot be encoded as JSON", "save", a=10**5000)
    for text in ("1e1001", "1e-1001", "1e999999999"):
        _refused(through, server, "^page_no: .*1000 digits", page_no=decimal.Decimal(text))


def test_large_numbers_are_sent(call: Any, server: Any) -> None:
    for value in (10**900, decimal.Decimal("1e900")):
        call("query_users", page_no=value)
        assert f"PageNo=1{'0' * 900}" in server.last.target


@pytest.mark.parametrize("value", [float("nan"), {"x": [1.0, float("inf")]}, [[float("-inf")]]])
def test_json_has_no_infinite_numbers(call: Any, server: Any, value: Any) -> None:
    _refused(call, server, "^a: must be a finite number", "save", a=value)


def test_values_within_themselves(call: Any, server: Any) -> None:
    endless: dict[str, Any] = {}
    endless["again"] = endless
    _refused(call, server, "^a: cannot be encoded as JSON: nested too deeply", "save", a=endless)
    _refused(
        call, server, "^filter_: is nested deeper than 64 levels", "add_face", group_id="g", filter_=endless
    )
    _refused(
        call,
        server,
        "^meta: cannot be encoded as JSON: nested too deeply",
        "add_face",
        group_id="g",
        meta=endless,
    )
    deep: Any = "x"
    for _ in range(64):
        deep = {"a": deep}
    call("add_face", group_id="g", filter_=deep)
    assert server.last.form()["filter" + "[a]" * 64] == "x"


# ---------------------------------------------------------------- errors


def test_an_error_with_a_deep_body_pickles(call: Any, server: Any, acme: Any) -> None:
    body = '{"error":"BAD_ARGUMENTS: a","x":' + "[" * 900 + "]" * 900 + "}"
    server.say(acme.answer(body, 400))
    with pytest.raises(acme.BadArgumentsError) as caught:
        call.face_info()
    error = caught.value
    for _ in range(2):  # the body is read in between
        for twin in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
            assert (twin.code, twin.argument, str(twin)) == (error.code, "a", str(error))
        assert error.body["x"][0][0] is not None
    assert twin.body == error.body


def test_every_error_of_the_package_pickles() -> None:
    from specseal.runtime import errors, signing

    kinds = [kind for module in (errors, signing) for kind in vars(module).values() if isinstance(kind, type)]
    for kind in kinds:
        if issubclass(kind, errors.ClientError):
            made = kind("text", "api_key") if kind is signing.MissingCredentialError else kind("text")
            assert str(pickle.loads(pickle.dumps(made))) == str(made)


@pytest.mark.parametrize(
    "secret",
    ["secret", "BAD", "group", "HTTP", "face", "getFaceInfo", "id", "1", "finauth"]
    + ["ALID_FACE_TO", "INVALID_FACE_TOKEN", "face token"],
)
def test_only_values_are_hidden_and_never_our_own_words(
    call: Any, server: Any, acme: Any, secret: str
) -> None:
    server.say(acme.answer('{"error":"INVALID_FACE_TOKEN","request_id":"r-7"}', 400))
    with pytest.raises(acme.InvalidFaceTokenError) as caught:
        call.with_settings(api_secret=secret).face_info()
    assert str(caught.value) == (
        "getFaceInfo: INVALID_FACE_TOKEN: The face token is unknown "
        f"(HTTP 400, POST {server.url}/finauth/face_info, request id r-7)"
    )


def test_a_short_secret_is_hidden_where_it_stands_by_itself(call: Any, server: Any, acme: Any) -> None:
    said = "api_key and api_secret do not match: secret, 'secret' and a%3Dsecret%26 secrets"
    server.say(acme.answer(f'{{"error":"{said}"}}', 400))
    with pytest.raises(APIStatusError) as caught:
        call.with_settings(api_secret="secret").face_info()
    shown = "api_key and api_secret do not match: ***, '***' and a%3D***%26 secrets"
    assert shown in str(caught.value)


def test_a_long_secret_is_hidden_wherever_it_stands(call: Any, server: Any, acme: Any) -> None:
    server.say(acme.answer('{"error":"xabcdefghijx","request_id":"abcdefghij"}', 400))
    with pytest.raises(APIStatusError) as caught:
        call.with_settings(api_secret="abcdefghij").face_info()
    assert str(caught.value).startswith("getFaceInfo: x***x (HTTP 400")
    assert "abcdefghij" not in str(caught.value)
