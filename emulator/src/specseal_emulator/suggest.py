"""What a request to an unknown path or action may have meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .contract import Operation
    from .http import Request

_LONGEST = 200


def suggest(request: Request, operations: Iterable[Operation]) -> str:
    """The operation closest to an unroutable request, as a question; empty when none is close."""
    known = list(operations)
    asked = request.query.get("Action", request.form.get("Action", request.headers.get("x-acs-action", "")))
    actions = {operation.action: operation for operation in known if operation.action}
    if asked and request.path in {operation.path for operation in actions.values()}:
        return _closest("action", asked, actions)
    return _closest(
        "path", request.path, {operation.path: operation for operation in known if not operation.action}
    )


def nearest(asked: str, known: Iterable[str]) -> str:
    """What was meant by a name that does not exist, as a question behind a semicolon; or all that there are."""
    names = sorted(known)
    if found := _close(asked, names):
        return f"; did you mean {found}?"
    return f"; expected one of: {', '.join(names)}" if names else ""


def _closest(what: str, asked: str, known: dict[str, Operation]) -> str:
    found = _close(asked, known)
    if not found or found == asked:
        return ""
    return f"did you mean {what} {found} of {known[found].contract.product}?"


def _close(asked: str, known: Iterable[str]) -> str:
    """The name that is most like one, or an empty text."""
    return next(iter(difflib.get_close_matches(asked[:_LONGEST], list(known), 1, 0.6)), "")
