"""What the Python samples print: each is run on the documented response of its operation while the feed is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from ...diagnostics import Diagnostic, Location, Refused
from ..lookup import followed, operations_of
from ..request import example_request
from ..subject import Subject
from . import runner
from .build import Samples
from .model import CodeSample


def print_samples(subject: Subject, samples: Samples) -> Samples:
    """The samples, each in Python with what it prints. Those of an operation without a documented response are not run.

    Raises `Refused` when a sample does not come to its end on the document's own example, or the two ways of calling
    print different things: the contract and its example contradict each other then.
    """
    responses = {name: found for name in samples.by_operation if (found := documented(subject, name))}
    wanted = [
        (name, one)
        for name, found in samples.by_operation.items()
        if name in responses
        for one in found
        if one.language == "Python"
    ]
    outcomes = _run(subject, [(one, responses[name]) for name, one in wanted]) if wanted else []
    printed: dict[tuple[str, str], str] = {}
    first: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for (name, one), outcome in zip(wanted, outcomes, strict=True):
        text = printed[name, one.suffix] = outcome["printed"]
        same = one.by_hand or first.setdefault(name, text) == text
        reason = outcome["error"] or ("" if same else "it prints something else than the other")
        if reason:
            problems.append(_problem(subject, name, one, reason))
    if problems:
        raise Refused(problems)
    return replace(
        samples,
        by_operation={
            name: tuple(replace(one, printed=printed.get((name, one.suffix), "")) for one in found)
            for name, found in samples.by_operation.items()
        },
    )


def documented(subject: Subject, operation_id: str) -> runner.Call | None:
    """The response that the document shows first, JSON before others; ``None`` where it shows none."""
    plan = next(one for one in subject.package.operations if one.operation_id == operation_id)
    for _, operation in operations_of(subject.document):
        if operation["operationId"] != operation_id:
            continue
        responses = operation["responses"]
        success = next((one for status, one in responses.items() if str(status).startswith("2")), None)
        response = followed(subject.document, success)
        content = response.get("content", {})
        for media_type in sorted(content, key=lambda one: "json" not in one):
            examples = content[media_type].get("examples", {})
            found = next((followed(subject.document, one) for one in examples.values()), None)
            value = found.get("value") if found else content[media_type].get("example")
            if value is not None:
                body = value if isinstance(value, str) and "json" not in media_type else json.dumps(value)
                files = [name for _, name in example_request(plan).files]
                return {
                    "source": "",
                    "files": files,
                    "status": plan.status,
                    "content_type": media_type,
                    "body": body,
                }
    return None


def _run(subject: Subject, wanted: list[tuple[CodeSample, runner.Call]]) -> list[runner.Outcome]:
    package = subject.package
    with tempfile.TemporaryDirectory(prefix="specseal-") as folder:
        for name, text in subject.files.items():
            if name.startswith("src/"):
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        job: runner.Job = {
            "folder": str(Path(folder) / "src"),
            "module": package.module,
            "client": package.class_name,
            "environment": {one.variable: "demo" for one in package.credentials if not one.optional},
            "calls": [{**call, "source": one.source} for one, call in wanted],
        }
        done = subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-B", str(Path(runner.__file__))],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
            env=_environment(),
        )
    outcomes: list[runner.Outcome] = json.loads(done.stdout)
    return outcomes


def _environment() -> dict[str, str]:
    """Of the runner: nothing of this one's that a client would read."""
    kept = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV")
    return {name: value for name in kept if (value := os.environ.get(name))} | {"PYTHONUTF8": "1"}


def _problem(subject: Subject, operation: str, one: CodeSample, reason: str) -> Diagnostic:
    contract = next(found for found in subject.contract.operations if found.id == operation)
    return Diagnostic(
        "portal-sample",
        f"The sample {one.label!r} of {operation} fails on the documented response: {reason}.",
        Location(contract.location.file, contract.location.line),
        "Correct the example of the response, its schema, or the sample of the overlay.",
    )
