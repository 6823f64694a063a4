"""For any bytes of a server and any argument, only the client's own errors are raised, the same on every transport."""

from __future__ import annotations

import datetime
import decimal
import gzip
import io
import zlib
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from specseal.runtime.errors import APIConnectionError, APIError, ClientError, ConfigurationError
from specseal.runtime.undocumented import Given

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{"request_id":"r"}'
EXAMPLES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
FRAGMENTS = st.sampled_from(
    [
        *(b'{"error":"BAD_ARGUMENTS: a"}', b'{"request_id":"r"}', b'{"error":"A","error":""}', b'{"error":'),
        *(b'"', b"1e999", b'"\\ud800"', b"[]", b"{}", b"[" * 3000, b"NaN", b" ", b",", b"}", b"\0"),
        *(b"<R><error>X</error></R>", b"<!DOCTYPE x>", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf"),
        '{"error_message":"参数"}'.encode("gbk"),
    ]
)
BODIES = st.one_of(st.binary(max_size=60), st.lists(FRAGMENTS, max_size=3).map(b"".join))
CODED = st.one_of(
    BODIES,
    BODIES.map(gzip.compress),
    BODIES.map(lambda body: gzip.compress(body)[:-3]),
    BODIES.map(zlib.compress),
    st.lists(BODIES.map(gzip.compress), min_size=1, max_size=3).map(b"".join),
)
MEDIA_TYPES = st.sampled_from(
    [
        *("application/json", "application/json; charset=ISO-8859-1", "application/json; charset=gbk"),
        *("text/xml; charset=punycode", "text/xml;charset=", "text/html", "", "x" * 300),
    ]
)
CODINGS = st.sampled_from(["", "gzip", "deflate", "br", "gzip, gzip", "identity", "GZIP ", "zstd"])
DATES = st.sampled_from(
    ["", "Thu, 26 Nov 2026 00:00:00 GMT", "yesterday", "Thu, 26 Nov 99999 00:00:00 GMT", "9" * 50]
)
STATUSES = st.sampled_from([200, 200, 200, 201, 204, 301, 304, 400, 404, 429, 500, 503, 599])


def _send(data: bytes) -> Any:
    return lambda connection: connection.sendall(data)


def _outcomes(found: dict[str, Any]) -> set[tuple[str, str]]:
    """What came out, by class and text; one element when all clients agree."""
    return {
        (type(one).__name__, str(one) if isinstance(one, Exception) else repr(one)) for one in found.values()
    }


@EXAMPLES
@given(
    STATUSES,
    CODED,
    MEDIA_TYPES,
    CODINGS,
    DATES,
    st.sampled_from(["get_face_info", "query_users", "add_face"]),
)
def test_whatever_is_in_an_answer(
    everywhere: Any, status: int, body: bytes, media_type: str, coding: str, date: str, method: str
) -> None:
    fields = {"Content-Type": media_type, "Content-Encoding": coding, "Date": date, "Retry-After": date}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    if status in {204, 304}:
        body = b""
    else:
        head += f"Content-Length: {len(body)}\r\n"
    everywhere.server.say(f"HTTP/1.1 {status} Any\r\n{head}\r\n".encode() + body)
    arguments = {"get_face_info": {"group_id": "g", "face_token": "t"}, "add_face": {"group_id": "g"}}
    found = everywhere(method, **arguments.get(method, {}))
    assert len(_outcomes(found)) == 1, _outcomes(found)
    one = next(iter(found.values()))
    if isinstance(one, Exception):
        assert isinstance(one, APIError), repr(one)
        assert not isinstance(one, APIConnectionError), repr(one)


LINES = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200\r\n", b"HTTP/1.0 200 OK\r\n", b"HTTP/9.9 999 \xff\r\n"),
        *(b"HTTP/1.1 99999 Ok\r\n", b"HTTP/1.1 -1 x\r\n", b"Transfer-Encoding: chunked\r\n"),
        *(b"Content-Length: 3\r\n", b"Content-Length: -3\r\n", b"Content-Length: 99999999999999999999\r\n"),
        *(b"X-A: \xe6\x89\x98\xff\r\n", b": x\r\n", b"X\r\n", b" folded\r\n", b"\xff: 1\r\n"),
        *(b"X-B: " + b"x" * 2000 + b"\r\n", b"\n", b"\0", b"\r\n", b"\r\n", b"{}"),
        *(b"fffffffffffffffffff\r\n", b"2\r\n{}\r\n0\r\n\r\n", b"0\r\n\r\n"),
    ]
)


@EXAMPLES
@given(st.binary(max_size=200) | st.lists(LINES, max_size=8).map(b"".join))
@example(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(300)) + b"\r\n")
@example(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000)
@example(b"HTTP/1.1 100 Continue\r\n\r\n" * 50)
@example(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n{}")
def test_whatever_bytes_a_server_sends(everywhere: Any, data: bytes) -> None:
    everywhere.server.say(_send(data))
    for name, one in everywhere("get_face_info", group_id="g", face_token="t").items():
        if isinstance(one, Exception):
            assert isinstance(one, APIError), f"{name}: {one!r}"
    everywhere.server.say(OK)
    for name, client in everywhere.clients.items():  # which may meet a connection that is being closed
        again = everywhere.one(client, lambda one: one.with_options(max_retries=3).query_users())
        assert not isinstance(again, Exception), f"{name}: {again!r}"


class Asynchronous:
    """As FastAPI's ``UploadFile``."""

    filename = "a.png"

    async def read(self) -> bytes:
        return b"data"


def _closed() -> io.BytesIO:
    file = io.BytesIO(b"data")
    file.close()
    return file


def _endless() -> dict[str, Any]:
    found: dict[str, Any] = {}
    found["again"] = found
    return found


ODD_VALUES: list[Any] = [
    *("\ud800", "x" * 70_000, "\0", "a\r\nb", " a", "托尼", b"bytes", object(), True),
    *(float("nan"), float("inf"), decimal.Decimal("1e999999"), decimal.Decimal("sNaN")),
    *(_endless(), [_endless()], [[[]]], {}, {"a": float("nan")}, {1: 2}, {"\ud800": 1}),
    *(io.StringIO("x"), _closed(), Asynchronous(), Path("a\0b"), ("\udcff.png", b"x"), ("a", b"", "\ud800")),
    *((1, 2), (), (None, None, None)),
    datetime.datetime(2026, 1, 1),  # noqa: DTZ001 - without a time zone
]
ODD = st.one_of(
    st.sampled_from(ODD_VALUES),
    st.integers(2000, 6000).map(lambda digits: 10**digits),
    st.text(max_size=5),
    st.integers(),
    st.floats(),
    st.binary(max_size=5),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.floats(), max_size=2),
)


def _refused(found: dict[str, Any], *names: str) -> None:
    """Every client refuses alike, naming the argument, or none does."""
    assert len(_outcomes(found)) == 1, _outcomes(found)
    one = next(iter(found.values()))
    if isinstance(one, Exception):
        assert isinstance(one, ClientError | TypeError | ValueError), repr(one)
        if not isinstance(one, APIError | ConfigurationError):
            assert type(one) in {TypeError, ValueError}, repr(one)
            assert any(name in str(one) for name in names), repr(one)
            assert len(str(one)) < 500


@EXAMPLES
@given(
    st.sampled_from(["tags", "order", "meta", "filter_", "flag", "trace", "image", "thumb", "group_id"]), ODD
)
def test_whatever_a_call_is_given(everywhere: Any, argument: str, value: Any) -> None:
    everywhere.server.say(OK)
    wire = "x-trace" if argument == "trace" else argument
    _refused(everywhere("add_face", **{"group_id": "g", argument: value}), argument, wire)


@EXAMPLES
@given(
    st.sampled_from([("query_users", "name"), ("query_users", "page_no"), ("save", "a")]),
    ODD,
    st.sampled_from(["v1", "v3"]),
)
def test_whatever_a_query_and_a_body_are_given(
    everywhere: Any, where: tuple[str, str], value: Any, signature: str
) -> None:
    everywhere.server.say(OK)
    method, argument = where
    _refused(everywhere(method, signature=signature, **{argument: value}), argument)


PATHS = st.one_of(
    st.sampled_from(
        [
            "/a\nb",
            "/a/%2e%2e/b",
            "/a/../b",
            "/a/./b",
            "/%2E",
            "/a b",
            "/托",
            "/a?b",
            "/a#b",
            "/%zz",
            "/%",
            "a",
            "",
        ]
    )
    | st.sampled_from(
        [
            "//x/y",
            "/a//b",
            "/a\\b",
            "/a/%2fb",
            "/{x}",
            "/a;b=c,d",
            "/!$&'()*+,;=:@~-._",
            "/\ud800",
            "/a\0",
            None,
        ]
    ),
    st.text("/ab.%2eE:;\\~ ", max_size=12).map("/".__add__),
)
METHODS = st.sampled_from(
    ["POST", "post", "GET", "DELETE", "FOO BAR", "FOO", "", "GET\r\n", "CONNECT", "M-SEARCH", "ü", None, 5]
)


GIVEN = Given(None, None, None, None, None, None, None)


@EXAMPLES
@given(METHODS, PATHS)
def test_whatever_an_undocumented_call_is_given(everywhere: Any, method: Any, path: Any) -> None:
    everywhere.server.say(OK)
    everywhere.server.seen.clear()
    values = GIVEN._replace(query={"q": "1"})
    found = everywhere("_request", method, path, values, False, None)
    _refused(
        {name: one if isinstance(one, Exception) else None for name, one in found.items()}, "method", "path"
    )
    lines = {(seen.method, seen.target) for seen in everywhere.server.seen}
    assert len(lines) <= 1
    if lines:
        assert lines == {(method.upper(), f"{path}?q=1")}  # as it was signed
        assert len(everywhere.server.seen) == len(found)


@EXAMPLES
@given(
    st.sampled_from(["query", "form", "json", "files"]),
    st.one_of(
        st.dictionaries(TEXT | st.sampled_from([5, None, "\ud800", b"x", ("a",)]), ODD, max_size=2), ODD
    ),
)
def test_whatever_fields_an_undocumented_call_is_given(everywhere: Any, place: str, given_: Any) -> None:
    everywhere.server.say(OK)
    values = GIVEN._replace(**{place: given_})
    found = everywhere("_request", "POST", "/x", values, False, None)
    _refused(
        {name: one if isinstance(one, Exception) else None for name, one in found.items()}, place, "file"
    )


@EXAMPLES
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "x-a",
                "Host",
                "Content-Length",
                "transfer-encoding",
                "Connection",
                "TE",
                "upgrade",
                "expect",
                "a b",
                "",
                "ü",
                ":path",
                5,
            ]
        ),
        ODD | st.sampled_from(["1", "chunked", "\t", "a\tb"]),
        max_size=2,
    )
)
def test_whatever_headers_are_set(everywhere: Any, headers: dict[Any, Any]) -> None:
    everywhere.server.say(OK)
    found = {
        name: everywhere.one(client, lambda one: one.with_options(headers=headers).query_users())
        for name, client in everywhere.clients.items()
    }
    _refused(found, "header")
