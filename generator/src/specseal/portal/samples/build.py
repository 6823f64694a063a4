"""All samples of a product, by operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...render.format import format_python
from ...signing import Recipe
from ..subject import Subject
from .curl import curl_sample
from .model import CodeSample
from .python import python_samples
from .shell_fields import Unsayable


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples of a product."""

    by_operation: Mapping[str, tuple[CodeSample, ...]]
    missing: Mapping[str, str]
    """Operation to why it has no sample with curl."""


def samples_of(subject: Subject) -> Samples:
    """The samples of all operations: Python, Python async, curl."""
    found: dict[str, list[CodeSample]] = {}
    missing: dict[str, str] = {}
    for plan, operation in zip(subject.package.operations, subject.contract.operations, strict=True):
        samples = found[plan.operation_id] = list(python_samples(subject.package, plan))
        reasons: dict[str, None] = {}
        recipes: list[Recipe | None] = [subject.recipes[name] for name in operation.scheme_names]
        for recipe in recipes or [None]:
            try:
                samples.append(curl_sample(subject.package, plan, recipe))
                break
            except Unsayable as reason:
                reasons[str(reason)] = None
        else:
            missing[plan.operation_id] = "; ".join(reasons)
    laid_out = format_python(
        {
            f"{operation}{one.suffix}": one.source
            for operation, samples in found.items()
            for one in samples
            if one.language == "Python"
        }
    )
    return Samples(
        {
            operation: tuple(
                replace(one, source=laid_out.get(f"{operation}{one.suffix}", one.source)) for one in samples
            )
            for operation, samples in found.items()
        },
        missing,
    )
