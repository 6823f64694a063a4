"""Pages, callbacks, clock skew and shown signatures: what the sources say about them is held together."""

from __future__ import annotations

from typing import Any

import pytest


def codes(sandbox: Any) -> list[str]:
    return [problem.code for problem in sandbox.problems()]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"page": "nothing"}, "pagination-argument"),
        ({"size": "id"}, "pagination-argument"),
        ({"size": "name"}, "pagination-argument"),
        ({"more": "/rows"}, "pagination-pointer"),
        ({"next": "/name"}, "pagination-key"),
        ({"cursor": "id"}, "pagination-style"),
        ({"link": "/name"}, "pagination-style"),
        ({"first": "one"}, "extension-value"),
        ({"total": "/rows"}, "pagination-pointer"),
        ({"items": "/total"}, "pagination-pointer"),
        ({"items": "/data/rows"}, "pagination-pointer"),
    ],
)
def test_pagination_that_does_not_fit_the_call(sandbox: Any, changes: dict[str, str], code: str) -> None:
    sandbox.page(**changes)
    assert codes(sandbox) == [code]


def test_pagination_that_fits(sandbox: Any) -> None:
    sandbox.page()
    files = sandbox.output().files
    assert 'class Thing(_Page["Row"],' in files["src/thing/models.py"]
    assert "src/thing/_runtime/paging.py" in files


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scheme": "other"}, "security-undeclared"),
        ({"sign": "signature"}, "callback-sign"),
        ({"schema": {"$ref": "#/components/schemas/None"}}, "reference-dangling"),
        ({"data": ""}, "extension-value"),
    ],
)
def test_callbacks_that_nobody_could_verify(sandbox: Any, changes: dict[str, Any], code: str) -> None:
    sandbox.receive(**changes)
    assert code in codes(sandbox)


def test_a_callback_whose_vector_does_not_come_out(sandbox: Any) -> None:
    sandbox.receive()
    steps = 'data = take(form, "data")\nform["sign"] = hex(sha256(key + data))\n'
    sandbox.spec["components"]["securitySchemes"]["callback"]["x-signing"]["steps"] = steps
    assert "signing-vector" in codes(sandbox)


def test_a_clock_skew_for_an_unknown_reason(sandbox: Any) -> None:
    row = {"status": 403, "key": "error", "description": "No.", "retryable": False}
    sandbox.spec["x-error-body"] = {"code": ["/error"], "separator": ":"}
    reasons = {"detail": "reason", "reasons": {"OLD": "Too old."}}
    sandbox.spec["x-errors"] = {"DENIED": row | reasons | {"clock_skew": ["OLD"]}}
    assert 'clock_skew=("OLD",)' in sandbox.output().files["src/thing/_operations.py"]
    sandbox.spec["x-errors"] = {"DENIED": row | reasons | {"clock_skew": ["YOUNG"]}}
    assert codes(sandbox) == ["error-reason"]


@pytest.mark.parametrize("value", [False, [], "OLD", [""]])
def test_a_clock_skew_that_is_neither_true_nor_reasons(sandbox: Any, value: Any) -> None:
    sandbox.spec["x-error-body"] = {"code": ["/error"]}
    row = {"status": 403, "key": "error", "description": "No.", "retryable": False, "clock_skew": value}
    sandbox.spec["x-errors"] = {"DENIED": row}
    assert "extension-value" in codes(sandbox)


@pytest.mark.parametrize("value", ["no place", "<string> and <string>", "<other>"])
def test_a_shown_string_without_a_place(sandbox: Any, value: str) -> None:
    sandbox.spec["x-error-body"] = {"code": ["/error"]}
    row = {"status": 400, "key": "error", "description": "No.", "retryable": False, "string_to_sign": [value]}
    sandbox.spec["x-errors"] = {"MISMATCH": row}
    assert "extension-value" in codes(sandbox)


def test_reserved_names(sandbox: Any) -> None:
    sandbox.operation["operationId"] = "request"
    assert codes(sandbox) == ["name-reserved"]
