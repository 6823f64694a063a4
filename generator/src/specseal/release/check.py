"""A released version stays what it was: a changed public surface needs a release."""

from __future__ import annotations

from ..diagnostics import Diagnostic
from ..diff.change import Change
from ..project import Product, Project
from .run import state_of


def unreleased_changes(project: Project, product: Product) -> tuple[str, tuple[Change, ...]]:
    """The released version, and what breaks or adds to it since: empty for what is not released, or is the same.

    Reworded documentation and other fixes may wait. Raises `Refused` where sources or what is kept are wrong.
    """
    state = state_of(project, product)
    if state.difference is None:
        return "", ()
    changes = tuple(one for one in state.difference.changes if one.kind != "fixing")
    return str(state.history.version), changes


def as_diagnostics(product: Product, version: str, changes: tuple[Change, ...]) -> list[Diagnostic]:
    """The changes, and the command that releases them."""
    hint = f"Run `specseal release {product.name}`, and commit what it writes."
    count = f"{len(changes)} change{'' if len(changes) == 1 else 's'}"
    message = f"{product.name} {version} is released, and its contract has {count} since."
    return [
        Diagnostic("release-needed", message, None, hint),
        *(
            Diagnostic(one.code, f"{one.kind}: {one.at}: {one.message}", one.new or one.old)
            for one in changes
        ),
    ]
