"""Limits in Redis where something goes wrong: lost answers, other clocks, refusals, crowds of callers."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from typing import Any

import pytest
from redis import Redis, exceptions

from specseal.runtime.errors import ConfigurationError
from specseal.runtime.redis_limits import RedisLimits
from specseal.runtime.redis_scripts import CONNECTIONS
from specseal.runtime.shared_limits import LimitUnavailableError
from tests.redis_server import RedisServer, redis_server
from tests.runtime.limits import wait_of

pytestmark = pytest.mark.system


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
            assert wait_of(other.reserve("op", None, None, 5)) == pytest.approx(63, abs=3)
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
        assert wait_of(limits.reserve("op", None, None, 1)) == 0
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
            return wait_of(await limits.areserve("op", None, None, 1))

    assert asyncio.run(cancelled()) == pytest.approx(63, abs=2)


def test_limits_of_one_name_with_other_numbers_each_keep_their_own(redis: RedisServer, name: str) -> None:
    """Over the calls of both: the one of few calls does not make Redis forget what the other one counts."""
    many = RedisLimits(redis.url, name=name, calls=10, seconds=60, concurrency=2, lease=60)
    few = RedisLimits(redis.url, name=name, calls=2, seconds=1, concurrency=2, lease=0.1)
    with many, few:
        for _ in range(3):
            wait_of(many.reserve("op", None, None, 1)), wait_of(many.reserve("op", None, None, 1))
            few.reserve("op", None, None, 1)
        assert wait_of(many.reserve("op", None, None, 1)) < 10
        assert wait_of(many.reserve("op", None, None, 1)) > 50
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
            assert wait_of(limits.reserve(operation, (1, 60.0), None, 1)) == pytest.approx(63, abs=1)


def test_what_redis_evicts_is_noticed(redis: RedisServer, name: str) -> None:
    with (
        RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits,
        Redis.from_url(redis.url) as server,
    ):
        limits.reserve("op", None, None, 1)
        server.delete(f"specseal:{{{name}}}:calls")
        assert wait_of(limits.reserve("op", None, None, 1)) == pytest.approx(63, abs=1)


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
        assert wait_of(limits.reserve("op", None, None, 1)) == 0


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
        assert wait_of(limits.reserve("op", None, None, 1)) == pytest.approx(126, abs=2)
        assert wait_of(limits.reserve("op", None, None, 1)) == pytest.approx(189, abs=2)


def test_what_is_given_back_to_another_redis_is_nobodys(redis: RedisServer, name: str) -> None:
    """It was reserved by a clock that is ahead by an hour."""
    with RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits:
        limits.reserve("op", None, None, 1)
        free, epoch = (f"specseal:{{{name}}}:{what}" for what in ("free", "epoch"))
        limits._return([free, epoch], f"{time.time() + 3600:.6f}")
        assert wait_of(limits.reserve("op", None, None, 1)) == pytest.approx(63, abs=2)


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
