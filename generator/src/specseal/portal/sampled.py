"""``x-sample``: what a portal overlay wants samples to send, laid over the examples of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..contract import Places
from ..contract.walk import walk
from ..diagnostics import Diagnostic
from ..lint import check_examples
from ..plan import Package
from ..plan.package import FieldPlan, OperationPlan, Sample, SampleFile
from ..pointer import join
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


def check_samples(places: Places, package: Package) -> Iterator[Diagnostic]:
    """Diagnostics of what no sample could send: values that break their schemas, and values of no argument."""
    yield from check_examples(places)
    document = places.document
    sent = {
        id(part)
        for item, operation in operations_of(document)
        for where, name, part in request_parts(document, item, operation)
        if (where, name) in _arguments(package, operation["operationId"])
    }
    for found in walk(document):
        if "x-sample" in found.node and id(found.node) not in sent:
            yield Diagnostic(
                "sample-unused",
                "No argument of an operation has this value.",
                places.at(join(found.pointer, "x-sample")),
                "It belongs on a parameter, or on a property of a request's body, that callers give.",
            )


def _arguments(package: Package, operation_id: str) -> frozenset[tuple[str, str]]:
    """Where and under which name each argument of an operation travels."""
    return frozenset(
        (_where(field), field.name)
        for one in package.operations
        if one.operation_id == operation_id
        for field in one.fields
    )


def _where(field: FieldPlan) -> str:
    return field.place if field.place in {"query", "path", "header"} else "body"


def _chosen(
    document: Mapping[str, Any], item: dict[str, Any], operation: dict[str, Any]
) -> Iterator[tuple[tuple[str, str], Any]]:
    for where, name, part in request_parts(document, item, operation):
        if "x-sample" in part:
            yield (where, name), part["x-sample"]


def _with(operation: OperationPlan, chosen: Mapping[tuple[str, str], Sample]) -> OperationPlan:
    values: dict[str, Sample] = {}
    for field in operation.fields:
        value = chosen.get((_where(field), field.name))
        if value is not None:
            is_file = field.place == "file" and isinstance(value, str)
            values[field.argument] = SampleFile(str(value)) if is_file else value
    arguments = tuple(
        replace(one, example=values[one.name], in_example=True) if one.name in values else one
        for one in operation.arguments
    )
    return replace(operation, arguments=arguments)
