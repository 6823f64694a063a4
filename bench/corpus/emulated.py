"""Documents that nobody prepared, with a recipe added by an overlay: emulated from their contracts, without Python.

The overlays are those of ``bench/corpus/overlays``, one for each document. The generated tests have to pass, and the
emulator has to refuse what a vendor would refuse, with the row of the overlay.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from specseal.document import plain
from specseal.generate import check_product, package_of
from specseal.plan import Package
from specseal.plan.package import OperationPlan, SampleFile
from specseal.project import Project
from specseal_emulator.testing import Running, running

from .prepare import Prepared
from .prune import Pruner

OVERLAYS = Path(__file__).with_name("overlays")
#: What documents misspell, which is refused.
_SPELLINGS = {'"min_items"': '"minItems"', '"max_items"': '"maxItems"'}
#: A page for browsers.
_PAGE = "/authorize"
_PATHS = 8
"""Paths of a document that are taken, evenly spread, besides those that a check needs."""


def measure_emulated(prepared: list[Prepared]) -> list[str]:
    """Print what came of each document that has an overlay; returns what is wrong."""
    wrong: list[str] = []
    for document in prepared:
        overlay = OVERLAYS / f"{document.name}.yaml"
        if overlay.is_file():
            with tempfile.TemporaryDirectory() as folder:
                wrong += [f"{document.name}: {one}" for one in _emulated(document, overlay, Path(folder))]
    return wrong


def _emulated(document: Prepared, overlay: Path, root: Path) -> list[str]:
    name = document.name
    operations = _taken(document)
    spec = root / "specs" / "corpus" / f"{name}.yaml"
    spec.parent.mkdir(parents=True)
    text = json.dumps(plain(Pruner(document).several(operations)), ensure_ascii=False)
    for misspelt, right in _SPELLINGS.items():
        text = text.replace(misspelt, right)
    spec.write_text(text, "utf-8")
    folder = root / "overlays" / "corpus" / name
    folder.mkdir(parents=True)
    shutil.copy(overlay, folder / "wire.yaml")
    command = [sys.executable, "-m", "specseal", "generate", "--lenient", "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return [line[:220] for line in done.stderr.splitlines() if "warning:" not in line][-4:]
    project = Project(root, lenient=True)
    (product,) = project.products()
    package = package_of(check_product(project, product))
    tests = _tested(root / "generated" / name)
    print(f"{name}: {len(package.operations)} operations; generated tests: {tests}", flush=True)
    wrong = [] if re.fullmatch(r"\d+ passed", tests) else [f"generated tests: {tests}"]
    source = str(root / "generated" / name / "src")
    sys.path.insert(0, source)
    try:
        with running([root / "generated" / "contracts" / f"{name}.json"], show_secrets=True) as emulator:
            for check, problem in _Checks(package, importlib.import_module(package.module), emulator).all():
                print(f"  {check}: {problem or 'as documented'}", flush=True)
                wrong += [f"{check}: {problem}"] if problem else []
    finally:
        sys.path.remove(source)
    return wrong


def _taken(document: Prepared) -> list[tuple[str, str]]:
    """All operations of some paths: evenly spread ones, and one with several operations and a 204."""
    found: dict[str, list[str]] = {}
    for path, method in document.operations():
        if path != _PAGE and "#" not in path:  # Box has a second description of a request behind "#"
            found.setdefault(path, []).append(method)
    paths = set(list(found)[:: max(len(found) // _PATHS, 1)])
    several = [
        path
        for path, methods in found.items()
        if len(methods) > 1
        and any("204" in document.data["paths"][path][method]["responses"] for method in methods)
    ]
    paths.update(several[:1])
    return [(path, method) for path, methods in found.items() if path in paths for method in methods]


def _tested(project: Path) -> str:
    """How the generated tests ended, as ``N passed`` or what pytest says instead."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:asyncio"]
    command += ["-c", os.devnull, "--rootdir", str(project), str(project / "tests")]
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    last = (done.stdout.splitlines() or ["no output"])[-1]
    return last.partition(" in ")[0]


@dataclass(frozen=True, slots=True)
class _Checks:
    """What an emulator has to accept and to refuse."""

    package: Package
    module: Any
    emulator: Running

    def all(self) -> Iterator[tuple[str, str]]:
        """Each check with what is wrong, or an empty text."""
        for name in ("right_secret", "wrong_secret", "unknown_key", "expired", "repeated_nonce"):
            yield name.replace("_", " "), getattr(self, f"_{name}")()
        for name in ("missing", "malformed", "unknown_path", "several_on_one_path", "without_a_body"):
            yield name.replace("_", " "), getattr(self, f"_{name}")()

    def _client(self, key: str = "demo-key", secret: str = "demo-secret") -> Any:
        made = getattr(self.module, self.package.class_name)
        return made(key=key, secret=secret, base_url=self.emulator.base_url, max_retries=0)

    def _call(self, operation: OperationPlan, client: Any) -> Any:
        arguments = {one.name: one.example for one in operation.arguments if one.required}
        return getattr(client, operation.method_name)(**arguments)

    def _plain(self) -> OperationPlan:
        """An operation that sends nothing but what its path needs."""
        return next(
            one
            for one in self.package.operations
            if one.method == "GET" and all(field.place == "path" for field in _required(one))
        )

    def _refused(self, kind: str, call: Callable[[], Any]) -> str:
        """What is wrong with the refusal of a call, which has to have the row that the overlay states for it."""
        before = self.emulator.journal.newest()
        error: Any = None
        try:
            call()
        except self.module.APIStatusError as caught:
            error = caught
        entry = self.emulator.journal.last()
        if entry.id == before:
            return "the emulator saw no request"
        code, status = self._row(kind)
        if (entry.code, entry.status) != (code, status):
            return f"answered {entry.status} {entry.code} ({entry.why}), not {status} {code}"
        if error is not None and (error.code, error.status_code) != (code, status):
            return f"the client raised {type(error).__name__} with {error.code}, not {code}"
        inner: Any = json.loads(entry.response)
        for step in self.package.error_body.code[0].split("/")[1:]:
            inner = inner.get(step)
        return "" if inner == code else f"{self.package.error_body.code[0]} of the body is {inner!r}"

    def _row(self, kind: str) -> tuple[str, int]:
        document = self.emulator.emulator.operations[0].contract.document
        rows = document.get("x-errors", {})
        for operation in self.emulator.emulator.operations:
            rows = {**rows, **operation.data.get("x-errors", {})}
        return next((code, row["status"]) for code, row in rows.items() if kind in row.get("emulates", ()))

    def _right_secret(self) -> str:
        with self._client() as client:
            self._call(self._plain(), client)
        entry = self.emulator.journal.last()
        return "" if entry.status < 300 else f"answered {entry.status}: {entry.why}"

    def _wrong_secret(self) -> str:
        with self._client(secret="demo-secret&") as client:
            problem = self._refused("signature", lambda: self._call(self._plain(), client))
        found = self.emulator.journal.last().diagnosis
        named = found is not None and found.mistakes
        return problem or ("" if named else "no mistake is named")

    def _unknown_key(self) -> str:
        with self._client(key="nobody") as client:
            return self._refused("unknown-key", lambda: self._call(self._plain(), client))

    def _expired(self) -> str:
        self.emulator.clock.shift(1000)
        try:
            with self._client() as client:
                return self._refused("expired", lambda: self._call(self._plain(), client))
        finally:
            self.emulator.clock.shift(-1000)

    def _repeated_nonce(self) -> str:
        with self._client() as client:
            self._call(self._plain(), client)
        sent = self.emulator.journal.last()
        headers = {name: value for name, value in sent.headers.items() if name.startswith("x-")}
        url = f"{self.emulator.base_url}{sent.path}"
        return self._refused(
            "nonce", lambda: httpx.get(url, params=sent.query, headers=headers, trust_env=False)
        )

    def _missing(self) -> str:
        operation = next(
            one
            for one in self.package.operations
            if any(field.place in {"json", "query"} for field in _required(one))
        )
        with self._client() as client:
            self._call(operation, client)
            path = self.emulator.journal.last().path
            json_body: dict[str, Any] | None = {} if operation.body == "json" else None
            return self._refused("missing", lambda: client.request(operation.method, path, json=json_body))

    def _malformed(self) -> str:
        operation, name = next(
            (one, field.name)
            for one in self.package.operations
            for field in one.fields
            if field.place == "query" and isinstance(_example(one, field.argument), int)
        )
        with self._client() as client:
            self._call(operation, client)
            path = self.emulator.journal.last().path
            return self._refused(
                "malformed", lambda: client.request(operation.method, path, query={name: "many"})
            )

    def _unknown_path(self) -> str:
        with self._client() as client:
            return self._refused("route", lambda: client.request("GET", "/no/such/path"))

    def _several_on_one_path(self) -> str:
        found: dict[str, list[OperationPlan]] = {}
        for operation in self.package.operations:
            if not any(isinstance(one.example, SampleFile) for one in operation.arguments):
                found.setdefault(operation.path, []).append(operation)
        chosen = next(several for several in found.values() if len(several) > 1)
        with self._client() as client:
            for operation in chosen:
                self._call(operation, client)
                answered = self.emulator.journal.last().operation
                if answered != operation.operation_id:
                    return f"{operation.operation_id} was answered by {answered}"
        return ""

    def _without_a_body(self) -> str:
        operation = next((one for one in self.package.operations if one.status == 204), None)
        if operation is None:
            return ""
        with self._client() as client:
            result = self._call(operation, client)
        entry = self.emulator.journal.last()
        right = result is None and (entry.status, entry.response) == (204, "")
        return "" if right else f"answered {entry.status} with {entry.response[:80]!r}"


def _required(operation: OperationPlan) -> list[Any]:
    needed = {one.name for one in operation.arguments if one.required}
    return [field for field in operation.fields if field.argument in needed]


def _example(operation: OperationPlan, argument: str) -> Any:
    return next((one.example for one in operation.arguments if one.name == argument), None)
