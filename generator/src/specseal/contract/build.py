"""Builds the contract of a product: loads its spec, applies its wire overlays, resolves the result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..diagnostics import Diagnostic, Refused
from ..document import Document, Map, is_map, load, plain
from ..naming import snake_case
from ..overlay import Overlay, apply, parse_overlay
from ..project import Product, Project, Stage
from .places import Places
from .resolve import resolve
from .versions import as_openapi_31


@dataclass(frozen=True, slots=True)
class Resolved:
    """The contract of a product as an OpenAPI document, and the digest of its sources."""

    product: Product
    places: Places
    digest: str
    """``sha256:`` and 64 hexadecimal digits, over the names and texts of the spec and its wire overlays."""
    told: tuple[Diagnostic, ...] = ()
    """Warnings and notes."""

    @property
    def document(self) -> Map:
        """Spec with wire overlays; operations include what they inherit."""
        return self.places.document

    def text(self) -> str:
        """The contract as it is written to ``generated/contracts/``: JSON, in the document's order."""
        marked = {
            "openapi": self.document["openapi"],
            "x-generated": {
                "by": "specseal; generated, do not edit",
                "vendor": self.product.vendor,
                "product": self.product.name,
                "digest": self.digest,
            },
            **plain(self.document),
        }
        return json.dumps(marked, ensure_ascii=False, indent=2) + "\n"


def resolve_product(
    project: Project, product: Product, check: Callable[[Map], Iterable[Diagnostic]] | None = None
) -> Resolved:
    """The contract of a product. Raises `Refused` when its sources cannot be read or merged.

    ``check`` validates the merged document before it is resolved, and returns warnings and notes; resolving needs a
    well-formed one.
    """
    spec = _load(product, product.spec)
    inputs = [spec]
    read, notes = as_openapi_31(spec.data)
    merged, more = with_stage(project, product, read, "wire")
    inputs += more
    told = (*notes, *(check(merged) if check is not None else ()))
    return Resolved(product, resolve(merged), digest(product, inputs), told)


def with_stage(project: Project, product: Product, document: Map, stage: Stage) -> tuple[Map, list[Document]]:
    """The document with the overlays of a stage applied, the vendor's first, and the overlays that were read.

    An action that matches nothing is an error: in a product's overlay at once, in a vendor's when it matches
    nothing in any product of the vendor.
    """
    inputs: list[Document] = []
    if path := product.vendor_overlay(stage):
        source = _load(product, path)
        inputs.append(source)
        overlay = parse_overlay(source)
        matches = apply(document, overlay).matches
        for sibling in project.products():
            if sibling.vendor == product.vendor and sibling.name != product.name and not all(matches):
                other = apply(as_openapi_31(_load(sibling, sibling.spec).data)[0], overlay).matches
                matches = tuple(mine + theirs for mine, theirs in zip(matches, other, strict=True))
        _refuse_idle_actions(product, overlay, matches)
        document = apply(document, overlay).data
    if path := product.overlay(stage):
        source = _load(product, path)
        inputs.append(source)
        document = apply(document, parse_overlay(source), strict=True).data
    return document, inputs


def chosen_package(product: Product) -> str:
    """The import package of a product as its sources say, of which nothing else is checked.

    Raises `Refused` when they cannot be read or merged.
    """
    document, _ = as_openapi_31(_load(product, product.spec).data)
    stages: tuple[Stage, ...] = ("wire", "client")
    for stage in stages:
        for path in (product.vendor_overlay(stage), product.overlay(stage)):
            if path:
                document = apply(document, parse_overlay(_load(product, path))).data
    client = document.get("x-client")
    chosen = client.get("package") if is_map(client) else None
    return chosen if isinstance(chosen, str) else snake_case(product.name)


def digest(product: Product, inputs: list[Document], above: str = "") -> str:
    """One digest over several input files, by name and text, and over the digest of the stage above."""
    total = hashlib.sha256(above.encode())
    for document in inputs:
        total.update(f"{product.shown(document.path)} {document.digest}\n".encode())
    return f"sha256:{total.hexdigest()}"


def _load(product: Product, path: Path) -> Document:
    return load(path, product.shown(path))


def _refuse_idle_actions(product: Product, overlay: Overlay, matches: tuple[int, ...]) -> None:
    idle = [
        Diagnostic(
            "overlay-no-match",
            f"actions[{index}]: the target {action.target!r} matches nothing in any product of {product.vendor}.",
            overlay.locate("actions", index, "target"),
            "Correct the target, or remove the action.",
        )
        for index, (action, count) in enumerate(zip(overlay.actions, matches, strict=True))
        if not count
    ]
    if idle:
        raise Refused(idle)
