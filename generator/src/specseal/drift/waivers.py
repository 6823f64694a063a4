"""Waivers: findings that are known and meant, each with its reason and source (``x-waivers``, stage ``drift``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..diagnostics import Location
from ..document import Map, is_map, is_seq, locate
from .findings import Finding


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waived finding, by its code and what it is about."""

    code: str
    at: str
    reason: str
    document: str
    """Of its source: the page that it is about; empty where it names none."""
    location: Location


def waivers_of(document: Map) -> tuple[Waiver, ...]:
    """The waivers of a spec with its ``drift`` overlays applied and linted."""
    listed: Any = document.get("x-waivers")
    rows: list[Any] = listed if is_seq(listed) else []
    return tuple(
        Waiver(
            code=row["finding"],
            at=at,
            reason=row["reason"],
            document=row["source"].get("document", ""),
            location=locate(document, f"/x-waivers/{index}"),
        )
        for index, row in enumerate(rows)
        if is_map(row)
        for at in ([row["at"]] if isinstance(row["at"], str) else row["at"])
    )


def part(
    findings: Sequence[Finding], waivers: Sequence[Waiver], document: str
) -> tuple[list[Finding], list[tuple[Finding, Waiver]]]:
    """The findings of a page that are left, and those that are waived. A waiver of nothing is a finding itself."""
    waivers = [one for one in waivers if one.document in {"", document}]
    known = {(one.code, one.at): one for one in waivers}
    waived = [(one, known[one.code, one.at]) for one in findings if (one.code, one.at) in known]
    left = [one for one in findings if (one.code, one.at) not in known]
    return [*left, *_idle(waivers, {(one.code, one.at) for one, _ in waived})], waived


def _idle(waivers: Sequence[Waiver], used: set[tuple[str, str]]) -> Iterator[Finding]:
    for one in waivers:
        if (one.code, one.at) not in used:
            yield Finding(
                code="waiver-idle",
                relation="different",
                at=f"{one.code} {one.at}",
                message="It waives what is no longer found.",
                remedy="Take it out of the overlay.",
                place=one.location,
            )
