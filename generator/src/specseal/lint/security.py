"""Security: each scheme an operation uses is declared and carries a recipe, and one scheme signs a request."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import operations, schemes_of
from ..diagnostics import Diagnostic, Refused
from ..document import Map, locate
from ..signing import parse_recipe


def check_security(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of security schemes and of the requirements that name them."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    for operation in operations(document):
        inherited = "security" not in operation.data
        base = "/security" if inherited else f"{operation.pointer}/security"
        for index, names in enumerate(schemes_of(document, operation.data)):
            location = locate(document, f"{base}/{index}")
            if len(names) > 1:
                yield Diagnostic(
                    "unsupported",
                    f"{' and '.join(names)} together are not supported; one recipe signs a request.",
                    location,
                    "Write one recipe that does what both do.",
                )
            for name in names:
                if name not in schemes:
                    yield Diagnostic(
                        "security-undeclared",
                        f"There is no security scheme {name!r}.",
                        location,
                        "Declare it in components.securitySchemes, or in a wire overlay.",
                    )
    for name, scheme in schemes.items():
        pointer = f"/components/securitySchemes/{name}"
        if scheme.get("type") != "http" or "x-signing" not in scheme:
            yield Diagnostic(
                "security-recipe",
                f"The security scheme {name!r} has no recipe, so no client could follow it.",
                locate(document, pointer),
                "Give it `type: http`, a `scheme` name of its own and `x-signing` (docs/signing.md).",
            )
            continue
        yield from _recipe(document, f"{pointer}/x-signing", scheme["x-signing"])


def _recipe(document: Map, pointer: str, value: object) -> Iterator[Diagnostic]:
    try:
        parse_recipe(value, root=document, pointer=pointer)
    except Refused as refused:
        yield from refused.diagnostics
