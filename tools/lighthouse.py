"""Lighthouse over the site: `python -m tools.lighthouse` prints the scores of some pages, and fails below the least."""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from tools import npm, system
from tools.common import ROOT, SetUpError, fail, say
from tools.loopback import serving

LEAST = {"accessibility": 95, "best-practices": 95, "performance": 90}
OPENED = {name: score for name, score in LEAST.items() if name != "performance"}
"""Of the interactive reference: how long Scalar's script keeps the machine busy is told, and not judged."""
RUNS = 3
"""Of a page; the median counts."""
SITE = ROOT / "dist" / "site"
REPORTS = ROOT / "reports" / "lighthouse"


@dataclass(frozen=True, slots=True)
class Page:
    """A page, from the site's root, and its least scores."""

    path: str
    least: Mapping[str, int]


def main() -> int:
    """Judge one page of each kind; return the exit code."""
    try:
        program = npm.command("lighthouse")
        chromium = _chromium()
        with serving_folder(SITE) as address:
            low = [page.path for page in pages() if not _judge(program, chromium, address, page)]
    except SetUpError as error:
        return fail(error)
    if low:
        say(f"below the least ({LEAST}): {', '.join(low)}; the reports are in {REPORTS.relative_to(ROOT)}")
    return 1 if low else 0


def _chromium() -> str:
    found = system.chromium()
    if found is None:
        raise SetUpError("Chromium is not installed. Type: make system")
    return found


def pages() -> list[Page]:
    """The landing page, and of everything else the first: a reference, an operation, a document.

    The reference is judged as it begins, and as it is once Scalar has drawn it.
    """
    kinds = ("*/openapi.json", "*/operations/*.html", "docs/*.html")
    found = [min(SITE.glob(kind), default=None) for kind in kinds]
    if not (SITE / "index.html").exists() or found[0] is None:
        raise SetUpError("dist/site has no site. Type: make site")
    reference = found[0].parent / "index.html"
    listed = [
        path.relative_to(SITE).as_posix() for path in (SITE / "index.html", reference, *found[1:]) if path
    ]
    opened = f"{reference.relative_to(SITE).as_posix()}#try"
    return [*(Page(path, LEAST) for path in listed), Page(opened, OPENED)]


def _judge(program: list[str], chromium: str, address: str, page: Page) -> bool:
    """Whether the medians of a few runs reach the least scores."""
    runs: list[dict[str, int]] = []
    for _ in range(RUNS):
        scores, benchmark = _scores(program, chromium, address, page.path)
        told = ", ".join(f"{name} {score}" for name, score in scores.items())
        say(f"{page.path}: {told} (benchmark of the machine: {benchmark})")
        runs.append(scores)
    return all(statistics.median(one[name] for one in runs) >= least for name, least in page.least.items())


def _scores(program: list[str], chromium: str, address: str, page: str) -> tuple[dict[str, int], int]:
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / f"{page.replace('/', '-').replace('#', '-')}.json"
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    command = [*program, f"{address}/{page}", "--quiet", "--preset=desktop", "--output=json"]
    command += [f"--output-path={report}", f"--chrome-flags={flags}", f"--only-categories={','.join(LEAST)}"]
    done = subprocess.run(
        command,
        env={**os.environ, "CHROME_PATH": chromium, "LIGHTHOUSE_TELEMETRY": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetUpError(f"lighthouse failed on {page}:\n{done.stderr}")
    read: dict[str, Any] = json.loads(report.read_text("utf-8"))
    scores = {name: round(100 * (read["categories"][name]["score"] or 0)) for name in LEAST}
    return scores, round(read["environment"]["benchmarkIndex"])


class _Compressing(SimpleHTTPRequestHandler):
    """Serves files as static hosts do: compressed."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        if path.suffix not in {".html", ".css", ".js", ".json"} or not path.is_file():
            return super().send_head()
        data = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("content-type", f"{self.guess_type(str(path))}; charset=utf-8")
        self.send_header("content-encoding", "gzip")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        return BytesIO(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name that the base class has
        pass


def serving_folder(folder: Path) -> AbstractContextManager[str]:
    """A static server of this folder on a free port of this machine; its address."""

    def handler(*arguments: Any) -> _Compressing:
        return _Compressing(*arguments, directory=str(folder))

    return serving(handler)


if __name__ == "__main__":
    sys.exit(main())
