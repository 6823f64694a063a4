"""Credentials that change while the client lives: as one set, and as single functions."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest

from specseal.runtime.errors import APITimeoutError, ConfigurationError


def rotating(number: int) -> dict[str, str]:
    return {"api_key": f"key-{number}", "api_secret": f"secret-{number}", "security_token": f"token-{number}"}


def test_a_set_is_asked_for_each_attempt(call: Any, server: Any) -> None:
    numbers = itertools.count(1)
    call.settings = {
        "base_url": server.url,
        "credentials": lambda: rotating(next(numbers)),
        "signature": "v1",
    }
    call("query_users")
    call("query_users")
    targets = [seen.target for seen in server.seen]
    assert ["SecurityToken=token-1" in targets[0], "SecurityToken=token-2" in targets[1]] == [True, True]


def test_an_async_client_awaits_the_set(server: Any, acme: Any) -> None:
    async def current() -> dict[str, str]:
        await asyncio.sleep(0)
        return rotating(1)

    async def main() -> None:
        async with acme.AsyncAcme(base_url=server.url, credentials=current, signature="v1") as client:
            await client.query_users()

    asyncio.run(main())
    assert "SecurityToken=token-1" in server.last.target


def test_waiting_for_the_set_knows_when_the_call_ends(server: Any, acme: Any) -> None:
    async def never() -> dict[str, str]:
        await asyncio.sleep(30)
        return rotating(1)

    async def main() -> None:
        async with acme.AsyncAcme(base_url=server.url, credentials=never, total_timeout=0.2) as client:
            with pytest.raises(APITimeoutError, match="total timeout") as caught:
                await client.query_users()
            assert not caught.value.maybe_sent

    asyncio.run(main())
    assert server.seen == []


def test_a_blocking_client_says_that_it_cannot_wait(server: Any, acme: Any) -> None:
    async def current() -> dict[str, str]:
        return rotating(1)

    with (
        acme.Acme(base_url=server.url, credentials=current) as client,
        pytest.raises(ConfigurationError, match="credentials function must be awaited"),
    ):
        client.query_users()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "api_key is missing: the credentials function does not return it"),
        ({"api_key": "k", "api_secret": None}, "api_secret is missing"),
        ({"api_key": "k", "api_secret": 5}, "api_secret must be a non-empty str, not int"),
        (
            {"api_key": "k", "api_secret": "s", "secret": "s"},
            "a mapping of api_key, api_secret, security_token",
        ),
        (("k", "s"), "a mapping of api_key, api_secret, security_token"),
    ],
)
def test_a_set_that_is_none(call: Any, server: Any, given: Any, said: str) -> None:
    call.settings = {"base_url": server.url, "credentials": lambda: given}
    with pytest.raises(ConfigurationError, match=said):
        call("query_users")
    assert server.seen == []


def test_a_set_stands_alone(acme: Any, monkeypatch: pytest.MonkeyPatch, server: Any) -> None:
    with pytest.raises(ConfigurationError, match="credentials must be a function"):
        acme.Acme(credentials=lambda: rotating(1), api_key="k")
    with pytest.raises(ConfigurationError, match="credentials must be a function"):
        acme.Acme(credentials=rotating(1))
    monkeypatch.setenv("ACME_TOKEN", "of the environment")
    with acme.Acme(
        base_url=server.url, credentials=lambda: {"api_key": "k", "api_secret": "s"}, signature="v1"
    ) as client:
        client.query_users()
    assert "SecurityToken" not in server.last.target


def test_single_functions_are_read_until_they_agree(acme: Any, server: Any) -> None:
    """The set is replaced after any number of readings, and no request is signed with parts of both."""
    for when in range(1, 12):
        readings = itertools.count(1)

        def part(name: str, readings: Any = readings, when: int = when) -> Any:
            return lambda: rotating(1 if next(readings) < when else 2)[name]

        names = ("api_key", "api_secret", "security_token")
        with acme.Acme(base_url=server.url, signature="v1", **{name: part(name) for name in names}) as client:
            values = client._credentials.resolve()
        assert values in (rotating(1), rotating(2))
