"""The pipeline from the sources of a product to the files of its wheel. Pure; `output` writes."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.metadata import version

from .contract import Contract, Places, Resolved, digest, read_contract, resolve_product, with_stage
from .diagnostics import Diagnostic, Refused, passed
from .lint import (
    check_error_responses,
    check_examples,
    check_memory,
    check_outcomes,
    check_package,
    check_success_rows,
    check_unfinished,
    fails_by,
    lint_contract,
    lint_document,
    lint_stage,
    softened,
)
from .naming import snake_case
from .output import Output
from .plan import Origin, Package, plan_package
from .project import Product, Project
from .publishing import Publishing, read_publishing
from .release.changelog import History
from .release.store import load_history
from .signers import Signers, prove_signers


@dataclass(frozen=True, slots=True)
class Checked:
    """A product whose sources have passed all checks."""

    resolved: Resolved
    contract: Contract
    signers: Signers
    digest: str
    """Of all inputs of the package."""
    publishing: Publishing
    told: tuple[Diagnostic, ...] = ()
    """Warnings and notes."""

    @property
    def package(self) -> str:
        """The import name of the wheel."""
        return self.contract.client.package or snake_case(self.resolved.product.name)


def check_product(project: Project, product: Product) -> Checked:
    """Read and check a product: what ``specseal lint`` runs.

    Raises `Refused` with every problem found: first those that prevent reading the sources, then those of their
    content.
    """
    publishing = read_publishing(project.root)
    lenient = is_lenient(project)
    resolved = resolve_product(project, product, functools.partial(lint_document, lenient=lenient))
    document, overlays = with_stage(project, product, resolved.document, "client")
    lint_stage(resolved.document, document, "client")
    portal, _ = with_stage(project, product, resolved.document, "portal")
    lint_stage(resolved.document, portal, "portal")
    drift, _ = with_stage(project, product, resolved.document, "drift")
    lint_stage(resolved.document, drift, "drift")
    places = Places(document, resolved.places.moved)
    contract, signers, told = check_contract(product.name, places, lenient=lenient)
    return Checked(
        resolved,
        contract,
        signers,
        digest(product, overlays, resolved.digest),
        publishing,
        (*resolved.told, *told, *check_unfinished(product, places)),
    )


def is_lenient(project: Project) -> bool:
    """Whether faults that harm nobody are warnings, by the command line or the settings of the project."""
    return project.lenient or read_publishing(project.root).lenient


def check_contract(
    name: str, places: Places, *, lenient: bool = False
) -> tuple[Contract, Signers, tuple[Diagnostic, ...]]:
    """The contract of a resolved document, with its client names; its signers; warnings and notes.

    ``name`` is that of the product. Raises `Refused` with every problem of their content.
    """
    contract = read_contract(places)
    problems = [*check_package(name, contract), *lint_contract(contract)]
    problems += check_examples(places, fails_by(contract))
    problems += [*check_outcomes(contract, places), *check_success_rows(contract, places)]
    problems += [*check_memory(contract, places), *check_error_responses(contract)]
    signers = None
    try:
        signers = prove_signers(contract)
    except Refused as refused:
        problems += refused.diagnostics
    told = passed(softened(problems, places.document) if lenient else problems)
    if signers is None:  # its problems are errors
        raise Refused(problems)
    return contract, signers, (*told, *signers.doubts)


def package_of(checked: Checked, history: History | None = None) -> Package:
    """The plan of a product's package. ``history`` defaults to the one on disk."""
    from .opc.parser import parse_operations  # noqa: PLC0415  slow to import

    product = checked.resolved.product
    origin = Origin(
        product.vendor,
        product.name,
        product.shown(product.spec),
        checked.digest,
        version("specseal"),
        checked.publishing,
        load_history(product) if history is None else history,
    )
    parsed = parse_operations(checked.contract)
    return plan_package(checked.contract, checked.signers.recipes, parsed, origin)


def output_of(project: Project, product: Product, history: History | None = None) -> Output:
    """The contents of all files of a product. ``history`` defaults to the one on disk. Raises `Refused`."""
    from .render import render_package  # noqa: PLC0415  slow to import
    from .render.format import format_python  # noqa: PLC0415

    checked = check_product(project, product)
    files = render_package(package_of(checked, history), checked.signers)
    printed = {path: text for path, text in files.items() if path.endswith(".py") and text}
    return Output(product, checked.resolved.text(), files | format_python(printed), checked.told)
