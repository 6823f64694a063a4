"""All samples of a product, by operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...render.format import format_python
from ...signing import Recipe
from ..lookup import operations_of
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
    """The samples of all operations: Python, Python async, curl, and those of a portal overlay."""
    found: dict[str, list[CodeSample]] = {}
    missing: dict[str, str] = {}
    by_hand = _written_by_hand(subject)
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
        samples += by_hand.get(plan.operation_id, [])
    laid_out = format_python(
        {
            f"{operation}{one.suffix}": one.source
            for operation, samples in found.items()
            for one in samples
            if one.language == "Python" and not one.by_hand
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


_LANGUAGES = {"python": ("Python", "python", ".py"), "shell": ("Shell", "bash", ".sh")}


def _written_by_hand(subject: Subject) -> dict[str, list[CodeSample]]:
    """The samples of the portal overlays, by operation."""
    found: dict[str, list[CodeSample]] = {}
    for _, operation in operations_of(subject.document):
        for number, one in enumerate(operation.get("x-codeSamples", ()), 1):
            lang = str(one.get("lang", ""))
            language, fence, ending = _LANGUAGES.get(lang.lower(), (lang, lang.lower(), ".txt"))
            source = str(one.get("source", "")).rstrip("\n") + "\n"
            sample = CodeSample(
                language, str(one.get("label", lang)), fence, f"_{number}{ending}", source, by_hand=True
            )
            found.setdefault(operation["operationId"], []).append(sample)
    return found
