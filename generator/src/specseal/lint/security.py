"""Security: each scheme that an operation uses is declared and has a recipe, and one scheme signs a request."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract, Scheme
from ..diagnostics import Diagnostic


def check_security(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of security schemes and of the requirements that name them."""
    for security in dict.fromkeys(one for operation in contract.operations for one in operation.security):
        if len(security.schemes) > 1:
            yield Diagnostic(
                "unsupported",
                f"Combining {' and '.join(security.schemes)} is not supported; one recipe signs a request.",
                security.location,
                "Write one recipe that does what both do, and name it alone.",
            )
        for name in security.schemes:
            if contract.scheme(name) is None:
                yield Diagnostic(
                    "security-undeclared",
                    f"Unknown security scheme {name!r}.",
                    security.location,
                    "Declare it in components.securitySchemes, in the spec or a wire overlay.",
                )
    for scheme in contract.schemes:
        yield from _scheme(scheme)


def _scheme(scheme: Scheme) -> Iterator[Diagnostic]:
    if scheme.type != "http" or not scheme.signed:
        yield Diagnostic(
            "security-recipe",
            f"The security scheme {scheme.name!r} has no signing recipe.",
            scheme.location,
            "Set `type: http`, a `scheme` name of its own, and `x-signing` (docs/signing.md).",
        )
        return
    yield from scheme.problems
