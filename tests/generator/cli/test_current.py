"""A run with nothing to do does nothing, and knows what there is to do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specseal import current
from specseal.cli import main

HEAVY = ("datamodel_code_generator", "openapi_python_client", "pydantic", "jinja2", "ruamel", "jsonschema_rs")
#: Ends with 1 and their names when the command has imported libraries that it had no use for.
LOOK = f"""
import sys
from specseal.cli import main
code = main(sys.argv[1:])
sys.exit(code or ", ".join(name for name in {HEAVY!r} if name in sys.modules) or 0)
"""


def run(sandbox: Any, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LOOK, "generate", "--root", str(sandbox.root), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def generated(sandbox: Any) -> Any:
    """A sandbox that has been generated."""
    sandbox.save()
    assert main(["generate", "--root", str(sandbox.root)]) == 0
    return sandbox


@pytest.mark.parametrize("option", [[], ["--check"]])
def test_nothing_to_do(generated: Any, option: list[str]) -> None:
    done = run(generated, *option)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout in {"thing: unchanged\n", "All generated files are up to date.\n"}


def test_a_first_run_has_something_to_do(sandbox: Any) -> None:
    sandbox.save()
    done = run(sandbox)
    assert done.stdout == "thing: written\n"
    assert "ruamel" in done.stderr


def edit_spec(sandbox: Any) -> None:
    sandbox.operation["summary"] = "Get it"
    sandbox.save()


def add_overlay(sandbox: Any) -> None:
    sandbox.overlay("client", {"target": "$", "update": {"x-client": {"class": "Gadget"}}})
    sandbox.save()


def change(path: str, text: str | None) -> Callable[[Any], None]:
    def edit(sandbox: Any) -> None:
        found = Path(sandbox.root) / "generated" / path
        found.unlink() if text is None else found.write_text(text, "utf-8")

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        edit_spec,
        add_overlay,
        change("thing/src/thing/models.py", "edited"),
        change("thing/src/thing/_runtime/core.py", None),
        change("contracts/thing.json", "{}"),
        change("contracts/thing.json", None),
    ],
)
def test_what_changed_is_seen_and_mended(generated: Any, edit: Callable[[Any], None]) -> None:
    edit(generated)
    arguments = ["generate", "--root", str(generated.root)]
    assert main([*arguments, "--check"]) == 3
    assert main(arguments) == 0
    assert main([*arguments, "--check"]) == 0
    assert run(generated).stdout == "thing: unchanged\n"


def test_a_file_of_ones_own_is_told_each_time(generated: Any, capfd: pytest.CaptureFixture[str]) -> None:
    change("thing/stray.py", "mine")(generated)
    for _ in range(2):
        assert main(["generate", "--root", str(generated.root)]) == 0
        assert "generated/thing/stray.py is not a generated file; kept" in capfd.readouterr().err
    assert main(["generate", "--root", str(generated.root), "--check"]) == 3


def test_a_portal_overlay_that_is_wrong_is_seen(generated: Any) -> None:
    """It changes nothing that is generated."""
    generated.overlay("portal", {"target": "$", "update": {"x-unknown": 1}})
    generated.save()
    assert main(["generate", "--root", str(generated.root)]) == 1


def test_another_generator_generates_again(
    generated: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(current, "_generator", lambda: "another")
    capfd.readouterr()
    assert main(["generate", "--root", str(generated.root)]) == 0
    assert "Generating thing" in capfd.readouterr().err


def test_stamps_are_no_part_of_a_repository(generated: Any) -> None:
    folder = Path(generated.root) / "generated" / ".specseal"
    assert (folder / ".gitignore").read_text("utf-8") == "*\n"
    assert main(["generate", "--root", str(generated.root), "--check"]) == 0
