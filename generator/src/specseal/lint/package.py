"""The names of the wheel's package and of its clients, chosen in the client overlay or made from the product's name."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract
from ..diagnostics import Diagnostic
from ..naming import pascal_case, snake_case
from ..reserved import class_problem, package_problem


def check_package(product: str, contract: Contract) -> Iterator[Diagnostic]:
    """Diagnostics of a package or a class that cannot be called what it would be called."""
    client = contract.client
    package = client.package or snake_case(product)
    class_name = client.class_name or pascal_case(product)
    for key, what, name, problem, location in (
        ("package", "The package", package, package_problem(package), client.package_location),
        ("class", "The client", class_name, class_problem(class_name), client.class_location),
    ):
        if problem:
            yield Diagnostic(
                "name-reserved",
                f"{what} cannot be called {name!r}: {problem}.",
                location,
                f"Choose another with `x-client: {{{key}: …}}` at the root of the client overlay.",
            )
