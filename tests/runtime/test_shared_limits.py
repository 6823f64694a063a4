"""Limits that several processes keep together, counted in a real Redis."""

from __future__ import annotations

import asyncio
import math
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis, exceptions

from bench.shared_limit import Run, run
from specseal.runtime.errors import APITimeoutError, ConfigurationError
from specseal.runtime.redis_limits import RedisLimits
from specseal.runtime.redis_scripts import CONNECTIONS
from specseal.runtime.shared_limits import LimitUnavailableError, Reservation
from tests.redis_server import RedisServer, redis_server

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def name() -> str:
    return uuid.uuid4().hex


def _wait(reservation: Reservation | None) -> float:
    assert reservation is not None
    return reservation.wait


def test_limits_of_one_name_are_one_limit(redis: RedisServer, name: str) -> None:
    """Three calls in a minute, asked for by two limits, one of them awaited, and by a third of another name."""
    one, two = (RedisLimits(redis.url, name=name, calls=3, seconds=60) for _ in range(2))
    other = RedisLimits(redis.url, name=f"{name}x", calls=3, seconds=60)

    async def awaited() -> list[float]:
        async with two:
            return [_wait(await two.areserve("op", None, None, 1)) for _ in range(4)]

    with one, other:
        waits = [_wait(one.reserve("op", None, None, 1)) for _ in range(3)] + asyncio.run(awaited())
        assert waits == pytest.approx([0, 0, 0, 63, 63, 63, 126], abs=2)
        assert _wait(other.reserve("op", None, None, 1)) == 0


def test_without_a_number_each_operation_has_its_documented_rate(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name) as limits:
        assert [_wait(limits.reserve("a", (1, 60.0), None, 1)) for _ in range(2)] == pytest.approx(
            [0, 63], abs=1
        )
        assert _wait(limits.reserve("b", (1, 60.0), None, 1)) == 0
        assert [_wait(limits.reserve("c", None, None, 1)) for _ in range(5)] == [0] * 5


def test_a_call_that_would_come_too_late_reserves_nothing(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits:
        limits.reserve("op", None, None, 1)
        assert limits.reserve("op", None, 10, 1) is None
        assert _wait(limits.reserve("op", None, 70, 1)) == pytest.approx(63, abs=1)


def test_a_reservation_that_is_not_used_goes_to_the_next_caller(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits:
        limits.reserve("op", None, None, 1)
        second, third = (limits.reserve("op", None, None, 1) for _ in range(2))
        assert second and third
        second.release()
        assert _wait(limits.reserve("op", None, None, 1)) == pytest.approx(63, abs=1)
        assert _wait(limits.reserve("op", None, None, 1)) == pytest.approx(189, abs=1)


def test_an_awaited_reservation_that_is_not_used_goes_to_the_next_caller(
    redis: RedisServer, name: str
) -> None:
    async def unused() -> None:
        async with RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits:
            await limits.areserve("op", None, None, 1)
            second = await limits.areserve("op", None, None, 1)
            assert second
            second.release()

    asyncio.run(unused())
    with RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits:
        assert _wait(limits.reserve("op", None, None, 1)) == pytest.approx(63, abs=1)


def test_a_reservation_whose_time_has_passed_goes_to_the_next_caller_at_once(
    redis: RedisServer, name: str
) -> None:
    """It is moved where nobody counts on it: what comes two calls later is not reserved yet."""
    with RedisLimits(redis.url, name=name, calls=2, seconds=60) as limits:
        _, late = (limits.reserve("op", None, None, 1) for _ in range(2))
        third = limits.reserve("op", None, None, 1)
        assert late and _wait(third) == pytest.approx(63, abs=1)
        late.release()
        assert _wait(limits.reserve("op", None, 0, 1)) == 0
        assert limits.reserve("op", None, 10, 1) is None
        assert [_wait(limits.reserve("op", None, None, 1)) for _ in range(2)] == pytest.approx(
            [63, 126], abs=2
        )


def test_a_reservation_whose_time_has_passed_is_lost_where_somebody_counts_on_it(
    redis: RedisServer, name: str
) -> None:
    with RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits:
        late = limits.reserve("op", None, None, 1)
        assert late and _wait(limits.reserve("op", None, None, 1)) == pytest.approx(63, abs=1)
        late.release()
        assert _wait(limits.reserve("op", None, None, 1)) == pytest.approx(126, abs=2)


def test_calls_of_a_short_window_that_wait_do_not_start_all_at_once(redis: RedisServer, name: str) -> None:
    """As in the client's own limit."""
    with RedisLimits(redis.url, name=name, calls=10, seconds=3.0) as limits:
        waits = [_wait(limits.reserve("op", None, None, 1)) for _ in range(30)]
        assert waits[:10] == [0] * 10
        assert waits[-1] - waits[10] == pytest.approx(19 * 0.315, abs=0.3)


def test_an_answer_that_is_kept_counts_as_late(
    redis: RedisServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a process that is busy for half a second; what an answer takes by itself does not count."""
    shift, busy, real = [0.0], [0.0], time.monotonic
    monkeypatch.setattr("specseal.runtime.redis_limits.time.monotonic", lambda: real() + shift[0])

    class Busy(RedisLimits):
        def _ask(self, ask: Any, until: float | None) -> Any:
            answer = super()._ask(ask, until)
            shift[0] += busy[0]
            return answer

    with Busy(redis.url, name=name, calls=2, seconds=60) as limits:
        graces: list[float] = []
        waits: list[float] = []
        for busy[0] in (0.0, 5.0, 5.0, 0.0):
            given = limits.reserve("op", None, None, 1)
            assert given
            graces.append(given.grace)
            waits.append(given.wait)
    assert graces == pytest.approx([1.5, 1.5 - 5, 1.5, 1.5], abs=0.4)
    assert waits == pytest.approx([0, 0, 58, 63], abs=2)


def test_concurrent_calls_hold_leases(redis: RedisServer, name: str) -> None:
    one, two = (RedisLimits(redis.url, name=name, concurrency=2) for _ in range(2))
    with one, two:
        first, second = one.acquire(5), two.acquire(5)
        assert first and second
        assert one.acquire(0.05) is None
        first()
        assert two.acquire(5) is not None


def test_a_lease_ends_by_itself_when_its_process_has_died(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name, concurrency=1, lease=0.2) as limits:
        assert limits.acquire(5) is not None
        assert limits.acquire(5) is not None


def test_awaited_leases(redis: RedisServer, name: str) -> None:
    async def at_once() -> int:
        running, most = 0, 0

        async def call(limits: RedisLimits) -> None:
            nonlocal running, most
            release = await limits.aacquire(20)
            assert release
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.002)
            running -= 1
            release()

        async with RedisLimits(redis.url, name=name, concurrency=3) as limits:
            await asyncio.gather(*(call(limits) for _ in range(20)))
            assert await limits.aacquire(5) is not None
        return most

    assert asyncio.run(at_once()) <= 3


def test_a_redis_that_comes_back_empty_is_noticed(name: str) -> None:
    """Calls that others were allowed may start within a window: nothing new starts for two, whoever asks."""
    with redis_server() as server, RedisLimits(server.url, name=name, calls=2, seconds=60) as limits:
        assert [_wait(limits.reserve("op", None, None, 1)) for _ in range(2)] == [0, 0]
        server.stop()
        server.start()
        waits = [_wait(limits.reserve("op", None, None, 5)) for _ in range(3)]
        assert waits == pytest.approx([126, 126, 189], abs=2)
        with RedisLimits(server.url, name=name, calls=2, seconds=60) as late:
            assert _wait(late.reserve("op", None, None, 5)) == pytest.approx(189, abs=2)


def test_a_redis_that_keeps_what_it_knows_may_be_killed_and_started_again(name: str) -> None:
    """Its append-only file has every answer, so nothing waits longer than before, and no slot is given twice."""
    with (
        redis_server(keep=True) as server,
        RedisLimits(server.url, name=name, calls=2, seconds=60, concurrency=1) as limits,
        RedisLimits(server.url, name=name, calls=2, seconds=60, concurrency=1) as other,
    ):
        assert [_wait(each.reserve("op", None, None, 1)) for each in (limits, other)] == [0, 0]
        release = limits.acquire(1)
        assert release
        server.stop()
        server.start()
        assert _wait(other.reserve("op", None, None, 5)) == pytest.approx(63, abs=2)
        assert other.acquire(0.2) is None
        release()
        assert other.acquire(5) is not None


def test_calls_that_an_emptied_redis_had_allowed_still_count(name: str) -> None:
    """The last of them starts in 126 seconds, which only `other` knows."""
    with (
        redis_server() as server,
        RedisLimits(server.url, name=name, calls=1, seconds=60) as limits,
        RedisLimits(server.url, name=name, calls=1, seconds=60) as other,
    ):
        limits.reserve("op", None, None, 1)
        waits = [_wait(other.reserve("op", None, None, 1)) for _ in range(2)]
        assert waits == pytest.approx([63, 126], abs=2)
        server.stop()
        server.start()
        assert other.reserve("op", None, 0, 5) is None
        assert _wait(limits.reserve("op", None, None, 5)) == pytest.approx(189, abs=2)


class Lost:
    """A script whose answers are lost, all or the first so many: Redis has done what it was asked for."""

    def __init__(self, script: Any, number: float = math.inf) -> None:
        self._script, self._number = script, number

    def __call__(self, *asked: Any) -> Any:
        answer = self._script(*asked)
        self._number -= 1
        if self._number >= 0:
            raise exceptions.TimeoutError("Timeout reading from socket")
        return answer


class AwaitedLost(Lost):
    async def __call__(self, *asked: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        answer = await self._script(*asked)
        self._number -= 1
        if self._number >= 0:
            raise exceptions.TimeoutError("Timeout reading from socket")
        return answer


def test_a_concurrent_call_is_granted_once_though_the_answer_was_lost(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name, concurrency=1) as limits:
        scripts = limits._blocking.get()
        scripts.acquire = Lost(scripts.acquire, 1)
        assert limits.acquire(5) is not None

    async def awaited() -> None:
        async with RedisLimits(redis.url, name=f"{name}a", concurrency=1) as limits:
            scripts = limits._awaited.get()
            scripts.acquire = AwaitedLost(scripts.acquire, 1)
            assert await limits.aacquire(5) is not None

    asyncio.run(awaited())


def test_a_concurrent_call_that_gave_up_does_not_count(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name, concurrency=1) as limits:
        scripts = limits._blocking.get()
        acquire, scripts.acquire = scripts.acquire, Lost(scripts.acquire)
        with pytest.raises(LimitUnavailableError, match="Timeout"):
            limits.acquire(0.01)
        scripts.acquire = acquire
        assert limits.acquire(1) is not None

    async def awaited() -> None:
        async with RedisLimits(redis.url, name=f"{name}a", concurrency=1) as limits:
            scripts = limits._awaited.get()
            acquire, scripts.acquire = scripts.acquire, AwaitedLost(scripts.acquire)
            with pytest.raises(LimitUnavailableError, match="Timeout"):
                await limits.aacquire(0.01)
            scripts.acquire = acquire
            assert await limits.aacquire(1) is not None

    asyncio.run(awaited())


class Away:
    """A script that cannot be sent."""

    def __call__(self, *_asked: Any) -> Any:
        raise exceptions.ConnectionError("Connection refused")


@pytest.mark.parametrize("closed", [False, True])
def test_a_call_that_ends_while_redis_is_away_is_ended_later(
    redis: RedisServer, name: str, *, closed: bool
) -> None:
    """With the next question, or when the limit is closed: nobody waits for its lease to end."""
    with RedisLimits(redis.url, name=name, concurrency=1) as other:
        with RedisLimits(redis.url, name=name, concurrency=1) as limits:
            scripts = limits._blocking.get()
            end, release, scripts.release = limits.acquire(1), scripts.release, Away()
            assert end is not None
            end()
            scripts.release = release
            assert closed or limits.acquire(1) is not None
        assert (other.acquire(0.1) is not None) is closed

    async def awaited() -> None:
        async with RedisLimits(redis.url, name=f"{name}a", concurrency=1) as other:
            async with RedisLimits(redis.url, name=f"{name}a", concurrency=1) as limits:
                scripts = limits._awaited.get()
                end, release, scripts.release = await limits.aacquire(1), scripts.release, Away()
                assert end is not None
                end()
                await asyncio.gather(*limits._tasks)
                scripts.release = release
                assert closed or await limits.aacquire(1) is not None
            assert (await other.aacquire(0.1) is not None) is closed

    asyncio.run(awaited())


def test_a_redis_that_was_stopped_does_nothing_for_those_who_have_gone(name: str) -> None:
    with redis_server() as server:
        limits = RedisLimits(server.url, name=name, calls=1, seconds=60, concurrency=1)
        with limits, RedisLimits(server.url, name=name, calls=1, seconds=60, concurrency=1) as other:
            limits.reserve("op", None, None, 1)
            server.pause()
            try:
                with pytest.raises(LimitUnavailableError):
                    limits.reserve("op", None, None, 0.1)
                with pytest.raises(LimitUnavailableError):
                    limits.acquire(0.1)
            finally:
                server.resume()
            assert _wait(other.reserve("op", None, None, 5)) == pytest.approx(63, abs=3)
            assert other.acquire(5) is not None


@pytest.mark.parametrize("seconds", [-100, 100])
def test_a_clock_of_redis_that_is_another_one_is_found_out(
    redis: RedisServer, name: str, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """What is known of Redis's clock is wrong from one question to the next."""
    shift, real = [0.0], time.monotonic
    monkeypatch.setattr("specseal.runtime.redis_limits.time.monotonic", lambda: real() + shift[0])
    with RedisLimits(redis.url, name=name, calls=9, seconds=60, concurrency=9) as limits:
        assert limits.reserve("op", None, None, 1) is not None
        shift[0] = seconds
        assert _wait(limits.reserve("op", None, None, 1)) == 0
        shift[0] = 2 * seconds
        assert limits.acquire(1) is not None


def test_a_reservation_whose_task_was_cancelled_goes_to_the_next_caller(
    redis: RedisServer, name: str
) -> None:
    """Cancelled while Redis's answer is on its way."""

    async def cancelled() -> float:
        async with RedisLimits(redis.url, name=name, calls=1, seconds=60, concurrency=1) as limits:
            await limits.areserve("op", None, None, 1)
            scripts = limits._awaited.get()
            for script, ask in (
                ("reserve", lambda: limits.areserve("op", None, None, 1)),
                ("acquire", lambda: limits.aacquire(1)),
            ):
                real = getattr(scripts, script)
                answered, arrived = asyncio.Event(), asyncio.Event()

                async def on_its_way(
                    *asked: Any,
                    real: Any = real,
                    answered: asyncio.Event = answered,
                    arrived: asyncio.Event = arrived,
                ) -> Any:
                    answer = await real(*asked)
                    answered.set()
                    await arrived.wait()
                    return answer

                setattr(scripts, script, on_its_way)
                task = asyncio.ensure_future(ask())
                await answered.wait()
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
                arrived.set()
                setattr(scripts, script, real)
        async with RedisLimits(redis.url, name=name, calls=1, seconds=60, concurrency=1) as limits:
            assert await limits.aacquire(0) is not None
            return _wait(await limits.areserve("op", None, None, 1))

    assert asyncio.run(cancelled()) == pytest.approx(63, abs=2)


def test_limits_of_one_name_with_other_numbers_each_keep_their_own(redis: RedisServer, name: str) -> None:
    """Over the calls of both: the one of few calls does not make Redis forget what the other one counts."""
    many = RedisLimits(redis.url, name=name, calls=10, seconds=60, concurrency=2, lease=60)
    few = RedisLimits(redis.url, name=name, calls=2, seconds=1, concurrency=2, lease=0.1)
    with many, few:
        for _ in range(3):
            _wait(many.reserve("op", None, None, 1)), _wait(many.reserve("op", None, None, 1))
            few.reserve("op", None, None, 1)
        assert _wait(many.reserve("op", None, None, 1)) < 10
        assert _wait(many.reserve("op", None, None, 1)) > 50
        assert many.acquire(1) and few.acquire(1)
        assert many.acquire(1) is not None  # instead of the short lease
        assert many.acquire(0.2) is None


def test_calls_are_remembered_for_the_longest_window_of_a_name(redis: RedisServer, name: str) -> None:
    """One who counts for a moment only makes Redis forget nothing that another one counts for a minute."""
    minute = RedisLimits(redis.url, name=name, calls=10, seconds=60)
    moment = RedisLimits(redis.url, name=name, calls=10, seconds=0.1)
    with minute, moment, Redis.from_url(redis.url) as server:
        minute.reserve("op", None, None, 1)
        moment.reserve("op", None, None, 1)
        assert server.pttl(f"specseal:{{{name}}}:calls") > 55_000


def test_operations_do_not_share_their_keys(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name) as limits:
        for operation in ("a", "a:free", "a:epoch", "free:a"):
            late = [limits.reserve(operation, (1, 60.0), None, 1) for _ in range(2)][-1]
            assert late
            late.release()
            assert _wait(limits.reserve(operation, (1, 60.0), None, 1)) == pytest.approx(63, abs=1)


def test_what_redis_evicts_is_noticed(redis: RedisServer, name: str) -> None:
    with (
        RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits,
        Redis.from_url(redis.url) as server,
    ):
        limits.reserve("op", None, None, 1)
        server.delete(f"specseal:{{{name}}}:calls")
        assert _wait(limits.reserve("op", None, None, 1)) == pytest.approx(63, abs=1)


def test_what_redis_forgets_after_a_day_is_not_missed(
    redis: RedisServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift, real = [0.0], time.monotonic
    monkeypatch.setattr("specseal.runtime.redis_limits.time.monotonic", lambda: real() + shift[0])
    with (
        RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits,
        Redis.from_url(redis.url) as server,
    ):
        limits.reserve("op", None, None, 1)
        server.flushall()
        shift[0] = 86400.0
        assert _wait(limits.reserve("op", None, None, 1)) == 0


def test_a_clock_that_is_set_back_does_not_stop_all_calls(redis: RedisServer, name: str) -> None:
    """By an hour: the call that was to start in 63 seconds still does, and the next one 63 seconds later."""
    with (
        RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits,
        Redis.from_url(redis.url) as server,
    ):
        first, second = (limits.reserve("op", None, None, 1) for _ in range(2))
        assert first and second
        keys = [f"specseal:{{{name}}}:{what}" for what in ("calls", "epoch")]
        starts = [float(start) + 3600 for start in server.lrange(keys[0], 0, -1)]
        server.delete(keys[0])
        server.rpush(keys[0], *(f"{start:.6f}" for start in starts))
        for field in ("born", "last", "seen"):
            server.hincrbyfloat(keys[1], field, 3600)
        assert _wait(limits.reserve("op", None, None, 1)) == pytest.approx(126, abs=2)
        assert _wait(limits.reserve("op", None, None, 1)) == pytest.approx(189, abs=2)


def test_what_is_given_back_to_another_redis_is_nobodys(redis: RedisServer, name: str) -> None:
    """It was reserved by a clock that is ahead by an hour."""
    with RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits:
        limits.reserve("op", None, None, 1)
        free, epoch = (f"specseal:{{{name}}}:{what}" for what in ("free", "epoch"))
        limits._return([free, epoch], f"{time.time() + 3600:.6f}")
        assert _wait(limits.reserve("op", None, None, 1)) == pytest.approx(63, abs=2)


def test_a_few_callers_of_a_process_ask_at_a_time(redis: RedisServer, name: str) -> None:
    """The others wait for them, not for a connection."""

    async def crowd() -> tuple[int, list[bool]]:
        asking = most = 0
        async with RedisLimits(redis.url, name=name, calls=10**6, concurrency=1) as limits:
            scripts = limits._awaited.get()

            def counted(script: Any) -> Any:
                async def ask(*asked: Any) -> Any:
                    nonlocal asking, most
                    asking += 1
                    most = max(most, asking)
                    try:
                        return await script(*asked)
                    finally:
                        asking -= 1

                return ask

            scripts.acquire, scripts.reserve, scripts.release = map(
                counted, (scripts.acquire, scripts.reserve, scripts.release)
            )

            async def call() -> bool:
                end = await limits.aacquire(60)
                given = await limits.areserve("op", None, None, 60)
                assert end
                end()
                return given is not None

            return most, await asyncio.gather(*(call() for _ in range(60)))

    most, given = asyncio.run(crowd())
    assert most <= CONNECTIONS
    assert all(given)


def test_a_call_out_of_time_before_it_asks_is_told_of_trouble_only_while_there_is_some(
    redis: RedisServer, name: str
) -> None:
    with RedisLimits(redis.url, name=name, concurrency=1) as limits:
        scripts, line = limits._blocking.get(), limits._waiting.get()
        acquire, scripts.acquire = scripts.acquire, Away()
        with pytest.raises(LimitUnavailableError):
            limits.acquire(0.01)
        for _ in range(CONNECTIONS):
            line.acquire()
        with pytest.raises(LimitUnavailableError, match="Connection refused"):
            limits.acquire(0.01)
        line.release()
        scripts.acquire = acquire
        assert limits.acquire(1) is not None
        line.acquire()
        assert limits.acquire(0.01) is None


def test_threads_that_wait_for_each_other_and_then_for_redis(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name, calls=10**6, concurrency=2) as limits:
        ended = list[bool]()

        def call() -> None:
            end = limits.acquire(60)
            assert end
            end()
            ended.append(limits.reserve("op", None, None, 60) is not None)

        threads = [threading.Thread(target=call, daemon=True) for _ in range(4 * CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert ended == [True] * len(threads)


def test_what_redis_refuses_is_told_with_what_to_do(name: str) -> None:
    def reserve(url: str) -> None:
        with RedisLimits(url, name=name, calls=1) as limits:
            limits.reserve("op", None, None, 0.01)

    with redis_server() as server, Redis.from_url(server.url) as admin:
        named = server.url.replace("unix://", "unix://user:word@")
        with pytest.raises(ConfigurationError, match="write its user and password into the URL"):
            reserve(named)
        admin.acl_setuser("user", enabled=True, passwords=["+word"])
        with pytest.raises(ConfigurationError, match="its user needs the rights ~specseal:"):
            reserve(named)
        rights = ["+@connection", "+@scripting", "+@read", "+@write", "+time"]
        admin.acl_setuser("user", enabled=True, passwords=["+word"], keys=["specseal:*"], commands=rights)
        reserve(named)
        admin.config_set("maxmemory", "1")
        with pytest.raises(LimitUnavailableError, match="maxmemory"):
            reserve(server.url)
        admin.config_set("maxmemory", "0")
        admin.flushall()
        admin.set(f"specseal:{{{name}}}:calls", "x")
        with pytest.raises(ConfigurationError, match="choose another name"):
            reserve(server.url)


@pytest.mark.parametrize("url", ["http://host", "redis://:sec/ret@host", "redis://host:port"])
def test_a_url_that_is_none(url: str) -> None:
    with pytest.raises(ConfigurationError, match="write redis://USER:PASSWORD@HOST:PORT") as caught:
        RedisLimits(url, name="n")
    assert "sec" not in str(caught.value)


def test_calls_wait_for_a_redis_that_is_away_and_no_longer_than_they_may(name: str, tmp_path: Path) -> None:
    limits = RedisLimits(f"unix://{tmp_path}/none", name=name, calls=1)
    with pytest.raises(LimitUnavailableError, match=r"Redis: .*No such file"):
        limits.reserve("op", None, None, 0.1)
    with pytest.raises(LimitUnavailableError):
        limits.acquire(0.1)

    async def awaited() -> None:
        async with limits:
            with pytest.raises(LimitUnavailableError):
                await limits.areserve("op", None, None, 0.1)

    asyncio.run(awaited())


def _settings(server: Any, limits: RedisLimits) -> dict[str, Any]:
    settings = {"api_key": "k", "api_secret": "s", "base_url": server.url, "total_timeout": 0.4}
    return settings | {"rate_limit": limits, "concurrency": limits, "max_retries": 0}


def test_clients_keep_a_shared_limit(redis: RedisServer, name: str, server: Any, acme: Any) -> None:
    """Two of four calls go out at once; the others would be later than their total timeout."""
    limits = RedisLimits(redis.url, name=name, calls=2, seconds=60, concurrency=5)
    with acme.Acme(**_settings(server, limits)) as client:
        for _ in range(2):
            client._call(acme.QUERY_USERS, {})
        with pytest.raises(APITimeoutError, match="the rate limit allows no call before the total timeout"):
            client._call(acme.QUERY_USERS, {})

    async def awaited() -> None:
        async with limits, acme.AsyncAcme(**_settings(server, limits)) as client:
            with pytest.raises(APITimeoutError, match="the rate limit allows no call"):
                await client._call(acme.QUERY_USERS, {})

    asyncio.run(awaited())
    assert len(server.seen) == 2
    with limits:
        for _ in range(5):  # nothing that a call borrowed is missing
            assert limits.acquire(1) is not None


def test_clients_send_nothing_while_redis_is_away(name: str, server: Any, acme: Any, tmp_path: Path) -> None:
    limits = RedisLimits(f"unix://{tmp_path}/none", name=name, calls=2)
    settings = _settings(server, limits)
    with (
        acme.Acme(**{**settings, "concurrency": 3}) as client,
        pytest.raises(APITimeoutError, match="the rate limit, which is unavailable: Redis: ") as caught,
    ):
        client._call(acme.QUERY_USERS, {})
    assert caught.value.maybe_sent is False
    with (
        acme.Acme(**{**settings, "rate_limit": False}) as client,
        pytest.raises(APITimeoutError, match="the shared limit, which is unavailable: Redis: "),
    ):
        client._call(acme.QUERY_USERS, {})
    assert server.seen == []


def test_a_limit_that_was_unavailable_is_not_called_so_later(server: Any, acme: Any) -> None:
    class Unsteady:
        asked = 0

        def acquire(self, longest: float | None) -> None:
            self.asked += 1
            if self.asked == 1:
                raise LimitUnavailableError("Redis: gone")

    with acme.Acme(api_key="k", api_secret="s", base_url=server.url, concurrency=Unsteady()) as client:
        with pytest.raises(APITimeoutError, match="the shared limit, which is unavailable: Redis: gone"):
            client._call(acme.QUERY_USERS, {})
        with pytest.raises(APITimeoutError, match=r"the shared limit \(concurrency=, pool timeout\)"):
            client._call(acme.QUERY_USERS, {})


def test_numbers_out_of_range_and_a_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in (
        {"calls": 0},
        {"calls": 2.5},
        {"calls": True},
        {"calls": 10**10},
        {"concurrency": 0},
        {"concurrency": 1.5},
        {"seconds": 0.0},
        {"seconds": 86400},
        {"lease": 0},
        {"lease": 86400},
    ):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            RedisLimits(name="n", **wrong)
    with pytest.raises(ValueError, match="name"):
        RedisLimits(name="")
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match="install the extra redis"):
        RedisLimits(name="n")


def test_the_password_is_not_shown() -> None:
    limits = RedisLimits("redis://:secret-word@127.0.0.1", name="n")
    assert "secret-word" not in repr(vars(limits)) + repr(limits)


def test_processes_keep_to_one_limit_though_one_dies_and_redis_restarts() -> None:
    """Three processes with two clients each; `make shared-limit` is the long form of ten with ten."""
    granted, _, arrived = run(
        Run(processes=3, clients=2, calls=20, window=0.5, duration=2.1, kill=True, restart=True)
    )
    assert len(arrived) > 20
    starts = sorted(granted)
    assert all(later - start >= 0.5 for start, later in zip(starts, starts[20:], strict=False))
