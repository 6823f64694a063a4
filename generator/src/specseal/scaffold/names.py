"""VENDOR/PRODUCT as somebody types it: by the rules of folders, wheels and packages, and not taken yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..diagnostics import Diagnostic, Location, Refused
from ..naming import snake_case
from ..project import Product, Project
from ..reserved import device_problem, package_problem, product_problem

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RULE = "Lower-case letters and digits, with single hyphens between, a letter first: acme/acme-pay."


def new_product(project: Project, text: str) -> Product:
    """The product that ``VENDOR/PRODUCT`` names in a project.

    Raises `Refused` for names against the rules, and for those that are taken.
    """
    vendor, slash, name = text.partition("/")
    if not slash or "/" in name:
        raise Refused(Diagnostic("product-name", f"{text!r} is not VENDOR/PRODUCT.", None, _RULE))
    product = Product(name, vendor, project.root)
    problems = [*_spelling(vendor, name)] or [*_taken(project, product)]
    if problems:
        raise Refused(problems)
    return product


def _spelling(vendor: str, name: str) -> Iterator[Diagnostic]:
    for part, what, problem in (
        (vendor, "a vendor", device_problem(vendor)),
        (name, "a product", product_problem(name)),
    ):
        if not _NAME.fullmatch(part):
            yield Diagnostic("product-name", f"{part!r} cannot be the name of {what}.", None, _RULE)
        elif problem:
            yield Diagnostic(
                "product-name", f"{part!r} cannot be the name of {what}: {problem}.", None, "Choose another."
            )
    if not _NAME.fullmatch(name) or product_problem(name):
        return
    if problem := package_problem(snake_case(name)):
        hint = f"Choose another, such as {vendor}-{name}."
        yield Diagnostic("product-name", f"{name!r} cannot be the name of a product: {problem}.", None, hint)


def _taken(project: Project, product: Product) -> Iterator[Diagnostic]:
    for path in (
        *sorted(project.root.glob(f"specs/*/{product.name}.yaml")),
        *sorted(project.root.glob(f"specs/*/{product.name}.facts.json")),
        project.root / "overlays" / product.vendor / product.name,
        project.generated / product.name,
    ):
        if path.exists() or path.is_symlink():
            yield Diagnostic(
                "product-exists",
                f"{product.name} exists already.",
                Location(path.relative_to(project.root).as_posix()),
                "Choose another name, or remove it first.",
            )
