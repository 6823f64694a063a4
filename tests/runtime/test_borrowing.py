"""What a call borrows is returned once, whatever ends it: concurrency, reservation, cost of a retry, socket.

Each bound is looked at from both sides, and a client is used again after each kind of failure.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import msgspec
import pytest

from specseal.runtime import connections
from specseal.runtime.config import Timeouts
from specseal.runtime.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ClientError,
    ConfigurationError,
)
from specseal.runtime.limits import RateLimit
from specseal.runtime.retry import Budget
from specseal.runtime.waiting import Waits


def settings(server: Any, **more: Any) -> dict[str, Any]:
    return {"api_key": "k", "api_secret": "s", "base_url": server.url, "max_retries": 0, **more}


def is_over(operation: Any) -> Any:
    """A signer that fails as one does that has a defect."""

    def fail(*_things: Any) -> Any:
        raise ZeroDivisionError("a signer of the tests")

    return msgspec.structs.replace(
        operation, schemes=(msgspec.structs.replace(operation.schemes[0], sign=fail),)
    )


# ---------------------------------------------------------------- concurrency


FAILURES: dict[str, Callable[[Any, Any], Any]] = {
    "the vendor refuses": lambda server, acme: acme.answer('{"error":"BAD_ARGUMENTS: x"}', 400),
    "the answer breaks off": lambda server, acme: lambda connection: connection.sendall(b"HTTP/1.1 200 O"),
    "the answer does not come": lambda server, acme: server.stall,
    "the answer is no HTTP": lambda server, acme: b"no HTTP at all\r\n\r\n",
}


@pytest.mark.parametrize("http_client", [None, "fast"])
@pytest.mark.parametrize("failure", FAILURES)
def test_a_client_with_one_place_goes_on_after_a_failure(
    call: Any, server: Any, acme: Any, failure: str, http_client: Any
) -> None:
    """Three times the same failure, then a success, through one client that has one place."""
    given = settings(server, concurrency=1, http_client=http_client, timeout=Timeouts(read=0.3, pool=5))
    broken = FAILURES[failure](server, acme)
    server.say(broken, broken, broken, acme.answer('{"request_id":"r"}'))
    if call.mode == "sync":
        with acme.Acme(**given) as client:
            for _ in range(3):
                with pytest.raises(APIError):
                    client.get_face_info(group_id="g", face_token="t")
            assert client.get_face_info(group_id="g", face_token="t").request_id == "r"
    else:

        async def main() -> None:
            async with acme.AsyncAcme(**given) as client:
                for _ in range(3):
                    with pytest.raises(APIError):
                        await client.get_face_info(group_id="g", face_token="t")
                assert (await client.get_face_info(group_id="g", face_token="t")).request_id == "r"

        asyncio.run(main())


def test_a_place_comes_back_when_signing_fails(server: Any, acme: Any) -> None:
    broken = is_over(acme.QUERY_USERS)
    with acme.Acme(**settings(server, concurrency=1, timeout=Timeouts(pool=0.2))) as client:
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                client._call(broken, {})
        client.query_users()


def test_a_failed_wait_for_a_place_takes_none(server: Any, acme: Any) -> None:
    """One place: taken, waited for in vain, free again. Not one call more at a time for it, and not one less."""
    server.say(server.stall)
    with (
        acme.Acme(**settings(server, concurrency=1, timeout=Timeouts(pool=0.1, read=30))) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        first = pool.submit(client.query_users)
        assert server.arrived.wait(30)
        for _ in range(3):
            with pytest.raises(APITimeoutError, match="concurrency=") as caught:
                client.query_users()
            assert (caught.value.maybe_sent, caught.value.attempts) == (False, 0)
        server._released.set()
        with pytest.raises(APIConnectionError):
            first.result(30)
        server.say(acme.answer())
        client.query_users()
        client.query_users()


@pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)  # it forks on purpose
def test_the_places_of_a_parent_are_not_the_child_s(server: Any, acme: Any) -> None:
    """``fork`` while all places are taken, and while a lock of the client is held."""
    server.say(server.stall, acme.answer())
    client = acme.Acme(**settings(server, concurrency=1, rate_limit=1000, timeout=Timeouts(pool=5, read=30)))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.query_users)
        assert server.arrived.wait(30)
        here = client._shared.here()
        with here.opening, here.budget._lock:
            child = os.fork()
        if child == 0:
            try:
                client.query_users()
                client.query_users()
            except BaseException:
                os._exit(1)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        server._released.set()
        assert isinstance(first.exception(30), APIConnectionError)
    client.query_users()
    client.close()


# ---------------------------------------------------------------- places within the rate


def test_a_place_within_the_rate_is_looked_at_before_it_is_taken() -> None:
    limit = RateLimit(2, 10.0)
    assert [limit.reserve(0.0, 10.0) for _ in range(2)] == [0.0, 0.0]
    assert [limit.reserve(0.0, 10.0) for _ in range(50)] == [None] * 50
    assert limit.reserve(10.4, 10.4) is None  # still full
    assert [limit.reserve(10.5, 10.5) for _ in range(3)] == [10.5, 10.5, None]


def test_places_that_are_given_back_are_taken_again() -> None:
    limit = RateLimit(2, 10.0)
    places = [limit.reserve(0.0) for _ in range(20)]
    for place in places[2:]:
        limit.release(place or 0.0)
    assert limit.reserve(5.0) == 10.5  # as if nobody had waited
    again = RateLimit(2, 10.0)
    places = [again.reserve(0.0) for _ in range(6)]
    again.release(places[2] or 0.0)
    again.release(places[3] or 0.0)
    taken = [again.reserve(1.0) for _ in range(3)]
    assert taken == [10.5, 10.5, pytest.approx(31.5)]  # those who wait keep theirs


@pytest.mark.parametrize("seconds", [1.0, 10.0])
def test_given_back_or_not_no_window_holds_more_calls_than_are_allowed(seconds: float) -> None:
    """Given back at once, when their time has passed, or not at all."""
    rng, limit, now = random.Random(7), RateLimit(3, seconds), 0.0
    kept: list[float] = []
    held: list[float] = []
    for _ in range(5000):
        now += seconds * rng.choice([0.0, 0.0, 0.1, 0.4])
        for passed in [passed for passed in held if passed < now]:
            held.remove(passed)
            limit.release(passed)
        place = limit.reserve(now, now + seconds * rng.choice([0.5, 5.0]))
        if place is not None and rng.random() < 0.3:
            limit.release(place)
        elif place is not None and rng.random() < 0.3:
            held.append(place)
        elif place is not None:
            assert place >= now
            kept.append(place)
    kept.sort()
    assert len(kept) > 500
    assert all(later - earlier > seconds for earlier, later in zip(kept, kept[3:], strict=False))


def test_overload_does_not_starve_the_limiter(
    server: Any, acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice as many calls as the rate allows, each with a deadline: the rate is kept, second after second."""
    now = [1000.0]
    monkeypatch.setattr("specseal.runtime.admission.time.monotonic", lambda: now[0])

    async def sleep(_waits: Waits, seconds: float) -> None:
        pass

    monkeypatch.setattr(Waits, "sleep", sleep)
    served: list[int] = []
    with acme.Acme(**settings(server, rate_limit=10)) as client:
        hasty = client.with_options(total_timeout=1)
        for second in range(6):
            served.append(0)
            for twentieth in range(20):
                now[0] = 1000.0 + second * 1.05 + twentieth / 20
                with contextlib.suppress(APITimeoutError):
                    hasty.query_users()
                    served[-1] += 1
    assert served[0] >= 10
    assert min(served[1:]) >= 9


def test_cancelled_waiters_leave_no_queue(server: Any, acme: Any) -> None:
    async def main() -> None:
        async with acme.AsyncAcme(**settings(server, rate_limit=10, concurrency=1000)) as client:
            calls = [asyncio.create_task(client.query_users()) for _ in range(200)]
            await acme.until(lambda: len(server.seen) >= 10)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            rates = client._shared.here().rates[""]
            assert (
                len(rates._reserved) <= 20
            )  # those that were made, and at most as many that began meanwhile
            assert rates._released == []

    asyncio.run(main())


def test_two_limits_that_meet(server: Any, acme: Any) -> None:
    """Places within the rate must not pass while another is waited for: else they are used up all at once."""
    arrived: list[float] = []

    def slow(connection: Any) -> None:
        arrived.append(time.monotonic())
        time.sleep(0.6 if len(arrived) <= 2 else 0)
        connection.sendall(acme.answer(headers={"Connection": "close"}))

    server.say(slow)
    with (
        acme.Acme(**settings(server, rate_limit=4, concurrency=2)) as client,
        ThreadPoolExecutor(12) as pool,
    ):
        list(pool.map(lambda _: client.query_users(), range(12)))
    arrived.sort()
    # what arrives may be late, but the calls were allowed in this order: four in a second
    assert arrived[11] - arrived[0] >= 1.5
    assert len(arrived) == 12


def test_a_place_within_the_rate_comes_back_when_no_request_was_made(server: Any, acme: Any) -> None:
    rated = msgspec.structs.replace(acme.QUERY_USERS, rate=(1, 3600.0))
    with acme.Acme(**settings(server, rate_limit=True, total_timeout=30)) as client:
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                client._call(is_over(rated), {})
        client._call(rated, {})
        with pytest.raises(APITimeoutError, match="rate limit"):
            client._call(rated, {})
    assert len(server.seen) == 1


# ---------------------------------------------------------------- the budget of retries


def _left(client: Any) -> int:
    return int(client._shared.here().budget.left)


@pytest.fixture
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    async def none(_waits: Waits, seconds: float) -> None:
        pass

    monkeypatch.setattr(Waits, "sleep", none)


@pytest.mark.usefixtures("no_waits")
def test_a_retry_gives_back_all_that_it_cost(server: Any, acme: Any) -> None:
    busy = acme.answer('{"error":"INTERNAL_ERROR"}', 500)
    with acme.Acme(**settings(server) | {"max_retries": 2}) as client:
        server.say(busy)
        with pytest.raises(APIStatusError):
            client.get_face_info(group_id="g", face_token="t")
        assert _left(client) == Budget.FULL - 10  # two retries that failed
        server.say(busy, acme.answer())
        client.get_face_info(group_id="g", face_token="t")
        assert _left(client) == Budget.FULL - 10  # one that did not
        client.get_face_info(group_id="g", face_token="t")
        assert _left(client) == Budget.FULL - 9


def test_an_interrupted_retry_gives_back_what_it_cost(server: Any, acme: Any) -> None:
    """While it waits for its turn to be made, and while it waits for its answer."""
    busy = acme.answer('{"error":"INTERNAL_ERROR"}', 500, headers={"Retry-After": "30"})
    soon = acme.answer('{"error":"INTERNAL_ERROR"}', 500, headers={"Retry-After": "0.001"})

    async def main() -> None:
        async with acme.AsyncAcme(**settings(server) | {"max_retries": 1}) as client:
            for answers, requests in (([busy], 1), ([soon, server.stall], 2)):
                server.seen.clear()
                server.say(*answers)
                task = asyncio.create_task(client.get_face_info(group_id="g", face_token="t"))
                await acme.until(
                    lambda requests=requests: len(server.seen) >= requests and _left(client) < Budget.FULL
                )
                assert _left(client) == Budget.FULL - 5
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                assert _left(client) == Budget.FULL

    asyncio.run(main())


# ---------------------------------------------------------------- loops, closing, custom clients


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_two_loops_at_once(server: Any, acme: Any) -> None:
    """One async client in four threads, each with a loop of its own, all at the same time.

    Connections of a loop that ended without closing the client are closed as garbage, of which asyncio complains.
    """
    client = acme.AsyncAcme(**settings(server, concurrency=4))
    gate = threading.Barrier(4)

    async def many() -> int:
        gate.wait(30)
        done = 0
        for _ in range(20):
            done += len(await asyncio.gather(*(client.query_users() for _ in range(6))))
        return done

    async def last() -> None:
        await client.query_users()
        await client.aclose()

    with ThreadPoolExecutor(4) as pool:
        assert [call.result(60) for call in [pool.submit(asyncio.run, many()) for _ in range(4)]] == [120] * 4
    assert server.connections <= 16
    asyncio.run(last())  # what belonged to the other loops is forgotten
    gc.collect()
    assert server.wait_until_all_are_closed()


def test_closing_while_the_first_call_opens_the_transport(
    server: Any, acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the call gets through or not, no connection stays."""
    entered, go_on = threading.Event(), threading.Event()
    original = connections.ConnectionTransport.__init__

    def slow(self: Any, *given: Any) -> None:
        entered.set()
        go_on.wait(30)
        original(self, *given)

    monkeypatch.setattr(connections.ConnectionTransport, "__init__", slow)
    client = acme.Acme(**settings(server))
    with ThreadPoolExecutor(9) as pool:
        calls = [pool.submit(client.query_users) for _ in range(8)]
        assert entered.wait(30)
        closing = pool.submit(client.close)
        time.sleep(0.05)
        go_on.set()
        closing.result(30)
        for call in calls:
            with contextlib.suppress(ClientError):
                call.result(30)
    with pytest.raises(ClientError, match="closed"):
        client.query_users()
    assert server.wait_until_all_are_closed()


def test_closing_while_calls_are_in_flight(server: Any, acme: Any) -> None:
    """They end as they do, and then their connections are closed."""
    held = threading.Event()

    def wait(connection: Any) -> None:
        server.arrived.set()
        held.wait(30)
        connection.sendall(acme.answer())
        connection.recv(1)

    server.say(wait)
    client = acme.Acme(**settings(server))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.query_users)
        assert server.arrived.wait(30)
        client.close()
        held.set()
        first.result(30)
    assert server.wait_until_all_are_closed()


def test_the_auth_of_a_custom_client_is_left_out(call: Any, server: Any) -> None:
    call.through(httpx, auth=("user", "password"))("query_users")
    assert not server.last.headers["authorization"].startswith("Basic")


def test_a_custom_client_that_would_change_the_query_is_refused(call: Any, server: Any) -> None:
    with pytest.raises(ConfigurationError, match="params"):
        call.through(httpx, params={"a": "b"})("query_users")
    assert server.seen == []
