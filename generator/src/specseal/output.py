"""Generated output compared with, and written to, the disk. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .diagnostics import Diagnostic, Location, Refused
from .project import Product, Project
from .write import Writing, Written, differences


@dataclass(frozen=True, slots=True)
class Output:
    """The generated files of one product."""

    product: Product
    contract: str
    files: dict[str, str]
    told: tuple[Diagnostic, ...] = ()
    """Warnings and notes of its sources."""

    @property
    def package(self) -> str:
        """The import name of its wheel."""
        (name,) = {path.split("/")[1] for path in self.files if path.startswith("src/")}
        return name


def write_products(
    project: Project, outputs: Sequence[Output], beside: Mapping[Path, str] | None = None
) -> list[Written]:
    """Write the contracts and wheel projects of all products together. Returns the outcome for each.

    ``beside`` has further files to write together with them, by path.
    """
    contracts = project.generated / "contracts"
    written: list[Written] = []
    with Writing() as writing:
        for path, text in (beside or {}).items():
            writing.file(path, text)
        for output in outputs:
            contract = writing.file(contracts / f"{output.product.name}.json", output.contract)
            tree = writing.tree(project.generated / output.product.name, output.files)
            written.append(replace(tree, changed=tree.changed or contract))
    return written


def shared_packages(project: Project, packages: Mapping[Product, str]) -> list[Diagnostic]:
    """Diagnostics of products that have the same import package as each other, or as another product of the project.

    What the sources of the others say counts, so that two products may exchange their packages one after the other.
    """
    from .contract import chosen_package  # noqa: PLC0415  slow to import

    owners: dict[str, str] = {}
    for other in project.products():
        if other not in packages:
            try:
                owners[chosen_package(other)] = other.name
            except Refused:  # its sources cannot be read, so what was made of them counts
                folders = (project.generated / other.name / "src").glob("*/")
                owners |= {folder.name: other.name for folder in folders}
    problems: list[Diagnostic] = []
    for product, package in packages.items():
        owner = owners.setdefault(package, product.name)
        if owner != product.name:
            problems.append(
                Diagnostic(
                    "package-twice",
                    f"{owner} and {product.name} have the same import package, {package!r}.",
                    Location(product.shown(product.spec)),
                    "Set another name with `x-client: {package: …}` at the root, in a client overlay.",
                )
            )
    return problems


def stale_files(project: Project, output: Output) -> list[str]:
    """The files on disk that are out of date, relative to the project."""
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
