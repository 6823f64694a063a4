"""Runs the other generators over the documents, and prints the table beside ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from specseal.document import plain

from ..attempt import attempt
from ..packages import Measured
from ..prepare import Prepared
from ..prune import Pruner
from . import dcg, opc
from .made import Made, made

OURS = "specseal"
#: mypy takes long: it looks at the output for documents of up to so many operations.
TYPED = 20
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Whole:
    """What a generator makes of a whole document."""

    why: str = ""
    """Why there is no output."""
    crashed: bool = False
    seconds: float = 0.0
    megabytes: float = 0.0
    generated: int = 0
    """Operations that are functions, in modules that can be imported."""
    complete: int = 0
    """Those of them that leave nothing out of their request and their successful responses."""
    imports: bool = False
    """Whether every module can be imported."""
    broken: str = ""
    """A module that cannot."""
    types: int | None = None
    """Errors that mypy finds, strictly."""
    prepared: bool = True
    """Whether it is of the prepared document, not of the one that lies there."""


@dataclass(slots=True)
class Peer:
    """A generator."""

    name: str
    whole: dict[str, Whole] = field(default_factory=dict[str, Whole])
    """By document, the better of two: as it lies, and prepared."""
    tried: int = 0
    """Operations that were tried alone."""
    generated: int = 0
    complete: int = 0
    reasons: Counter[str] = field(default_factory=Counter[str])
    """Why operations were not generated."""
    gaps: Counter[str] = field(default_factory=Counter[str])


@dataclass(slots=True)
class Compared:
    """All of them."""

    peers: list[Peer]
    models: dict[str, Whole]
    """datamodel-code-generator without a client."""


def measure_peers(prepared: list[Prepared], sample: int) -> Compared:
    """Every whole document through the other generators, and about ``sample`` operations alone; prints as it goes."""
    compared = Compared([], {})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for tool in (opc.TOOL, dcg.TOOL):
            peer = Peer(tool.name, _wholes(tool.name, prepared, folder))
            if sample:
                _alone(peer, _sampled(prepared, sample), folder)
            compared.peers.append(peer)
        compared.models = _wholes(dcg.MODELS.name, prepared, folder)
    return compared


def measure_ours(prepared: list[Prepared], packages: Iterable[Measured], sample: int) -> Peer:
    """Our figures, from the packages that were measured before."""
    ours = Peer(OURS)
    for one in packages:
        ours.whole[one.name] = Whole(
            seconds=one.seconds,
            megabytes=one.megabytes,
            generated=one.operations,
            complete=0 if one.lost else one.operations,
            imports=bool(one.operations),
            types=None if one.typed is None else int(not one.typed),
        )
    for document, path, method in _sampled(prepared, sample) if sample else ():
        done = attempt(document.name, Pruner(document).pruned(path, method), lenient=True)
        ours.tried += 1
        ours.generated += done.generated
        ours.complete += done.generated
        if not done.generated:
            ours.reasons[done.crashed or next(one.code for one in done.refused)] += 1
    return ours


def _sampled(prepared: list[Prepared], sample: int) -> Iterator[tuple[Prepared, str, str]]:
    listed = [(document, *one) for document in prepared for one in document.operations()]
    yield from listed[:: max(len(listed) // sample, 1)]


def _wholes(tool: str, prepared: list[Prepared], folder: Path) -> dict[str, Whole]:
    """The prepared documents; those that are not generated complete as they lie, too, in case that is better."""
    print(
        f"\n{tool:36} {'as':8} {'generated':>9} {'complete':>8} {'imports':>8} {'CPU s':>6} {'MB':>5} {'mypy':>5}"
    )
    found = dict(_pass(tool, prepared, folder, as_prepared=True))
    again = [one for one in prepared if not _is_all(found[one.name], one)]
    for name, whole in _pass(tool, again, folder, as_prepared=False):
        found[name] = max(found[name], whole, key=_rank)
    return found


def _pass(
    tool: str, documents: list[Prepared], folder: Path, *, as_prepared: bool
) -> Iterator[tuple[str, Whole]]:
    kind = "prepared" if as_prepared else "raw"
    jobs = [
        _job(
            folder / tool / kind / document.name,
            plain(document.data) if as_prepared else document.read(),
            types=len(list(document.operations())) <= TYPED,
        )
        for document in documents
    ]
    for document, line in zip(documents, _run(tool, jobs, folder), strict=True):
        whole = _whole(line, prepared=as_prepared)
        print(f"{document.name:36} {_shown(whole)}", flush=True)
        yield document.name, whole


def _is_all(whole: Whole, document: Prepared) -> bool:
    return whole.imports and whole.complete == len(list(document.operations()))


def _rank(whole: Whole) -> tuple[int, int, bool, bool, bool]:
    """The better is the greater; of equals, the prepared document's."""
    return whole.complete, whole.generated, whole.imports, not whole.why, whole.prepared


def _shown(one: Whole) -> str:
    given = "prepared" if one.prepared else "it lies"
    if one.why:
        return f"{given:8} {'crashed' if one.crashed else 'refused'}: {one.why[:150]}"
    types = "-" if one.types is None else str(one.types)
    return (
        f"{given:8} {one.generated:9} {one.complete:8} {'yes' if one.imports else 'no':>8} {one.seconds:6.1f} "
        f"{one.megabytes:5.0f} {types:>5} {one.broken[:100]}"
    )


def _whole(found: dict[str, Any], *, prepared: bool) -> Whole:
    output = made(found["made"]) if "made" in found else Made((), ())
    imported: dict[str, str] = found.get("imported", {})
    usable = [one for one in output.functions if one.module not in imported]
    broken = next((f"{name}: {why}" for name, why in imported.items()), found.get("import_why", ""))
    return Whole(
        why=found["why"],
        crashed=found["crashed"],
        seconds=found["seconds"],
        megabytes=found["megabytes"],
        generated=0 if found.get("import_why") else len(usable),
        complete=0 if found.get("import_why") else sum(not one.gaps for one in usable),
        imports="made" in found and not broken,
        broken=broken,
        types=found.get("types"),
        prepared=prepared,
    )


def _alone(peer: Peer, sampled: Iterable[tuple[Prepared, str, str]], folder: Path) -> None:
    """Each operation with its components, prepared, as ours are."""
    jobs: list[dict[str, Any]] = []
    pruners: dict[str, Pruner] = {}
    for number, (document, path, method) in enumerate(sampled):
        pruner = pruners.setdefault(document.name, Pruner(document))
        jobs.append(
            _job(folder / peer.name / "alone" / str(number), plain(pruner.pruned(path, method)), types=False)
        )
    for found in _run(peer.name, jobs, folder):
        one = _whole(found, prepared=True)
        peer.tried += 1
        peer.generated += one.generated
        peer.complete += one.complete
        if not one.generated:
            peer.reasons[_reason(one)] += 1
        for function in found.get("made", {}).get("functions", ()):
            peer.gaps.update(function["gaps"][:1])
    print(
        f"{peer.name}: {peer.generated} of {peer.tried} operations alone, {peer.complete} complete",
        flush=True,
    )


def _reason(one: Whole) -> str:
    """Without the place, which is another one each time."""
    if one.why:
        return one.why.partition(";")[0].rpartition(": ")[2][:100]
    return "cannot be imported" if one.broken else "left out with a warning"


def _job(folder: Path, document: dict[str, Any], *, types: bool) -> dict[str, Any]:
    path = folder.with_suffix(".json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, default=str), "utf-8")
    return {"document": str(path), "folder": str(folder), "types": types}


def _run(tool: str, jobs: list[dict[str, Any]], folder: Path) -> Iterator[dict[str, Any]]:
    """The outcomes, in a process of their own: its memory is little, and what is forked from it starts there."""
    listed = folder / "jobs.json"
    listed.write_text(json.dumps(jobs), "utf-8")
    programs = Path(sys.executable).parent  # openapi-python-client calls ruff
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "bench.corpus.peers.worker", tool, str(listed)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=_ROOT, env=environment
    ) as process:
        for line in process.stdout or ():
            yield json.loads(line)
