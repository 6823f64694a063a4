"""OpenAPI's own rules, by openapi-spec-validator; and the versions that this generator reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..contract.operations import escape
from ..diagnostics import Diagnostic
from ..document import Map, locate, plain


def check_structure(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of a document that is not valid OpenAPI 3.1."""
    version = document.get("openapi")
    if not isinstance(version, str) or not re.fullmatch(r"3\.1\.\d+", version):
        yield Diagnostic(
            "openapi-version",
            f"`openapi` is {version!r}; specs are OpenAPI 3.1.",
            locate(document, "/openapi"),
            "Write `openapi: 3.1.0`.",
        )
        return
    # imported here because it is slow to import, and `specseal overlay` needs none of it
    from openapi_spec_validator import OpenAPIV31SpecValidator  # noqa: PLC0415

    for error in OpenAPIV31SpecValidator(plain(document)).iter_errors():
        pointer, message = _deepest(error)
        yield Diagnostic("openapi-invalid", f"{message}.", locate(document, pointer))


def _deepest(error: Any) -> tuple[str, str]:
    """Pointer and message of the cause: the error itself, or the deepest of the alternatives that all failed."""
    while getattr(error, "context", None):
        error = max(error.context, key=lambda one: len(one.absolute_path))
    path = getattr(error, "absolute_path", ())
    message = str(getattr(error, "message", error)).rstrip(".")
    if len(message) > 400:
        message = message[:400] + "…"
    return "".join(f"/{escape(str(step))}" for step in path), message
