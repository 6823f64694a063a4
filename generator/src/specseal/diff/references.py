"""What users name on the command line: products, contract files, git revisions, or one product of a revision."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..diagnostics import Diagnostic, Refused
from ..document import Document, is_map, load
from ..project import Product, Project
from ..release.store import load_history, released_contract
from .api import cross_checked
from .change import Change
from .compare import Difference, compare
from .revisions import at_revision, is_revision
from .sides import Side, side_of_document, side_of_sources

_CONTRACTS: Final = (".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Reference:
    """One side as it was typed. Of everything that is not said, there is all."""

    text: str
    file: Path | None = None
    revision: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Both sides of one product; one of them is missing where the other came without it."""

    product: str
    labels: tuple[str, str]
    old: Side | None
    new: Side | None

    def difference(self) -> Difference:
        """What changed, and what griffe says of it."""
        if self.old is not None and self.new is not None:
            found = compare(self.old, self.new)
            return cross_checked(found, self.old, self.new) if found.changes else found
        code, told = ("product-added", "added") if self.old is None else ("product-removed", "removed")
        before, after = (one.contract.location if one else None for one in (self.old, self.new))
        message = f"The product {self.product} was {told}."
        change = Change(code=code, at=self.product, message=message, old=before, new=after)
        return Difference(product=self.product, old=self.labels[0], new=self.labels[1], changes=(change,))


def pairs(project: Project | None, named: Sequence[str]) -> Iterator[Pair]:
    """The sides that names on the command line mean, product by product. Raises `Refused`.

    Two names are the older and the newer side. One is a product or a revision, held against the working tree; a
    product is held against its last release, or against ``HEAD`` before its first. None is every product.
    """
    if len(named) == 2:
        old, new = (_understood(project, one) for one in named)
        yield from _between(project, old, new)
        return
    if project is None:
        raise AssertionError("the caller looks for the project")
    one = _understood(project, named[0]) if named else Reference("")
    if one.file is not None:
        hint = "Name what it is compared with: `specseal diff OLD NEW`."
        raise Refused(Diagnostic("reference-alone", f"{one.text} is one side alone.", None, hint))
    if one.revision:
        yield from _between(project, one, Reference("", product=one.product))
        return
    for product in project.select((one.product,) if one.product else ()):
        released = released_contract(product)
        if released is not None:
            today = side_of_sources(project, product, product.name)
            yield _pair(_released(product, released), today)
        else:
            head = Reference("HEAD", revision="HEAD", product=product.name)
            if not is_revision(project, "HEAD"):
                hint = "Release it, or name both sides: `specseal diff OLD NEW`."
                message = f"{product.name} has no release and no git history to compare with."
                raise Refused(Diagnostic("nothing-before", message, None, hint))
            yield from _between(project, head, Reference("", product=product.name))


def _pair(old: Side, new: Side) -> Pair:
    return Pair(product=new.product, labels=(old.label, new.label), old=old, new=new)


def _released(product: Product, released: Document) -> Side:
    label = f"{product.name} {load_history(product).version}"
    return side_of_document(released.data, label, product.name)


def _understood(project: Project | None, text: str) -> Reference:
    """What a name means: a product first, then a file, then a revision."""
    products = [one.name for one in project.products()] if project is not None else []
    if text in products:
        return Reference(text, product=text)
    path = Path(text)
    if path.is_file():
        return Reference(text, file=path)
    if project is not None:
        if is_revision(project, text):
            return Reference(text, revision=text)
        revision, _, product = text.rpartition(":")
        if revision and is_revision(project, revision):
            return Reference(text, revision=revision, product=product)
    near = difflib.get_close_matches(text, products, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Products are: {', '.join(products) or 'none'}."
    if path.suffix in _CONTRACTS:
        hint = "`specseal contract PRODUCT` prints a contract."
    message = f"{text!r} is no product, no file and no git revision."
    raise Refused(Diagnostic("reference-unknown", message, None, hint))


def _between(project: Project | None, old: Reference, new: Reference) -> Iterator[Pair]:
    # one product against a revision is the same product there
    if old.revision and not old.product and new.product:
        old = Reference(old.text, revision=old.revision, product=new.product)
    if new.revision and not new.product and old.product:
        new = Reference(new.text, revision=new.revision, product=old.product)
    if (old.file and new.revision and not new.product) or (new.file and old.revision and not old.product):
        hint = "Write REVISION:PRODUCT."
        message = "A file is compared with one product of a revision."
        raise Refused(Diagnostic("reference-ambiguous", message, None, hint))
    with ExitStack() as stack:
        before, after = (_sides(project, one, stack) for one in (old, new))
        if len(before) == len(after) == 1 and (old.file or new.file or old.product != new.product):
            (left,), (right,) = before.values(), after.values()
            yield _pair(left, right)
            return
        labels = (old.text or "the working tree", new.text or "the working tree")
        for name in dict.fromkeys((*before, *after)):
            yield Pair(product=name, labels=labels, old=before.get(name), new=after.get(name))


def _sides(project: Project | None, reference: Reference, stack: ExitStack) -> dict[str, Side]:
    """Every product that a reference names, by its name."""
    if reference.file is not None:
        document = load(reference.file, reference.text)
        told, client = (document.data.get(key, {}) for key in ("x-generated", "x-client"))
        name = str(told.get("product", "")) if is_map(told) else ""
        package = str(client.get("package", "")) if is_map(client) else ""
        name = name or package.replace("_", "-") or reference.file.stem
        plain = {key: value for key, value in document.data.items() if key != "x-generated"}
        data = type(document.data)(plain, location=document.data.location, marks=document.data.marks)
        side = side_of_document(data, reference.text, name, client="x-client" in data)
        return {name: side}
    if project is None:
        raise AssertionError("a name that is no file was looked up in a project")
    held = stack.enter_context(at_revision(project, reference.revision)) if reference.revision else project
    current = not reference.revision
    chosen = held.select((reference.product,) if reference.product else ())
    return {
        product.name: side_of_sources(
            held,
            product,
            product.name if current else f"{reference.revision}:{product.name}",
            current=current,
        )
        for product in chosen
    }
