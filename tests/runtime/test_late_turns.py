"""A reservation within a rate limit is used near its time: what a request needs is ready, or it takes another one."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import random
import socket
import ssl
import subprocess
import sys
import threading
import time
from bisect import bisect_left
from typing import Any

import msgspec
import pytest
import trustme

from specseal.runtime.config import HTTP, parse_base
from specseal.runtime.connections import ConnectionTransport
from specseal.runtime.errors import APIConnectionError, APITimeoutError
from specseal.runtime.limits import RateLimit
from specseal.runtime.retry import Budget
from specseal.runtime.shared_limits import LimitUnavailableError, Reservation
from specseal.runtime.waiting import Waits

from .acme import Caller

LATE, IN_TIME = -1.0, 60.0  # as ``Reservation.grace``


class Rate:
    """A shared rate that gives what it is told, the last for ever: a grace, a reservation, or nothing."""

    def __init__(self, *gives: float | Reservation | Exception | None) -> None:
        self.gives = list(gives)
        self.asked = 0
        self.released: list[int] = []

    def reserve(self, *_asked: Any) -> Reservation | None:
        give = self.gives.pop(0) if len(self.gives) > 1 else self.gives[0]
        self.asked += 1
        number = self.asked
        if isinstance(give, Exception):
            raise give
        if give is None:
            return None
        wait, grace = (give.wait, give.grace) if isinstance(give, Reservation) else (0.0, give)
        return Reservation(wait, lambda: self.released.append(number), grace)

    async def areserve(self, *asked: Any) -> Reservation | None:
        return self.reserve(*asked)


# ---------------------------------------------------------------- the limit itself


def test_a_late_reservation_is_moved_where_nobody_counts_on_it() -> None:
    limit = RateLimit(2, 10.0)
    assert [limit.reserve(0.0) for _ in range(2)] == [0.0, 0.0]
    limit.release(0.0)
    assert limit.reserve(4.0) == 4.0  # by whoever asks next
    assert [limit.reserve(4.0) for _ in range(2)] == [10.5, 14.5]


def test_a_late_reservation_is_lost_where_somebody_counts_on_it() -> None:
    limit = RateLimit(1, 10.0)
    assert [limit.reserve(0.0) for _ in range(3)] == [0.0, 10.5, 21.0]
    limit.release(10.5)
    assert limit.reserve(12.0) == 31.5  # at 12 it would be too near to the one at 21


def test_calls_of_a_short_window_that_wait_do_not_start_all_at_once() -> None:
    limit = RateLimit(10, 1.0)
    starts = [limit.reserve(0.0) for _ in range(30)]
    assert starts[:10] == [0.0] * 10
    assert starts[10:] == pytest.approx([1.05 + number * 0.105 for number in range(20)])
    at_once = RateLimit(10, 1.0)
    assert [at_once.reserve(0.0) for _ in range(10)] == [0.0] * 10
    # those before may be sent until 0.1, and nine of ten new ones then
    assert [at_once.reserve(1.09) for _ in range(2)] == pytest.approx([1.09, 1.195])
    later = RateLimit(10, 1.0)
    assert [later.reserve(0.0) for _ in range(10)] == [0.0] * 10
    assert [later.reserve(1.1) for _ in range(10)] == [1.1] * 10


def test_calls_of_a_long_window_start_as_early_as_they_may() -> None:
    limit = RateLimit(3, 60.0)
    assert [limit.reserve(0.0) for _ in range(6)] == [0.0] * 3 + [63.0] * 3


def test_no_window_holds_more_than_a_twentieth_too_many_however_late_within_the_grace() -> None:
    """A crowd that asks now and then; each call is as late as a call may be, or not at all."""
    for seed in range(20):
        rng, limit, now = random.Random(seed), RateLimit(100, 1.0), 0.0
        starts: list[float] = []
        while len(starts) < 1000:
            now += rng.choice([0.0, 0.0, 0.0, 0.01, 0.3, 2.0])
            starts += [limit.reserve(now) or now for _ in range(rng.choice([1, 10, 200]))]
        turn = rng.uniform(0, 3)
        sent = sorted(start + (limit.grace if start % 3 < turn else 0.0) for start in starts)
        most = max(sum(at <= other < at + 1.0 for other in sent[i : i + 200]) for i, at in enumerate(sent))
        assert most <= 105


def test_no_window_holds_more_than_a_twentieth_too_many_while_processes_stall() -> None:
    """Clients that call one after the other. At times some stall, and at times they are as late as they may be."""
    for seed in range(10):
        rng, limit = random.Random(seed), RateLimit(100, 1.0)
        events = [
            (rng.choice([0.0, rng.uniform(0, 2)]), number, -1.0) for number in range(rng.choice([100, 400]))
        ]
        heapq.heapify(events)
        length, sent = rng.uniform(0.3, 1.5), list[float]()
        while len(sent) < 2000:
            now, number, start = heapq.heappop(events)
            if start < 0:
                start = limit.reserve(now) or 0.0
                stretch, ready = int(start / length), start
                if stretch % 3 == 0 and rng.random() < 0.3:
                    ready = (stretch + 1) * length
                elif stretch % 3 == 1:
                    ready += rng.choice([0.0, limit.grace])
                heapq.heappush(events, (ready, number, start))
            elif now <= start + limit.grace:
                sent.append(now)
                heapq.heappush(events, (now + 0.03, number, -1.0))
            else:
                limit.release(start)
                heapq.heappush(events, (now, number, -1.0))
        sent.sort()
        assert max(bisect_left(sent, at + 1.0) - number for number, at in enumerate(sent)) <= 105
        assert len(sent) / sent[-1] > 80


# ---------------------------------------------------------------- the client's own


def test_a_request_counts_from_when_it_is_sent(
    server: Any, acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One in ten seconds. The second call wakes 0.6 s too late, and the third must be as much later."""
    now, lags = [1000.0], iter([0.6, 0.0])
    monkeypatch.setattr("specseal.runtime.admission.time.monotonic", lambda: now[0])

    async def sleep(_waits: Waits, seconds: float) -> None:
        now[0] += seconds + next(lags)

    monkeypatch.setattr(Waits, "sleep", sleep)
    sent: list[float] = []

    def note(connection: Any) -> None:
        sent.append(now[0])
        connection.sendall(acme.answer(headers={"Connection": "close"}))

    server.say(note)
    rated = msgspec.structs.replace(acme.QUERY_USERS, rate=(1, 10.0))
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url, rate_limit=True) as client:
        for _ in range(3):
            client._call(rated, {})
    assert sent == pytest.approx([1000.0, 1011.1, 1021.6])


# ---------------------------------------------------------------- any limit, any client


def test_a_late_turn_is_given_back_and_another_one_taken(call: Caller, server: Any) -> None:
    rate = Rate(LATE, LATE, IN_TIME)
    call.with_settings(rate_limit=rate)("query_users")
    assert (rate.asked, rate.released) == (3, [1, 2])
    assert len(server.seen) == 1


def test_a_process_that_is_always_late_makes_its_calls_all_the_same(call: Caller, server: Any) -> None:
    rate = Rate(LATE)
    call.with_settings(rate_limit=rate, total_timeout=30)("query_users")
    assert (rate.asked, rate.released) == (10, list(range(1, 10)))
    assert len(server.seen) == 1


def test_another_turn_is_not_another_attempt(call: Caller, server: Any, acme: Any) -> None:
    """Nor does it cost what a retry costs; the retry of a refusal begins anew."""
    rate = Rate(LATE, IN_TIME, LATE, IN_TIME)
    server.say(
        acme.answer('{"error":"INTERNAL_ERROR"}', 500, headers={"Retry-After": "0.001"}),
        acme.answer('{"request_id":"r"}'),
    )
    attempts: list[int] = []

    class Note:
        def handle(self, request: Any, call_next: Any) -> Any:
            attempts.append(request.attempt)
            return call_next(request)

    settings = call.settings | {"rate_limit": rate, "max_retries": 1, "middleware": [Note()]}
    if call.mode == "sync":
        with acme.Acme(**settings) as client:
            client.get_face_info(group_id="g", face_token="t")
            left = client._shared.here().budget.left
    else:

        async def main() -> Any:
            async with acme.AsyncAcme(**settings) as client:
                await client.get_face_info(group_id="g", face_token="t")
                return client._shared.here().budget.left

        left = asyncio.run(main())
    assert (attempts, left) == ([1, 2], Budget.FULL)
    assert (rate.asked, rate.released) == (4, [1, 3])


@pytest.mark.parametrize(
    ("gives", "why"),
    [
        ((LATE, None), "the rate limit allows no call before the total timeout"),
        ((LATE, LimitUnavailableError("away")), "the rate limit, which is unavailable: away"),
    ],
)
def test_a_call_that_gets_no_other_turn_fails_and_leaves_nothing_behind(
    call: Caller, server: Any, acme: Any, gives: Any, why: str
) -> None:
    rate = Rate(*gives, IN_TIME)
    settings = call.settings | {"rate_limit": rate, "concurrency": 1, "total_timeout": 30}
    if call.mode == "sync":
        with acme.Acme(**settings) as client:
            with pytest.raises(APITimeoutError, match=why) as caught:
                client.query_users()
            assert server.seen == []
            client.query_users()
    else:

        async def main() -> Any:
            async with acme.AsyncAcme(**settings) as client:
                with pytest.raises(APITimeoutError, match=why) as caught:
                    await client.query_users()
                assert server.seen == []
                await client.query_users()
                return caught

        caught = asyncio.run(main())
    assert (caught.value.maybe_sent, caught.value.attempts) == (False, 0)
    assert rate.released == [1]
    assert len(server.seen) == 1


def test_a_call_that_is_cancelled_while_it_waits_for_another_turn(server: Any, acme: Any) -> None:
    rate = Rate(LATE, Reservation(30.0, lambda: None, IN_TIME), IN_TIME)

    async def main() -> None:
        settings = {"api_key": "k", "api_secret": "s", "base_url": server.url}
        async with acme.AsyncAcme(**settings, rate_limit=rate, concurrency=1) as client:
            call = asyncio.create_task(client.query_users())
            await acme.until(lambda: rate.asked == 2)
            assert rate.released == [1]
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
            assert rate.released == [1, 2]
            await client.query_users()

    asyncio.run(main())
    assert (rate.asked, rate.released) == (3, [1, 2])
    assert len(server.seen) == 1


def test_credentials_are_read_once_and_a_signature_made_for_each_turn(
    call: Caller, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slow credentials would make every turn late. Those of a waiting call are read when its turn comes."""
    events: list[str] = []
    rate = Rate(LATE, LATE, IN_TIME)
    reserve = rate.reserve

    def noted(*asked: Any) -> Any:
        events.append("turn")
        return reserve(*asked)

    monkeypatch.setattr(rate, "reserve", noted)

    def secret() -> str:
        events.append("secret")
        return "s"

    call.with_settings(rate_limit=rate, api_secret=secret)("query_users")
    assert events.count("turn") == 3
    assert events.index("secret") == 1
    assert "secret" not in events[events.index("turn", 1) :]
    assert len(server.seen) == 1


# ---------------------------------------------------------------- what is ready


_IMPORTS = """
import asyncio, sys
from linkvisual import AsyncLinkVisual
from linkvisual.limits import Reservation

BODY = b'{"Code":"200","Success":true,"RequestId":"r","Data":{"Page":1,"PageSize":10,"Total":0,"List":[]}}'
known = set()

class Rate:
    async def areserve(self, *asked):
        known.update(sys.modules)
        return Reservation(0.0, lambda: None)

async def serve(reader, writer):
    await reader.readuntil(b"\\r\\n\\r\\n")
    writer.write(b"HTTP/1.1 200 OK\\r\\nconnection: close\\r\\ncontent-length: %d\\r\\n\\r\\n%s" % (len(BODY), BODY))
    writer.close()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
    async with AsyncLinkVisual(access_key_id="k", access_key_secret="s", base_url=url, rate_limit=Rate()) as client:
        await client.query_face_user_by_name(isolation_id="i", page_no=1, page_size=10)
    server.close()

asyncio.run(main())
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - known if not name.startswith("linkvisual.")}))
"""


def test_nothing_is_imported_between_the_turn_and_the_request() -> None:
    ran = subprocess.run([sys.executable, "-c", _IMPORTS], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_a_connection_is_open_before_it_is_decided_whether_the_turn_is_late(
    call: Caller, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate = Rate(LATE, IN_TIME)
    reserve, opened = rate.reserve, []

    def noted(*asked: Any) -> Any:
        until = time.monotonic() + 30
        while rate.asked and not server.connections and time.monotonic() < until:
            time.sleep(0.001)  # the thread of the server may not have noticed yet
        opened.append(server.connections)
        return reserve(*asked)

    monkeypatch.setattr(rate, "reserve", noted)
    call.with_settings(rate_limit=rate)("query_users")
    assert opened == [0, 1]
    assert (server.connections, len(server.seen)) == (1, 1)


def test_a_server_that_is_not_there_is_told_as_without_a_limit(call: Caller, server: Any) -> None:
    server.close()
    told = []
    for rate in (False, Rate(IN_TIME), Rate(LATE, IN_TIME)):
        with pytest.raises(APIConnectionError) as caught:
            call.with_settings(rate_limit=rate, max_retries=1, total_timeout=30)("query_users")
        told.append((str(caught.value), caught.value.maybe_sent, caught.value.attempts))
    assert told[1:] == told[:1] * 2
    assert told[0][1:] == (False, 2)


def test_an_encrypted_connection_is_opened_ahead_as_well(call: Caller, acme: Any) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    rate = Rate(LATE, LATE, IN_TIME)
    with contextlib.closing(acme.Server(context)) as server:
        call.with_settings(base_url=server.url, verify=trusted, rate_limit=rate)("query_users")
        assert (server.connections, len(server.seen), rate.asked) == (1, 1, 3)


def test_over_http2_a_late_turn_is_exchanged_as_well(call: Caller, http2_server: Any) -> None:
    rate = Rate(LATE, IN_TIME)
    settings = {"base_url": http2_server.url, "verify": http2_server.authority, "http2": True}
    call.with_settings(**settings, rate_limit=rate)("query_users")
    assert (rate.asked, rate.released) == (2, [1])


def test_a_connection_that_cannot_be_opened_is_tried_once(call: Caller, acme: Any) -> None:
    """The server closes before TLS is agreed on."""
    tried: list[int] = []

    def refuse() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.close()
                tried.append(1)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(APIConnectionError) as caught:
            call.with_settings(base_url=url, rate_limit=Rate(LATE))("query_users")
        assert not caught.value.maybe_sent
        asyncio.run(acme.until(lambda: len(tried) >= 1))
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(30)
    assert tried == [1]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_connection_that_was_opened_ahead_is_used_unless_it_was_closed(
    server: Any, acme: Any, asynchronous: bool
) -> None:
    base = parse_base(server.url, "the server", allow_http=True)
    transport = ConnectionTransport(base, HTTP(), asynchronous)

    async def main() -> None:
        def idle() -> int:
            return len(transport._connections.get().idle)

        assert await transport.ready(None, None) is None
        assert idle() == 1
        assert await transport.ready(None, None) is None
        assert idle() == 1
        await acme.until(lambda: server.connections >= 1)
        (first,) = transport._connections.get().idle
        server._open[0].shutdown(socket.SHUT_RDWR)
        await acme.until(lambda: not first.reusable)
        assert await transport.ready(None, None) is None
        await acme.until(lambda: server.connections >= 2)
        assert (idle(), server.connections) == (1, 2)
        await transport.close()

    asyncio.run(main())
    assert server.wait_until_all_are_closed()
