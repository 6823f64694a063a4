"""``specseal diff`` and ``specseal release``: what changed for callers, and the versions that follow from it."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic, Location, Refused
from ..lock import locked
from ..project import Project, find_project
from .report import Report

if TYPE_CHECKING:
    from ..diff.compare import Difference
    from ..diff.references import Pair
    from ..diff.typecheck import TypeProblem
    from ..release.run import Release

CHANGED = 4
BREAKING = 5
NOT_RELEASED = 3


def add_parsers(subparsers: Any, shared: argparse.ArgumentParser) -> None:
    """Add both commands to the command line."""
    diff = subparsers.add_parser(
        "diff",
        parents=[shared],
        help="tell what changed for callers: breaking, additive or fixing",
        description="Compare contracts: products, contract files, git revisions (HEAD~1), or one product of a revision "
        "(v1:linkvisual). One name is compared with the working tree; a product, or nothing, means since the last "
        "release. Exit codes: 0 no change, 4 fixing or additive changes, 5 breaking ones.",
    )
    diff.add_argument(
        "sides", nargs="*", metavar="OLD NEW", help="default: each product since its last release"
    )
    diff.add_argument(
        "--code",
        action="append",
        default=[],
        type=Path,
        metavar="FILE|DIR",
        help="type-check this calling code with both clients; what only the new one breaks is breaking (repeatable)",
    )
    diff.add_argument(
        "--old-code", action="store_true", help="the same with the code that is kept of the last release"
    )
    diff.set_defaults(command=diff_command)

    release = subparsers.add_parser(
        "release",
        parents=[shared],
        help="raise versions by what changed, and write the changelog",
        description="Raises the version of each product that changed, writes its changelog entry and what the next "
        "diff compares with, and generates it. Refuses a version that is too small for what changed.",
    )
    release.add_argument("products", nargs="*", metavar="PRODUCT", help="default: each that changed")
    release.add_argument(
        "--version", metavar="X.Y.Z", help="instead of the smallest that fits; of one product"
    )
    release.add_argument("--date", metavar="YYYY-MM-DD", help="of the entries (default: today)")
    release.add_argument("--dry-run", action="store_true", help="show the entries, and write nothing")
    release.add_argument(
        "--check", action="store_true", help="write nothing; fail when a released contract has changed"
    )
    release.set_defaults(command=release_command)


def diff_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal diff [OLD] [NEW]``."""
    from ..diff.references import pairs  # noqa: PLC0415  slow to import, as all that compares

    if len(options.sides) > 2:
        message = f"{len(options.sides)} sides were named; there are two."
        raise Refused(Diagnostic("reference-many", message, None, "Name OLD and NEW."))
    project = _project(options, needed=len(options.sides) < 2)
    told: list[tuple[Difference, list[TypeProblem]]] = []
    for pair in pairs(project, options.sides):
        difference = pair.difference()
        told.append((difference, _old_code(options, project, pair)))
        if not report.json:
            print(_text(*told[-1]))
    code = max((_exit_code(*one) for one in told), default=0)
    if report.json:
        report.object({"products": [_json(*one) for one in told], "exit_code": code})
    return code


def release_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal release [PRODUCT…]``."""
    from ..release.run import plan_release  # noqa: PLC0415
    from ..release.versions import wanted_version  # noqa: PLC0415

    project = _project(options, needed=True)
    if project is None:
        raise AssertionError("a project was asked for")
    date = _date(options.date)
    wanted = wanted_version(options.version) if options.version is not None else None

    def waiting() -> None:
        report.note("Waiting for another specseal that works in this project.")

    writing = not (options.check or options.dry_run)
    with locked(project.root, writing=writing, waiting=waiting):
        products = project.select(tuple(options.products))
        if wanted is not None and len(products) > 1:
            hint = "Products have versions of their own: name one."
            raise Refused(Diagnostic("version-of-many", "--version is that of one product.", None, hint))
        if options.check:
            return _checked(project, options, report)
        planned: list[Release] = []
        problems: list[Diagnostic] = []
        for product in products:
            try:
                release = plan_release(project, product, wanted, date)
            except Refused as refused:
                problems += refused.diagnostics
            else:
                planned += [release] if release is not None else []
        if problems:
            raise Refused(problems)
        if writing:
            _write(project, planned)
    names = {release.product.name for release in planned}
    _told(report, planned, [one.name for one in products if one.name not in names], written=writing)
    return 0


def _write(project: Project, planned: Sequence[Release]) -> None:
    from ..current import remember  # noqa: PLC0415
    from ..output import write_products  # noqa: PLC0415

    beside = {path: text for release in planned for path, text in release.kept.items()}
    written = write_products(project, [release.output for release in planned], beside)
    for release, tree in zip(planned, written, strict=True):
        if not tree.kept:
            remember(project, release.product)


def _checked(project: Project, options: argparse.Namespace, report: Report) -> int:
    from ..release.check import as_diagnostics, unreleased_changes  # noqa: PLC0415

    problems: list[Diagnostic] = []
    unreleased: list[str] = []
    for product in project.select(tuple(options.products)):
        version, changes = unreleased_changes(project, product)
        if not version:
            unreleased.append(product.name)
        elif changes:
            problems += as_diagnostics(product, version, changes)
    if report.json:
        told = [one.to_json() for one in problems]
        report.object({"ok": not problems, "diagnostics": told, "unreleased": unreleased})
        return NOT_RELEASED if problems else 0
    for one in problems:
        report.note(str(one))
    for name in unreleased:
        print(f"{name}: not released yet")
    if not problems:
        print("Every released version has the contract that it was released with.")
    return NOT_RELEASED if problems else 0


def _told(report: Report, planned: Sequence[Release], unchanged: Sequence[str], *, written: bool) -> None:
    if report.json:
        releases = [
            {
                "product": one.product.name,
                "before": None if one.before is None else str(one.before),
                "version": str(one.version),
                "entry": "\n".join(one.entry.lines()),
                "changes": [change.to_json() for change in one.difference.changes] if one.difference else [],
            }
            for one in planned
        ]
        report.object({"ok": True, "written": written, "releases": releases, "unchanged": list(unchanged)})
        return
    for one in planned:
        before = "first release" if one.before is None else f"after {one.before}"
        print(f"{one.product.name} {one.version} ({before}){'' if written else ', not written'}")
        for line in one.entry.lines()[1:]:
            print(f"  {line}".rstrip())
    for name in unchanged:
        print(f"{name}: nothing to release")


def _old_code(options: argparse.Namespace, project: Project | None, pair: Pair) -> list[TypeProblem]:
    from ..release.folder import kept  # noqa: PLC0415
    from ..release.oldcode import new_problems  # noqa: PLC0415

    if pair.new is None:
        return []
    code: list[Path] = list(options.code)
    if options.old_code and project is not None:
        (product,) = project.select((pair.product,))
        calls = kept(product).calls
        if not calls.is_file():
            message = f"No code of a release of {pair.product} is kept."
            raise Refused(Diagnostic("code-missing", message, None, "`specseal release` writes it."))
        # it was right with the client of its release, whatever generator made that
        return [
            *new_problems([calls], None, pair.new),
            *(new_problems(code, pair.old, pair.new) if code else ()),
        ]
    return new_problems(code, pair.old, pair.new) if code else []


def _project(options: argparse.Namespace, *, needed: bool) -> Project | None:
    root: Path | None = options.root
    if root is not None:
        return Project(root.resolve())
    try:
        return find_project(Path.cwd())
    except Refused:
        if needed:
            raise
        return None  # two files need none


def _date(text: str | None) -> str:
    if text is None:
        return datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        message = f"{text!r} is no date."
        raise Refused(
            Diagnostic("date-shape", message, None, "Write year, month and day: 2026-11-26.")
        ) from None


# --- what is told --------------------------------------------------------------------------------------------------


def _exit_code(difference: Difference, code: Sequence[TypeProblem]) -> int:
    if difference.worst == "breaking" or code:
        return BREAKING
    return CHANGED if difference.changes else 0


def _text(difference: Difference, code: Sequence[TypeProblem]) -> str:
    name, between = difference.product, f"from {difference.old} to {difference.new}"
    kinds = {kind: difference.of(kind) for kind in ("breaking", "additive", "fixing")}
    counts = ", ".join(f"{len(found)} {kind}" for kind, found in kinds.items() if found)
    lines = [f"{name}: {counts} {between}" if counts else f"{name}: no change {between}"]
    for kind, found in kinds.items():
        lines += [kind] if found else []
        for one in found:
            lines.append(f"  {one.at}: {one.message} ({one.code})")
            places = [place for place in (_place("was", one.old), _place("is", one.new)) if place]
            lines += [f"      {', '.join(places)}"] if places else []
    if code:
        lines.append("old code that the new client breaks")
        lines += [f"  {one}" for one in code]
    lines += [f"note: {one}" for one in difference.notes]
    return "\n".join(lines)


def _place(word: str, location: Location | None) -> str:
    return f"{word} {location.file}:{location.line}" if location is not None and location.line else ""


def _json(difference: Difference, code: Sequence[TypeProblem]) -> dict[str, Any]:
    return {
        "product": difference.product,
        "old": difference.old,
        "new": difference.new,
        "class": difference.worst,
        "changes": [one.to_json() for one in difference.changes],
        "code": [{"file": one.file, "line": one.line, "message": one.text} for one in code],
        "notes": list(difference.notes),
    }
