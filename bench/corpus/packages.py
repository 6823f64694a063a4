"""Whole packages: each document with the operations that can be generated alone, generated, imported and called."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from specseal.contract import Contract, Operation
from specseal.document import plain
from specseal.generate import check_product, package_of
from specseal.plan import Package
from specseal.plan.package import OperationPlan, SampleFile
from specseal.project import Project

from .answers import answer
from .prepare import Prepared
from .prune import Pruner

SECONDS, MEGABYTES = 60.0, 1024.0
#: Generates, and prints the seconds and kilobytes used.
_MEASURED = """
import re, sys, time
from specseal.cli import main
status = main(["generate", "--lenient", "--root", sys.argv[1]])
print(status, time.process_time(), re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def measure_packages(
    prepared: list[Prepared], generated: Collection[str], calls: int, *, types: bool
) -> list[str]:
    """Print a line for each document; returns what is wrong. ``generated`` names the operations that are taken."""
    wrong: list[str] = []
    print(
        f"{'package':24} {'operations':>10} {'CPU s':>6} {'MB':>5} {'import s':>8} {'calls':>6} {'failed':>6}"
    )
    for document in prepared:
        kept = [
            (path, method)
            for path, method in document.operations()
            if f"{document.name} {method.upper()} {path}" in generated
        ]
        if kept:
            with tempfile.TemporaryDirectory() as name:
                wrong += _package(document, kept, Path(name), calls, types=types)
    return wrong


def _package(
    document: Prepared, kept: list[tuple[str, str]], root: Path, calls: int, *, types: bool
) -> list[str]:
    spec = root / "specs" / "corpus" / f"{document.name}.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps(plain(Pruner(document).several(kept)), ensure_ascii=False), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(root)], capture_output=True, text=True, check=False
    )
    last = (done.stdout.splitlines() or [""])[-1]
    status, seconds, kilobytes = [*last.split(), "1", "0", "0"][:3]
    if status != "0":
        lines = [line for line in done.stderr.splitlines() if "warning:" not in line][-4:]
        print(f"{document.name:24} {len(kept):10} not generated", flush=True)
        return [f"{document.name}: {line[:220]}" for line in lines]
    project = Project(root, lenient=True)
    (product,) = project.products()
    checked = check_product(project, product)
    package = package_of(checked)
    path = root / "calls.json"
    path.write_text(json.dumps(_calls(checked.contract, package, calls)), "utf-8")
    source = root / "generated" / document.name / "src"
    outcome = _called(source, package, path)
    failed: list[str] = outcome["failed"]
    wrong = [f"{document.name}: {one}" for one in failed]
    if float(seconds) > SECONDS or float(kilobytes) / 1024 > MEGABYTES:
        wrong.append(f"{document.name}: generating took {seconds} s and {float(kilobytes) / 1024:.0f} MB")
    if types:
        wrong += [f"{document.name}: {line}" for line in _typed(source)]
    print(
        f"{document.name:24} {len(kept):10} {float(seconds):6.1f} {float(kilobytes) / 1024:5.0f} "
        f"{outcome['import']:8.2f} {outcome['calls']:6} {len(failed):6}",
        flush=True,
    )
    return wrong


def _called(source: Path, package: Package, path: Path) -> dict[str, Any]:
    script = Path(__file__).with_name("called.py")
    command = [sys.executable, str(script), str(source), package.module, package.class_name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"import": 0.0, "calls": 0, "failed": done.stderr.splitlines()[-1:]}
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return outcome


def _calls(contract: Contract, package: Package, most: int) -> list[dict[str, Any]]:
    """Evenly spread calls with their required arguments, and the response of the stub."""
    operations = {one.id: one for one in contract.operations}
    planned = list(package.operations)[:: max(len(package.operations) // most, 1)]
    return [
        _call(one, operations[one.operation_id]) for one in planned if _is_plain(operations[one.operation_id])
    ]


def _is_plain(operation: Operation) -> bool:
    media = operation.success.media if operation.success else ()
    return all("json" in one.type for one in media[:1])


def _call(planned: OperationPlan, operation: Operation) -> dict[str, Any]:
    media = operation.success.media if operation.success else ()
    schema = operation.result
    return {
        "method": planned.method_name,
        "arguments": {
            one.name: "file" if isinstance(one.example, SampleFile) else one.example
            for one in planned.arguments
            if one.required
        },
        "status": planned.status,
        "media_type": media[0].type if media else None,
        "answer": answer(schema) if schema is not None else None,
    }


def _typed(source: Path) -> list[str]:
    """What mypy finds, strictly."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()[:5]
