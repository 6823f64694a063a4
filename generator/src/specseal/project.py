"""The layout of a project: specs, overlays and generated files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from .diagnostics import Diagnostic, Location, Refused
from .reserved import device_problem, product_problem
from .suggest import did_you_mean, nearest

Stage = Literal["wire", "client", "portal", "drift"]
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_EDITORS = re.compile(r"^[.#]|~$|^4913$|___jb_(?:tmp|old|bak)___$")
"""Files that editors put beside what they edit: swap files, locks, copies, and what they rename afterwards."""


@dataclass(frozen=True, slots=True)
class Product:
    """One vendor document: ``specs/VENDOR/NAME.yaml`` and its overlays."""

    name: str
    vendor: str
    root: Path

    @property
    def spec(self) -> Path:
        """The hand-written OpenAPI document."""
        return self.root / "specs" / self.vendor / f"{self.name}.yaml"

    def vendor_overlay(self, stage: Stage) -> Path | None:
        """The overlay of the stage that serves all products of the vendor, if there is one."""
        return _existing(self.root / "overlays" / self.vendor / f"{stage}.yaml")

    def overlay(self, stage: Stage) -> Path | None:
        """The overlay of the stage for this product alone, if there is one."""
        return _existing(self.root / "overlays" / self.vendor / self.name / f"{stage}.yaml")

    def shown(self, path: Path) -> str:
        """A path as diagnostics and headers show it: relative to the project, with forward slashes."""
        return path.relative_to(self.root).as_posix()


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with ``specs/`` in it."""

    root: Path
    lenient: bool = False
    """Whether faults that harm nobody are warnings; the settings of the project may say so, too."""

    @property
    def generated(self) -> Path:
        """The folder of everything the generator writes."""
        return self.root / "generated"

    def products(self) -> tuple[Product, ...]:
        """All products, sorted by vendor and name. Raises `Refused` when there are none, or a name is invalid."""
        found = [
            Product(path.stem, path.parent.name, self.root)
            for path in sorted(self.root.glob("specs/*/*.yaml"))
            if not _EDITORS.search(path.name)
        ]
        problems = [
            Diagnostic(
                "product-name",
                f"{part!r} is not a valid vendor or product name.",
                Location(product.shown(product.spec)),
                "Use lower-case letters and digits, with single hyphens between.",
            )
            for product in found
            for part in (product.vendor, product.name)
            if not _NAME.fullmatch(part)
        ]
        problems += [
            Diagnostic(
                "product-name",
                f"{part!r} is not a valid {what}: {problem}.",
                Location(product.shown(product.spec)),
                "Rename it.",
            )
            for product in found
            for part, what, problem in (
                (product.vendor, "vendor name", device_problem(product.vendor)),
                (product.name, "product name", product_problem(product.name)),
            )
            if problem
        ]
        problems += self._no_files(found)
        names = [product.name for product in found]
        problems += [
            Diagnostic(
                "product-twice",
                f"Two vendors have a product named {product.name!r}, so their wheels would collide.",
                Location(product.shown(product.spec)),
                "Rename one of them.",
            )
            for position, product in enumerate(found)
            if product.name in names[:position]
        ]
        problems += self._stray_overlays({(product.vendor, product.name) for product in found})
        if not found:
            problems.append(
                Diagnostic(
                    "no-products",
                    "No products found: specs/VENDOR/PRODUCT.yaml is missing.",
                    Location(str(self.root)),
                    "Run the command in a project folder, or name one with --root.",
                )
            )
        if problems:
            raise Refused(problems)
        return tuple(found)

    def select(self, names: tuple[str, ...]) -> tuple[Product, ...]:
        """The named products in the project's order; all products when no name is given. Raises `Refused`."""
        products = self.products()
        known = {product.name for product in products}
        if unknown := [name for name in names if name not in known]:
            raise Refused(
                Diagnostic(
                    "unknown-product",
                    f"Unknown product {name!r}{did_you_mean(name, known) or '.'}",
                    None,
                    "" if nearest(name, known) else f"Expected one of: {', '.join(sorted(known))}.",
                )
                for name in unknown
            )
        return tuple(product for product in products if not names or product.name in names)

    def _no_files(self, products: Iterable[Product]) -> Iterator[Diagnostic]:
        """Sources that are folders, pipes, devices or broken links: reading one could hang."""
        sources = [product.spec for product in products]
        for path in (*sources, *sorted(self.root.glob("overlays/**/*.yaml"))):
            if not path.is_file() and not _EDITORS.search(path.name):
                yield Diagnostic(
                    "file-unreadable",
                    "Not a regular file.",
                    Location(path.relative_to(self.root).as_posix()),
                    "Replace it with a file, or remove it.",
                )

    def _stray_overlays(self, products: set[tuple[str, str]]) -> list[Diagnostic]:
        """Overlay files that no product would ever read."""
        stages = {f"{stage}.yaml" for stage in get_args(Stage)}
        vendors = {vendor for vendor, _ in products}
        stray: list[Diagnostic] = []
        for path in sorted(self.root.glob("overlays/**/*")):
            if path.is_dir() or _EDITORS.search(path.name):
                continue
            place = path.relative_to(self.root / "overlays").parts
            expected = (len(place) == 2 and place[0] in vendors) or (
                len(place) == 3 and place[:2] in products
            )
            if not (expected and place[-1] in stages):
                stray.append(
                    Diagnostic(
                        "stray-overlay",
                        "No product reads this file.",
                        Location(path.relative_to(self.root).as_posix()),
                        "Rename it to overlays/VENDOR/STAGE.yaml or overlays/VENDOR/PRODUCT/STAGE.yaml. "
                        "STAGE is one of: wire, client, portal, drift.",
                    )
                )
        return stray


def find_project(start: Path) -> Project:
    """The project around a folder: the nearest folder, upwards, with ``specs/`` in it. Raises `Refused`."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "specs").is_dir():
            return Project(folder)
    raise Refused(
        Diagnostic(
            "no-project",
            f"No specs/ folder in {start} or above it.",
            None,
            "Run the command in a project folder, or name one with --root.",
        )
    )


def _existing(path: Path) -> Path | None:
    return path if path.is_file() else None
