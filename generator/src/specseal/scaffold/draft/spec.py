"""The drafted spec as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...drift.drafts import region_of
from ...drift.facts import Facts, Host
from ...naming import UnnameableError, pascal_case
from ...placeholders import TO_WRITE, TODO
from ..commented import comment_lines, noted, only_comment, to_yaml
from . import lessons
from .request import Request, draft_request, left_out
from .responses import Responses, draft_responses
from .schemas import Components

NO_HOST = "https://api.example.com"
_PLAIN = {"api", "www", "open", "openapi", "gateway", "rest"}
"""First names of hosts that say nothing of a region."""
_MODELINE = "# yaml-language-server: $schema=../../schemas/spec.schema.json"


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that was drafted of one operation."""

    facts: Facts
    title: str
    operation: str
    request: Request
    responses: Responses
    components: Components
    servers: tuple[tuple[Host, str], ...]
    """Each host with its region."""


def draft_of(
    facts: Facts, product: str, *, never_200: bool = False, taken: frozenset[str] = frozenset()
) -> Draft:
    """Decide all that can be decided from the facts of a page.

    ``never_200``: it says that failures have another status than successes; ``taken``: the components that exist.
    """
    components = Components(facts.document, names=set(taken))
    operation = _operation(facts)
    pascal = pascal_case(operation)
    request = draft_request(facts, components, components.free(f"{pascal}Request"))
    return Draft(
        facts=facts,
        title=" ".join(word.capitalize() for word in product.split("-")),
        operation=operation,
        request=request,
        responses=draft_responses(facts, components, pascal, never_200=never_200),
        components=components,
        servers=tuple(_regions(facts)),
    )


def spec_text(draft: Draft, head: tuple[str, ...], doubts: tuple[str, ...], *, teach: bool) -> str:
    """The text of the spec. ``head`` are its first comments, ``doubts`` those below them; ``teach`` adds lessons."""
    facts = draft.facts
    info: dict[str, Any] = {
        "title": draft.title,
        "version": noted(
            facts.version or "1.0.0",
            "" if facts.version else f"{TODO}: the page states no version; 1.0.0 is a placeholder.",
        ),
        "summary": noted(
            TO_WRITE + ".",
            f"{TODO}: one line on what the product does; the client's README begins with it.",
        ),
        "x-source": {"document": facts.document, "digest": facts.digest},
    }
    spec: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": info,
        "servers": noted(
            server_entries(draft),
            lessons.SERVERS if teach else "",
            ""
            if facts.hosts
            else f"{TODO}: no host was found. Use the vendor's, with https and without a path.",
        ),
        "paths": noted(
            {draft.request.path: {draft.request.method: operation_entry(draft, teach=teach)}},
            lessons.PATHS if teach else "",
        ),
        "components": {"schemas": noted(draft.components.spec, lessons.SCHEMAS if teach else "")},
    }
    lines = [_MODELINE]
    for comment in (*head, *doubts):
        lines += comment_lines(comment)
    return "\n".join(lines) + "\n" + to_yaml(spec)


def operation_entry(draft: Draft, *, teach: bool) -> dict[str, Any]:
    """The operation; ``teach`` adds lessons."""
    facts = draft.facts
    entry: dict[str, Any] = {
        "operationId": noted(
            draft.operation,
            f"{TODO}: verb and object, such as getParcel; this becomes the client's method.",
        ),
        "summary": TO_WRITE + ".",
        "description": f"{TO_WRITE}, in your own words.",
        "x-source": {"document": facts.document},
    }
    if facts.rate:
        entry["x-limits"] = {
            "rate": {"calls": facts.rate.calls, "seconds": facts.rate.seconds, "scope": facts.rate.scope}
        }
    elif teach:
        entry["x-limits"] = only_comment(lessons.LIMITS)
    if draft.request.waived:
        entry["headers"] = left_out(draft.request.waived)
    for key, value in draft.request.entries:
        entry[key] = noted(value, lessons.BODY if teach else "")
    entry["responses"] = noted(draft.responses.entries, lessons.RESPONSES if teach else "")
    if draft.responses.errors:
        entry["x-errors"] = noted(
            draft.responses.errors,
            "One entry per error code. `retryable`: whether the same request may succeed later.",
            *draft.responses.doubts,
        )
    return entry


def server_entries(draft: Draft) -> list[dict[str, Any]]:
    """The servers."""
    return [_server(host, region, draft.facts.document) for host, region in draft.servers]


def _server(host: Host, region: str, document: str) -> dict[str, Any]:
    server: dict[str, Any] = {"url": host.url, "description": host.label or f"{TO_WRITE}."}
    return server | {"x-region": region, "x-source": {"document": document}}


def _regions(facts: Facts) -> Iterator[tuple[Host, str]]:
    taken: set[str] = set()
    hosts = facts.hosts or (Host(NO_HOST, "A placeholder."),)
    for number, host in enumerate(hosts, 1):
        label = re.sub(r"[^a-z0-9]+", "-", (host.label or "").lower()).strip("-")
        first = host.url.partition("://")[2].partition(".")[0]
        wanted = [region_of(host.url), label if len(label) <= 20 else "", "" if first in _PLAIN else first]
        wanted += ["main", f"host{number}"]
        region = next(
            one for one in wanted if re.fullmatch(r"[a-z0-9][a-z0-9-]*", one or "") and one not in taken
        )
        taken.add(region)
        yield host, region


def _operation(facts: Facts) -> str:
    """A name for the operation: its action, or the last step of its path that says something."""
    action = next((row.values[0] for row in facts.request if row.name == "Action" and row.values), "")
    steps = [step for step in (facts.path or "").split("/") if step and "{" not in step]
    steps = [step for step in steps if not re.fullmatch(r"v\d+(\.\d+)*", step)]
    for candidate in (action, *reversed(steps)):
        try:
            name = pascal_case(candidate)
        except UnnameableError:
            continue
        return name[0].lower() + name[1:]
    return "callOperation"


def doubts_of(facts: Facts) -> tuple[str, ...]:
    """A comment for each thing in the page that could not be read, with its line."""
    return tuple(
        f"{TODO}: line {one.line} could not be read: {one.what}. Add what it says." for one in facts.unread
    )
