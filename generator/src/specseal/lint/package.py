"""The names of the wheel's package and of its clients, chosen in the client overlay or made from the product's name."""

from __future__ import annotations

from ..diagnostics import Diagnostic, Refused
from ..document import Map, locate
from ..naming import pascal_case, snake_case
from ..reserved import class_problem, package_problem


def lint_package(product: str, document: Map) -> None:
    """Raise `Refused` when the package or the class of a product cannot be called what they would be called."""
    chosen = document.get("x-client", {})
    package = chosen.get("package") or snake_case(product)
    class_name = chosen.get("class") or pascal_case(product)
    found = [
        Diagnostic(
            "name-reserved",
            f"{what} cannot be called {name!r}: {problem}.",
            locate(document, f"/x-client/{key}" if key in chosen else ""),
            f"Choose another with `x-client: {{{key}: …}}` at the root of the client overlay.",
        )
        for key, what, name, problem in (
            ("package", "The package", package, package_problem(package)),
            ("class", "The client", class_name, class_problem(class_name)),
        )
        if problem
    ]
    if found:
        raise Refused(found)
