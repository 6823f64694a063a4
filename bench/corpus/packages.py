"""Packages: the operations of each document that are not refused, generated together, imported, compared and called."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from specseal.contract import Contract, Operation
from specseal.document import plain
from specseal.generate import check_product, package_of
from specseal.plan import Package
from specseal.plan.package import OperationPlan, SampleFile
from specseal.project import Project

from .answers import answer
from .held import Package as Generated
from .keep import keep
from .lossless import compare
from .prepare import Prepared
from .prune import Pruner

SECONDS, MEGABYTES = 60.0, 1024.0
#: Generates, and prints the seconds and kilobytes used, with those of the formatter.
_MEASURED = """
import re, resource, sys, time
from specseal.cli import main
status = main(["generate", "--lenient", "--root", sys.argv[1]])
formatter = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = time.process_time() + formatter.ru_utime + formatter.ru_stime
print(status, seconds, re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """The package of a document."""

    name: str
    operations: int
    """Those that are in it."""
    left_out: int = 0
    seconds: float = 0.0
    """Processor time."""
    megabytes: float = 0.0
    imported: float = 0.0
    """Processor time to import all of it."""
    calls: int = 0
    failed: int = 0
    fields: int = 0
    lost: int = 0
    typed: bool | None = None
    """Whether mypy finds nothing; ``None`` when it was not asked."""


@dataclass(slots=True)
class Outcome:
    """All packages, and what is wrong."""

    packages: list[Measured] = field(default_factory=list[Measured])
    wrong: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])
    """Operations that are left out, with the reason."""


def measure_packages(prepared: list[Prepared], generated: Collection[str], calls: int, types: int) -> Outcome:
    """Print a line for each document. ``generated`` names the operations that are taken.

    ``types`` is how many of the packages mypy checks.
    """
    listed = [
        (
            document,
            [
                (path, method)
                for path, method in document.operations()
                if f"{document.name} {method.upper()} {path}" in generated
            ],
        )
        for document in prepared
    ]
    return _measure(listed, calls, types)


def measure_documents(prepared: list[Prepared], calls: int, types: int) -> Outcome:
    """As `measure_packages`, for complete documents: what is refused is left out by name, and printed."""
    wrong: list[str] = []
    refused: list[str] = []
    listed: list[tuple[Prepared, list[tuple[str, str]]]] = []
    for document in prepared:
        kept = keep(document)
        listed.append((document, list(kept.operations)))
        for (path, method), problem in kept.refused.items():
            refused.append(f"{document.name} {method.upper()} {path}: {problem}")
            print(f"left out: {refused[-1]}"[:300])
        wrong += [f"{document.name}: {problem}" for problem in kept.elsewhere]
    total = sum(len(list(one.operations())) for one in prepared)
    done = sum(len(operations) for _, operations in listed)
    print(f"{done} of {total} operations ({done / max(total, 1):.1%}) are generated")
    outcome = _measure(listed, calls, types)
    return Outcome(outcome.packages, wrong + outcome.wrong, refused)


def _measure(listed: list[tuple[Prepared, list[tuple[str, str]]]], calls: int, types: int) -> Outcome:
    outcome = Outcome()
    print(
        f"{'package':24} {'operations':>10} {'CPU s':>6} {'MB':>5} {'import s':>8} {'calls':>6} {'failed':>6} "
        f"{'fields':>6} {'lost':>5} {'mypy':>6}"
    )
    with tempfile.TemporaryDirectory() as cache:
        for document, kept in listed:
            if kept:
                with tempfile.TemporaryDirectory() as name:
                    measured, wrong = _package(
                        document, kept, Path(name), calls, Path(cache) if types > 0 else None
                    )
                outcome.packages.append(measured)
                outcome.wrong += wrong
                types -= 1
    return outcome


def _package(
    document: Prepared, kept: list[tuple[str, str]], root: Path, calls: int, cache: Path | None
) -> tuple[Measured, list[str]]:
    left_out = len(list(document.operations())) - len(kept)
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
        return Measured(document.name, 0, left_out), [f"{document.name}: {line[:220]}" for line in lines]
    project = Project(root, lenient=True)
    (product,) = project.products()
    checked = check_product(project, product)
    package = package_of(checked)
    path = root / "calls.json"
    path.write_text(json.dumps(_calls(checked.contract, package, calls)), "utf-8")
    source = root / "generated" / document.name / "src"
    outcome = _called(source, package, path)
    failed: list[str] = outcome["failed"]
    compared = compare(document.read(), Generated(source / package.module), only=kept)
    untyped = [] if cache is None else _typed(source, package.module, cache)
    wrong = [f"{document.name}: {one}" for one in (*failed, *compared.losses, *untyped)]
    if float(seconds) > SECONDS or float(kilobytes) / 1024 > MEGABYTES:
        wrong.append(f"{document.name}: generating took {seconds} s and {float(kilobytes) / 1024:.0f} MB")
    measured = Measured(
        name=document.name,
        operations=len(kept),
        left_out=left_out,
        seconds=float(seconds),
        megabytes=float(kilobytes) / 1024,
        imported=outcome["import"],
        calls=outcome["calls"],
        failed=len(failed),
        fields=compared.parameters + compared.properties,
        lost=len(compared.losses),
        typed=None if cache is None else not untyped,
    )
    _line(measured)
    return measured, wrong


def _line(one: Measured) -> None:
    typed = "-" if one.typed is None else "clean" if one.typed else "errors"
    print(
        f"{one.name:24} {one.operations:10} {one.seconds:6.1f} {one.megabytes:5.0f} {one.imported:8.2f} "
        f"{one.calls:6} {one.failed:6} {one.fields:6} {one.lost:5} {typed:>6}",
        flush=True,
    )


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
    possible = [one for one in package.operations if _is_plain(operations[one.operation_id])]
    planned = possible[:: max(len(possible) // most, 1)]
    return [_call(one, operations[one.operation_id]) for one in planned]


def _is_plain(operation: Operation) -> bool:
    media = operation.success.media if operation.success else ()
    return all("json" in one.type for one in media[:1])


def _call(planned: OperationPlan, operation: Operation) -> dict[str, Any]:
    media = operation.success.media if operation.success else ()
    schema = operation.result
    required = {one.name: one.example for one in planned.arguments if one.required}
    files = [name for name, example in required.items() if isinstance(example, SampleFile)]
    return {
        "method": planned.method_name,
        "arguments": {name: example for name, example in required.items() if name not in files},
        "files": files,
        "status": planned.status,
        "media_type": media[0].type if media else None,
        "answer": answer(schema) if schema is not None else None,
    }


def _typed(source: Path, module: str, cache: Path) -> list[str]:
    """What mypy finds in a package, strictly."""
    options = ["--strict", "--no-error-summary", "--config-file=", f"--cache-dir={cache}"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "-p", module],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).splitlines()[:5]
