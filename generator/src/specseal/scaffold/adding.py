"""`specseal new --add-to`: a further page of a product becomes a further operation of it. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..contract.walk import METHODS
from ..diagnostics import Diagnostic, Location, Refused
from ..document import Map, is_map, is_seq, load, locate
from ..drift.before import counts
from ..drift.store import facts_path, facts_text, load_facts, with_facts
from ..placeholders import TODO
from ..pointer import join
from ..project import Product
from .commented import noted
from .draft.overlays import drift_actions, drift_text, wire_additions, wire_text
from .draft.spec import Draft, draft_of, operation_entry, server_entries, spec_text
from .draft.vendor import Vendor, vendor_of
from .insertion import added, appended
from .new import Beginning, Read, findings_of, read_for


def add_from(product: Product, data: bytes, name: str | None) -> Beginning:
    """The files of a product with the operation of one more page.

    Raises `Refused` when the product has the operation or the page already, and as `begin_from` does.
    """
    read = read_for(product, data, name)
    shown = product.shown(product.spec)
    old = load(product.spec, shown).data
    _refuse_known_page(product, old, read.facts.document)
    draft = _draft(product, old, read)
    path, method = draft.request.path, draft.request.method
    item: Any = old.get("paths", {}).get(path, {})
    if is_map(item) and method in item:
        raise Refused(
            Diagnostic(
                "operation-exists",
                f"{product.name} has {method.upper()} {path} already; nothing was added.",
                locate(old, join("/paths", path, method)),
                f"Compare the page with it: specseal drift {product.name} --doc FILE",
            )
        )
    text = product.spec.read_text("utf-8")
    entry = _entry(draft, old, read)
    if is_map(item) and item:
        text = added(text, ("paths", path), method, entry, shown)
    else:
        text = added(text, ("paths",), path, {method: entry}, shown)
    for component, schema in draft.components.spec.items():
        text = added(text, ("components", "schemas"), component, schema, shown)
    files = {product.spec: text, **dict(_overlays(product, draft, read))}
    if not read.facts.unread:
        files[facts_path(product)] = facts_text(with_facts(load_facts(product), read.facts))
    before = {path: path.read_text("utf-8") for path in files if path.is_file()}
    return Beginning(files, counts(read.facts), before)


def _draft(product: Product, old: Map, read: Read) -> Draft:
    """The draft, with names that the spec does not have."""
    schemas: Any = old.get("components", {}).get("schemas", {})
    operations = {str(one.get("operationId")) for one in _operations(old)}
    draft = draft_of(read.facts, product.name, never_200=read.never_200, taken=frozenset(schemas))
    name, count = draft.operation, 2
    while name in operations:
        name, count = f"{draft.operation}{count}", count + 1
    return replace(draft, operation=name)


def _entry(draft: Draft, old: Map, read: Read) -> Any:
    facts = read.facts
    entry = operation_entry(draft, teach=False)
    entry["x-source"] = {"document": facts.document, "digest": facts.digest}
    known = {str(one.get("url")) for one in old.get("servers", ()) if is_map(one)}
    if facts.hosts and not {host.url for host in facts.hosts} <= known:
        entry["servers"] = noted(
            server_entries(draft),
            f"{TODO}: the page names other hosts than the product's. Keep them if this operation is served there.",
        )
    first, *more = (f"Drafted from {facts.document}.", *read.doubts)
    return noted(entry, first, *more)


def _refuse_known_page(product: Product, old: Map, document: str) -> None:
    documents = {page.document for page in load_facts(product)} | set(_documents(old))
    if document in documents:
        raise Refused(
            Diagnostic(
                "document-known",
                f"{product.name} has a page {document} already; nothing was added.",
                Location(product.shown(product.spec)),
                "Save each page under a name of its own.",
            )
        )


def _documents(old: Map) -> Iterator[str]:
    """The pages of the spec: that of the product, and those of its operations."""
    for holder in (old.get("info"), *_operations(old)):
        source = holder.get("x-source") if is_map(holder) else None
        if is_map(source) and "document" in source:
            yield str(source["document"])


def _operations(old: Map) -> Iterator[dict[str, Any]]:
    for item in old.get("paths", {}).values():
        for method in METHODS if is_map(item) else ():
            one = item.get(method)
            if is_map(one):
                yield one


def _overlays(product: Product, draft: Draft, read: Read) -> Iterator[tuple[Path, str]]:
    folder = product.root / "overlays" / product.vendor / product.name
    alone = findings_of(read.facts, spec_text(draft, (), (), teach=False))
    vendor = _vendor(product)
    wire = wire_additions(draft, vendor), wire_text(draft, product, vendor)
    yield from _overlay(product, folder / "wire.yaml", *wire)
    yield from _overlay(product, folder / "drift.yaml", drift_actions(draft, alone), drift_text(draft, alone))


def _overlay(
    product: Product, path: Path, actions: list[Any], whole: str | None
) -> Iterator[tuple[Path, str]]:
    """An overlay with further actions; ``whole``: as it would be if there were none yet."""
    if not actions:
        return
    if not path.is_file():
        if whole is not None:
            yield path, whole
        return
    text = path.read_text("utf-8")
    for action in actions:
        text = appended(text, "actions", action, product.shown(path))
    yield path, text


def _vendor(product: Product) -> Vendor:
    """What the vendor's overlay, that of the product and its spec say already."""
    pointers: dict[str, tuple[str, ...]] = {}
    bodies = list(_error_bodies(product))
    for body in bodies:
        for key, value in body.items():
            if is_seq(value):
                listed = (str(one.get("pointer", "")) if is_map(one) else str(one) for one in value)
                pointers[key] = (*pointers.get(key, ()), *listed)
    return replace(vendor_of(product), has_error_body=bool(bodies), error_body=pointers)


def _error_bodies(product: Product) -> Iterator[Map]:
    for path in (product.vendor_overlay("wire"), product.overlay("wire")):
        actions: Any = load(path, product.shown(path)).data.get("actions") if path else ()
        for action in actions if is_seq(actions) else ():
            update = action.get("update") if is_map(action) else None
            if is_map(update) and isinstance(found := update.get("x-error-body"), Map):
                yield found
    spec = load(product.spec, product.shown(product.spec)).data
    if isinstance(found := spec.get("x-error-body"), Map):
        yield found
