"""What any text and any name of a vendor needs before portals take it."""

from __future__ import annotations

import copy
import re
from typing import Any

from ...contract.walk import walk
from ...plan import Package
from ..lookup import operations_of
from ..markdown import without_html

_SAFE = re.compile(r"[A-Za-z0-9._~-]+")


def escape_html(document: dict[str, Any]) -> None:
    """Let no description hold HTML."""
    for found in walk(document):
        description = found.node.get("description")
        if isinstance(description, str):
            found.node["description"] = without_html(description)


def with_safe_ids(document: dict[str, Any], package: Package) -> dict[str, Any]:
    """The document with the name of the method for each ``operationId`` that a URL cannot hold."""
    published = copy.deepcopy(document)
    methods = {plan.operation_id: plan.method_name for plan in package.operations}
    for _, operation in operations_of(published):
        if not _SAFE.fullmatch(operation["operationId"]):
            operation["operationId"] = methods[operation["operationId"]]
    return published
