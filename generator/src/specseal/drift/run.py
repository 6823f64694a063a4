"""`specseal drift`: one page against one product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..contract import Operation
from ..diagnostics import Diagnostic, Location, Refused
from ..project import Product
from .before import below_floor, counts, nothing_read, reworded
from .compare import compare
from .contradictions import contradictions
from .facts import Facts
from .findings import Finding
from .layouts import layout_of
from .page import digest_of, read_page
from .reading import read
from .sides import Sides
from .validate import validate
from .waivers import Waiver, part

SAME, DIFFERS, UNREAD = 0, 4, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What came out. ``unchanged`` says that the page is the one that was accepted, byte by byte."""

    product: str
    document: str
    digest: str
    unchanged: bool
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]
    page: Facts
    spec: Facts
    operation: Operation

    @property
    def exit_code(self) -> int:
        """0: the same, 4: it differs, 5: something could not be read."""
        if any(one.relation == "unread" for one in self.findings):
            return UNREAD
        return DIFFERS if self.findings else SAME


def read_document(data: bytes, name: str, product: Product, before: Sequence[Facts] = ()) -> Facts:
    """The facts of a saved page, read with the layout of the product's vendor. Raises `Refused` when it is no text."""
    known = {row.at for page in before for row in page.response}
    try:
        return read(read_page(data, name), layout_of(product.vendor), known)
    except RecursionError as error:
        message = "Its elements, or those of an example, stand too deep within each other."
        raise Refused(Diagnostic("page-depth", message, Location(name), "Save the page as text.")) from error


def drift(sides: Sides, data: bytes, name: str, *, full: bool = False) -> Drift:
    """Compare a saved page with the spec.

    A page that is the accepted one is not read again, unless the spec no longer says what was read from it, or
    ``full`` asks for it. Raises `Refused` when the page is no text, or is of none of the spec's operations.
    """
    digest = digest_of(data)
    accepted = next((one for one in sides.before if one.digest == digest), None)
    if accepted and not full:
        operation = sides.operation(accepted)
        spec = sides.facts(operation)
        findings = [*_digest(accepted, spec), *differences(sides, accepted, spec, accepted)]
        known = {(one.code, one.at) for one in sides.waivers}
        if all((one.code, one.at) in known for one in findings):
            return Drift(
                product=sides.product.name,
                document=name,
                digest=digest,
                unchanged=True,
                counts=counts(accepted),
                findings=(),
                waived=(),
                page=accepted,
                spec=spec,
                operation=operation,
            )
    return _read(sides, read_document(data, name, sides.product, sides.before), name)


def _read(sides: Sides, page: Facts, name: str) -> Drift:
    operation = sides.operation(page)
    spec = sides.facts(operation)
    page = replace(page, document=spec.document or name)
    before = sides.last(spec)
    found = [*nothing_read(page), *(below_floor(page, before) if before else ())]
    if page.request or page.response:
        found += differences(sides, page, spec, before)
        found += contradictions(page)
        found += validate(page, sides.of_contract(operation), sides.contract_places)
    if before and before.digest != page.digest:
        found += reworded(page, before, found)
    elif before and before != replace(page, unread=()):
        found.append(_stale())
    if before:
        found += _digest(before, spec)
    left, waived = part(found, sides.waivers, page.document)
    return Drift(
        product=sides.product.name,
        document=name,
        digest=page.digest,
        unchanged=before is not None and before.digest == page.digest,
        counts=counts(page),
        findings=tuple(left),
        waived=tuple(waived),
        page=page,
        spec=spec,
        operation=operation,
    )


def differences(sides: Sides, page: Facts, spec: Facts, before: Facts | None) -> list[Finding]:
    """What page and spec disagree about.

    A page need not repeat what the spec has from another one, and one that never had any host leaves them to others.
    """
    hostless = not page.hosts and not (before and before.hosts)
    return [
        one
        for one in compare(page, spec)
        if not (one.code.endswith("-removed") and sides.from_another_page(one.place, spec.document))
        and not (hostless and one.code == "host-removed")
    ]


def _digest(before: Facts, spec: Facts) -> list[Finding]:
    if spec.digest in {"", before.digest}:
        return []
    return [
        Finding(
            code="digest",
            relation="different",
            at="digest",
            message="The spec and its facts file were written for different states of the page.",
            remedy="Run `specseal accept` with the page that the spec follows.",
            place=spec.place("version"),  # type: ignore[arg-type]  # of a spec
        )
    ]


def _stale() -> Finding:
    return Finding(
        code="facts-stale",
        relation="different",
        at="facts",
        message="The same page is read differently now than when it was accepted.",
        remedy="Look at what `specseal accept` would write; the reader has changed.",
    )
