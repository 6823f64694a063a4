"""Callbacks: each names a declared scheme whose recipe places the signature that is compared."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract
from ..diagnostics import Diagnostic


def check_callbacks(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of ``x-callbacks``."""
    for callback in contract.callbacks:
        scheme = contract.scheme(callback.scheme)
        if scheme is None:
            yield Diagnostic(
                "security-undeclared",
                f"Unknown security scheme {callback.scheme!r}.",
                callback.location,
                "Declare it in components.securitySchemes, in the spec or a wire overlay.",
            )
        elif scheme.recipe is not None and ("form", callback.sign) not in scheme.recipe.placed:
            yield Diagnostic(
                "callback-sign",
                f"The recipe of {callback.scheme!r} does not set form[{callback.sign!r}], "
                "which the received signature is compared with.",
                callback.location,
                "Set that field in the recipe, or correct `sign`.",
            )
