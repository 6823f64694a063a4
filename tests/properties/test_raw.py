"""Raw ring: schemathesis over every contract, against the emulator's socket, signed by `signing`.

Every case goes out in each way that the contract allows. Its bytes are judged by `oracle`, its answer by
`answers` and by schemathesis' own checks. `docs/property-tests.md` says which checks are left out, and why.
"""

from __future__ import annotations

from typing import Any

import pytest
from schemathesis import Case
from schemathesis.specs.openapi import checks

from tests.properties import answers, oracle, wire
from tests.properties.contracts import OPERATIONS, Operation
from tests.properties.generation import schema_of
from tests.properties.profiles import examples
from tests.properties.reproduction import explaining
from tests.properties.sending import deliver, prepare, ways
from tests.properties.starting import Tapped

pytestmark = pytest.mark.ring("raw")

CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
]
JSON_ONLY = [checks.response_schema_conformance]


def run(operation: Operation, case: Case, emulator: Tapped) -> None:
    """Send a case in every way, and hold what came back against what had to come."""
    for way in ways(operation):
        exchange, response = deliver(prepare(operation, case, emulator.base_url, way), emulator)
        with explaining(exchange):
            sent = wire.decode(exchange, strict=False)
            judgement, expected = oracle.expect(operation, sent)
            error = answers.error_of(operation, exchange)
            expected.check(error, f"{way.name}: {judgement}")
            answers.read(operation, exchange)
            json = answers.media_type(exchange) == "application/json"
            case.validate_response(response, checks=CHECKS + (JSON_ONLY if json else []))


def ring_of(operation: Operation) -> Any:
    schema = schema_of(operation)

    @schema.parametrize()
    @examples(100)
    def test(case: Case, emulator: Tapped) -> None:
        run(operation, case, emulator)

    test.__doc__ = (
        f"Every generated call of {operation.product}'s {operation.id} has the outcome it must have."
    )
    return test


for each in OPERATIONS:
    globals()[f"test_{each.product.replace('-', '_')}_{each.id}"] = ring_of(each)
del each
