"""Edits of the error table, and of where a failure says what it is."""

from __future__ import annotations

from .edit import Edit, pop, thing

ERRORS: tuple[Edit, ...] = (
    thing("an error removed", lambda c: pop(c.document["x-errors"], "BUSY"), "error-removed"),
    thing(
        "an error added",
        lambda c: c.document["x-errors"].update(
            LOST={"status": 404, "key": "error", "description": "It is lost.", "retryable": False}
        ),
        "error-added",
    ),
    thing(
        "an error with another class",
        lambda c: c.document["x-errors"]["BUSY"].update(name="TryLaterError"),
        "python-error-renamed",
    ),
    thing(
        "another status of an error",
        lambda c: c.document["x-errors"]["BUSY"].update(status=429),
        "error-status-changed",
    ),
    thing(
        "another key of an error",
        lambda c: c.document["x-errors"]["BUSY"].update(key="message"),
        "error-key-changed",
    ),
    thing(
        "an error after which nothing is repeated",
        lambda c: c.document["x-errors"]["BUSY"].update(retryable=False),
        "error-retry-lost",
    ),
    thing(
        "an error after which calls are repeated",
        lambda c: c.document["x-errors"]["DENIED"].update(retryable=True),
        "error-retry-gained",
    ),
    thing(
        "another detail of an error",
        lambda c: (
            c.document["x-errors"]["BAD"].update(detail="reason"),
            pop(c.document["x-errors"]["BAD"], "arguments"),
        ),
        *("error-detail-changed", "error-arguments-changed"),
    ),
    thing(
        "a detail of an error",
        lambda c: c.document["x-errors"]["BUSY"].update(detail="reason"),
        "error-detail-added",
    ),
    thing(
        "other reasons of an error",
        lambda c: c.document["x-errors"]["DENIED"].update(
            reasons={"KEY": "The key is wrong.", "TIME": "The clock is wrong."}
        ),
        *("error-reason-removed", "error-reason-added"),
    ),
    thing(
        "a clock that an error knows",
        lambda c: c.document["x-errors"]["DENIED"].update(clock_skew=["IP"]),
        "error-match-changed",
    ),
    thing(
        "an error reworded",
        lambda c: c.document["x-errors"]["BUSY"].update(description="Wait."),
        "documentation",
    ),
    thing(
        "failures that look different",
        lambda c: c.document["x-error-body"].update(message=["/error"]),
        "error-body-changed",
    ),
    thing(
        "failures that say more",
        lambda c: c.document["x-error-body"].update(request_id=["/id"]),
        "error-body-extended",
    ),
)
