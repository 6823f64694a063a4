"""`specseal accept`: a page is taken as read. Nothing is written here; the command shows it first."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace

from .drafts import draft, with_digest
from .expected import spec_facts
from .facts import Facts
from .findings import Finding
from .run import Drift, differences
from .sides import Sides, pointers_of, spec_of_text
from .store import facts_path, facts_text, with_facts
from .waivers import part

FLOOR = "fewer-rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What accepting would write, and what it leaves for a person."""

    drift: Drift
    spec: str
    facts: str
    diff: str
    drafted: tuple[Finding, ...]
    left: tuple[Finding, ...]
    look: tuple[Finding, ...]
    """Rows whose description in the spec may still tell the old value."""


def blocked(drift: Drift, *, fewer: bool) -> tuple[Finding, ...]:
    """What forbids to accept the page: what could not be read, but for a smaller number of rows that is meant."""
    return tuple(
        one for one in drift.findings if one.relation == "unread" and not (fewer and one.code == FLOOR)
    )


def accept(sides: Sides, found: Drift) -> Accepted:
    """Draft the spec, the digest and the facts file for a page that was read.

    Raises `Refused` when the drafted spec would not be a good one.
    """
    product, page = sides.product, replace(found.page, unread=())
    drafted = draft(sides.source.text, page, found.spec, found.findings, page.document)
    text = with_digest(drafted.text, pointers_of(found.operation), page.digest)
    left = _left(sides, text, found, page)
    facts = facts_text(with_facts(sides.before, page))
    path = facts_path(product)
    old = path.read_text("utf-8") if path.exists() else ""
    return Accepted(
        drift=found,
        spec=text,
        facts=facts,
        diff=_diff(product.shown(product.spec), sides.source.text, text)
        + _diff(product.shown(path), old, facts),
        drafted=tuple(drafted.done),
        left=tuple(left),
        look=tuple(drafted.look),
    )


def _left(sides: Sides, text: str, found: Drift, page: Facts) -> list[Finding]:
    """What still differs once the draft is written: compared again, with the places of the drafted spec."""
    file = sides.product.shown(sides.product.spec)
    places, spec = spec_of_text(text, file)
    operation = next(
        one
        for one in spec.operations
        if (one.path, one.method) == (found.operation.path, found.operation.method)
    )
    known = spec_facts(places, spec, operation)
    again, _ = part(differences(sides, page, known, sides.last(known)), sides.waivers, page.document)
    compared = {one.code for one in again if one.code != "waiver-idle"}
    kept = [
        one
        for one in found.findings
        if one.relation == "contradiction"
        or one.code in {"example-invalid", "example-unexpected", "waiver-idle"}
    ]
    return [*(one for one in again if one.code in compared), *kept]


def _diff(name: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), name, name, n=2
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
