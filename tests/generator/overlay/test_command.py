"""Files in, YAML text out."""

from pathlib import Path

import pytest

from specseal.diagnostics import Refused
from specseal.overlay import apply_files

OVERLAY = "overlay: 1.1.0\ninfo: {title: t, version: v}\nactions:\n"


@pytest.fixture
def openapi(tmp_path: Path) -> Path:
    path = tmp_path / "openapi.yaml"
    path.write_text("info:\n  title: Old  # why\nx-not: linted\npaths: {}\nopenapi: 3.1.0\n")
    return path


def written(folder: Path, name: str, actions: str) -> Path:
    path = folder / name
    path.write_text(OVERLAY + actions)
    return path


def test_overlays_apply_one_after_the_other(tmp_path: Path, openapi: Path) -> None:
    first = written(tmp_path, "1.yaml", "- {target: $.info, update: {version: '1.0'}}\n")
    second = written(tmp_path, "2.yaml", "- {target: $.info.version, update: '200'}\n")
    assert apply_files(openapi, [first, second], strict=True) == (
        "info:\n  title: Old\n  version: '200'\nx-not: linted\npaths: {}\nopenapi: 3.1.0\n"
    )


def test_json_descriptions_and_overlays(tmp_path: Path) -> None:
    description = tmp_path / "a.json"
    description.write_text('{"b": 1, "a": 2}')
    overlay = tmp_path / "o.json"
    overlay.write_text(
        '{"overlay": "1.1.0", "info": {"title": "t", "version": "v"}, "actions": [{"target": "$.b", "update": 3}]}'
    )
    assert apply_files(description, [overlay], strict=False) == "b: 3\na: 2\n"


def test_without_overlays_the_description_is_only_laid_out_anew(openapi: Path) -> None:
    assert apply_files(openapi, [], strict=True).startswith("info:\n  title: Old\n")


def test_strictness_is_passed_on(tmp_path: Path, openapi: Path) -> None:
    overlay = written(tmp_path, "o.yaml", "- {target: $.none, remove: true}\n")
    assert "Old" in apply_files(openapi, [overlay], strict=False)
    with pytest.raises(Refused, match="overlay-no-match"):
        apply_files(openapi, [overlay], strict=True)


def test_the_problems_of_all_files_come_together(tmp_path: Path) -> None:
    bad = written(tmp_path, "bad.yaml", "- {target: 1}\n")
    with pytest.raises(Refused) as caught:
        apply_files(tmp_path / "missing.yaml", [bad, tmp_path / "none.yaml"], strict=False)
    assert [problem.code for problem in caught.value.diagnostics] == [
        "file-unreadable",
        "overlay-invalid",
        "file-unreadable",
    ]


def test_a_conflict_between_overlays_names_both(tmp_path: Path, openapi: Path) -> None:
    first = written(tmp_path, "1.yaml", "- {target: $.info, update: {x: {}}}\n")
    second = written(tmp_path, "2.yaml", "- {target: $.info, update: {x: []}}\n")
    with pytest.raises(Refused) as caught:
        apply_files(openapi, [first, second], strict=False)
    assert str(second) in str(caught.value)
    assert f"the target is at {first}:4" in str(caught.value)
