"""Enumerations of response fields, and waivers outside their stage: both in the project that `specseal init` makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from specseal.scaffold.init import project_files
from specseal.scaffold.placing import place

PAGE = "pages/harbour/harbour-parcels.md"
SPEC = "specs/harbour/harbour-parcels.yaml"
ROW = "One of in_transit, delivered, returned."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "own"
    place(root, project_files())
    return root


def drift(project: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What is found, but for rewordings."""
    main(
        ["drift", "harbour-parcels", "--doc", str(project / PAGE), "--root", str(project), "--format", "json"]
    )
    findings: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return [one for one in findings if not one["code"].endswith("-text")]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "One of in_transit, delivered, lost, returned.",
            "in_transit, delivered, lost, returned in the document",
        ),
        ("One of in_transit, delivered.", "in_transit, delivered in the document"),
        ("How far it went.", "none in the document"),
    ],
)
def test_values_of_a_response_field_are_compared(
    row: str, message: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = project / PAGE
    assert drift(project, capsys) == []
    page.write_text(page.read_text().replace(ROW, row))
    (found,) = drift(project, capsys)
    assert (found["code"], found["at"]) == ("field-values", "/status")
    assert message in found["message"]
    assert "in_transit, delivered, returned in the spec" in found["message"]


def test_a_new_value_of_a_response_field_is_drafted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = project / PAGE
    page.write_text(page.read_text().replace(ROW, "One of in_transit, delivered, returned, lost."))
    main(["accept", "harbour-parcels", "--doc", str(page), "--root", str(project), "--yes"])
    assert "enum: [in_transit, delivered, returned, lost]" in (project / SPEC).read_text()
    capsys.readouterr()
    assert drift(project, capsys) == []


@pytest.mark.parametrize("stage", ["wire", "spec"])
def test_waivers_outside_their_stage_are_refused(
    stage: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiver = "[{finding: example-type, at: /status, reason: Known., source: {document: harbour-parcels.md}}]"
    name = SPEC if stage == "spec" else "overlays/harbour/harbour-parcels/wire.yaml"
    text = (project / name).read_text()
    added = (
        f"x-waivers: {waiver}\n"
        if stage == "spec"
        else f"  - {{target: $, update: {{x-waivers: {waiver}}}}}\n"
    )
    (project / name).write_text(text + added)
    assert main(["lint", "--root", str(project)]) == 1
    said = capsys.readouterr().err
    line = len((text + added).splitlines())
    assert f"{name}:{line}:" in said
    assert "overlay-stage: `x-waivers` says what is known of the page" in said
    assert "Move it to the drift overlay." in said
    (project / name).write_text(text)
    head = "overlay: 1.1.0\ninfo: {title: Known findings, version: 1.0.0}\nactions:\n"
    moved = f"{head}  - {{target: $, update: {{x-waivers: {waiver}}}}}\n"
    (project / "overlays/harbour/harbour-parcels/drift.yaml").write_text(moved)
    assert main(["lint", "--root", str(project)]) == 0
