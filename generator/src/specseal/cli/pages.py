"""``specseal drift`` and ``specseal accept``: vendor pages against specs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic, Location, Refused
from ..project import Project, find_project
from .report import Report

if TYPE_CHECKING:
    from ..drift.accept import Accepted
    from ..drift.findings import Finding
    from ..drift.run import Drift
    from ..drift.sides import Sides

NOT_WRITTEN = 1
UNREADABLE = 5


def add_parsers(subparsers: Any, shared: argparse.ArgumentParser) -> None:
    """Add both commands to the command line."""
    named = argparse.ArgumentParser(add_help=False)
    named.add_argument("product", metavar="PRODUCT")
    named.add_argument(
        "--doc",
        required=True,
        metavar="FILE|-",
        help="the saved page: text, Markdown or HTML; - reads standard input",
    )
    drift = subparsers.add_parser(
        "drift",
        parents=[shared, named],
        help="compare a saved vendor page with the spec",
        description="Exit codes: 0 the same, 4 it differs, 5 it could not be read.",
    )
    drift.add_argument(
        "--full", action="store_true", help="read the page even when it has not changed; list what is waived"
    )
    drift.set_defaults(command=drift_command)

    accept = subparsers.add_parser(
        "accept",
        parents=[shared, named],
        help="take a saved page as read: facts, digest, and drafted changes of the spec",
        description="Shows what it would write, and asks. Exit codes as of drift, for what is left to a person.",
    )
    accept.add_argument("--yes", action="store_true", help="write without asking")
    accept.add_argument("--dry-run", action="store_true", help="show it, and write nothing")
    accept.add_argument(
        "--fewer", action="store_true", help="the page has fewer rows than last time, and that is right"
    )
    accept.set_defaults(command=accept_command)


def drift_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal drift PRODUCT --doc FILE``."""
    read = _read(options, report, full=options.full)
    if read is None:
        return UNREADABLE
    found = read[1]
    if report.json:
        report.object(_to_json(found))
    else:
        print(_told(found, full=options.full))
    return found.exit_code


def accept_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal accept PRODUCT --doc FILE``."""
    from ..drift.accept import accept, blocked  # noqa: PLC0415

    read = _read(options, report, full=True)
    if read is None:
        return UNREADABLE
    sides, found = read
    if unread := blocked(found, fewer=options.fewer):
        if report.json:
            report.object({"ok": False, "written": False, **_to_json(found)})
        else:
            print(_told(found, full=False))
            report.note(f"Nothing was written: {_many(len(unread), 'finding')} must be looked at first.")
        return UNREADABLE
    accepted = accept(sides, found)
    if not report.json:
        print(
            accepted.diff or f"{found.product}: the spec and the facts file say all of this already.", end=""
        )
    written = bool(accepted.diff) and not options.dry_run and (options.yes or _agreed(report))
    if written:
        _write(sides, accepted)
    if report.json:
        report.object(_accepted_json(accepted, written=written))
    else:
        print(_accepted_text(accepted, found.document, written=written))
    if accepted.diff and not written and not options.dry_run:
        return NOT_WRITTEN
    return 4 if accepted.left else 0


def _read(options: argparse.Namespace, report: Report, *, full: bool) -> tuple[Sides, Drift] | None:
    """The comparison; None, and told, when the page itself is at fault: it is missing, no text, or of no operation."""
    from ..drift.run import drift  # noqa: PLC0415  only these commands need the readers

    try:
        sides, data, name = _inputs(options)
        return sides, drift(sides, data, name, full=full)
    except Refused as refused:
        if not all(one.code.startswith("page-") for one in refused.diagnostics):
            raise
        report.refused(refused.diagnostics)
        return None


def _inputs(options: argparse.Namespace) -> tuple[Sides, bytes, str]:
    from ..drift.sides import sides_of  # noqa: PLC0415

    root: Path | None = options.root
    project = find_project(Path.cwd()) if root is None else Project(root.resolve())
    (product,) = project.select((options.product,))
    if options.doc == "-":
        return sides_of(project, product), sys.stdin.buffer.read(), "<stdin>"
    path = Path(options.doc)
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "Save the vendor's page, and name the file with --doc."
        raise Refused(
            Diagnostic("page-unreadable", f"Cannot read it: {reason}.", Location(options.doc), hint)
        ) from error
    return sides_of(project, product), data, path.name


def _agreed(report: Report) -> bool:
    if report.json or not sys.stdin.isatty():
        report.note("Not asked, because standard input is no terminal; `--yes` writes.")
        return False
    return input("Write this? [y/N] ").strip().lower() in {"y", "yes"}


def _write(sides: Sides, accepted: Accepted) -> None:
    from ..drift.store import facts_path  # noqa: PLC0415
    from ..write import write_file  # noqa: PLC0415

    write_file(sides.product.spec, accepted.spec)
    write_file(facts_path(sides.product), accepted.facts)


# --- what is told --------------------------------------------------------------------------------------------------


def _told(found: Drift, *, full: bool) -> str:
    rows = rows_read(found.counts)
    if found.unchanged and not found.findings and not full:
        return f"{found.product}: unchanged since it was accepted ({rows})"
    lines = [f"{found.product}: {_many(len(found.findings), 'finding')}, {len(found.waived)} waived ({rows})"]
    lines += _listed(found.findings, found.document)
    if full and found.waived:
        lines.append("waived")
        for one, waiver in found.waived:
            lines.append(f"  {_where(one, found.document)}: {one.code} {one.at}: {one.message}")
            lines.append(f"      {waiver.location.file}:{waiver.location.line}: {waiver.reason}")
    return "\n".join(lines)


def rows_read(counts: Mapping[str, int]) -> str:
    """``4 parameters, 1 example``, from numbers of rows by kind."""
    return ", ".join(_many(count, words.removesuffix("s")) for words, count in counts.items())


def _listed(findings: Sequence[Finding], document: str) -> list[str]:
    from ..drift.findings import HEADINGS  # noqa: PLC0415

    lines: list[str] = []
    for relation, heading in HEADINGS.items():
        chosen = [one for one in findings if one.relation == relation]
        lines += [heading] if chosen else []
        for one in chosen:
            lines.append(f"  {_where(one, document)}: {one.code} {one.at}: {one.message}")
            spec = f"{one.place.file}:{one.place.line}: " if one.place and one.place.line else ""
            lines.append(f"      {spec}{one.remedy}")
    return lines


def _where(one: Finding, document: str) -> str:
    return document if one.line is None else f"{document}:{one.line}"


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _to_json(found: Drift) -> dict[str, Any]:
    return {
        "product": found.product,
        "document": found.document,
        "digest": found.digest,
        "unchanged": found.unchanged,
        "rows": found.counts,
        "findings": [one.to_json() for one in found.findings],
        "waived": [{**one.to_json(), "reason": waiver.reason} for one, waiver in found.waived],
        "exit_code": found.exit_code,
    }


def _accepted_json(accepted: Accepted, *, written: bool) -> dict[str, Any]:
    return {
        "ok": written or not accepted.diff,
        "written": written,
        "diff": accepted.diff,
        "drafted": [one.to_json() for one in accepted.drafted],
        "left": [one.to_json() for one in accepted.left],
        "look": [one.to_json() for one in accepted.look],
    }


def _accepted_text(accepted: Accepted, document: str, *, written: bool) -> str:
    name = accepted.drift.product
    done = "written" if written else "not written"
    lines = [f"{name}: {_many(len(accepted.drafted), 'change')} of the spec drafted, {done}"]
    for one in accepted.look:
        where = f"{one.place.file}:{one.place.line}" if one.place else name
        lines.append(f"  {where}: {one.at}: does the description still tell the old value?")
    if accepted.left:
        lines.append(f"left for you: {_many(len(accepted.left), 'finding')}")
        lines += _listed(accepted.left, document)
    return "\n".join(lines)
