"""The import name of a package and the class name of its clients, chosen or derived from the product name."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract
from ..diagnostics import Diagnostic
from ..naming import pascal_case, snake_case
from ..reserved import class_problem, package_problem


def check_package(product: str, contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of both names."""
    client = contract.client
    package = client.package or snake_case(product)
    class_name = client.class_name or pascal_case(product)
    for key, what, name, problem, location in (
        ("package", "The package", package, package_problem(package), client.package_location),
        ("class", "The client class", class_name, class_problem(class_name), client.class_location),
    ):
        if problem:
            yield Diagnostic(
                "name-reserved",
                f"{what} cannot be named {name!r}: {problem}.",
                location,
                f"Set another name with `x-client: {{{key}: …}}` at the root, in the client overlay.",
            )
