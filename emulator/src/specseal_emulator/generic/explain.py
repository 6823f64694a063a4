"""What the emulator makes of a contract, for people: what it checks, which error stands for what, what it remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .kinds import KINDS, STATUS
from .query_forms import query_methods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .endpoint import GenericEndpoint
    from .site import GenericSite


def explain(site: GenericSite) -> Iterator[str]:
    """The lines about one contract."""
    yield f"{site.contract.product}:"
    used = {name for endpoint in site.endpoints for group in endpoint.alternatives for name in group}
    for name, scheme in site.schemes.items():
        if name in used:
            yield f"  security {name}: {scheme.checks}"
            for doubt in scheme.doubts:
                yield f"    {doubt}"
    for lines, endpoints in _alike(site).items():
        yield f"  errors of {', '.join(endpoints)}:"
        yield from lines
    for endpoint in site.endpoints:
        yield from _behaviour(endpoint)


def _alike(site: GenericSite) -> dict[tuple[str, ...], list[str]]:
    """Operations by their errors, as most have the same."""
    found: dict[tuple[str, ...], list[str]] = {}
    for endpoint in site.endpoints:
        found.setdefault(tuple(_errors(endpoint)), []).append(endpoint.operation.id)
    return found


def _errors(endpoint: GenericEndpoint) -> Iterator[str]:
    for kind in KINDS:
        choice = endpoint.choices.get(kind)
        if choice is None:
            yield f"    {kind}: no row; status {STATUS[kind]}"
        else:
            detail = f": {choice.detail}" if choice.detail else ""
            yield f"    {kind}: {choice.row.code}{detail} ({choice.why})"
        for (other, parameter), single in endpoint.choices.of_parameters.items():
            if other == kind:
                detail = f": {single.detail}" if single.detail else ""
                yield f"    {kind} {parameter}: {single.row.code}{detail} ({single.why})"


def _behaviour(endpoint: GenericEndpoint) -> Iterator[str]:
    operation = endpoint.operation
    if methods := query_methods(operation):
        yield f"  {operation.id}: {', '.join(methods)} takes the fields of the form in the query"
    if endpoint.behaviour is not None:
        yield f"  {operation.id}: {endpoint.behaviour.does} {endpoint.behaviour.kind.name}"
    if gap := endpoint.respond.gap():
        yield f"  {operation.id}: {gap}"
