"""Client suite: every documented error reaches the caller as its own class, whatever the other arguments."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from schemathesis import Case

from specseal_emulator import Fault, Seed
from tests.properties import responses
from tests.properties.callers import Callers, calling, carried
from tests.properties.contracts import Operation, vendor
from tests.properties.outcomes import check_error
from tests.properties.profiles import examples
from tests.properties.provocations import IDS, PROVOCATIONS, Provocation
from tests.properties.reproduction import called, explaining
from tests.properties.sending import calls, changed
from tests.properties.starting import Tapped

pytestmark = pytest.mark.suite("client")


def settings_of(operation: Operation) -> list[dict[str, Any]]:
    if vendor(operation) != "aliyun":
        return [{}]
    return [{"signature": name, "format": form} for name in ("v3", "v1") for form in ("JSON", "XML")]


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize(("operation", "provocation"), PROVOCATIONS, ids=IDS)
def test_every_documented_error(
    operation: Operation, provocation: Provocation, kind: str, emulator: Tapped
) -> None:
    for settings in settings_of(operation):
        with calling(operation, emulator.base_url, provocation.keys, **settings) as callers:
            provoke(callers, provocation, kind, emulator)


def provoke(callers: Callers, provocation: Provocation, kind: str, emulator: Tapped) -> None:
    operation = callers.operation
    times = itertools.count(1)

    @examples(4)
    @given(calls(operation))
    def provoked(case: Case) -> None:
        emulator.reset()
        if provocation.account:
            Seed(accounts=(provocation.account,)).write(emulator.world.store)
        if provocation.fault_for_clients:
            emulator.arm(Fault(product=operation.product, error=provocation.error, count=1))
        # further each time, because the client learns the clock offset from the error
        emulator.clock.shift(provocation.ahead * next(times))
        arguments = arguments_of(operation, case, provocation)
        emulator.tap.forget()
        with called(callers, arguments, kind):
            error = failure(callers, kind, provocation, arguments)
            exchange = emulator.tap.last()
            with explaining(exchange):
                assert responses.error_of(operation, exchange) == provocation.error
                check_error(operation, exchange, error)
                assert len(emulator.tap.exchanges()) == 1

    provoked()


def arguments_of(operation: Operation, case: Case, provocation: Provocation) -> dict[str, Any]:
    """The arguments of the method."""
    typed = {name: value for name, value in provocation.changes.items() if name in carried(operation)}
    case = changed(operation, case, typed)
    parts = [part for part in (case.query, case.body) if isinstance(part, dict)]
    return {name: value for part in parts for name, value in part.items() if name in carried(operation)}


def failure(callers: Callers, kind: str, provocation: Provocation, arguments: dict[str, Any]) -> Exception:
    """The exception of the typed call, or of `client.request`."""
    try:
        if provocation.escape:
            method, path, query = provocation.escape
            callers.run(kind, "request", method, path, query=query or None)
        else:
            callers.call(kind, arguments)
    except Exception as error:  # the caller compares it
        return error
    raise AssertionError("the call succeeded")
