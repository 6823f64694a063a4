"""The time for signatures, while the machine's clock and the vendor's are changed."""

from __future__ import annotations

import email.utils
import time
from typing import Any

import pytest

from specseal.runtime.clock import SAME, Clock
from specseal.runtime.response import Headers

DAY = 86_400.0


def dated(moment: float) -> Headers:
    return Headers([("Date", email.utils.formatdate(moment, usegmt=True))])


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the machine's clock is off by; the time really is what it was at first."""
    off = [0.0]
    real = time.time
    monkeypatch.setattr("specseal.runtime.clock.time.time", lambda: real() + off[0])
    return off


def test_a_learnt_clock_does_not_follow_the_machine_s(machine: list[float]) -> None:
    """Two days behind, learnt; then put right. What is signed stays right throughout."""
    right = time.time()
    machine[0] = -2 * DAY
    clock = Clock()
    assert abs(clock.now() - right + 2 * DAY) < 60
    clock.learn(2 * DAY)
    assert abs(clock.now() - right) < 60
    assert abs(clock.ahead - 2 * DAY) < 1
    machine[0] = 0.0
    assert abs(clock.now() - right) < 60
    assert abs(clock.ahead) < 60
    clock.check(dated(right))
    assert clock.ahead == 0.0  # not needed any more
    machine[0] = 5.0
    assert abs(clock.now() - right - 5.0) < 60


def test_what_was_learnt_is_checked_against_each_answer(machine: list[float]) -> None:
    right = time.time()
    machine[0] = -DAY
    clock = Clock()
    clock.check(dated(right))
    assert clock.ahead == 0.0  # nothing was learnt, and an answer alone teaches nothing
    clock.learn(DAY + 100)
    clock.check(dated(right + 100))
    assert abs(clock.ahead - DAY - 100) < 3  # still right: kept
    clock.check(dated(right))
    assert abs(clock.ahead - DAY) < 3  # off: put right
    clock.check(Headers([]))
    clock.check(Headers([("Date", "yesterday")]))
    assert abs(clock.ahead - DAY) < 3
    clock.check(dated(right - DAY + SAME * 0.4))
    assert clock.ahead == 0.0


def test_a_client_unlearns_and_goes_on(server: Any, acme: Any) -> None:
    """Its clock was wrong, and is right now: the next answer tells."""
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url) as client:
        client._shared.clock.learn(2 * DAY)
        server.say(acme.answer(headers={"Date": email.utils.formatdate(usegmt=True)}))
        client.query_users()
        assert client._shared.clock.ahead == 0.0
        client._shared.clock.learn(2 * DAY)
        server.say(acme.answer("{}", 400, headers={"Date": email.utils.formatdate(usegmt=True)}))
        with pytest.raises(acme.APIStatusError):
            client.query_users()
        assert client._shared.clock.ahead == 0.0
