"""One side of a comparison: a contract, and the Python package that is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

from ..contract import Contract, Places, read_contract, resolve_product, with_stage
from ..contract.resolve import resolve
from ..diagnostics import Diagnostic, Location, Refused, passed
from ..document import Map
from ..generate import check_product, is_lenient
from ..lint import check_package, lint_contract, lint_document, softened
from ..lint.document import check_structure
from ..lint.references import check_references
from ..plan import Origin, Package, plan_package
from ..project import Product, Project
from ..publishing import Publishing
from ..signers import Signers, prove_signers
from ..signing import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What is compared."""

    label: str
    """What it is called: ``linkvisual 0.1.0``, ``HEAD~1:linkvisual``, a file."""
    product: str
    contract: Contract
    package: Package | None
    """``None`` where no client can be made of it, and nothing is known of its Python names."""
    signers: Signers | None


def side_of_document(document: Map, label: str, product: str, *, client: bool = True) -> Side:
    """A contract as an OpenAPI document, resolved or not. Raises `Refused` when it cannot be read.

    ``client`` says whether it holds the names of the Python side, or only what travels.
    """
    lint_document(document, lenient=True)
    resolved = resolve(document)
    return side_of(resolved, label, product, client=client)


def side_of_sources(project: Project, product: Product, label: str, *, current: bool = True) -> Side:
    """A contract from spec and overlays. Raises `Refused` when they cannot be read.

    Sources that are not ``current`` may break rules that came later: they are checked for what keeps them from being
    read, and no more.
    """
    if current:
        check_product(project, product)
        places = sources(project, product)
        return side_of(places, label, product.name)
    try:
        return side_of(sources(project, product, lenient=True), label, product.name)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        hint = "Compare with a later revision, or with the contract that it generated."
        message = f"What {label} has cannot be read today ({type(error).__name__}: {error})."
        place = Location(product.shown(product.spec))
        raise Refused(Diagnostic("revision-unreadable", message, place, hint)) from error


def sources(project: Project, product: Product, *, lenient: bool = False) -> Places:
    """The contract of a product with its Python names, as a document. Raises `Refused`."""
    check = partial(lint_document, lenient=is_lenient(project))
    resolved = resolve_product(project, product, _readable if lenient else check)
    document, _ = with_stage(project, product, resolved.document, "client")
    return Places(document, resolved.places.moved)


def side_of(places: Places, label: str, product: str, *, client: bool = True) -> Side:
    """A side from a resolved document."""
    contract = read_contract(places)
    package, signers = _planned(contract, product) if client else (None, None)
    return Side(label=label, product=product, contract=contract, package=package, signers=signers)


def _planned(contract: Contract, product: str) -> tuple[Package | None, Signers | None]:
    problems = [*check_package(product, contract), *lint_contract(contract)]
    if any(one.severity == "error" for one in problems):
        return None, None
    try:
        signers = prove_signers(contract)
    except Refused:
        return None, None
    recipes: Mapping[str, Recipe] = signers.recipes
    origin = Origin("", product, f"{product}.yaml", "", version("specseal"), Publishing())
    return plan_package(contract, recipes, {}, origin), signers


def _readable(document: Map) -> tuple[Diagnostic, ...]:
    problems = [problem for check in (check_references, check_structure) for problem in check(document)]
    return passed(softened(problems, document))
