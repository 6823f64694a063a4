"""Error rows whose status has no response."""

from __future__ import annotations

from typing import Any

import pytest

from specseal.generate import check_product


def told(sandbox: Any) -> list[tuple[str, str]]:
    """Code and message of all that is told of a product which is not refused."""
    project = sandbox.save()
    (product,) = project.products()
    return [(one.code, one.message) for one in check_product(project, product).told]


def fails(sandbox: Any, *statuses: int) -> None:
    """Give the product rows with these statuses at the root, and its operation no response for a failure."""
    row = {"key": "code", "description": "Bad.", "retryable": False}
    sandbox.spec["x-error-body"] = {"code": ["/code"]}
    sandbox.spec["x-errors"] = {f"E{status}": row | {"status": status} for status in statuses}
    responses = sandbox.operation["responses"]
    for status in [one for one in responses if one != "200"]:
        del responses[status]


def test_rows_whose_status_has_no_response_are_named(sandbox: Any) -> None:
    fails(sandbox, 404, 400)
    ((code, message),) = told(sandbox)
    assert code == "response-missing"
    assert "with the statuses 400, 404:" in message
    sandbox.operation["responses"]["404"] = {"description": "There is none."}
    ((code, message),) = told(sandbox)
    assert "with the status 400:" in message


@pytest.mark.parametrize("status", ["default", "4XX", "404"])
def test_each_kind_of_response_will_do(sandbox: Any, status: str) -> None:
    fails(sandbox, 404)
    sandbox.operation["responses"][status] = {"description": "There is none."}
    assert told(sandbox) == []
