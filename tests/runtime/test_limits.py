"""The limits that a client keeps by itself: the rate, the concurrency."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from specseal.runtime.errors import APITimeoutError
from specseal.runtime.limits import RateLimit
from specseal.runtime.waiting import Waits


def test_no_window_holds_more_calls_than_are_allowed() -> None:
    limit = RateLimit(3, 10.0)
    now = 1000.0
    starts: list[float] = []
    for step in [0, 0, 1, 0, 0, 0, 40, 0, 0, 0]:
        now += step
        starts.append(limit.reserve(now) or 0.0)
    assert starts == sorted(starts)
    for first, fourth in zip(starts, starts[3:], strict=False):
        assert fourth - first >= 10.0
    assert starts[:3] == [1000, 1000, 1001]  # those that fit do not wait
    assert starts[6] == 1041


def test_threads_never_get_more_places_than_there_are() -> None:
    limit = RateLimit(10, 60.0)
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: limit.reserve(5.0) or 0.0, range(40)))
    assert sorted(waits) == pytest.approx([5.0] * 10 + [68.0] * 10 + [131.0] * 10 + [194.0] * 10)


@pytest.mark.parametrize(("setting", "waiting"), [(True, 3), (False, 0), (2, 4), (0.5, 5)])
def test_calls_wait_for_their_turn(
    server: Any, acme: Any, monkeypatch: pytest.MonkeyPatch, setting: Any, waiting: int
) -> None:
    """Six calls at once; the contract allows three in a minute."""
    waits: list[float] = []

    async def note(_waits: Waits, seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(Waits, "sleep", note)
    rated = msgspec.structs.replace(acme.QUERY_USERS, rate=(3, 60.0))
    settings = {"api_key": "k", "api_secret": "s", "base_url": server.url, "rate_limit": setting}
    with acme.Acme(**settings) as client:
        for number in range(6):
            (client if number % 2 else client.with_options(timeout=9))._call(rated, {})
    assert len(waits) == waiting
    assert len(server.seen) == 6


def test_a_batch_runs_at_the_limit_and_not_into_it(call: Any, server: Any, acme: Any) -> None:
    """Real time: of 100 calls at 40 in half a second, the server sees the 41st half a second late, the 81st a second.

    Counted from before the first call, so that a slow machine can only make them later.
    """
    rated = msgspec.structs.replace(acme.QUERY_USERS, rate=(40, 0.5))
    arrived: list[float] = []
    body = acme.answer('{"Success":true}')

    def note(connection: Any) -> None:
        arrived.append(time.monotonic())
        connection.sendall(body.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))

    server.say(note)
    settings = call.settings | {"rate_limit": True}
    begun = time.monotonic()
    if call.mode == "sync":
        with acme.Acme(**settings) as client, ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda _: client._call(rated, {}), range(100)))
    else:

        async def main() -> None:
            async with acme.AsyncAcme(**settings) as client:
                await asyncio.gather(*(client._call(rated, {}) for _ in range(100)))

        asyncio.run(main())
    arrived.sort()
    assert len(arrived) == 100
    assert arrived[40] - begun >= 0.5
    assert arrived[80] - begun >= 1.0


def test_a_place_beyond_the_total_timeout_is_not_waited_for(call: Any, server: Any, acme: Any) -> None:
    rated = msgspec.structs.replace(acme.QUERY_USERS, rate=(1, 60.0))
    with acme.Acme(**call.settings, rate_limit=True, total_timeout=5) as client:
        client._call(rated, {})
        with pytest.raises(APITimeoutError, match="rate limit") as caught:
            client._call(rated, {})
    assert not caught.value.maybe_sent
    assert len(server.seen) == 1
