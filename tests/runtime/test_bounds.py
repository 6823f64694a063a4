"""How much of a response is read: both sides of each limit, on every transport, and that the client stays usable."""

from __future__ import annotations

import gzip
import json
import pickle
import socket
import time
import zlib
from typing import Any

import pytest

from specseal.runtime.errors import APIDecodeError, APIStatusError

LIMIT = 1000
PLAIN = b'{"request_id":"r"}'


def padded(size: int) -> bytes:
    return PLAIN.ljust(size)


def _raises(call: Any, **settings: Any) -> APIDecodeError:
    with pytest.raises(APIDecodeError) as caught:
        call.with_settings(**settings).face_info()
    return caught.value


@pytest.mark.parametrize("status", [200, 400, 503])
def test_a_body_may_be_as_long_as_the_client_says(through: Any, server: Any, acme: Any, status: int) -> None:
    through.with_settings(max_response_bytes=LIMIT, max_retries=3)
    server.say(acme.answer(padded(LIMIT), 200))
    assert through.face_info().request_id == "r"
    server.say(acme.answer(padded(LIMIT + 1), status, headers={"X-Request-Id": "id"}))
    error = _raises(through)
    assert f"longer than max_response_bytes ({LIMIT})" in str(error)
    assert (error.status_code, error.request_id, error.attempts) == (status, "id", 1)
    assert error.response is not None
    assert error.response.content.startswith(PLAIN)
    assert pickle.loads(pickle.dumps(error)).response.content == error.response.content


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_so_may_what_it_decompresses_to(through: Any, server: Any, acme: Any, coding: str) -> None:
    pack: Any = {"gzip": gzip, "deflate": zlib}[coding].compress
    through.with_settings(max_response_bytes=LIMIT)
    headers = {"Content-Encoding": coding}
    server.say(acme.answer(pack(padded(LIMIT)), headers=headers))
    assert through.face_info().request_id == "r"
    packed = pack(padded(LIMIT + 1))  # once: gzip writes the time into it
    server.say(acme.answer(packed, headers=headers))
    error = _raises(through)
    assert f"longer than max_response_bytes ({LIMIT})" in str(error)
    assert error.response is not None
    assert error.response.content == packed


def test_an_endless_answer_is_not_read_to_its_end(through: Any, server: Any, acme: Any) -> None:
    sent: list[int] = []

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5368709120\r\n\r\n")
        block = b"[" * 65536
        for _ in range(5 * 1024 * 16):  # 5 GiB
            connection.sendall(block)
            sent.append(len(block))

    server.say(endless)
    assert "longer than max_response_bytes (1000000)" in str(_raises(through, max_response_bytes=1_000_000))
    assert server.wait_until_all_are_closed()
    assert sum(sent) < 64 * 1024 * 1024  # what fits between the two sides
    server.say(acme.answer(PLAIN))
    assert through.face_info().request_id == "r"


def test_sixteen_mebibytes_are_the_default(call: Any, server: Any, acme: Any) -> None:
    most = 16 * 1024 * 1024
    server.say(acme.answer(gzip.compress(padded(most), 1), headers={"Content-Encoding": "gzip"}))
    assert call.face_info().request_id == "r"
    server.say(acme.answer(gzip.compress(padded(most + 1), 1), headers={"Content-Encoding": "gzip"}))
    assert f"longer than max_response_bytes ({most})" in str(_raises(call))


@pytest.mark.parametrize(
    ("begin", "again", "count", "end", "status"),
    [
        pytest.param(b"[[]", b",[]", 20_000_000, b"]", 400, id="62 MB of lists"),
        pytest.param(b"[[]", b",[]", 5_000_000, b"]", 400, id="16 MB of lists"),
        pytest.param(b"[{}", b",{}", 5_000_000, b"]", 200, id="16 MB of objects"),
        pytest.param(b"<R>", b"<a/>", 4_000_000, b"</R>", 200, id="16 MB of elements"),
        pytest.param(b"<R>", b"<a/>", 4_000_000, b"</R>", 500, id="16 MB of elements in a 500"),
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(
    call: Any, server: Any, acme: Any, begin: bytes, again: bytes, count: int, end: bytes, status: int
) -> None:
    packed = gzip.compress(begin + again * count + end, 1)
    server.say(acme.answer(packed, status, headers={"Content-Encoding": "gzip"}))
    started = time.process_time()
    with pytest.raises(APIDecodeError, match=r"longer than|more than"):
        call("query_users")
    assert time.process_time() - started < 5  # seconds of the processor; reading it all takes many times that


def test_a_body_may_hold_a_million_values_and_not_one_more(call: Any, server: Any, acme: Any) -> None:
    def listed(values: int) -> bytes:
        return b'{"Success":true,"RequestId":"r","x":[1' + b",1" * values + b"]}"

    around = 4  # of the marks that are counted
    server.say(acme.answer(listed(1_000_000 - around)))
    assert call("query_users").request_id == "r"
    server.say(acme.answer(listed(1_000_000 - around + 1)))
    with pytest.raises(APIDecodeError, match="has more than 1000000 values"):
        call("query_users")


def test_xml_may_have_half_a_million_tags_and_not_one_more(call: Any, server: Any, acme: Any) -> None:
    def listed(tags: int) -> bytes:
        return b"<R><Success>true</Success>" + b"<x/>" * (tags - 4) + b"</R>"

    server.say(acme.answer(listed(500_000), content_type="text/xml"))
    assert call("query_users").success is True
    server.say(acme.answer(listed(500_001), content_type="text/xml"))
    with pytest.raises(APIDecodeError, match="has more than 500000 values"):
        call("query_users")


def test_every_member_of_a_gzip_body_counts(through: Any, server: Any, acme: Any) -> None:
    headers = {"Content-Encoding": "gzip"}
    first, second = gzip.compress(b'{"request_id":'), gzip.compress(b'"r"}')
    for body in (first + second, first + gzip.compress(b"") + second, first + second + b"\0" * 20):
        server.say(acme.answer(body, headers=headers))
        assert through.face_info().request_id == "r"
    refused = gzip.compress(b'{"error":"BAD_ARGUMENTS: group_id"}')
    server.say(acme.answer(gzip.compress(b" ") + refused, headers=headers))
    with pytest.raises(acme.BadArgumentsError):
        through.face_info()
    for body in (first + second[:-1], first + second + b"x", refused[:-4]):
        server.say(acme.answer(body, headers=headers))
        assert "not complete gzip" in str(_raises(through))


def test_a_gzip_body_of_very_many_members_is_refused(call: Any, server: Any, acme: Any) -> None:
    body = gzip.compress(b"") * 100_000 + gzip.compress(PLAIN)
    server.say(acme.answer(body, headers={"Content-Encoding": "gzip"}))
    assert "more than 1000 members" in str(_raises(call))
    server.say(
        acme.answer(gzip.compress(b"") * 999 + gzip.compress(PLAIN), headers={"Content-Encoding": "gzip"})
    )
    assert call.face_info().request_id == "r"


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "nonsense"])
def test_a_coding_that_nobody_asked_for_is_named(through: Any, server: Any, acme: Any, coding: str) -> None:
    server.say(acme.answer(PLAIN, headers={"Content-Encoding": coding}))
    assert "unsupported Content-Encoding" in str(_raises(through))
    server.say(acme.answer(PLAIN, 503, headers={"Content-Encoding": coding}))
    with pytest.raises(APIStatusError, match="HTTP 503"):
        through.face_info()


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "1"])
def test_the_bound_is_a_whole_number(call: Any, value: Any) -> None:
    with pytest.raises(ValueError, match="max_response_bytes must be an int of at least 1"):
        call.with_settings(max_response_bytes=value).face_info()


def test_other_options_may_have_another_bound(server: Any, acme: Any) -> None:
    server.say(acme.answer(json.dumps({"request_id": "x" * 100})))
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url, max_response_bytes=50) as client:
        with pytest.raises(APIDecodeError):
            client.get_face_info(group_id="g", face_token="t")
        assert (
            client.with_options(max_response_bytes=500).get_face_info(group_id="g", face_token="t").request_id
        )
