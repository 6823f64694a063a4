"""A second opinion: what griffe calls a break in the Python packages that are made of both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import griffe

from ..plan import Package
from ..signers import Signers
from .change import Change
from .compare import Difference, in_order
from .sides import Side


@dataclass(frozen=True, slots=True)
class Break:
    """One break of the API, as griffe tells it."""

    kind: str
    at: str
    """Dotted name, with the parameter in brackets."""
    names: frozenset[str]
    """The identifiers that it is about."""


def cross_checked(difference: Difference, old: Side, new: Side) -> Difference:
    """The difference, with every break that only one of the two opinions sees.

    A break that griffe alone sees is a breaking change of its own; one that it should see and does not is noted.
    """
    if old.package is None or old.signers is None or new.package is None or new.signers is None:
        return difference
    seen = breaks((old.package, old.signers), (new.package, new.signers))
    breaking = difference.of("breaking")
    explained = {name for one in breaking for name in one.names}
    told = {name for one in seen for name in one.names}
    alone = [
        Change(
            code="python-api-only",
            at=f"python {one.at}",
            message=f"griffe calls it a break: {one.kind.lower()}.",
            old=old.contract.location,
            new=new.contract.location,
        )
        for one in seen
        if not one.names & explained
    ]
    missed = [
        f"{one.at}: {one.code} breaks callers, and griffe does not see it in the package."
        for one in breaking
        if one.names and not told.intersection(one.names)
    ]
    changes = in_order([*difference.changes, *alone])
    return replace(difference, changes=changes, notes=(*difference.notes, *missed))


def breaks(old: tuple[Package, Signers], new: tuple[Package, Signers]) -> tuple[Break, ...]:
    """What griffe finds between the packages of two sides."""
    with TemporaryDirectory(prefix="specseal-") as folder:
        loaded = [load(*side, Path(folder) / name) for side, name in ((old, "old"), (new, "new"))]
        return breaks_of(*loaded)


def breaks_of(old: griffe.Module, new: griffe.Module) -> tuple[Break, ...]:
    """What griffe finds between two loaded packages."""
    return tuple(dict.fromkeys(map(_read, griffe.find_breaking_changes(old, new))))


def load(package: Package, signers: Signers, folder: Path) -> griffe.Module:
    """The package as griffe reads it, from its sources; nothing is imported or run."""
    from ..render import render_package  # noqa: PLC0415  slow to import

    return load_rendered(package.module, render_package(package, signers), folder)


def load_rendered(module: str, files: Mapping[str, str], folder: Path) -> griffe.Module:
    """The same from the files of a wheel project. The runtime is left out: both sides would have the same."""
    for path, text in files.items():
        if not path.startswith("src/") or "/_runtime/" in path:
            continue
        target = folder / path.removeprefix("src/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    loaded = griffe.load(module, search_paths=[folder], allow_inspection=False, resolve_aliases=True)
    if not isinstance(loaded, griffe.Module):
        raise TypeError(f"griffe read no module {module}")
    return loaded


def _read(found: griffe.Breakage) -> Break:
    parameter = next(
        (value.name for value in (found.old_value, found.new_value) if isinstance(value, griffe.Parameter)),
        "",
    )
    path = found.obj.path
    names = {parameter} if parameter else {path.rpartition(".")[2]}
    at = f"{path}({parameter})" if parameter else path
    return Break(found.kind.value, at, frozenset(names))
