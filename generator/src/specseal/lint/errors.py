"""Error tables: rows and the shape of the failing body agree, and every row gives a class of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..contract import error_rows, escape, operations
from ..diagnostics import Diagnostic
from ..document import Map, is_seq, locate
from ..naming import UnnameableError, error_class


def check_errors(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of ``x-errors`` against ``x-error-body``."""
    body: dict[str, Any] | None = document.get("x-error-body")
    named: dict[str, str] = {}
    for operation in operations(document):
        rows = error_rows(operation.data)
        if not rows:
            continue
        if body is None:
            yield Diagnostic(
                "error-body-missing",
                "There are error rows, but nothing says how a failing body is read.",
                locate(document, f"{operation.pointer}/x-errors"),
                "Add `x-error-body` at the root (docs/extensions.md).",
            )
            return
        for code, row in rows.items():
            location = locate(document, f"{operation.pointer}/x-errors/{escape(code)}")
            arrives = f"/{escape(row['key'])}"
            if not any(pointer == arrives or pointer.startswith(f"{arrives}/") for pointer in body["code"]):
                yield Diagnostic(
                    "error-key",
                    f"The code {code} arrives under {row['key']!r}, where `x-error-body` does not look.",
                    location,
                    "Add its pointer to `x-error-body.code`.",
                )
            skewed = row.get("clock_skew")
            for reason in skewed if is_seq(skewed) else ():
                if reason not in row.get("reasons", {}):
                    yield Diagnostic(
                        "error-reason",
                        f"{reason!r} is not among the reasons of {code}.",
                        location,
                        "Write `clock_skew: true`, or some of its `reasons`.",
                    )
            if row.get("detail") and "separator" not in body:
                yield Diagnostic(
                    "error-separator",
                    f"{code} has a {row['detail']} behind it, but `x-error-body` names no separator.",
                    location,
                    "Add `separator` to `x-error-body`.",
                )
            try:
                name = error_class(code)
            except UnnameableError as error:
                yield Diagnostic("error-name", f"No class can be named after this code: {error}.", location)
                continue
            if named.setdefault(name, code) != code:
                yield Diagnostic(
                    "error-name", f"{code} and {named[name]} would both be the class {name}.", location
                )
