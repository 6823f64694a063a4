"""The pipeline from a product's sources to the files of its wheel, pure until `write_product`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from .contract import Contract, build_contract, with_stage
from .contract.build import digest
from .diagnostics import Diagnostic, Location
from .lint import lint_contract, lint_package, lint_sources
from .plan import Package, plan_package
from .project import Product, Project
from .render import render_package
from .render.format import format_python
from .write import Writing, Written, differences


@dataclass(frozen=True, slots=True)
class Output:
    """What generation of one product writes."""

    product: Product
    contract: str
    files: dict[str, str]


def contract_of(project: Project, product: Product) -> Contract:
    """The linted contract of a product."""
    contract = build_contract(project, product, lint_sources)
    lint_contract(contract.document)
    return contract


def package_of(project: Project, product: Product) -> tuple[Contract, Package]:
    """Everything up to the package: what ``specseal lint`` runs. The portal overlays are checked on the way."""
    contract = contract_of(project, product)
    document, overlays = with_stage(project, product, contract.document, "client")
    lint_contract(document)
    lint_package(product.name, document)
    portal, _ = with_stage(project, product, contract.document, "portal")
    lint_contract(portal)
    inputs = digest(product, overlays, contract.digest)
    return contract, plan_package(contract, document, inputs, version("specseal"))


def output_of(project: Project, product: Product) -> Output:
    """The texts of all files of a product."""
    contract, package = package_of(project, product)
    files = {
        path: format_python(text) if path.endswith(".py") and text and "/_runtime/" not in path else text
        for path, text in render_package(package).items()
    }
    return Output(product, contract.text(), files)


def shared_packages(outputs: Sequence[Output]) -> list[Diagnostic]:
    """Diagnostics of products whose wheels would take the place of each other's package."""
    first: dict[str, Output] = {}
    problems: list[Diagnostic] = []
    for output in outputs:
        (package,) = {path.split("/")[1] for path in output.files if path.startswith("src/")}
        other = first.setdefault(package, output)
        if other is not output:
            problems.append(
                Diagnostic(
                    "package-twice",
                    f"{other.product.name} and {output.product.name} would both be the package {package!r}.",
                    Location(output.product.shown(output.product.spec)),
                    "Choose another with `x-client: {package: …}` at the root of a client overlay.",
                )
            )
    return problems


def write_product(project: Project, output: Output) -> bool:
    """Write the contract and the wheel project of a product; whether anything changed."""
    ((_, contract, written),) = write_products(project, [output])
    return contract or written.changed


def write_products(project: Project, outputs: Sequence[Output]) -> list[tuple[Output, bool, Written]]:
    """Write all of them together; whether the contract changed, and what became of the project's folder."""
    with Writing() as writing:
        return [
            (
                output,
                writing.file(
                    project.generated / "contracts" / f"{output.product.name}.json", output.contract
                ),
                writing.tree(project.generated / output.product.name, output.files),
            )
            for output in outputs
        ]


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
