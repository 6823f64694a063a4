"""Plan the release of a product: its version, its changelog entry, and all files that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..diagnostics import Diagnostic, Refused
from ..diff.api import cross_checked
from ..diff.compare import Difference, compare
from ..diff.sides import Side, side_of, side_of_document, sources
from ..document import Map
from ..generate import check_product, output_of
from ..output import Output
from ..project import Product, Project
from .calls import calls_of
from .changelog import Entry, History
from .entry import entry_of, first_entry, raised_by
from .folder import kept
from .store import contract_text, load_history, released_contract
from .versions import FIRST, Raised, Version

_HEAD = (
    "# Changelog",
    "",
    "`specseal release` adds an entry for each release. Write what it cannot know under `## Unreleased`, in sections",
    "such as `### Fixed`: the next release takes it in. All entries may be edited.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release that has not been written yet."""

    product: Product
    before: Version | None
    version: Version
    entry: Entry
    difference: Difference | None
    """``None`` for the first release."""
    kept: Mapping[Path, str]
    output: Output


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A product beside its newest release."""

    product: Product
    history: History
    document: Map
    """The contract of today with its Python names."""
    side: Side
    difference: Difference | None
    """From the newest release to today; ``None`` before the first release."""

    @property
    def raised(self) -> Raised | None:
        """How the next version is raised at least; ``None`` where nothing is to be released."""
        return _graver(self.difference.worst if self.difference else None, raised_by(self.history.unreleased))


def state_of(project: Project, product: Product) -> State:
    """What changed since the newest release. Raises `Refused` where sources or what is kept are wrong."""
    history = load_history(product)
    before = released_contract(product)
    check_product(project, product)
    places = sources(project, product)
    side = side_of(places, product.name, product.name)
    difference = None
    if before is not None:
        old = side_of_document(before.data, f"{product.name} {history.version}", product.name)
        difference = compare(old, side)
        if difference.changes:
            difference = cross_checked(difference, old, side)
    return State(product=product, history=history, document=places.document, side=side, difference=difference)


def plan_release(project: Project, product: Product, wanted: Version | None, date: str) -> Release | None:
    """The next release of a product; ``None`` where nothing changed since the last one.

    Raises `Refused` where the ``wanted`` version is too small for what changed, naming the changes.
    """
    state = state_of(project, product)
    before = state.history.version
    if before is None:
        version = wanted or FIRST
        entry = first_entry(version, date, state.history.unreleased, state.side.contract)
    elif state.raised is None:
        if wanted is not None and wanted != before:
            hint = "Nothing unchanged gets a new version; write under `## Unreleased` what it is for."
            message = f"Nothing of {product.name} changed since {before}."
            raise Refused(Diagnostic("release-unchanged", message, None, hint))
        return None
    else:
        least = before.raised(state.raised)
        version = wanted or least
        if version < least:
            raise Refused(_too_small(state, before, version, least))
        changes = state.difference.changes if state.difference else ()
        entry = entry_of(version, date, state.history.unreleased, changes)
    return _released(project, state, version, entry)


def _released(project: Project, state: State, version: Version, entry: Entry) -> Release:
    from ..render.format import format_python  # noqa: PLC0415  slow to import

    product, place = state.product, kept(state.product)
    history = state.history.released(entry)
    if not history.head:
        history = History(history.entries, _HEAD)
    package = state.side.package
    if package is None:
        raise AssertionError("a product in which nothing is wrong has a package")
    calls = format_python({"calls.py": calls_of(package, str(version))})["calls.py"]
    return Release(
        product=product,
        before=state.history.version,
        version=version,
        entry=entry,
        difference=state.difference,
        kept={
            place.changelog: history.text(),
            place.contract: contract_text(product, state.document, version, entry.date),
            place.calls: calls,
        },
        output=output_of(project, product, history),
    )


def _too_small(state: State, before: Version, version: Version, least: Version) -> list[Diagnostic]:
    name, raised = state.product.name, state.raised
    message = f"{version} is too small for what changed in {name} since {before}."
    found = [Diagnostic("version-too-small", message, None, f"It must be {least} at least.")]
    changes = state.difference.changes if state.difference else ()
    found += [
        Diagnostic(one.code, f"{one.at}: {one.message}", one.new or one.old)
        for one in changes
        if one.kind == raised
    ]
    if raised_by(state.history.unreleased) == raised:
        path = state.product.shown(kept(state.product).changelog)
        found.append(Diagnostic("notes", f"{path} says so under `## Unreleased`."))
    return found


def _graver(one: Raised | None, other: Raised | None) -> Raised | None:
    order: tuple[Raised, ...] = ("breaking", "additive", "fixing")
    return next((kind for kind in order if kind in {one, other}), None)
