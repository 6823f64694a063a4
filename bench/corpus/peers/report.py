"""Writes the page about public documents: the table beside the other generators, and what counts as what."""

from __future__ import annotations

import datetime
import os
import platform
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from ..packages import Outcome
from .dcg import PRESET
from .measure import TYPED, Compared, Peer, Whole
from .worker import MEGABYTES, SECONDS

_PAGE = Path(__file__).with_name("page.md")
_VERSIONS = ("openapi-python-client", "datamodel-code-generator", "mypy")


def write(path: Path, outcome: Outcome, compared: Compared, sample: int) -> None:
    """Write the page."""
    path.write_text(page(outcome, compared, sample), "utf-8")


def page(outcome: Outcome, compared: Compared, sample: int) -> str:
    """The page."""
    packages = outcome.packages
    total = sum(one.operations + one.left_out for one in packages)
    return _PAGE.read_text("utf-8").format(
        sample=sample,
        documents=len(packages),
        types=sum(one.typed is not None for one in packages),
        operations=f"{total:,}",
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        versions=", ".join(f"{name} {version(name)}" for name in _VERSIONS),
        python=platform.python_version(),
        system=f"{sys.platform} {platform.machine()}",
        cores=os.cpu_count(),
        summary="\n".join(_summary(compared, total, len(packages))),
        models=sum(one.imports for one in compared.models.values()),
        wholes="\n".join(_wholes(compared, outcome)),
        calls=sum(one.calls for one in packages),
        failed=sum(one.failed for one in packages),
        fields=f"{sum(one.fields for one in packages):,}",
        lost=sum(one.lost for one in packages),
        preset=PRESET,
        seconds=SECONDS,
        megabytes=f"{MEGABYTES:,}",
        typed=TYPED,
        tried=compared.peers[0].tried,
        refused="\n".join(_refused(outcome, compared)),
    )


def _summary(compared: Compared, total: int, documents: int) -> Iterator[str]:
    def row(title: str, cell: Callable[[Peer], str]) -> str:
        return f"| {title} | {' | '.join(cell(one) for one in compared.peers)} |"

    yield f"| | {' | '.join(one.name for one in compared.peers)} |"
    yield f"|---|{'---|' * len(compared.peers)}"
    yield row(
        "whole documents: operations generated",
        lambda one: _share(sum(each.generated for each in one.whole.values()), total),
    )
    yield row("… and complete", lambda one: _share(sum(each.complete for each in one.whole.values()), total))
    yield row(
        "documents of which every module can be imported",
        lambda one: f"{sum(each.imports for each in one.whole.values())} of {documents}",
    )
    yield row("documents refused", lambda one: str(_count(one, crashed=False)))
    yield row("documents that end in an exception", lambda one: str(_count(one, crashed=True)))
    yield row("each operation alone: generated", lambda one: _share(one.generated, one.tried))
    yield row("… and complete", lambda one: _share(one.complete, one.tried))


def _count(peer: Peer, *, crashed: bool) -> int:
    return sum(one.crashed == crashed for one in peer.whole.values() if one.why)


def _share(some: int, total: int) -> str:
    return f"{some:,} of {total:,} ({some / max(total, 1):.1%})"


def _wholes(compared: Compared, outcome: Outcome) -> Iterator[str]:
    yield f"| document | operations | {' | '.join(one.name for one in compared.peers)} |"
    yield f"|---|---|{'---|' * len(compared.peers)}"
    for one in outcome.packages:
        cells = " | ".join(_cell(peer.whole[one.name]) for peer in compared.peers)
        yield f"| {one.name} | {one.operations + one.left_out} | {cells} |"


def _cell(one: Whole) -> str:
    if one.why:
        return "exception" if one.crashed else "refused"
    parts = [f"{one.generated} ({one.complete})", f"{one.seconds:.1f} s", f"{one.megabytes:.0f} MB"]
    if one.types is not None:
        parts.append("clean" if not one.types else f"{one.types} error{'s' if one.types > 1 else ''}")
    if not one.imports:
        parts.append("does not import as a whole")
    return ", ".join(parts)


def _refused(outcome: Outcome, compared: Compared) -> Iterator[str]:
    if outcome.refused:
        yield f"Specseal leaves out {len(outcome.refused)} operations:\n"
        for reason, times in Counter(map(_reason, outcome.refused)).most_common():
            yield f"- {times} × {reason}"
    for peer in compared.peers[1:]:
        yield f"\n{peer.name}, operations alone, the most frequent reasons:\n"
        for reason, times in peer.reasons.most_common(6):
            yield f"- {times} × {_plain(reason)}"
        for gap, times in peer.gaps.most_common(4):
            yield f"- {times} × incomplete: {_plain(gap)}"
    for peer in compared.peers[1:]:
        whole = [f"- {name}: {_plain(one.why)}" for name, one in peer.whole.items() if one.why]
        if whole:
            yield f"\n{peer.name}, whole documents:\n"
            yield from whole


def _reason(line: str) -> str:
    """Without operation, file and pointer: a line is ``operation: file:line:column pointer: code: message``."""
    return _plain(line.split(": ", 2)[-1])


def _plain(text: str) -> str:
    """A text of somebody else in a list of Markdown."""
    line = text.partition("\n")[0][:160]
    for special in "\\`*_<>[]|{}":
        line = line.replace(special, f"\\{special}")
    return line
