"""One generator over a list of documents, each in a forked process; run by `measure` in a process of its own.

`python -m bench.corpus.peers.worker TOOL LIST`: LIST is a JSON file of jobs, each the path of a document as JSON, the
folder to write into, and whether mypy looks at the output. Prints a line of JSON for each.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import pkgutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import dcg, opc
from .bounded import Ended, bounded
from .made import Made, Tool, made

SECONDS, MEGABYTES = 300, 4096
"""The bounds of each step: generating, importing, and checking the types."""
TOOLS = {one.name: one for one in (opc.TOOL, dcg.TOOL, dcg.MODELS)}


def main() -> None:
    """Run; prints the outcomes."""
    tool, listed = TOOLS[sys.argv[1]], Path(sys.argv[2])
    jobs: list[dict[str, Any]] = json.loads(listed.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as cache:
        for job in jobs:
            print(json.dumps(_done(tool, job, Path(cache))), flush=True)


def _done(tool: Tool, job: dict[str, Any], cache: Path) -> dict[str, Any]:
    folder = Path(job["folder"])
    folder.mkdir(parents=True)

    def generated() -> dict[str, Any]:
        document = json.loads(Path(job["document"]).read_text("utf-8"))
        return asdict(tool.make(document, folder))

    ended = bounded(generated, seconds=SECONDS, megabytes=MEGABYTES, refusals=(tool.refused,))
    found = {
        "why": ended.why,
        "crashed": ended.crashed,
        "seconds": ended.seconds,
        "megabytes": ended.megabytes,
    }
    if ended.value is None:
        return found
    output = made(ended.value)
    imported = bounded(lambda: _imported(folder, output), seconds=SECONDS, megabytes=MEGABYTES)
    found |= {"made": ended.value, "imported": imported.value or {}, "import_why": imported.why}
    if job["types"]:
        checked = _typed(folder, output, cache)
        found |= {"types": checked.value, "types_why": checked.why}
    return found


def _imported(folder: Path, output: Made) -> dict[str, str]:
    """What went wrong by module; names that a module lacks, too."""
    sys.path.insert(0, str(folder))
    wrong: dict[str, str] = {}
    names = set(output.packages)
    for package in output.packages:
        with contextlib.suppress(BaseException):  # said below
            found = importlib.import_module(package)
            names |= {
                one.name for one in pkgutil.walk_packages(getattr(found, "__path__", ()), f"{package}.")
            }
    for name in sorted(names):
        try:
            importlib.import_module(name)
        except BaseException as error:
            wrong[name] = f"{type(error).__name__}: {error}"[:200]
    for function in output.functions:
        named: object = sys.modules.get(function.module)
        for step in function.name.split("."):
            named = getattr(named, step, None)
        if not callable(named):
            wrong.setdefault(function.module, f"{function.name} is missing")
    return wrong


def _typed(folder: Path, output: Made, cache: Path) -> Ended:
    """The number of errors that mypy finds, strictly."""
    options = [
        "--strict",
        "--config-file=",
        f"--cache-dir={cache}",
        "--show-error-codes",
        "--no-color-output",
    ]
    packages = [word for name in output.packages for word in ("-p", name)]
    command = [sys.executable, "-m", "mypy", *options, *packages]

    def errors() -> int:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode not in {0, 1}:
            raise RuntimeError(done.stderr[-200:] or done.stdout[-200:])
        return sum(": error:" in line for line in done.stdout.splitlines())

    return bounded(errors, seconds=SECONDS, megabytes=MEGABYTES)


if __name__ == "__main__":
    main()
