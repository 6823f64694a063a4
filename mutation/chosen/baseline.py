"""The suites on the sources as they are: they must pass, and how long they take bounds how long a mutant may take."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..tree import ROOT, NotGreen, copied, tracked
from .judge import USUAL, paths, run

FILE = ROOT / ".cache" / "mutation" / "baseline.json"


def baseline(suites: Iterable[str], file: Path = FILE) -> Mapping[str, float]:
    """The seconds that each suite takes. What is known of the same sources is not run again. Raises `NotGreen`."""
    sources = _sources()
    known: dict[str, float] = {}
    if file.exists():
        found = json.loads(file.read_text(encoding="utf-8"))
        known = found["seconds"] if found["sources"] == sources else {}
    for suite in dict.fromkeys(suites):
        if suite in known:
            continue
        with copied() as root:
            start = time.monotonic()
            if kill := run(root, suite, paths(suite), 20 * USUAL):
                raise NotGreen(f"{suite} fails without a mutant: {kill.by}")
            known[suite] = round(time.monotonic() - start, 1)
        print(f"{suite} passes without a mutant, in {known[suite]:.0f} s", flush=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"sources": sources, "seconds": known}), encoding="utf-8")
    return known


def _sources() -> str:
    digest = hashlib.sha256()
    for path in tracked():
        if path.suffix != ".md" and "mutation" not in path.parts:
            digest.update(f"{path}\0".encode() + (ROOT / path).read_bytes())
    return digest.hexdigest()[:16]
