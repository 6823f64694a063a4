"""Versions follow from what changed, and everything that names them follows from the kept changelog."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specseal.release.versions import Raised, wanted_version
from tests.diff.edits import Contract


def removed(contract: Contract) -> None:
    del contract.schema("Search")["properties"]["since"]


def added(contract: Contract) -> None:
    contract.schema("Search")["properties"]["more"] = {"type": "string"}


def reworded(contract: Contract) -> None:
    contract.field("Search", "name")["description"] = "A name."


def test_the_first_release(folder: Any) -> None:
    assert folder.run("release", "--check") == (
        0,
        "thing: not released yet\nEvery released version has the contract that it was released with.\n",
    )
    code, text = folder.release()
    assert code == 0
    assert text.startswith("thing 0.1.0 (first release)\n")
    changelog = (folder.kept / "CHANGELOG.md").read_text("utf-8")
    assert "## 0.1.0 - 2026-12-01\n\nFirst release, for version 1 of the interface.\n" in changelog
    assert "### Deprecated\n\n- searchThings request /old\n- getThing\n" in changelog
    assert 'version = "0.1.0"' in folder.generated("pyproject.toml")
    assert "## 0.1.0 - 2026-12-01" in folder.generated("CHANGELOG.md")
    assert folder.run("generate", "--check")[0] == 0
    assert folder.release() == (0, "thing: nothing to release\n")
    assert folder.run("diff") == (0, "thing: no change from thing 0.1.0 to thing\n")


@pytest.mark.parametrize(
    ("first", "kind", "version"),
    [
        ("0.1.0", "breaking", "0.2.0"),
        ("0.1.9", "additive", "0.1.10"),
        ("0.1.0", "fixing", "0.1.1"),
        ("1.2.3", "breaking", "2.0.0"),
        ("1.2.3", "additive", "1.3.0"),
        ("1.2.3", "fixing", "1.2.4"),
    ],
)
def test_how_versions_are_raised(first: str, kind: Raised, version: str) -> None:
    assert str(wanted_version(first).raised(kind)) == version


def test_the_version_follows_from_the_change(released: Any) -> None:
    released.write(removed)
    before = released.files()
    code, text = released.release("--dry-run")
    assert (code, released.files()) == (0, before), "a dry run writes nothing"
    assert text.startswith("thing 0.2.0 (after 0.1.0), not written\n")
    assert released.release()[0] == 0
    assert 'version = "0.2.0"' in released.generated("pyproject.toml")
    assert '__version__ = "0.2.0"' in released.generated("src/thing/__init__.py")
    changelog = released.generated("CHANGELOG.md")
    assert changelog.index("## 0.2.0 - ") < changelog.index("## 0.1.0 - "), "nothing is lost"
    assert released.release() == (0, "thing: nothing to release\n")
    released.write(removed, reworded)
    assert released.release("--version", "1.0.0")[0] == 0
    released.write(removed, reworded, added)
    assert released.release("--dry-run")[1].startswith("thing 1.1.0 (after 1.0.0), not written\n")


def test_a_changed_contract_under_a_released_version_is_refused(released: Any) -> None:
    released.write(reworded)
    assert released.run("release", "--check")[0] == 0, "words may wait"
    released.write(added, removed)
    code, text = released.run("release", "--check")
    assert code == 3
    assert "release-needed: thing 0.1.0 is released, and its contract has 2 changes since." in text
    assert "Run `specseal release thing`" in text
    assert "breaking: searchThings request /since: The form field `since` was removed." in text
    assert "specs/acme/thing.yaml:" in text
    assert released.release()[0] == 0
    assert released.run("release", "--check")[0] == 0


def test_a_version_that_is_too_small(released: Any) -> None:
    released.write(added, removed)
    before = released.files()
    code, text = released.release("--version", "0.1.5")
    assert (code, released.files()) == (1, before)
    assert "version-too-small: 0.1.5 is too small for what changed in thing since 0.1.0." in text
    assert "It must be 0.2.0 at least." in text
    assert "request-field-removed: searchThings request /since" in text
    assert "request-field-added" not in text, "an addition does not force it"
    assert released.release("--version", "1.0.0")[0] == 0
    assert 'version = "1.0.0"' in released.generated("pyproject.toml")


def test_nothing_unchanged_gets_a_new_version(released: Any) -> None:
    code, text = released.release("--version", "0.2.0")
    assert code == 1
    assert "release-unchanged: Nothing of thing changed since 0.1.0." in text


def test_notes_by_hand_are_taken_in(released: Any) -> None:
    path = released.kept / "CHANGELOG.md"
    text = path.read_text("utf-8")
    note = "## Unreleased\n\n### Fixed\n\n- A call no longer\n  hangs.\n\n### Security\n\n- A secret is hidden.\n\n"
    path.write_text(
        text.replace("## 0.1.0", f"{note}## 0.1.0").replace("First release", "The very first release")
    )
    assert released.run("generate")[0] == 0
    assert "## Unreleased\n\n### Fixed\n\n- A call no longer" in released.generated("CHANGELOG.md")
    assert released.release()[0] == 0
    kept = path.read_text("utf-8")
    assert "Unreleased`" in kept, "the words above the entries stay"
    assert "## Unreleased\n" not in kept
    assert "## 0.1.1 - 2026-12-01\n\n### Fixed\n\n- A call no longer\n  hangs.\n\n### Security\n" in kept
    assert "The very first release, for version 1" in kept, "old entries may be edited"


def test_notes_that_add_raise_the_version_too(released: Any) -> None:
    path = released.kept / "CHANGELOG.md"
    path.write_text(
        path.read_text("utf-8").replace(
            "## 0.1.0", "## Unreleased\n\n### Removed\n\n- Python 3.11.\n\n## 0.1.0"
        )
    )
    released.write(added)
    code, text = released.release("--version", "0.1.1")
    assert code == 1
    assert "CHANGELOG.md says so under `## Unreleased`" in text
    assert released.release()[1].startswith("thing 0.2.0 (after 0.1.0)\n")


def test_machines_read_it(released: Any) -> None:
    released.write(removed)
    code, text = released.release("--format", "json")
    (release,) = json.loads(text)["releases"]
    assert code == 0
    assert (release["before"], release["version"]) == ("0.1.0", "0.2.0")
    assert release["changes"][0]["class"] == "breaking"
    assert "### Removed" in release["entry"]
    check = json.loads(released.run("release", "--check", "--format", "json")[1])
    assert check == {"ok": True, "diagnostics": [], "unreleased": []}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda kept: (kept / "contract.json").unlink(),
            "release-broken: The changelog has 0.1.0, but no contract",
        ),
        (
            lambda kept: _replace(kept / "contract.json", '"maxLength": 20', '"maxLength": 21'),
            "release-broken: This is not the contract that was released",
        ),
        (
            lambda kept: _replace(kept / "CHANGELOG.md", "## 0.1.0", "## 0.1.1"),
            "release-broken: It is the contract of 0.1.0; the changelog ends with 0.1.1.",
        ),
        (
            lambda kept: _replace(kept / "CHANGELOG.md", "## 0.1.0 - 2026", "## 0.1 - 2026"),
            "releases/acme/thing/CHANGELOG.md:6: changelog-shape: '0.1 - 2026-12-01' is no release.",
        ),
        (
            lambda kept: _replace(kept / "CHANGELOG.md", "### Deprecated", "### Advised against"),
            "CHANGELOG.md:10: changelog-shape: 'Advised against' is no section of a changelog.",
        ),
        (
            lambda kept: _replace(kept / "CHANGELOG.md", "## 0.1.0", "## 0.0.9 - 2026-01-01\n\n## 0.1.0"),
            "CHANGELOG.md:8: changelog-shape: 0.1.0 stands below 0.0.9.",
        ),
        (
            lambda kept: (kept / "CHANGELOG.md").write_bytes(b"\xff"),
            "changelog-shape: It is no UTF-8",
        ),
    ],
)
def test_what_is_kept_and_broken_is_refused(released: Any, change: Any, message: str) -> None:
    change(released.kept)
    before = released.files()
    for command in (["release"], ["release", "--check"], ["diff"]):
        code, text = released.run(*command)
        assert (code, released.files()) == (1, before)
        assert message in text


def _replace(path: Any, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--version", "1.0"), "version-shape: '1.0' is no version."),
        (("--date", "yesterday"), "date-shape: 'yesterday' is no date."),
        (("nothing",), "unknown-product"),
    ],
)
def test_what_cannot_be_meant(folder: Any, arguments: tuple[str, ...], message: str) -> None:
    code, text = folder.run("release", *arguments)
    assert code == 1
    assert message in text
    assert not (folder.root / "releases").exists()


def test_products_are_released_by_themselves(released: Any) -> None:
    for path in ("specs/acme/thing.yaml", "overlays/acme/thing/client.yaml"):
        source = released.root / path
        text = source.read_text("utf-8").replace('"package": "thing"', '"package": "other"')
        target = released.root / path.replace("thing", "other")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    code, text = released.release("--version", "0.3.0")
    assert code == 1
    assert "version-of-many" in text
    assert released.release("other", "--version", "0.3.0")[0] == 0
    assert "thing: nothing to release" in released.release()[1]
    assert 'version = "0.1.0"' in released.generated("pyproject.toml")
    released.write(removed)
    assert released.release()[1].startswith("thing 0.2.0 (after 0.1.0)")


def test_nothing_is_half_released(released: Any) -> None:
    released.write(removed)
    (released.root / "generated" / "thing" / "README.md").unlink()
    (released.root / "generated" / "contracts" / "thing.json").unlink()
    (released.root / "generated" / "contracts" / "thing.json").mkdir()
    before = released.files()
    code, text = released.release()
    assert code == 6
    assert "a folder is in the way" in text
    assert released.files() == before
