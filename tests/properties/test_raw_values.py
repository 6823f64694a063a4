"""Raw suite: every enumerated value, and both sides of every bound, lengths in bytes included."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import Case

from tests.properties import oracle, responses, wire
from tests.properties.contracts import OPERATIONS, Operation, Parameter, of, vendor
from tests.properties.extremes import BOUNDS, VALUES, named
from tests.properties.pictures import picture
from tests.properties.profiles import examples
from tests.properties.reproduction import explaining
from tests.properties.sending import Way, calls, changed, send, ways
from tests.properties.signing import Keys
from tests.properties.starting import Tapped

pytestmark = pytest.mark.suite("raw")

TEMPORARY = Keys("STS.demo-key", "demo-secret", "demo-token")


def outcome(operation: Operation, case: Case, emulator: Tapped, way: Way) -> str:
    """Send a request whose pictures have one face, and return its error; empty for a success."""
    faces: dict[str, Any] = {
        name: picture()
        for name in ("image_ref1", "image_ref2")
        if isinstance(case.body, dict) and name in case.body
    }
    exchange = send(operation, changed(operation, case, faces), emulator, way)
    with explaining(exchange):
        responses.read(operation, exchange)
        error = responses.error_of(operation, exchange)
        oracle.expect(operation, wire.decode(exchange))[1].check(error, way.name)
    return error


@pytest.mark.parametrize(("operation", "parameter", "value"), VALUES, ids=map(named, VALUES))
def test_every_value_is_taken(
    operation: Operation, parameter: Parameter, value: str, emulator: Tapped
) -> None:
    @examples(2)
    @given(calls(operation, **{parameter.name: value}))
    def taken(case: Case) -> None:
        for way in ways(operation):
            assert outcome(operation, case, emulator, way) in {"", "INVALID_GROUP_ID", "INVALID_FACE_TOKEN"}

    taken()


@pytest.mark.parametrize(("operation", "parameter", "pair"), BOUNDS, ids=map(named, BOUNDS))
def test_bounds_are_where_the_contract_says(
    operation: Operation, parameter: Parameter, pair: tuple[Any, Any], emulator: Tapped
) -> None:
    within, beyond = pair
    refusals = {f"BAD_ARGUMENTS: {parameter.name}", "460"}

    @examples(2)
    @given(calls(operation), st.sampled_from([way.name for way in ways(operation)]))
    def bounded(case: Case, name: str) -> None:
        way = next(way for way in ways(operation) if way.name == name)
        case = changed(operation, case, {parameter.name: within})
        assert outcome(operation, case, emulator, way) not in refusals
        assert (
            outcome(operation, changed(operation, case, {parameter.name: beyond}), emulator, way) in refusals
        )

    bounded()


@pytest.mark.parametrize("form", ["JSON", "XML"])
def test_a_failed_feature_says_why(form: str, emulator: Tapped) -> None:
    operation = of("linkvisual")

    @examples(2)
    @given(calls(operation, IsolationId="Failed", PageNo=1))
    def said(case: Case) -> None:
        case = changed(operation, case, {"Format": form, "Name": None, "Params": None})
        for way in ways(operation):
            assert outcome(operation, case, emulator, way) == ""
            assert b"no face found" in emulator.tap.last().response

    said()


@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if vendor(each) == "aliyun"], ids=lambda each: each.product
)
def test_temporary_credentials_are_taken(operation: Operation, emulator: Tapped) -> None:
    @examples(4)
    @given(calls(operation))
    def taken(case: Case) -> None:
        for way in ways(operation, keys=TEMPORARY):
            assert outcome(operation, case, emulator, way) == ""

    taken()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.product)
def test_other_methods_are_refused(operation: Operation, emulator: Tapped) -> None:
    @examples(4)
    @given(
        calls(operation), st.sampled_from(sorted({"GET", "PUT", "PATCH", "DELETE"} - {*operation.methods}))
    )
    def refused(case: Case, method: str) -> None:
        for way in ways(operation):
            way.method = method
            exchange = send(operation, case, emulator, way)
            with explaining(exchange):
                assert exchange.status == 404
                assert responses.error_of(operation, exchange) in {"API_NOT_FOUND", "InvalidAction.NotFound"}
                responses.read(operation, exchange)

    refused()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.product)
def test_a_request_with_a_wrong_signature_is_refused(operation: Operation, emulator: Tapped) -> None:
    """Each value that signing fills in: omitted, empty, and with one character changed."""

    @examples(12)
    @given(calls(operation), st.data())
    def refused(case: Case, data: st.DataObject) -> None:
        way = data.draw(st.sampled_from(list(ways(operation))))
        scheme = {"form": set(operation.document["components"]["securitySchemes"]), "rpc1": {"rpc1"}}
        schemes = scheme.get(way.scheme, {way.scheme})
        placed = [each.name for each in operation.parameters.values() if schemes & set(each.placed_by)]
        optional = {"SecurityToken", "x-acs-security-token", "x-acs-accesskey-id"}
        name = data.draw(st.sampled_from(sorted(set(placed) - optional)))
        way.spoil = {name: data.draw(st.sampled_from([None, "", "A", "demo-key\u00e9"]))}
        exchange = send(operation, case, emulator, way)
        with explaining(exchange):
            error = responses.error_of(operation, exchange)
            assert error, f"{name} was {way.spoil[name]!r}"
            row = operation.row_of(error)
            assert row, f"{error} is not documented"
            assert row[0] not in {"INVALID_GROUP_ID", "INVALID_FACE_TOKEN", "INTERNAL_ERROR", "InternalError"}

    refused()
