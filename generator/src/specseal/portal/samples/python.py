"""Samples in Python: the client, blocking and not. Credentials come from the environment: none is written out."""

from __future__ import annotations

from collections.abc import Iterator

from ...plan.package import OperationPlan, Package
from ...render.example import example_call
from .model import CodeSample


def python_samples(package: Package, operation: OperationPlan) -> Iterator[CodeSample]:
    """Both samples of an operation, not laid out yet."""
    other = operation.schemes and package.schemes[0] not in operation.schemes
    example = example_call(package, operation, f'signature="{operation.schemes[0].name}"' if other else "")
    note = environment_note(package)
    for label, suffix, lines in (
        ("Python", ".py", example.sync),
        ("Python, async", "_async.py", example.async_),
    ):
        source = "\n".join([*note, *lines]) + "\n"
        yield CodeSample("Python", label, "python", suffix, source)


def environment_note(package: Package) -> list[str]:
    """A comment on the variables that hold the credentials; no line where there are none."""
    names = [one.variable for one in package.credentials if not one.optional]
    if not names:
        return []
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return [f"# {listed} {'holds the credential' if len(names) == 1 else 'hold the credentials'}."]
