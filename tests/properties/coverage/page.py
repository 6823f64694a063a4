"""The page that shows, for each operation and each suite, what was covered and how often."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import jinja2

from tests.properties.contracts import OPERATIONS
from tests.properties.coverage.exceptions import excused
from tests.properties.coverage.items import KINDS, Item, documented
from tests.properties.coverage.ledger import COMPLETE, Ledger

_TEMPLATE = Path(__file__).with_name("page.html.jinja")
SUITES = {
    "raw": "Requests by schemathesis, signed by the tests' own code",
    "client": "The same requests through the generated clients",
    "model": "State machines with a model beside them",
    "differential": "The same call made in two ways, or by two clients",
}


def page(ledger: Ledger) -> str:
    """The whole page as HTML, which needs nothing from outside."""
    suites = [*SUITES, *sorted({suite for suite, _ in ledger.items} - set(SUITES))]
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        suites=suites,
        titles=SUITES,
        kinds=KINDS,
        operations=[
            {
                "product": operation.product,
                "id": operation.id,
                "rows": {kind: rows(ledger, suites, documented(operation), kind) for kind in KINDS},
                "outcomes": outcomes(ledger, suites, operation.product, operation.id),
            }
            for operation in OPERATIONS
        ],
        missing={suite: len(list(ledger.missing(suite))) for suite in COMPLETE},
    )


def rows(ledger: Ledger, suites: list[str], items: list[Item], kind: str) -> list[dict[str, object]]:
    """A row for each item of a kind: its name, and a cell for each suite."""
    return [
        {"name": item.name, "cells": [cell(ledger, suite, item) for suite in suites]}
        for item in items
        if item.kind == kind
    ]


def cell(ledger: Ledger, suite: str, item: Item) -> dict[str, object]:
    """How often a suite covered an item, why it need not, or that it should have."""
    count = ledger.items[suite, item]
    reason = excused(suite, item)
    state = "covered" if count else "excused" if reason else "missing" if suite in COMPLETE else "none"
    return {"count": count, "state": state, "reason": reason}


def outcomes(ledger: Ledger, suites: list[str], product: str, operation: str) -> list[tuple[str, list[int]]]:
    """How often each suite's calls of an operation came to each outcome, the commonest first."""
    total: Counter[str] = Counter()
    for (_, other, name, outcome), count in ledger.outcomes.items():
        if (other, name) == (product, operation):
            total[outcome] += count
    return [
        (outcome, [ledger.outcomes[suite, product, operation, outcome] for suite in suites])
        for outcome, _ in sorted(total.items(), key=lambda each: (-each[1], each[0]))
    ]
