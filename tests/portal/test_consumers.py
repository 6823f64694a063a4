"""Real portals take the feed: their own tools load every document, and none has anything to say."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.portal.support import Feeds

pytestmark = pytest.mark.system
Node = Callable[[str, Any], Any]


def catalogue(path: Path) -> Iterator[Any]:
    """The entities of a file, with the text that ``$text`` names in its place, as Backstage reads them."""
    for entity in yaml.safe_load_all(path.read_text("utf-8")):
        definition = entity["spec"].get("definition")
        if definition:
            entity["spec"]["definition"] = (path.parent / definition["$text"]).read_text("utf-8")
        for target in entity["spec"].get("targets", []):
            assert (path.parent / target).is_file()
        yield entity


@pytest.fixture(scope="module")
def told(feeds: Feeds, node: Node) -> dict[str, dict[str, list[str]]]:
    entities = [
        entity
        for path in sorted(feeds.folder.glob("*feed/**/catalog-info.yaml"))
        for entity in catalogue(path)
    ]
    given = {"documents": list(map(str, feeds.documents())), "entities": entities}
    found: dict[str, dict[str, list[str]]] = node("consumers.mjs", given)
    return found


@pytest.mark.parametrize("tool", ["swaggerParser", "scalar", "postman"])
def test_libraries_load_every_document(
    told: dict[str, dict[str, list[str]]], feeds: Feeds, tool: str
) -> None:
    assert told[tool] == {str(path): [] for path in feeds.documents()}
    assert len(told[tool]) == 12


def test_backstage_takes_every_entity(told: dict[str, dict[str, list[str]]]) -> None:
    assert set(told["backstage"]) == {
        "API:bare",
        "API:faceid-lite",
        "API:finauth-facesearch",
        "API:finauth-premium",
        "API:linkvisual",
        "API:parcels",
        "Location:vendor-apis",
        "System:aliyun",
        "System:bare",
        "System:megvii",
        "System:nimbus",
    }
    assert all(problems == [] for problems in told["backstage"].values()), told["backstage"]


def run(tools: Path, program: str, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    return subprocess.run(
        ["node", str((tools / ".bin" / program).resolve()), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=environment,
    )


def problems(output: str) -> Iterator[Any]:
    """Those of all documents: one JSON object each, one behind the other."""
    decoder = json.JSONDecoder()
    while output := output.strip():
        found, end = decoder.raw_decode(output)
        yield from found["problems"]
        output = output[end:]


@pytest.mark.slow
def test_redocly_has_no_warning(feeds: Feeds, tools: Path, tmp_path: Path) -> None:
    done = run(
        tools, "redocly", "lint", "--extends=recommended", "--format=json", *feeds.documents(), cwd=tmp_path
    )
    assert list(problems(done.stdout)) == []
    assert done.stdout.count('"totals"') == 12, done.stderr


@pytest.mark.slow
def test_spectral_has_no_warning(feeds: Feeds, tools: Path, tmp_path: Path) -> None:
    (tmp_path / "ruleset.json").write_text('{"extends": ["spectral:oas"]}')
    done = run(
        tools, "spectral", "lint", "-q", "-f", "json", "-r", "ruleset.json", *feeds.documents(), cwd=tmp_path
    )
    assert (json.loads(done.stdout), done.returncode) == ([], 0), done.stderr


@pytest.mark.slow
def test_the_linters_do_look(feeds: Feeds, tools: Path, tmp_path: Path) -> None:
    """What the contract of Link Visual has and the feed has not is found by both."""
    contract = Path(__file__).parents[2] / "generated/contracts/linkvisual.json"
    (tmp_path / "ruleset.json").write_text('{"extends": ["spectral:oas"]}')
    spectral = run(
        tools, "spectral", "lint", "-q", "-f", "json", "-r", "ruleset.json", contract, cwd=tmp_path
    )
    assert sum(one["severity"] == 0 for one in json.loads(spectral.stdout)) == 6
    redocly = run(tools, "redocly", "lint", "--extends=recommended", "--format=json", contract, cwd=tmp_path)
    assert len(list(problems(redocly.stdout))) == 7


@pytest.mark.slow
def test_redocly_builds_a_page_of_every_document(feeds: Feeds, tools: Path, tmp_path: Path) -> None:
    for product in feeds.products():
        page = tmp_path / f"{product.name}.html"
        done = run(tools, "redocly", "build-docs", product / "openapi.json", "-o", page, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        text = page.read_text("utf-8")
        assert ("Worked example" in text) == (product.name != "bare")
        assert "Username" not in text
