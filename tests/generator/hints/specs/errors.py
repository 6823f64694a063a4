"""Error tables that `specseal lint` refuses."""

from __future__ import annotations

from typing import Any

from .parts import content, schema
from .row import Row, both, given

ROW = {"status": 400, "key": "error", "description": "Bad.", "retryable": False}
_UNIQUE = "Give the row a unique `name`, such as `name: InvalidTokenError`."


def error(s: Any, code: str = "BAD", **changes: Any) -> None:
    s.spec["x-error-body"] = {"code": ["/error"]}
    s.operation["x-errors"] = {code: ROW | changes}


def outcome(s: Any, condition: dict[str, Any]) -> None:
    s.spec["x-error-body"]["failed_when"] = [condition]


def by_status(s: Any) -> None:
    row = s.operation["x-errors"]["BAD"]
    s.operation["x-errors"]["BAD"] = {key: row[key] for key in row if key != "key"} | {"by_status": True}


def shown_error(s: Any, value: Any) -> None:
    """Let the example of a success have this value where failures have their code; None for no example."""
    schema(s)["Thing"]["properties"]["error"] = {}
    if value is not None:
        content(s)["application/json"]["example"] = {"error": value}


ERRORS: list[Row] = [
    Row(
        "error-body-missing",
        lambda s: s.operation.update({"x-errors": {"BAD": ROW}}),
        lambda s: s.spec.update({"x-error-body": {"code": ["/error"]}}),
        "Add `x-error-body` at the root (docs/extensions.md).",
    ),
    Row(
        "error-key",
        lambda s: error(s, key="Response"),
        lambda s: s.spec["x-error-body"]["code"].append("/Response/Code"),
        "Add a pointer to `x-error-body.code` (now /error); its first step is `key`.",
    ),
    *[
        Row(
            "emulates-parameter",
            given(lambda s, value: error(s, emulates=value), f"malformed:{wrong}"),
            lambda s: error(s, emulates="malformed:id"),
            hint,
        )
        for wrong, hint in (
            ("ids", "Did you mean malformed:id?"),
            ("x", "Name a parameter or a field of the body."),
        )
    ],
    *[
        Row(
            "error-code-unread",
            both(error, lambda s: s.spec.update({"x-error-body": {"message": ["/message"]}})),
            mended,
            "Add `code` to `x-error-body`, or write `by_status: true` in the row, in place of `key`.",
        )
        for mended in (
            lambda s: s.spec["x-error-body"].update(code=["/error"]),
            by_status,
        )
    ],
    *[
        Row(
            "error-reason",
            lambda s: error(s, clock_skew=["OLD"], reasons={"NEW": "New."}),
            given(lambda s, value: s.operation["x-errors"]["BAD"].update(clock_skew=value), value),
            "Write `clock_skew: true`, or list names from its `reasons`.",
        )
        for value in (True, ["NEW"])
    ],
    Row(
        "error-separator",
        lambda s: error(s, detail="argument"),
        lambda s: s.spec["x-error-body"].update(separator=":"),
        'Add `separator` to `x-error-body`, such as `separator: ":"`.',
    ),
    *[
        Row(
            "error-code",
            given(error, code, name="BadError"),
            given(error, "B A:D", name="BadError"),
            "Write the code as it arrives, without white space around it: clients compare it so.",
        )
        for code in (" BAD", "BA\nD", "BAD\u2028")
    ],
    *[
        Row(
            "error-unnoticed",
            both(given(error, "BAD", status=200), given(shown_error, shown_value)),
            given(outcome, condition),
            f"Correct the status, or add `failed_when: [{{{hint}}}]` to `x-error-body` (docs/extensions.md).",
        )
        for shown_value, condition, hint in (
            (None, {"pointer": "/error"}, "pointer: /error"),
            ("0", {"pointer": "/error", "not_equals": "0"}, 'pointer: /error, not_equals: "0"'),
            (0, {"pointer": "/error", "not_equals": 0}, "pointer: /error, not_equals: 0"),
        )
    ],
    *[
        Row(
            "error-unnoticed",
            both(given(error, "BAD", status=200), given(outcome, {"pointer": "/error"} | condition)),
            mended,
            "Correct the status, or let `failed_when` name the code.",
        )
        for condition in ({"equals": "WORSE"}, {"not_equals": ["OK", "BAD"]})
        for mended in (
            given(outcome, {"pointer": "/error", "equals": ["WORSE", "BAD"]}),
            lambda s: s.operation["x-errors"]["BAD"].update(status=400),
        )
    ],
    *[
        Row(
            "error-name",
            given(error, code),
            given(lambda s, code: s.operation["x-errors"][code].update(name="InvalidTokenError"), code),
            _UNIQUE,
        )
        for code in ("-1", "CLIENT", "API_ERROR")
    ],
    Row(
        "error-name",
        both(error, lambda s: s.operation["x-errors"].update(BAD_ERROR=ROW)),
        lambda s: s.operation["x-errors"]["BAD"].update(name="InvalidTokenError"),
        _UNIQUE,
    ),
]
