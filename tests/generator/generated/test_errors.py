"""Errors of every kind of vendor: numeric and nested codes, undocumented codes under HTTP 200, statuses alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specseal.diagnostics import Refused
from specseal.generate import check_product
from specseal.runtime.errors import APIDecodeError, APIStatusError
from specseal.runtime.failures import may_fail
from specseal.runtime.interpret import Sent, check
from specseal.runtime.operation import ErrorBody, ErrorRow, FailedWhen, Operation
from specseal.runtime.parts import Parts
from specseal.runtime.response import Headers, RawResponse

ROW = {"status": 400, "description": "Bad.", "retryable": False}
PRESENT = {"pointer": "/error"}
FALSE = {"pointer": "/Success", "equals": False}
NOT_ZERO = {"pointer": "/code", "not_equals": 0}
NOT_OK = {"pointer": "/return_code", "not_equals": ["SUCCESS", "OK"]}
ONE_OF = {"pointer": "/state", "equals": ["FAILED", "REFUSED"]}
DEEP = {"pointer": "/Response/Error/Code"}
FIRST = {"pointer": "/errors/0/code"}
ITEM = {"pointer": "/error/0"}
SLASH = {"pointer": "/state", "equals": "a/b"}
CHINESE = {"pointer": "/错误"}

#: A condition, a body, and whether the body is a failure.
OUTCOMES: list[tuple[dict[str, Any], str, bool]] = [
    (PRESENT, '{"error": "BAD"}', True),
    (PRESENT, '{"error": {"why": 1}}', True),
    (PRESENT, '{"error": 0}', True),
    (PRESENT, '{"error": ""}', False),
    (PRESENT, '{"error": null}', False),
    (PRESENT, '{"name": "error"}', False),
    (PRESENT, '{"\\u0065rror": "BAD"}', True),
    (FALSE, '{"Success": false}', True),
    (FALSE, '{"Success" : "False"}', True),
    (FALSE, '{"Success": " false "}', True),
    (FALSE, '{"Success": "\N{NO-BREAK SPACE}false"}', True),
    (FALSE, '{"Success": true}', False),
    (FALSE, '{"Data": {"Success": false}}', False),
    (FALSE, "{}", False),
    (NOT_ZERO, '{"code": 0}', False),
    (NOT_ZERO, '{"code": "0"}', False),
    (NOT_ZERO, '{"code" : "0 " , "a": 1}', False),
    (NOT_ZERO, '{"code": 40001}', True),
    (NOT_ZERO, '{"code": "00"}', True),
    (NOT_ZERO, '{"code": 0.5}', True),
    (NOT_ZERO, '{"code": -1}', True),
    (NOT_ZERO, '{"code": ""}', False),
    (NOT_ZERO, '{"code": null}', False),
    (NOT_ZERO, '{"data": {"code": 7}}', False),
    (NOT_ZERO, '{"data": {"code": 0}, "code": 7}', True),
    (NOT_ZERO, "{}", False),
    (NOT_OK, '{"return_code": "success"}', False),
    (NOT_OK, '{"return_code": "OK"}', False),
    (NOT_OK, '{"return_code": "FAIL"}', True),
    (NOT_OK, '{"return_code": "OK, but"}', True),
    (NOT_OK, '{"return_code": "\\u004fK"}', False),
    (ONE_OF, '{"state": "refused"}', True),
    (ONE_OF, '{"state": "running"}', False),
    (DEEP, '{"Response": {"Error": {"Code": "X"}}}', True),
    (DEEP, '{"Response": {"Error": {}, "RequestId": "r"}}', False),
    (DEEP, '{"Response": {"Code": "X"}}', False),
    (DEEP, '{"Response": {"Error": 5, "Code": "X"}}', False),
    (FIRST, '{"errors": [{"code": 7}]}', True),
    (FIRST, '{"errors": []}', False),
    (FIRST, '{"errors": {"code": 7}}', True),
    (FIRST, '{"errors": {"item": {"code": 7}}}', True),
    (FIRST, '{"errors": {"item": [{"code": 7}]}}', True),
    (ITEM, '{"error": ["BAD"]}', True),
    (ITEM, '{"error": "BAD"}', True),
    (ITEM, '{"error": {"string": ["BAD"]}}', True),
    (ITEM, '{"error": {"why": "BAD", "more": 1}}', True),
    (ITEM, '{"error": {"0": "BAD"}}', True),
    (ITEM, '{"error": {"string": []}}', False),
    (ITEM, '{"error": []}', False),
    (ITEM, '{"error": ""}', False),
    (ITEM, '{"error": null}', False),
    (SLASH, '{"state": "a\\/b"}', True),
    (SLASH, '{"state": "c"}', False),
    (CHINESE, '{"\\u9519\\u8bef": 1}', True),
    (CHINESE, '{"a": 1}', False),
]


def outcome(condition: dict[str, Any], content: bytes) -> bool:
    """Whether a client takes an HTTP 200 for a failure."""
    body = ErrorBody(failed_when=(_of(condition),))
    operation: Operation[None] = Operation("getThing", "GET", "/", "none", (), (), "", None, (), body)
    response = RawResponse(200, Headers([("content-type", "application/json")]), content, "GET /")
    try:
        check(operation, response, Sent([], None), Parts())
    except APIStatusError:
        return True
    return False


def _of(condition: dict[str, Any]) -> FailedWhen:
    """A condition in the form that the generator prints."""
    texts: dict[str, tuple[str, ...]] = {}
    for key in condition.keys() - {"pointer"}:
        values = condition[key] if isinstance(condition[key], list) else [condition[key]]
        texts[key] = tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in values)
    return FailedWhen(condition["pointer"], **texts)


@pytest.mark.parametrize(("condition", "body", "fails"), OUTCOMES)
def test_clients_tell_failures_under_a_successful_status(
    condition: dict[str, Any], body: str, fails: bool
) -> None:
    assert outcome(condition, body.encode()) is fails


def test_lint_takes_the_same_bodies_for_failures(sandbox: Any) -> None:
    """An example that a client would raise for is no example of a success."""
    schema = sandbox.spec["components"]["schemas"]["Thing"]
    sandbox.spec["components"]["schemas"]["Thing"] = {"type": "object", "properties": schema["properties"]}
    (media,) = sandbox.operation["responses"]["200"]["content"].values()
    for condition, body, fails in OUTCOMES:
        sandbox.spec["x-error-body"] = {"code": ["/error"], "failed_when": [condition]}
        media["example"] = json.loads(body)
        project = sandbox.save()
        (product,) = project.products()
        try:
            check_product(project, product)
            found = False
        except Refused as refused:
            found = "example-fails" in {one.code for one in refused.diagnostics}
        assert found is fails, (condition, body)


@pytest.mark.parametrize(
    ("condition", "body"),
    [
        (PRESENT, '{"name": "errors"}'),
        (FALSE, '{"Success": true}'),
        (NOT_ZERO, '{"code": 0, "data": {"code": "0"}}'),
        (NOT_OK, '{"return_code": "SUCCESS"}'),
        (ONE_OF, '{"state": "running"}'),
        (DEEP, '{"Response": {"Code": "X"}}'),
        (FIRST, '{"errors": []}'),
    ],
)
def test_a_success_is_seen_without_decoding_it_twice(condition: dict[str, Any], body: str) -> None:
    assert not may_fail(body.encode(), ErrorBody(failed_when=(_of(condition),)))


def test_several_values_in_place_of_one_are_no_success() -> None:
    for body in (b'{"code": {"a": 1}}', b'{"code": [0]}'):
        with pytest.raises(APIDecodeError, match="expected one value"):
            outcome(NOT_ZERO, body)


@pytest.mark.parametrize(
    ("whole", "code", "reason"),
    [
        ("EAPI:Invalid key", "EAPI:Invalid key", None),
        ("EAPI:Invalid key: revoked", "EAPI:Invalid key", "revoked"),
        ("EAPI: new", "EAPI", "new"),
        ("EOrder:Unknown: this", "EOrder", "Unknown: this"),
    ],
)
def test_a_code_may_contain_the_separator(whole: str, code: str, reason: str | None) -> None:
    rows = tuple(ErrorRow(one, APIStatusError, detail="reason") for one in ("EAPI", "EAPI:Invalid key"))
    body = ErrorBody(code=("/error/0",), separator=":", failed_when=(FailedWhen("/error/0"),))
    operation: Operation[None] = Operation("getThing", "GET", "/", "none", (), (), "", None, rows, body)
    for content in ({"error": [whole]}, {"error": whole}):
        headers = Headers([("content-type", "application/json")])
        response = RawResponse(200, headers, json.dumps(content).encode(), "GET /")
        with pytest.raises(APIStatusError) as caught:
            check(operation, response, Sent([], None), Parts())
        assert (caught.value.code, caught.value.reason) == (code, reason)


@pytest.fixture
def coded(sandbox: Any) -> Any:
    """A vendor with numeric codes, deep in the body, some of them undocumented."""
    sandbox.spec["x-error-body"] = {
        "code": ["/Response/Error/Code", "/errors/0/code"],
        "message": ["/Response/Error/Message", "/errors/0/detail"],
        "request_id": ["/Response/RequestId"],
        "request_id_headers": ["x-trace"],
        "failed_when": [{"pointer": "/Response/Error"}],
    }
    sandbox.operation["x-errors"] = {
        "-1121": ROW | {"name": "InvalidSymbolError"},
        "21211": ROW | {"name": "InvalidNumberError", "key": "errors"},
    }
    return sandbox


@pytest.mark.parametrize(
    ("status", "body", "class_name", "code"),
    [
        (400, {"Response": {"Error": {"Code": -1121, "Message": "No."}}}, "InvalidSymbolError", "-1121"),
        (200, {"Response": {"Error": {"Code": "-1121", "Message": "No."}}}, "InvalidSymbolError", "-1121"),
        (400, {"errors": [{"code": 21211, "detail": "No."}]}, "InvalidNumberError", "21211"),
        (200, {"Response": {"Error": {"Code": 40001, "Message": "No."}}}, "APIStatusError", "40001"),
        (502, {"errors": [], "a": 1}, "APIStatusError", None),
    ],
)
def test_codes_at_any_pointer(
    coded: Any, any_call: Any, vendor: Any, status: int, body: Any, class_name: str, code: str | None
) -> None:
    vendor.status, vendor.answer = status, json.dumps(body).encode()
    package = any_call.package
    with pytest.raises(package.APIStatusError) as caught:
        any_call(id="1")
    error = caught.value
    assert (type(error).__name__, error.code, error.status_code) == (class_name, code, status)
    assert ("No" in str(error)) is (code is not None)
    assert error.body == body


def test_a_status_without_a_code_has_a_class(sandbox: Any, any_call: Any, vendor: Any) -> None:
    """Documented statuses have classes, and those stated as temporary are retried."""
    sandbox.operation["responses"] |= {
        "404": {"description": "There is no such thing."},
        "460": {"description": "Something of the vendor's own."},
        "default": {"description": "Anything else."},
    }
    sandbox.operation["x-errors"] = {
        "Busy": ROW | {"status": 409, "by_status": True, "description": "Try again.", "retryable": True}
    }
    errors = any_call.package.errors
    vendor.answer = b'{"detail": "gone"}'
    for status, error, attempts in (
        (404, errors.NotFoundError, 1),
        (460, errors.Status460Error, 1),
        (409, errors.BusyError, 2),
        (418, errors.APIStatusError, 1),
    ):
        vendor.status, before = status, len(vendor.seen)
        with pytest.raises(errors.APIStatusError) as caught:
            any_call("get_thing", {"max_retries": 1}, id="1")
        assert type(caught.value) is error
        assert (caught.value.code, caught.value.body) == (None, {"detail": "gone"})
        assert len(vendor.seen) - before == attempts
    assert "HTTP 404. There is no such thing." in any_call.words()


def test_a_code_without_a_row_has_the_class_of_its_status(sandbox: Any, any_call: Any, vendor: Any) -> None:
    """A class of a code keeps its name; an undocumented code is told all the same."""
    sandbox.spec["x-error-body"] = {"code": ["/code"], "message": ["/message"]}
    sandbox.operation["x-errors"] = {"NOT_FOUND": ROW | {"status": 400}}
    sandbox.operation["responses"]["404"] = {"description": "There is no such thing."}
    errors = any_call.package.errors
    for status, code, error in (
        (404, "NOT_FOUND", errors.NotFoundError),
        (404, "NEW", errors.Status404Error),
    ):
        vendor.status, vendor.answer = status, json.dumps({"code": code, "message": "so"}).encode()
        with pytest.raises(error, match=f"{code}: so") as caught:
            any_call(id="1")
        assert caught.value.code == code


def test_only_idempotent_calls_are_repeated_after_a_documented_503(
    sandbox: Any, call: Any, vendor: Any
) -> None:
    """Its class changes nothing of when a call is repeated."""
    sandbox.operation["responses"]["503"] = {"description": "Down."}
    sandbox.operation["x-idempotent"] = True
    vendor.status = 503
    with pytest.raises(call.package.errors.ServiceUnavailableError) as caught:
        call("get_thing", {"max_retries": 1}, id="1")
    assert caught.value.attempts == 2
