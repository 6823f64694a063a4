"""Edits of everything else: hosts, path, method, body, version, rate and prose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from specseal.drift.facts import Host
from tests.drift.edits.edit import Edit, edit
from tests.drift.writer import TITLES, Sheet, write


def endpoint_edits(sheet: Sheet) -> Iterator[Edit]:
    """All edits of the endpoint."""
    facts = sheet.facts
    hosts = facts.hosts
    new = Host("https://api-fra.example.com", "Frankfurt" if hosts[0].label else None)
    yield edit("host added", sheet, ("host-added", new.url), hosts=(*hosts, new))
    yield edit("host added in front", sheet, ("host-added", new.url), hosts=(new, *hosts))
    yield edit(
        "host changed",
        sheet,
        ("host-added", new.url),
        ("host-removed", hosts[0].url),
        hosts=(new, *hosts[1:]),
    )
    if len(hosts) > 1:
        yield edit(
            "host removed",
            sheet,
            ("host-removed", hosts[1].url),
            ("fewer-rows", "hosts"),
            hosts=(hosts[0], *hosts[2:]),
        )
    if sheet.layout != "cards":
        yield edit(
            "path changed", sheet, ("endpoint-path", "path"), path=f"{(facts.path or '').rstrip('/')}/v2"
        )
    if facts.method:
        yield edit("method changed", sheet, ("endpoint-method", "method"), method="PUT")
    if facts.media:
        yield edit(
            "body changed",
            sheet,
            ("endpoint-media", "media"),
            ("prose-added", "*"),
            media="application/x-www-form-urlencoded",
        )
    if facts.version:
        yield edit(
            "version changed", sheet, ("endpoint-version", "version"), ("prose-added", "*"), version="6.1.0"
        )
    if facts.rate:
        yield edit(
            "rate changed",
            sheet,
            ("rate-limit", "rate"),
            ("prose-added", "*"),
            rate=replace(facts.rate, calls=facts.rate.calls + 20),
        )
        yield edit("rate removed", sheet, ("rate-limit", "rate"), ("prose-removed", "prose"), rate=None)
    sentence = "Tokens live for an hour." if sheet.language == "en" else "令牌一小时内有效。"
    head = TITLES[sheet.language]["page"]
    lines = write(replace(sheet, extra=f"# {head}\n{sentence}")).split("\n")
    at = next(number for number, line in enumerate(lines, 1) if sentence in line)
    yield Edit(
        "a sentence added",
        replace(sheet, extra=f"# {head}\n{sentence}"),
        frozenset({("prose-added", f"line {at}")}),
    )
