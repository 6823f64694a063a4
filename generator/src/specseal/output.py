"""What is generated, beside what is on disk. It knows nothing of how it is made, and is quick to import."""

from __future__ import annotations

from dataclasses import dataclass

from .project import Product, Project
from .write import differences, write_file, write_tree


@dataclass(frozen=True, slots=True)
class Output:
    """What generation of one product writes."""

    product: Product
    contract: str
    files: dict[str, str]


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
