"""Both sides of a comparison, from the project: spec, contract, waivers, and what was read last time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..contract import Contract, Operation, Places, read_contract, resolve_product, with_stage
from ..contract.resolve import resolve
from ..diagnostics import Diagnostic, Location, Refused
from ..document import Document, Map, is_map, load, loads, value_at
from ..lint import lint_document, lint_stage
from ..pointer import join, split
from ..project import Product, Project
from .expected import spec_facts
from .facts import Facts
from .store import load_facts
from .waivers import Waiver, waivers_of


@dataclass(frozen=True, slots=True)
class Sides:
    """Everything that a page is held to."""

    product: Product
    source: Document
    places: Places
    spec: Contract
    contract_places: Places
    contract: Contract
    waivers: tuple[Waiver, ...]
    before: tuple[Facts, ...]

    def operation(self, page: Facts) -> Operation:
        """The operation of the spec that a page describes: by its path, and by the name of its document.

        Raises `Refused` when several could be meant.
        """
        values = {value for row in page.request for value in row.values}
        found: Sequence[Operation] = self.spec.operations
        for fits in (
            [one.source.document == page.document for one in found],
            [one.wire_path == page.path for one in found],
            [one.id in values for one in found],
        ):
            chosen = [
                one for one, fit in zip(self.spec.operations, fits, strict=True) if fit and one in found
            ]
            found = chosen or found
        if len(found) == 1:
            return found[0]
        message = f"The page could be that of {', '.join(one.id for one in found)}."
        hint = "Name the page's file as `x-source.document` of the operation does."
        raise Refused(
            Diagnostic("page-ambiguous", message, Location(self.product.shown(self.product.spec)), hint)
        )

    def facts(self, operation: Operation) -> Facts:
        """What the spec says of an operation."""
        return spec_facts(self.places, self.spec, operation)

    def of_contract(self, operation: Operation) -> Operation:
        """The same operation of the contract, with what the wire overlays say."""
        return next(
            one
            for one in self.contract.operations
            if (one.path, one.method) == (operation.path, operation.method)
        )

    def from_another_page(self, place: Location | None, document: str) -> bool:
        """Whether the nearest ``x-source`` at or above a place of the spec names another page than ``document``."""
        node: Any = self.source.data
        named = ""
        for step in ("", *split(place.pointer)) if place else ():
            node = value_at(node, join("", step)) if step else node
            for key in ("x-source", "source"):
                source = node.get(key) if is_map(node) else None
                named = (source.get("document") if is_map(source) else None) or named
        return named not in {"", document}

    def last(self, spec: Facts) -> Facts | None:
        """What was read from the page last time."""
        return next((one for one in self.before if one.document == spec.document), None)


def sides_of(project: Project, product: Product) -> Sides:
    """Read and lint all that there is of a product.

    Raises `Refused` when a file cannot be read, or is wrong.
    """
    resolved = resolve_product(project, product, lint_document)
    source = load(product.spec, product.shown(product.spec))
    places, spec = _spec(source)
    drift, _ = with_stage(project, product, source.data, "drift")
    lint_stage(source.data, drift, "drift")
    return Sides(
        product=product,
        source=source,
        places=places,
        spec=spec,
        contract_places=resolved.places,
        contract=read_contract(resolved.places),
        waivers=waivers_of(drift),
        before=load_facts(product),
    )


def spec_of_text(text: str, file: str) -> tuple[Places, Contract]:
    """A drafted spec, read and linted. Raises `Refused` when it is wrong."""
    return _spec(loads(text, file))


def _spec(source: Document) -> tuple[Places, Contract]:
    document: Map = source.data
    lint_document(document)
    places = resolve(document)
    return places, read_contract(places)


def pointers_of(operation: Operation) -> Iterator[str]:
    """Where the digest of an operation's page may stand."""
    yield operation.location.pointer
    yield "/info"
