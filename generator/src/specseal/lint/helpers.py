"""What clients offer beyond the calls: pages of results, callbacks, addresses for a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..contract import OperationAt, callbacks, dereference, escape, operations
from ..diagnostics import Diagnostic
from ..document import Map, is_map, locate
from ..models.relaxed import kind_of, properties_of, success_schema
from ..signing import placements


def check_helpers(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of ``x-client.pagination`` and ``x-callbacks``."""
    for operation in operations(document):
        pagination = operation.data.get("x-client", {}).get("pagination")
        if pagination is not None:
            yield from _pagination(document, operation, pagination)
    schemes = document.get("components", {}).get("securitySchemes", {})
    for name, callback in callbacks(document).items():
        base = f"/x-callbacks/{escape(name)}"
        scheme = schemes.get(callback["scheme"])
        if scheme is None:
            yield Diagnostic(
                "security-undeclared",
                f"There is no security scheme {callback['scheme']!r}.",
                locate(document, f"{base}/scheme"),
                "Declare it in components.securitySchemes.",
            )
        elif ("form", callback["sign"]) not in placements(scheme.get("x-signing", {}).get("steps")):
            yield Diagnostic(
                "callback-sign",
                f"The recipe of {callback['scheme']!r} places no form[{callback['sign']!r}] to compare with.",
                locate(document, f"{base}/sign"),
                "Let the recipe place the signature where the callback carries it.",
            )


def _pagination(document: Map, operation: OperationAt, pagination: dict[str, Any]) -> Iterator[Diagnostic]:
    base = f"{operation.pointer}/x-client/pagination"
    integers = {
        parameter["name"]
        for _, parameter in operation.parameters(document)
        if parameter.get("required") and kind_of(document, parameter.get("schema", {})) == "integer"
    }
    for key in ("page", "size"):
        if pagination[key] not in integers:
            yield Diagnostic(
                "pagination-argument",
                f"{pagination[key]!r} is not a required parameter of type integer.",
                locate(document, f"{base}/{key}"),
                "Name the parameters that number the page and say how many items it holds.",
            )
    for key, kind in (("total", "integer"), ("items", "array")):
        found: Any = success_schema(document, operation.data) or {}
        for name in pagination[key].split("/")[1:]:
            found = properties_of(document, dereference(document, found)).get(name.replace("~1", "/"))
            if not is_map(found):
                yield Diagnostic(
                    "pagination-pointer",
                    f"The successful answer has nothing at {pagination[key]!r}.",
                    locate(document, f"{base}/{key}"),
                    "Write a JSON Pointer to it, through documented properties.",
                )
                break
        else:
            if kind_of(document, found) != kind:
                yield Diagnostic(
                    "pagination-pointer",
                    f"{pagination[key]!r} of the answer is no {kind}.",
                    locate(document, f"{base}/{key}"),
                    "Point at the number of all items, and at the list of this page's.",
                )
