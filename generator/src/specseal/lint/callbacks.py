"""Callbacks: each names a declared scheme whose recipe makes the signature that is compared."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Callback, Contract
from ..diagnostics import Diagnostic
from ..signing import Recipe
from ..signing.reading import reads

_UNREAD = ("method", "scheme", "host", "path", "target", "query", "form", "params", "json")


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
        elif scheme.recipe is not None and callback.signed is not None:
            yield from _signed(callback, scheme.recipe)
        elif scheme.recipe is not None and ("form", callback.sign) not in scheme.recipe.placed:
            yield _wrong(
                callback,
                f"The recipe of {callback.scheme!r} does not set form[{callback.sign!r}], "
                "which the received signature is compared with.",
                "Set that field in the recipe, or correct `sign`.",
            )


def _signed(callback: Callback, recipe: Recipe) -> Iterator[Diagnostic]:
    """Whether the recipe signs a body, in the header that is compared, with nothing that is not received."""
    signed = callback.signed
    if signed is None:
        return
    if ("headers", signed.header) not in recipe.placed:
        yield _wrong(
            callback,
            f"The recipe of {recipe.name!r} does not set headers[{signed.header!r}], "
            "which the received signature is compared with.",
            "Set that header in the recipe, or correct `header`.",
        )
    for part in _UNREAD:
        if reads(recipe.steps, part):
            yield _wrong(
                callback,
                f"The recipe of {recipe.name!r} reads `{part}`, which is not known of a callback.",
                "Sign the body and headers.",
            )
    if not reads(recipe.steps, "body"):
        yield _wrong(
            callback, f"The recipe of {recipe.name!r} does not read `body`.", "Sign the body that arrives."
        )
    for source in sorted(recipe.sources - {"clock"}):
        yield _wrong(
            callback,
            f"The recipe of {recipe.name!r} calls `{source}`, which would be another value when it is verified.",
            "Read the value from its header: value(headers, …).",
        )
    if ("clock" in recipe.sources) != bool(signed.time_header):
        yield _wrong(
            callback,
            f"The recipe of {recipe.name!r} reads the clock, or `time` says where that time is received, but not both.",
            "State `time: {header, age}`, and sign unix_time().",
        )
    elif signed.time_header and ("headers", signed.time_header) not in recipe.placed:
        yield _wrong(
            callback,
            f"The recipe of {recipe.name!r} does not set headers[{signed.time_header!r}], where the time is received.",
            "Set that header in the recipe, or correct `time`.",
        )


def _wrong(callback: Callback, message: str, hint: str) -> Diagnostic:
    return Diagnostic("callback-sign", message, callback.location, hint)
