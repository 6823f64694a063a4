"""The examples of successful responses are successes by ``x-error-body.failed_when``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..contract import Contract, Places
from ..contract.error_table import FailedWhen
from ..contract.walk import Found, walk
from ..diagnostics import Diagnostic
from ..document import plain
from ..pointer import split
from ..runtime import operation as runtime
from ..runtime.content import Mismatch
from ..runtime.failures import applies
from ..runtime.xml import parse_xml
from .examples import examples_of


def check_outcomes(contract: Contract, places: Places) -> Iterator[Diagnostic]:
    """Yield the successful responses whose examples all mean failure: clients would raise for every one of them.

    One example of a success is enough, because vendors also document failures under HTTP 200.
    """
    fails = fails_by(contract)
    for found in walk(places.document):
        examples = list(examples_of(found)) if _is_success(found) else []
        if examples and all(fails(value) for _, value in examples):
            yield Diagnostic(
                "example-fails",
                "By `x-error-body.failed_when`, every example of this successful response is a failure.",
                places.at(examples[0][0]),
                "Let `failed_when` name the values that mean failure (`equals`) or success (`not_equals`), "
                "or correct the example.",
            )


def fails_by(contract: Contract) -> Callable[[Any], bool]:
    """What tells an example of a failure, by ``x-error-body.failed_when``."""
    conditions = contract.error_body.failed_when if contract.error_body else ()
    return lambda example: any(_fails(example, one) for one in conditions)


def _is_success(found: Found) -> bool:
    tokens = split(found.pointer)
    return (
        found.kind == "media type"
        and len(tokens) > 4
        and tokens[-2] == "content"
        and tokens[-4] == "responses"
        and tokens[-3].startswith("2")
        and tokens[-1].endswith(("json", "xml"))
    )


def _fails(example: Any, condition: FailedWhen) -> bool:
    """Whether a client takes a body for a failure by a condition."""
    one = runtime.FailedWhen(condition.pointer, condition.equals, condition.not_equals)
    try:
        body = plain(example)
        return applies(parse_xml(body.encode()) if isinstance(body, str) else body, one)
    except Mismatch:
        return False
