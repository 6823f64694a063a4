"""Raw suite: every documented error, provoked by generated requests with a single defect."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import Case

from specseal_emulator import Fault, Seed
from tests.properties import responses
from tests.properties.contracts import Operation
from tests.properties.profiles import examples
from tests.properties.provocations import IDS, PROVOCATIONS, Provocation
from tests.properties.reproduction import explaining
from tests.properties.sending import calls, changed, send, ways
from tests.properties.starting import Tapped

pytestmark = pytest.mark.suite("raw")


@pytest.mark.parametrize(("operation", "provocation"), PROVOCATIONS, ids=IDS)
def test_every_documented_error(operation: Operation, provocation: Provocation, emulator: Tapped) -> None:
    @examples(6)
    @given(calls(operation), st.sampled_from([way.name for way in ways(operation)]))
    def provoked(case: Case, name: str) -> None:
        way = next(
            way for way in ways(operation, keys=provocation.keys, **_way(provocation)) if way.name == name
        )
        if "method" in provocation.way:
            way.method = provocation.way["method"]
        emulator.reset()
        if provocation.account:
            Seed(accounts=(provocation.account,)).write(emulator.world.store)
        fault = (
            Fault(product=operation.product, error=provocation.error, count=1) if provocation.fault else None
        )
        if fault:
            emulator.arm(fault)
        call = changed(operation, case, provocation.changes)
        if provocation.twice:
            send(operation, call, emulator, way)
        exchange = send(operation, call, emulator, way)
        with explaining(exchange, account=provocation.account, fault=fault):
            assert responses.error_of(operation, exchange) == provocation.error
            row = operation.row_of(provocation.error)
            assert row is not None
            assert exchange.status == operation.errors[row[0]]["status"]
            responses.read(operation, exchange)

    provoked()


def _way(provocation: Provocation) -> dict[str, Any]:
    return {name: value for name, value in provocation.way.items() if name != "method"}


def test_every_row_has_a_provocation() -> None:
    for operation in {operation.product: operation for operation, _ in PROVOCATIONS}.values():
        provoked = {operation.row_of(each.error) for other, each in PROVOCATIONS if other is operation}
        assert provoked == set(operation.rows())
