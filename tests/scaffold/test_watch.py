"""`specseal watch` as a process: files are saved, and its output is read. Nothing waits for a time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from specseal.scaffold.init import project_files
from specseal.scaffold.placing import place

SPEC = "specs/harbour/harbour-parcels.yaml"
PATIENCE = 120
"""Seconds after which the test is given up; a line of output ends every wait."""


class Watch:
    """The command, and the lines that it prints."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, "-m", "specseal", "watch", *arguments],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: Queue[str] = Queue()
        self.diagnostics: Queue[str] = Queue()
        self._readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.lines.put), daemon=True),
            threading.Thread(
                target=self._read, args=(self.process.stderr, self.diagnostics.put), daemon=True
            ),
        ]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def _read(stream: Any, take: Callable[[str], None]) -> None:
        for line in stream:
            take(line.rstrip("\n"))
        take("")

    def until(self, part: str) -> list[str]:
        """The lines up to the first that holds ``part``."""
        found: list[str] = []
        while not found or part not in found[-1]:
            line = self.lines.get(timeout=PATIENCE)
            assert line, found
            found.append(line)
        return found

    def write(self, name: str, text: str) -> None:
        """Save as many editors do: beside the file, then over it."""
        beside = self.root / f"{name}~"
        beside.write_text(text)
        beside.replace(self.root / name)

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return code


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    place(
        root, {name: text for name, text in project_files().items() if name.startswith(("specs", "overlays"))}
    )
    return root


@pytest.fixture
def watch(project: Path) -> Iterator[Callable[..., Watch]]:
    started: list[Watch] = []

    def start(*arguments: str) -> Watch:
        started.append(Watch(project, *arguments))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()


def add_another(project: Path) -> Path:
    """A second product, of another vendor and without error rows."""
    head, _, rest = (project / SPEC).read_text().partition("      # One entry per error code")
    other = project / "specs/quay/quay-berths.yaml"
    other.parent.mkdir()
    other.write_text(head.replace("/v1/parcels/track", "/v1/berths") + rest[rest.index("components:") :])
    return other


def test_edit_break_mend(watch: Callable[..., Watch], project: Path) -> None:
    spec = (project / SPEC).read_text()
    client = project / "generated/harbour-parcels/src/harbour_parcels/_client.py"
    running = watch()
    assert running.until("Watching")[0].startswith("harbour-parcels: written (")
    assert "Where a parcel is." not in client.read_text()

    edited = spec.replace("Says how far a parcel is, and where it has been.", "Where a parcel is.")
    running.write(SPEC, edited)
    running.until("harbour-parcels: written")
    assert "Where a parcel is." in client.read_text()

    (project / SPEC).write_text(edited.replace("x-limits:", "x-limit:"))
    running.until("harbour-parcels: 1 problem; its files were not changed")
    line = edited[: edited.index("x-limits:")].count("\n") + 1
    said = running.diagnostics.get(timeout=PATIENCE)
    assert said.startswith(f"{SPEC}:{line}:7 ")
    assert "extension-unknown" in said

    (project / SPEC).write_text(edited + "  no yaml: [\n")
    running.until("problem")
    assert SPEC in running.diagnostics.get(timeout=PATIENCE)
    assert "Where a parcel is." in client.read_text()

    for name in (".wire.yaml.swp", "wire.yaml~", "4913"):  # what editors leave beside a file while it is open
        (project / "overlays/harbour/harbour-parcels" / name).write_text("b0VIM")
    (project / "specs/harbour/.#harbour-parcels.yaml").symlink_to("user@host.1234")
    running.write(SPEC, edited.replace("Where a parcel is.", "Where it is now."))
    running.until("harbour-parcels: written")
    assert "Where it is now." in client.read_text()

    assert running.stop() == 0
    assert running.lines.get(timeout=PATIENCE) == "Stopped."
    assert running.diagnostics.get(timeout=PATIENCE) == "", "its end, and nothing before it"


def test_products_that_come_and_go(watch: Callable[..., Watch], project: Path) -> None:
    running = watch("--format", "json")
    running.until('"watching"')
    other = add_another(project)
    told = json.loads(running.until("quay-berths")[-1])
    assert (told["event"], told["product"]) == ("written", "quay-berths")
    assert (project / "generated/quay-berths/pyproject.toml").is_file()

    other.unlink()
    told = [json.loads(line) for line in running.until("generated/quay-berths")]
    assert {one["event"] for one in told} == {"orphan"}
    assert (project / "generated/quay-berths").is_dir(), "what was generated is told of, not removed"

    (project / "specs/harbour").rename(project / "elsewhere")
    told = [json.loads(running.until("refused")[-1])]
    assert told[0]["diagnostics"][0]["code"] in {"no-products", "stray-overlay"}
    (project / "elsewhere").rename(project / "specs/harbour")
    wire = project / "overlays/harbour/harbour-parcels/wire.yaml"
    wire.write_text(wire.read_text().replace("x-idempotent: true", "x-limits: {concurrency: 2}"))
    told = [json.loads(line) for line in running.until('"written"')]
    assert told[-1]["product"] == "harbour-parcels"
    assert running.stop(signal.SIGTERM) == 0


def test_only_what_changed_is_generated(watch: Callable[..., Watch], project: Path) -> None:
    spec = (project / SPEC).read_text()
    add_another(project)
    running = watch("harbour-parcels", "quay-berths")
    first = running.until("Watching")
    assert [line.partition(":")[0] for line in first[:-1]] == ["harbour-parcels", "quay-berths"]
    before = (project / "generated/quay-berths").stat().st_ino
    running.write(SPEC, spec.replace("Says how far", "Tells how far"))
    (line,) = running.until("written")
    assert line.startswith("harbour-parcels: ")
    assert (project / "generated/quay-berths").stat().st_ino == before
    assert running.stop() == 0


def test_an_unknown_product_is_refused(watch: Callable[..., Watch]) -> None:
    running = watch("harbor")
    assert running.process.wait(PATIENCE) == 1
    said = running.diagnostics.get(timeout=PATIENCE)
    assert said == "unknown-product: Unknown product 'harbor'; did you mean harbour-parcels?"
