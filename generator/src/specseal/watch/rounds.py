"""One look at a project: what is not current is generated, each product by itself."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..current import is_current, remember
from ..diagnostics import Diagnostic, Refused
from ..lock import locked
from ..output import orphans, shared_packages, write_products
from ..project import Product, Project


@dataclass(frozen=True, slots=True)
class Done:
    """A product that was generated, and the seconds that it took."""

    name: str
    seconds: float
    changed: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """A product, or the project as a whole (an empty name), that cannot be generated as it is."""

    name: str
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """Generated files that belong to no product any more; they are not removed."""

    path: str


Event = Done | Failed | Gone


@dataclass(slots=True)
class Rounds:
    """Looks at a project again and again, and does only what was not done for the same sources before."""

    project: Project
    names: tuple[str, ...]
    tell: Callable[[Event], None]
    _seen: str = ""
    _failed: dict[str, str] = field(default_factory=dict[str, str])
    """What could not be generated → the digest of the sources that it was tried with."""
    _gone: set[str] = field(default_factory=set[str])

    def look(self) -> None:
        """One round: nothing where no source has changed since the last one. Raises `OSError` as writing does."""
        seen = _signature(self.project.root)
        if seen == self._seen:
            return
        try:
            products = self._products()
        except Refused as refused:
            self._fail("", seen, refused)
        else:
            self._failed.pop("", None)
            for product in products:
                self._one(product)
        self._tell_of_orphans()
        self._seen = seen

    def _products(self) -> list[Product]:
        """The products to watch; one that was named and is gone is no problem."""
        found = self.project.products()
        return [product for product in found if not self.names or product.name in self.names]

    def _one(self, product: Product) -> None:
        from ..generate import output_of  # noqa: PLC0415  the tools below are slow to import

        digest = _signature_of(self._sources(product))
        if self._failed.get(product.name) == digest:
            return
        start = time.monotonic()
        try:
            if is_current(self.project, product):
                return
            output = output_of(self.project, product)
            _refuse(shared_packages(self.project, {product: output.package}))
            with locked(self.project.root, writing=True, waiting=lambda: None):
                (written,) = write_products(self.project, [output])
                if not written.kept:
                    remember(self.project, product)
        except Refused as refused:
            self._fail(product.name, digest, refused)
        except FileNotFoundError:
            self._seen = ""  # it was taken away meanwhile; the next round sees what there is
        else:
            self._failed.pop(product.name, None)
            self.tell(Done(product.name, time.monotonic() - start, written.changed))

    def _fail(self, name: str, digest: str, refused: Refused) -> None:
        if self._failed.get(name) != digest:
            self._failed[name] = digest
            self.tell(Failed(name, refused.diagnostics))

    def _sources(self, product: Product) -> Iterable[Path]:
        overlays = self.project.root / "overlays" / product.vendor
        return (product.spec, *overlays.glob("*.yaml"), *(overlays / product.name).glob("*.yaml"))

    def _tell_of_orphans(self) -> None:
        try:
            found = set(orphans(self.project))
        except Refused:
            return
        for path in sorted(found - self._gone):
            self.tell(Gone(path))
        self._gone = found


def _refuse(problems: Sequence[Diagnostic]) -> None:
    if problems:
        raise Refused(problems)


def _signature(root: Path) -> str:
    return _signature_of((*root.glob("specs/**/*"), *root.glob("overlays/**/*")))


def _signature_of(paths: Iterable[Path]) -> str:
    """A digest of which files there are, when they were written, and how long they are; nothing is read."""
    total = hashlib.sha256()
    for path in sorted(paths):
        try:
            known = path.stat()
        except OSError:
            continue  # it went away, or leads nowhere
        if not path.is_dir():
            total.update(f"{path} {known.st_mtime_ns} {known.st_size} {known.st_ino}\n".encode())
    return total.hexdigest()
