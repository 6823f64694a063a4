"""Failures with a success status: their responses and their examples."""

from __future__ import annotations

from typing import Any

from specseal.generate import check_product

ROW = {"status": 200, "key": "code", "description": "Bad.", "retryable": False}
MEDIA = "application/json"


def fails_with_200(sandbox: Any) -> None:
    """Let failures have the status of successes, and a field of their own."""
    sandbox.spec["x-error-body"] = {"code": ["/code"], "failed_when": [{"pointer": "/code", "not_equals": 0}]}
    sandbox.operation["x-errors"] = {"E1": ROW}
    schemas = sandbox.spec["components"]["schemas"]
    schemas["Thing"] = {
        "type": "object",
        "required": ["code", "name"],
        "properties": {"code": {"type": ["string", "integer"]}, "name": {"type": "string"}},
    }
    schemas["Failure"] = {"type": "object", "properties": {"code": {"type": "string"}}}
    failure = {MEDIA: {"schema": {"$ref": "#/components/schemas/Failure"}, "example": {"code": "E1"}}}
    sandbox.operation["responses"]["default"] = {"description": "It failed.", "content": failure}


def told(sandbox: Any) -> list[str]:
    project = sandbox.save()
    (product,) = project.products()
    return [
        f"{one.severity} {one.code} {one.location.pointer if one.location else ''}"
        for one in check_product(project, product).told
    ]


def test_a_default_response_that_no_row_has_is_named_and_kept(sandbox: Any) -> None:
    fails_with_200(sandbox)
    assert told(sandbox) == ["warning response-unused /paths/~1thing/post/responses/default"]
    assert '"Failure"' in sandbox.output().contract
    sandbox.operation["x-errors"]["E2"] = ROW | {"status": 503}
    assert told(sandbox) == []


def test_the_example_of_a_failure_may_lack_what_only_successes_have(sandbox: Any) -> None:
    fails_with_200(sandbox)
    del sandbox.operation["responses"]["default"]
    examples: dict[str, Any] = {
        "success": {"value": {"code": 0, "name": "a"}},
        "failure": {"value": {"code": "E1"}},
    }
    sandbox.operation["responses"]["200"]["content"][MEDIA]["examples"] = examples
    assert told(sandbox) == []
    examples["failure"]["value"]["name"] = 5
    examples["success"] = {"value": {"code": 0}}
    assert [one.message for one in sandbox.problems()] == [
        'The value does not match its schema: "name" is a required property.',
        'The value does not match its schema: 5 is not of type "string".',
    ]
