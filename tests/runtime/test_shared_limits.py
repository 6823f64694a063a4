"""Limits that several processes keep together, counted in a real Redis."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bench.shared_limit import Run, run
from specseal.runtime.errors import APITimeoutError, ConfigurationError
from specseal.runtime.redis_limits import RedisLimits
from specseal.runtime.shared_limits import LimitUnavailableError
from tests.redis_server import RedisServer, redis_server
from tests.runtime.limits import wait_of

pytestmark = pytest.mark.system


def test_limits_of_one_name_are_one_limit(redis: RedisServer, name: str) -> None:
    """Three calls in a minute, asked for by two limits, one of them awaited, and by a third of another name."""
    one, two = (RedisLimits(redis.url, name=name, calls=3, seconds=60) for _ in range(2))
    other = RedisLimits(redis.url, name=f"{name}x", calls=3, seconds=60)

    async def awaited() -> list[float]:
        async with two:
            return [wait_of(await two.areserve("op", None, None, 1)) for _ in range(4)]

    with one, other:
        waits = [wait_of(one.reserve("op", None, None, 1)) for _ in range(3)] + asyncio.run(awaited())
        assert waits == pytest.approx([0, 0, 0, 63, 63, 63, 126], abs=2)
        assert wait_of(other.reserve("op", None, None, 1)) == 0


def test_without_a_number_each_operation_has_its_documented_rate(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name) as limits:
        assert [wait_of(limits.reserve("a", (1, 60.0), None, 1)) for _ in range(2)] == pytest.approx(
            [0, 63], abs=1
        )
        assert wait_of(limits.reserve("b", (1, 60.0), None, 1)) == 0
        assert [wait_of(limits.reserve("c", None, None, 1)) for _ in range(5)] == [0] * 5


def test_a_call_that_would_come_too_late_reserves_nothing(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits:
        limits.reserve("op", None, None, 1)
        assert limits.reserve("op", None, 10, 1) is None
        assert wait_of(limits.reserve("op", None, 70, 1)) == pytest.approx(63, abs=1)


def test_a_reservation_that_is_not_used_goes_to_the_next_caller(redis: RedisServer, name: str) -> None:
    with RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits:
        limits.reserve("op", None, None, 1)
        second, third = (limits.reserve("op", None, None, 1) for _ in range(2))
        assert second and third
        second.release()
        assert wait_of(limits.reserve("op", None, None, 1)) == pytest.approx(63, abs=1)
        assert wait_of(limits.reserve("op", None, None, 1)) == pytest.approx(189, abs=1)


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
        assert wait_of(limits.reserve("op", None, None, 1)) == pytest.approx(63, abs=1)


def test_a_reservation_whose_time_has_passed_goes_to_the_next_caller_at_once(
    redis: RedisServer, name: str
) -> None:
    """It is moved where nobody counts on it: what comes two calls later is not reserved yet."""
    with RedisLimits(redis.url, name=name, calls=2, seconds=60) as limits:
        _, late = (limits.reserve("op", None, None, 1) for _ in range(2))
        third = limits.reserve("op", None, None, 1)
        assert late and wait_of(third) == pytest.approx(63, abs=1)
        late.release()
        assert wait_of(limits.reserve("op", None, 0, 1)) == 0
        assert limits.reserve("op", None, 10, 1) is None
        assert [wait_of(limits.reserve("op", None, None, 1)) for _ in range(2)] == pytest.approx(
            [63, 126], abs=2
        )


def test_a_reservation_whose_time_has_passed_is_lost_where_somebody_counts_on_it(
    redis: RedisServer, name: str
) -> None:
    with RedisLimits(redis.url, name=name, calls=1, seconds=60) as limits:
        late = limits.reserve("op", None, None, 1)
        assert late and wait_of(limits.reserve("op", None, None, 1)) == pytest.approx(63, abs=1)
        late.release()
        assert wait_of(limits.reserve("op", None, None, 1)) == pytest.approx(126, abs=2)


def test_calls_of_a_short_window_that_wait_do_not_start_all_at_once(redis: RedisServer, name: str) -> None:
    """As in the client's own limit."""
    with RedisLimits(redis.url, name=name, calls=10, seconds=3.0) as limits:
        waits = [wait_of(limits.reserve("op", None, None, 1)) for _ in range(30)]
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
        assert [wait_of(limits.reserve("op", None, None, 1)) for _ in range(2)] == [0, 0]
        server.stop()
        server.start()
        waits = [wait_of(limits.reserve("op", None, None, 5)) for _ in range(3)]
        assert waits == pytest.approx([126, 126, 189], abs=2)
        with RedisLimits(server.url, name=name, calls=2, seconds=60) as late:
            assert wait_of(late.reserve("op", None, None, 5)) == pytest.approx(189, abs=2)


def test_a_redis_that_keeps_what_it_knows_may_be_killed_and_started_again(name: str) -> None:
    """Its append-only file has every answer, so nothing waits longer than before, and no slot is given twice."""
    with (
        redis_server(keep=True) as server,
        RedisLimits(server.url, name=name, calls=2, seconds=60, concurrency=1) as limits,
        RedisLimits(server.url, name=name, calls=2, seconds=60, concurrency=1) as other,
    ):
        assert [wait_of(each.reserve("op", None, None, 1)) for each in (limits, other)] == [0, 0]
        release = limits.acquire(1)
        assert release
        server.stop()
        server.start()
        assert wait_of(other.reserve("op", None, None, 5)) == pytest.approx(63, abs=2)
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
        waits = [wait_of(other.reserve("op", None, None, 1)) for _ in range(2)]
        assert waits == pytest.approx([63, 126], abs=2)
        server.stop()
        server.start()
        assert other.reserve("op", None, 0, 5) is None
        assert wait_of(limits.reserve("op", None, None, 5)) == pytest.approx(189, abs=2)


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
