"""What an editor shows: a real YAML language server, with the settings that `specseal init` writes for VS Code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from specseal.editor.files import editor_files
from specseal.scaffold.init import project_files
from tests.editor.lsp import Server, serving
from tools import npm

pytestmark = pytest.mark.system

SPEC = project_files()["specs/harbour/harbour-parcels.yaml"]
WIRE = project_files()["overlays/harbour/harbour-parcels/wire.yaml"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("project")
    for name, text in editor_files().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    settings = json.loads((root / ".vscode/settings.json").read_text())
    with serving([*npm.command("yaml-language-server"), "--stdio"], root, settings) as found:
        yield found


def without_modeline(text: str) -> str:
    """So that only the settings lead to the schema."""
    first, _, rest = text.partition("\n")
    assert first.startswith("# yaml-language-server:")
    return rest


def test_a_good_spec_and_a_good_overlay_have_nothing(server: Server) -> None:
    spec = server.root / "specs/harbour/good.yaml"
    assert server.diagnostics(spec, without_modeline(SPEC)) == []
    wire = server.root / "overlays/harbour/good/wire.yaml"
    assert server.diagnostics(wire, without_modeline(WIRE)) == []


def test_three_mistakes_are_three_lines(server: Server) -> None:
    text = without_modeline(SPEC)
    for right, wrong in (
        ("x-limits:", "x-limit:"),  # no such extension
        ("x-unit: unix-seconds", "x-unit: hours"),  # no such unit
        ("retryable: true", "retryable: sometimes"),  # no such truth
    ):
        assert right in text
        text = text.replace(right, wrong, 1)
    found = server.diagnostics(server.root / "specs/harbour/bad.yaml", text)
    lines = text.splitlines()
    assert {lines[one["range"]["start"]["line"]].strip() for one in found} == {
        "x-limit:",
        "x-unit: hours",
        "retryable: sometimes",
    }


def test_completions_know_the_place(server: Server) -> None:
    text = without_modeline(SPEC)
    lines = text.splitlines()
    path = server.root / "specs/harbour/more.yaml"
    at = next(index for index, line in enumerate(lines) if "x-limits:" in line)
    lines.insert(at, "      x-")
    server.diagnostics(path, "\n".join(lines))
    offered = server.completions(path, at, 8)
    assert {"x-idempotent", "x-methods", "deprecated"} <= offered
    assert "x-source" not in offered, "it is there already"
    assert "x-region" not in offered, "that is a server's"
    unit = next(index for index, line in enumerate(lines) if "x-unit:" in line)
    column = lines[unit].index("unix")
    assert {"seconds", "unix-milliseconds"} <= server.completions(path, unit, column)


def test_a_client_overlay_may_only_name(server: Server) -> None:
    path = server.root / "overlays/harbour/good/client.yaml"
    text = without_modeline(project_files()["overlays/harbour/harbour-parcels/client.yaml"])
    assert server.diagnostics(path, text) == []
    other = server.root / "overlays/harbour/bad/client.yaml"
    wrong = text.replace("x-client:", "x-idempotent:")
    assert [one["range"]["start"]["line"] for one in server.diagnostics(other, wrong)]


def test_the_modeline_alone_leads_to_the_schema(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    path = tmp_path / "specs/harbour/harbour-parcels.yaml"
    with serving([*npm.command("yaml-language-server"), "--stdio"], tmp_path, {}) as server:
        found = server.diagnostics(path, SPEC.replace("x-limits:", "x-limit:"))
    assert len(found) == 1
