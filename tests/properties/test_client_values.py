"""Client suite: every enumerated value, both sides of every bound, real pictures and temporary credentials."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import Case

from tests.properties import pictures, responses, wire
from tests.properties.callers import Callers, calling, carried
from tests.properties.contracts import OPERATIONS, Operation, Parameter, of, vendor
from tests.properties.extremes import BOUNDS, VALUES, named
from tests.properties.outcomes import check_result
from tests.properties.profiles import examples
from tests.properties.reproduction import called
from tests.properties.sending import calls
from tests.properties.signing import Keys
from tests.properties.starting import Tapped
from tests.properties.test_clients import attempt, compare
from tests.properties.wire import SentFile

pytestmark = pytest.mark.suite("client")

KINDS = ("sync", "async")
TEMPORARY = Keys("STS.demo-key", "demo-secret", "demo-token")
CARRIED = [each for each in VALUES if each[1].name in carried(each[0])]


def outcome(
    callers: Callers, operation: Operation, case: Case, changes: dict[str, Any], kind: str, emulator: Tapped
) -> tuple[str, dict[str, str | SentFile]]:
    """Make a call whose pictures have one face, and return its error and what was sent."""
    parts = [part for part in (case.query, case.body) if isinstance(part, dict)]
    arguments = {name: value for part in parts for name, value in part.items() if name in carried(operation)}
    arguments |= {
        name: pictures.picture() for name in arguments if operation.parameters[name].binary
    } | changes
    emulator.tap.forget()
    with called(callers, arguments, kind):
        result, error = attempt(callers, kind, arguments)
        exchange = emulator.tap.last()
        compare(operation, exchange, result, error)
    return responses.error_of(operation, exchange), wire.decode(exchange).values()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("operation", "parameter", "value"), CARRIED, ids=map(named, CARRIED))
def test_every_value_is_taken(
    operation: Operation, parameter: Parameter, value: str, kind: str, emulator: Tapped
) -> None:
    with calling(operation, emulator.base_url) as callers:

        @examples(2)
        @given(calls(operation, **{parameter.name: value}))
        def taken(case: Case) -> None:
            error, sent = outcome(callers, operation, case, {}, kind, emulator)
            assert error in {"", "INVALID_GROUP_ID", "INVALID_FACE_TOKEN"}
            assert sent[parameter.name] == value

        taken()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("operation", "parameter", "pair"), BOUNDS, ids=map(named, BOUNDS))
def test_bounds_are_where_the_contract_says(
    operation: Operation, parameter: Parameter, pair: tuple[Any, Any], kind: str, emulator: Tapped
) -> None:
    refusals = {f"BAD_ARGUMENTS: {parameter.name}", "460"}
    with calling(operation, emulator.base_url) as callers:

        @examples(2)
        @given(calls(operation))
        def bounded(case: Case) -> None:
            for value, refused in zip(pair, (False, True), strict=True):
                error, sent = outcome(callers, operation, case, {parameter.name: value}, kind, emulator)
                assert (error in refusals) == refused, error
                assert sent[parameter.name] == str(value)

        bounded()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if vendor(each) == "aliyun"], ids=lambda o: o.product
)
@pytest.mark.parametrize("signature", ["v3", "v1"])
@pytest.mark.parametrize("form", ["JSON", "XML"])
def test_temporary_credentials_are_taken(
    operation: Operation, signature: str, form: str, kind: str, emulator: Tapped
) -> None:
    with calling(operation, emulator.base_url, TEMPORARY, signature=signature, format=form) as callers:

        @examples(4)
        @given(calls(operation))
        def taken(case: Case) -> None:
            emulator.reset()  # temporary credentials have the documented limit
            assert outcome(callers, operation, case, {}, kind, emulator)[0] == ""

        taken()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["JSON", "XML"])
def test_a_failed_feature_says_why(form: str, kind: str, emulator: Tapped) -> None:
    operation = of("linkvisual")
    with calling(operation, emulator.base_url, format=form) as callers:
        arguments = {"IsolationId": "Failed", "PageNo": 1, "PageSize": 10}
        result = callers.call(kind, arguments)
        check_result(operation, emulator.tap.last(), result)
        feature = result.data.list[0].face_pic_list[0].feature_dto_list[0]
        assert feature.error_message == "no face found"


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_arrive_as_they_are(kind: str, emulator: Tapped) -> None:
    operation = of("faceid-lite")
    names = ["a.png", "写真.jpg", 'quo"te.bmp', "semi;colon.png", "é.png"]
    given_as = st.one_of(
        st.just(lambda name, content: content),
        st.sampled_from(names).map(lambda other: lambda name, content: (other, content)),
        st.just(lambda name, content: (name, content, "image/x-own")),
    )
    with calling(operation, emulator.base_url) as callers:

        @examples(30)
        @given(
            calls(operation, comparison_type="0"),
            pictures.good() | pictures.broken(),
            pictures.good() | pictures.broken(),
            given_as,
        )
        def arrive(case: Case, first: bytes, second: bytes, wrap: Any) -> None:
            files = {"image_ref1": wrap("one", first), "image_ref2": second}
            _, sent = outcome(callers, operation, case, files, kind, emulator)
            one, two = sent["image_ref1"], sent["image_ref2"]
            assert isinstance(one, SentFile)
            assert isinstance(two, SentFile)
            assert (one.content, two.content) == (first, second)
            assert two.filename == "image_ref2"
            if isinstance(files["image_ref1"], tuple):
                assert one.filename == files["image_ref1"][0]
                if len(files["image_ref1"]) == 3:
                    assert one.content_type == "image/x-own"

        arrive()
