"""OpenAPI's own rules, by openapi-spec-validator; and the versions that this generator reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from ..contract.operations import escape
from ..contract.walk import walk
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

    content = plain(document)
    problems = [
        _problem(document, error) for error in OpenAPIV31SpecValidator.schema_validator.iter_errors(content)
    ]
    problems = problems or list(_invalid_schemas(document))
    yield from problems or _further_problems(document, OpenAPIV31SpecValidator(content))


def _further_problems(document: Map, validator: Any) -> Iterator[Diagnostic]:
    """The validator's rules beyond the schema, which take for granted that the document keeps to it."""
    try:
        yield from [_problem(document, error) for error in validator.iter_errors()]
    except Exception as error:  # whatever the library stumbles over is wrong with the document
        message = f"openapi-spec-validator cannot read the document: {type(error).__name__}: {error}"
        yield Diagnostic("openapi-invalid", f"{message[:400].rstrip('.')}.", locate(document, ""))


def _problem(document: Map, error: Any) -> Diagnostic:
    pointer, message = _deepest(error)
    return Diagnostic("openapi-invalid", f"{message}.", locate(document, pointer))


def _invalid_schemas(document: Map) -> Iterator[Diagnostic]:
    """JSON Schemas that break the meta-schema, which OpenAPI's own schema does not look into."""
    for found in walk(document):
        if found.kind == "schema":
            try:
                jsonschema_rs.meta.validate(plain(found.node))
            except jsonschema_rs.ValidationError as error:
                inner = "".join(f"/{escape(str(step))}" for step in error.instance_path)
                yield Diagnostic(
                    "openapi-invalid", f"{error.message}.", locate(document, found.pointer + inner)
                )


def _deepest(error: Any) -> tuple[str, str]:
    """Pointer and message of the cause: the error itself, or the deepest of the alternatives that all failed."""
    while getattr(error, "context", None):
        error = max(error.context, key=lambda one: len(one.absolute_path))
    path = getattr(error, "absolute_path", ())
    message = str(getattr(error, "message", error)).rstrip(".")
    if len(message) > 400:
        message = message[:400] + "…"
    return "".join(f"/{escape(str(step))}" for step in path), message
