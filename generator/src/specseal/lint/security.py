"""Security: each scheme that an operation uses is declared and can be followed, and no two of a requirement collide."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract, Operation, Scheme, Security
from ..diagnostics import Diagnostic
from ..signing.reading import follow

_COOKIE = ("headers", "cookie")


def check_security(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of security schemes and of the requirements that name them."""
    for security in dict.fromkeys(one for operation in contract.operations for one in operation.security):
        for name in security.schemes:
            if contract.scheme(name) is None:
                yield Diagnostic(
                    "security-undeclared",
                    f"Unknown security scheme {name!r}.",
                    security.location,
                    "Declare it in components.securitySchemes, in the spec or a wire overlay.",
                )
        yield from _together(contract, security)
    for operation in contract.operations:
        yield from _cookies(contract, operation)
    for scheme in contract.schemes:
        yield from _scheme(scheme)


def _together(contract: Contract, security: Security) -> Iterator[Diagnostic]:
    """Two schemes that set the same field of one request."""
    placed: dict[tuple[str, str], str] = {}
    for name in security.schemes:
        scheme = contract.scheme(name)
        for place, field in dict.fromkeys(scheme.recipe.placed if scheme and scheme.recipe else ()):
            other = placed.setdefault((place, field), name)
            if other != name and not (
                (place, field) == _COOKIE and all(_adds(contract, one) for one in (name, other))
            ):
                yield Diagnostic(
                    "security-conflict",
                    f'{other!r} and {name!r} both set {place}["{field}"] of one request.',
                    security.location,
                    "List them as alternatives, or write one recipe that does what both do.",
                )


def _cookies(contract: Contract, operation: Operation) -> Iterator[Diagnostic]:
    """A scheme that sets the header that the cookies of an operation travel in."""
    cookies = any(one.where == "cookie" and not one.notes.placed_by for one in operation.parameters)
    for name in operation.scheme_names if cookies else ():
        scheme = contract.scheme(name)
        if scheme and scheme.recipe and _COOKIE in scheme.recipe.placed and not _adds(contract, name):
            yield Diagnostic(
                "security-conflict",
                f"{name!r} sets the cookie of {operation.id}, which has cookie parameters, too.",
                operation.location,
                'Let its recipe add its cookie to `value(headers, "cookie", "")`, or remove the parameters.',
            )


def _adds(contract: Contract, name: str) -> bool:
    """Whether a scheme that sets the cookie reads what is there already."""
    scheme = contract.scheme(name)
    recipe = scheme.recipe if scheme else None
    return recipe is not None and any(one.covers(*_COOKIE) for one in follow(recipe.steps).seen)


def _scheme(scheme: Scheme) -> Iterator[Diagnostic]:
    if not scheme.builtin and (scheme.type != "http" or not scheme.signed):
        yield Diagnostic(
            "security-recipe",
            f"The security scheme {scheme.name!r} has no signing recipe.",
            scheme.location,
            "Set `type: http`, a `scheme` name of its own, and `x-signing` (docs/signing.md).",
        )
        return
    yield from scheme.problems
