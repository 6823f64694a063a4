"""A project of one made-up product, released and edited."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from tests.diff.bench import contract_text
from tests.diff.edits import Contract


class Folder:
    """The project; every command runs in it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str] | None) -> None:
        self.root = root
        self.capsys = capsys
        self.kept = root / "releases" / "acme" / "thing"

    def write(self, *edits: Callable[[Contract], Any]) -> None:
        """The sources, with edits of the contract as it was at first."""
        document = json.loads(contract_text("thing"))
        for edit in edits:
            edit(Contract(document))
        actions = [{"target": "$", "update": {"x-client": document.pop("x-client")}}]
        overlay = {"overlay": "1.1.0", "info": {"title": "t", "version": "1"}, "actions": actions}
        for path, content in (
            ("specs/acme/thing.yaml", document),
            ("overlays/acme/thing/client.yaml", overlay),
        ):
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(content, indent=1), "utf-8")

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit code, and all that was printed."""
        code = main([*arguments, "--root", str(self.root)])
        if self.capsys is None:
            return code, ""
        printed = self.capsys.readouterr()
        return code, printed.out + printed.err

    def release(self, *arguments: str) -> tuple[int, str]:
        """``specseal release`` on a day that does not change."""
        return self.run("release", "--date", "2026-12-01", *arguments)

    def generated(self, name: str) -> str:
        """A generated file."""
        return (self.root / "generated" / "thing" / name).read_text("utf-8")

    def files(self) -> dict[str, bytes]:
        """Everything in the project."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".specseal" not in path.parts
        }


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    """A project that was never released."""
    made = Folder(tmp_path / "project", capsys)
    made.write()
    return made


@pytest.fixture(scope="session")
def once_released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one release, to copy."""
    root = tmp_path_factory.mktemp("released")
    made = Folder(root, None)
    made.write()
    assert main(["release", "--date", "2026-12-01", "--root", str(root)]) == 0
    return root


@pytest.fixture
def released(once_released: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    """A project with one release."""
    shutil.copytree(once_released, tmp_path / "project")
    return Folder(tmp_path / "project", capsys)
