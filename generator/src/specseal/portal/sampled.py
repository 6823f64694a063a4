"""``x-sample``: what a portal overlay wants samples to send, laid over the examples of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..plan import Package
from ..plan.package import OperationPlan, Sample
from .lookup import operations_of, request_parts


def with_samples(package: Package, document: Mapping[str, Any]) -> Package:
    """The package, whose examples are those that the document chooses."""
    chosen = {
        operation["operationId"]: dict(_chosen(document, item, operation))
        for item, operation in operations_of(document)
    }
    return replace(
        package,
        operations=tuple(_with(one, chosen.get(one.operation_id, {})) for one in package.operations),
    )


def _chosen(
    document: Mapping[str, Any], item: dict[str, Any], operation: dict[str, Any]
) -> Iterator[tuple[tuple[str, str], Any]]:
    for where, name, part in request_parts(document, item, operation):
        if "x-sample" in part:
            yield (where, name), part["x-sample"]


def _with(operation: OperationPlan, chosen: Mapping[tuple[str, str], Sample]) -> OperationPlan:
    values: dict[str, Sample] = {}
    for field in operation.fields:
        where = field.place if field.place in {"query", "path", "header"} else "body"
        if (where, field.name) in chosen:
            values[field.argument] = chosen[where, field.name]
    arguments = tuple(
        replace(one, example=values[one.name], in_example=True) if one.name in values else one
        for one in operation.arguments
    )
    return replace(operation, arguments=arguments)
