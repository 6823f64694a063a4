"""The pipeline from a product's sources to the files of its wheel, pure until `write_product`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from .contract import Contract, Places, Resolved, digest, read_contract, resolve_product, with_stage
from .diagnostics import Refused
from .lint import check_examples, lint_contract, lint_document, lint_stage
from .plan import Origin, Package, plan_package
from .project import Product, Project
from .signers import Signers, prove_signers
from .write import differences, write_file, write_tree


@dataclass(frozen=True, slots=True)
class Output:
    """What generation of one product writes."""

    product: Product
    contract: str
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """A product in whose sources nothing is wrong."""

    resolved: Resolved
    contract: Contract
    signers: Signers
    digest: str
    """Over all inputs of the package."""


def check_product(project: Project, product: Product) -> Checked:
    """Everything that is known of a product before anything is planned: what ``specseal lint`` runs.

    Raises `Refused` with all that can be known to be wrong: first what keeps the sources from being read, then what
    they say.
    """
    resolved = resolve_product(project, product, lint_document)
    document, overlays = with_stage(project, product, resolved.document, "client")
    lint_stage(resolved.document, document, "client")
    portal, _ = with_stage(project, product, resolved.document, "portal")
    lint_stage(resolved.document, portal, "portal")
    drift, _ = with_stage(project, product, resolved.document, "drift")
    lint_stage(resolved.document, drift, "drift")
    places = Places(document, resolved.places.moved)
    contract = read_contract(places)
    problems = [*lint_contract(contract), *check_examples(places)]
    signers = None
    try:
        signers = prove_signers(contract)
    except Refused as refused:
        problems += refused.diagnostics
    if problems or signers is None:
        raise Refused(problems)
    return Checked(resolved, contract, signers, digest(product, overlays, resolved.digest))


def package_of(checked: Checked) -> Package:
    """What will be written, without a line of it."""
    from .opc import parse_operations  # noqa: PLC0415  slow to import

    product = checked.resolved.product
    origin = Origin(product.name, product.shown(product.spec), checked.digest, version("specseal"))
    parsed = parse_operations(checked.contract)
    return plan_package(checked.contract, checked.signers.recipes, parsed, origin)


def output_of(project: Project, product: Product) -> Output:
    """The texts of all files of a product."""
    from .render import render_package  # noqa: PLC0415  slow to import
    from .render.format import format_python  # noqa: PLC0415

    checked = check_product(project, product)
    files = {
        path: format_python(text) if path.endswith(".py") and text and "/_runtime/" not in path else text
        for path, text in render_package(package_of(checked), checked.signers).items()
    }
    return Output(product, checked.resolved.text(), files)


def write_product(project: Project, output: Output) -> bool:
    """Write the contract and the wheel project of a product; whether anything changed."""
    contract = write_file(project.generated / "contracts" / f"{output.product.name}.json", output.contract)
    return write_tree(project.generated / output.product.name, output.files) or contract


def stale_files(project: Project, output: Output) -> list[str]:
    """The files on disk that differ from what would be generated, relative to the project."""
    name = output.product.name
    stale = [f"generated/{name}/{path}" for path in differences(project.generated / name, output.files)]
    contract = project.generated / "contracts" / f"{name}.json"
    if not contract.is_file() or contract.read_bytes() != output.contract.encode():
        stale.insert(0, f"generated/contracts/{name}.json")
    return stale


def orphans(project: Project) -> list[str]:
    """Generated files and folders that belong to no product, relative to the project."""
    names = {product.name for product in project.products()}
    contracts = project.generated / "contracts"
    found = [path for path in contracts.glob("*.json") if path.stem not in names]
    found += [
        path
        for path in project.generated.glob("*")
        if path.is_dir() and path != contracts and not path.name.startswith(".") and path.name not in names
    ]
    return sorted(path.relative_to(project.root).as_posix() for path in found)
