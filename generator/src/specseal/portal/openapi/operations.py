"""What an operation says of itself: summary, facts that only extensions hold, failures and samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...plan.package import OperationPlan
from ..lookup import operations_of
from ..markdown import blocks, code, sentence
from ..samples import CodeSample
from ..subject import Subject
from .failure_examples import place_examples
from .failures import describe_failures


def describe_operations(
    document: dict[str, Any], subject: Subject, samples: Mapping[str, Sequence[CodeSample]]
) -> None:
    """Complete every operation. ``samples`` are by operation id."""
    plans = {plan.operation_id: plan for plan in subject.package.operations}
    for _, operation in operations_of(document):
        plan = plans[operation["operationId"]]
        operation["summary"] = str(
            operation.get("summary") or plan.method_name.replace("_", " ").capitalize()
        )
        operation["description"] = blocks(
            str(operation.get("description") or sentence(operation["summary"])), *_facts(operation, plan)
        )
        place_examples(document, operation, plan, subject.package.error_body)
        describe_failures(operation, plan)
        operation["x-codeSamples"] = [
            {"lang": one.language, "label": one.label, "source": one.source}
            for one in samples[plan.operation_id]
        ]


def _facts(operation: Mapping[str, Any], plan: OperationPlan) -> list[str]:
    facts: list[str] = []
    if methods := operation.get("x-methods"):
        facts.append(f"The vendor takes {' and '.join(map(code, methods))} as well.")
    limits = operation.get("x-limits", {})
    if rate := limits.get("rate"):
        scope = f" for each {rate['scope']}" if rate.get("scope") else ""
        facts.append(f"Limit: {rate['calls']} requests in {rate['seconds']} s{scope}.")
    if concurrency := limits.get("concurrency"):
        facts.append(f"Limit: {concurrency} requests at the same time.")
    if plan.idempotent:
        facts.append("Repeating the request changes nothing.")
    return [" ".join(facts)] if facts else []
