"""What the search of the site looks through: products, operations, error codes, callbacks and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..portal import ProductFeed
from .documents import Documents
from .rendering import Rendered, code_anchor


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that can be found."""

    kind: str
    title: str
    of: str
    """The product or page that it belongs to."""
    text: str
    href: str
    """From the site's root."""


def search_data(
    feeds: Sequence[ProductFeed], pages: Mapping[str, Rendered], documents: Documents
) -> list[dict[str, Any]]:
    """Everything, in the order in which equally good results stand. ``pages`` are those of the products."""
    found = [*(one for feed in feeds for one in _product(feed, pages)), *_documents(documents)]
    return [asdict(one) for one in found]


def _product(feed: ProductFeed, pages: Mapping[str, Rendered]) -> Iterator[Found]:
    subject, package = feed.subject, feed.subject.package
    yield Found(
        "product", package.title, subject.product.vendor, package.summary, f"{subject.name}/index.html"
    )
    for plan in package.operations:
        address = f"{subject.name}/operations/{plan.method_name}.html"
        text = f"{plan.operation_id} · {plan.method} {plan.path}"
        yield Found("operation", plan.method_name, package.title, text, address)
        for error in plan.errors:
            code = error.pattern or error.code
            text = f"HTTP {error.status} · {error.class_name}: {error.doc}"
            known = code in pages[address].codes
            anchor = f"#{code_anchor(code)}" if known else ""
            yield Found("error", code, f"{package.title}, {plan.method_name}", text, address + anchor)
    for callback in package.callbacks:
        yield Found(
            "callback", callback.name, package.title, "", f"{subject.name}/callbacks/{callback.name}.html"
        )


def _documents(documents: Documents) -> Iterator[Found]:
    for address, page in documents.pages.items():
        for heading in page.headings:
            if heading.level <= 3:
                top = heading is page.headings[0]
                target = address if top else f"{address}#{heading.anchor}"
                yield Found("document", heading.text, "" if top else page.title, "", target)
