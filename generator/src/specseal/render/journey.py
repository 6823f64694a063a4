"""What a README says beyond the first call: pages for a browser, what callbacks hold, and the emulator."""

from __future__ import annotations

from dataclasses import dataclass

from ..plan.package import CallbackPlan, OperationPlan, Package
from ..python_types import Model


@dataclass(frozen=True, slots=True)
class CallbackReadme:
    """A callback, and the attributes of what `unwrap` returns, each with its description."""

    plan: CallbackPlan
    method: str
    rows: tuple[tuple[str, str], ...]


def page_calls(package: Package, operation: OperationPlan) -> list[str]:
    """Calls of those pages whose arguments are all in the result of an operation, which is named ``result``."""
    name = operation.result.name if isinstance(operation.result, Model) else ""
    fields = next((one.fields for one in package.models if one.name == name), ())
    attributes = {field.wire: field.attribute for field in fields if field.required and not field.nullable}
    return [
        f"client.{page.name}({', '.join(f'{name}=result.{attributes[wire]}' for wire, name, _ in page.query)})"
        for page in package.pages
        if page.query and all(wire in attributes for wire, _, _ in page.query)
    ]


def callbacks(package: Package) -> list[CallbackReadme]:
    """The callbacks of a package."""
    single = len(package.callbacks) == 1
    return [
        CallbackReadme(
            one,
            "unwrap" if single else f"unwrap_{one.name}",
            tuple(_rows(package, one.result, "", (one.result,))),
        )
        for one in package.callbacks
    ]


def _rows(package: Package, model: str, prefix: str, inside: tuple[str, ...]) -> list[tuple[str, str]]:
    """Attributes with their descriptions, those of nested objects below their own; each class once on a path."""
    found: list[tuple[str, str]] = []
    plan = next(one for one in package.models if one.name == model)
    for field in plan.fields:
        path = f"{prefix}{field.attribute}"
        nested = field.type.name if isinstance(field.type, Model) else ""
        doc = field.doc or next((one.doc for one in package.models if one.name == nested), "")
        found.append((path, doc))
        if nested and nested not in inside:
            found += _rows(package, nested, f"{path}.", (*inside, nested))
    return found


def emulator_variables(package: Package) -> list[tuple[str, str]]:
    """Environment variables for the emulator's account, if the client takes a key and a secret; else none."""
    needed = [one for one in package.credentials if not one.optional]
    if sorted(one.secret for one in needed) != [False, True]:
        return []
    return [(one.variable, "demo-secret" if one.secret else "demo-key") for one in needed]
