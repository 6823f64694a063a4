"""Two builds of the same commit are compared file by file."""

from __future__ import annotations

from pathlib import Path

from tools.reproducible import PLACES, different, digests


def test_what_differs_is_named(tmp_path: Path) -> None:
    for name, text in (("one", "a"), ("other", "b")):
        (tmp_path / name / "portal").mkdir(parents=True)
        (tmp_path / name / "same.whl").write_text("same")
        (tmp_path / name / "portal" / "index.json").write_text(text)
    (tmp_path / "other" / "more.txt").touch()
    one, other = digests(tmp_path / "one"), digests(tmp_path / "other")
    assert different(one, other) == ["more.txt", "portal/index.json"]
    assert different(one, one) == []


def test_the_places_differ_in_what_must_not_matter() -> None:
    one, other = PLACES
    assert len(one.folder) != len(other.folder)
    assert one.umask != other.umask
    assert not set(one.variables.items()) & set(other.variables.items())
