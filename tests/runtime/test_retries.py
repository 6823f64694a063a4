"""Which failures are retried, how often and when, and that each attempt is signed anew."""

from __future__ import annotations

import email.utils
import io
import socket
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from specseal.runtime.core import _chance
from specseal.runtime.errors import APIConnectionError, APIDecodeError, APIStatusError, APITimeoutError
from specseal.runtime.response import Headers, RawResponse
from specseal.runtime.retry import Budget, delay, seconds_of
from specseal.runtime.waiting import Waits

from .acme.faults import half_a_head, reset, truncated

TEMPORARY = '{"error":"INTERNAL_ERROR"}'


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits between attempts, which take no time here."""
    taken: list[float] = []

    async def note(_waits: Waits, seconds: float) -> None:
        taken.append(seconds)

    monkeypatch.setattr(Waits, "sleep", note)
    return taken


def signatures(server: Any) -> list[str]:
    return [seen.form()["sign"] for seen in server.seen]


# ---------------------------------------------------------------- documented errors


def test_a_temporary_error_is_tried_again_with_a_new_signature(
    call: Any, server: Any, acme: Any, waits: list[float]
) -> None:
    server.say(acme.answer(TEMPORARY, 500), acme.answer(TEMPORARY, 500), acme.answer('{"request_id":"r"}'))
    assert call.with_settings(max_retries=2).face_info().request_id == "r"
    assert len(set(signatures(server))) == 3
    assert {seen.form()["group_id"] for seen in server.seen} == {"g"}
    assert 0 <= waits[0] <= 0.5
    assert 0 <= waits[1] <= 1.0


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_the_last_failure_is_raised_with_the_number_of_attempts(
    call: Any, server: Any, acme: Any, waits: list[float], retries: int
) -> None:
    server.say(acme.answer(TEMPORARY, 500))
    with pytest.raises(acme.InternalError) as caught:
        call.with_settings(max_retries=retries).face_info()
    assert caught.value.attempts == len(server.seen) == retries + 1
    assert len(waits) == retries


@pytest.mark.parametrize("body", ['{"error":"INVALID_FACE_TOKEN"}', '{"error":"BAD_ARGUMENTS: x"}', "{}"])
def test_an_error_that_is_not_temporary_is_raised_at_once(
    call: Any, server: Any, acme: Any, waits: list[float], body: str
) -> None:
    server.say(acme.answer(body, 400))
    with pytest.raises(APIStatusError):
        call.with_settings(max_retries=5).face_info()
    assert len(server.seen) == 1


def test_an_unreadable_success_is_not_tried_again(
    call: Any, server: Any, acme: Any, waits: list[float]
) -> None:
    server.say(acme.answer("?"))
    with pytest.raises(APIDecodeError):
        call.with_settings(max_retries=5).face_info()
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_an_undocumented_status_is_tried_again_where_the_call_may_be_repeated(
    call: Any, server: Any, acme: Any, waits: list[float], status: int
) -> None:
    server.say(acme.answer("busy", status, "text/plain"), acme.answer())
    call.with_settings(max_retries=1).face_info()
    assert len(server.seen) == 2
    server.say(acme.answer("busy", status, "text/plain"))
    with pytest.raises(APIStatusError):
        call("add_face", group_id="g")
    assert len(server.seen) == 3


# ---------------------------------------------------------------- connections


@pytest.mark.parametrize("fault", [reset, truncated, half_a_head])
def test_a_read_failure_is_repeated_only_where_that_does_no_harm(
    call: Any, server: Any, acme: Any, waits: list[float], fault: Any
) -> None:
    server.say(fault, fault, acme.answer('{"request_id":"r"}'))
    assert call.with_settings(max_retries=2).face_info().request_id == "r"
    assert len(set(signatures(server))) == 3
    server.say(fault, acme.answer())
    with pytest.raises(APIConnectionError) as caught:
        call("add_face", group_id="g")
    assert caught.value.maybe_sent
    assert len(server.seen) == 4


def test_a_stalled_answer(call: Any, server: Any, acme: Any, waits: list[float]) -> None:
    server.say(server.stall, acme.answer('{"request_id":"r"}'))
    assert call.with_settings(max_retries=1, timeout=1).face_info().request_id == "r"
    server.say(server.stall)
    with pytest.raises(APITimeoutError, match="read timeout") as caught:
        call("add_face", group_id="g")
    assert caught.value.attempts == 1


def test_headers_that_come_too_slowly(call: Any, server: Any, acme: Any) -> None:
    def slow(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        server.stall(connection)

    server.say(slow)
    with pytest.raises(APITimeoutError):
        call.with_settings(timeout=0.3).face_info()


def test_a_refused_connection_is_tried_again_by_every_call(call: Any, acme: Any, waits: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    call.with_settings(base_url=f"http://127.0.0.1:{port}", max_retries=2)
    with pytest.raises(APIConnectionError) as caught:
        call("add_face", group_id="g")
    assert (caught.value.attempts, caught.value.maybe_sent, len(waits)) == (3, False, 2)


# ---------------------------------------------------------------- waits


@pytest.mark.parametrize(
    ("headers", "wait", "spread"),
    [
        ({"Retry-After": "3"}, 3.0, 3.0),
        ({"Retry-After": "0.25"}, 0.25, 0.5),
        ({"x-acme-wait": "1500"}, 1.5, 1.5),
        ({"x-acme-wait": "20", "Retry-After": "7"}, 0.02, 0.5),
        ({"Retry-After": "60"}, 60.0, 8.0),
    ],
)
def test_the_vendor_says_how_long(
    call: Any, server: Any, acme: Any, waits: list[float], headers: dict[str, str], wait: float, spread: float
) -> None:
    server.say(acme.answer(TEMPORARY, 500, headers=headers), acme.answer())
    call.with_settings(max_retries=1).face_info()
    assert wait <= waits[0] <= wait + spread


def test_the_vendor_names_a_date(call: Any, server: Any, acme: Any, waits: list[float]) -> None:
    date = email.utils.formatdate(time.time() + 30, usegmt=True)
    server.say(acme.answer(TEMPORARY, 500, headers={"Retry-After": date}), acme.answer())
    call.with_settings(max_retries=1).face_info()
    assert 20 < waits[0] <= 31 + 8


@pytest.mark.parametrize("header", ["soon", "-3", "", "Sun, 06 Nov 1994 08:49:37 GMT", "1e9", "٣"])
def test_a_wait_that_is_none_is_as_if_it_were_not_there(
    call: Any, server: Any, acme: Any, waits: list[float], header: str
) -> None:
    server.say(
        acme.answer(TEMPORARY, 500, headers={"Retry-After": header.encode().decode("latin-1")}), acme.answer()
    )
    call.with_settings(max_retries=1).face_info()
    assert 0 <= waits[0] <= 0.5


@pytest.mark.parametrize("header", ["61", "86400"])
def test_a_wait_that_is_too_long_ends_the_call_at_once(
    call: Any, server: Any, acme: Any, waits: list[float], header: str
) -> None:
    server.say(acme.answer(TEMPORARY, 500, headers={"Retry-After": header}))
    with pytest.raises(acme.InternalError) as caught:
        call.with_settings(max_retries=3).face_info()
    assert (caught.value.attempts, waits) == (1, [])


def test_waits_grow_to_eight_seconds(call: Any, server: Any, acme: Any, waits: list[float]) -> None:
    server.say(acme.answer(TEMPORARY, 500))
    with pytest.raises(acme.InternalError) as caught:
        call.with_settings(max_retries=7).face_info()
    longest = [0.5, 1, 2, 4, 8, 8, 8]
    assert all(0 <= wait <= top for wait, top in zip(waits, longest, strict=True))
    assert [delay(caught.value, retry, 1.0, 0.0) for retry in range(7)] == longest
    assert delay(caught.value, 6, 0.0, 0.0) == 0


def test_the_total_timeout_ends_the_call_before_a_wait_that_goes_beyond_it(
    call: Any, server: Any, acme: Any, waits: list[float]
) -> None:
    server.say(acme.answer(TEMPORARY, 500, headers={"Retry-After": "30"}))
    with pytest.raises(acme.InternalError) as caught:
        call.with_settings(max_retries=3, total_timeout=20).face_info()
    assert (caught.value.attempts, waits) == (1, [])


def test_the_total_timeout_ends_an_attempt(call: Any, server: Any) -> None:
    server.say(server.stall)
    with pytest.raises(APITimeoutError):
        call.with_settings(max_retries=3, total_timeout=1).face_info()
    assert len(server.seen) == 1


def test_the_total_timeout_ends_a_body_that_dribbles(call: Any, server: Any) -> None:
    def dribble(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b" ")
            time.sleep(0.02)

    server.say(dribble)
    with pytest.raises(APITimeoutError, match="total timeout"):
        call.with_settings(total_timeout=0.3).face_info()


def test_clients_that_were_refused_together_do_not_come_back_together(acme: Any) -> None:
    """5,000 clients, one moment, one ``Retry-After: 1``: no twentieth of a second sees more than a tenth of them."""
    response = RawResponse(503, Headers([("Retry-After", "1")]), b"", "POST /")
    error = APIStatusError("busy", response=response)
    waits = [delay(error, 0, _chance(), 0.0) or 0.0 for _ in range(5000)]
    assert all(1 <= wait <= 2 for wait in waits)
    assert max(Counter(int(wait * 20) for wait in waits).values()) < 500


@pytest.mark.parametrize(
    "date",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 -0000",
    ],
)
def test_dates_are_in_utc_in_every_form(date: str) -> None:
    assert time.strftime("%z", time.localtime(784111777)) != "+0000"  # which would hide a mistake
    assert seconds_of(date) == 784111777


# ---------------------------------------------------------------- files, budget, options


def test_files_are_sent_whole_in_each_attempt(
    call: Any, server: Any, acme: Any, waits: list[float], tmp_path: Path
) -> None:
    content = bytes(range(256)) * 100
    (tmp_path / "f.png").write_bytes(content)
    call.with_settings(max_retries=1)
    opened = io.BytesIO(b"before" + content)
    opened.seek(6)
    for given in (content, tmp_path / "f.png", opened):
        server.say(acme.answer(TEMPORARY, 500), acme.answer())
        call("add_face", group_id="g", image=given)
        assert [seen.parts()[-1].content for seen in server.seen[-2:]] == [content, content]
    assert opened.tell() == 6


def test_a_sick_vendor_is_not_hammered(server: Any, acme: Any, waits: list[float]) -> None:
    server.say(acme.answer(TEMPORARY, 500))
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url, max_retries=1) as client:
        copies = [client, client.with_options(timeout=5), client.with_options(headers={"x": "y"})]
        for number in range(150):
            with pytest.raises(acme.InternalError):
                copies[number % 3].get_face_info(group_id="g", face_token="t")
        retries = Budget.FULL // 5
        assert len(server.seen) == 150 + retries
        server.say(acme.answer())
        for _ in range(5):
            client.get_face_info(group_id="g", face_token="t")
        server.say(acme.answer(TEMPORARY, 500), acme.answer())
        client.get_face_info(group_id="g", face_token="t")  # five successes paid for one retry


def test_with_options_changes_a_copy_alone(call: Any, server: Any, acme: Any, waits: list[float]) -> None:
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url, max_retries=0) as client:
        eager = client.with_options(
            max_retries=1, headers={"X-Tenant": "t"}, query={"beta": "1"}, form={"more": "ü"}
        )
        server.say(acme.answer(TEMPORARY, 500), acme.answer())
        eager.get_face_info(group_id="g", face_token="t")
        assert server.last.headers["x-tenant"] == "t"
        assert server.last.target.endswith("?beta=1")
        assert server.last.form()["more"] == "ü"
        server.say(acme.answer(TEMPORARY, 500))
        with pytest.raises(acme.InternalError):
            client.get_face_info(group_id="g", face_token="t")
        assert len(server.seen) == 3
        assert "x-tenant" not in server.last.headers
        assert server.connections == 1


@pytest.mark.parametrize(
    "settings",
    [
        {"max_retries": -1},
        {"max_retries": 1.5},
        {"max_retries": True},
        {"total_timeout": 0},
        {"timeout": -1},
        {"concurrency": 0},
        {"rate_limit": -1},
        {"rate_limit": float("inf")},
        {"headers": {"a b": "c"}},
        {"headers": {"a\r\nb": "c"}},
    ],
)
def test_settings_that_mean_nothing_are_refused_by_name(call: Any, settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        call.with_settings(**settings).face_info()
