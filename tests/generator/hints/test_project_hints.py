"""Hints about projects: where they are, and how their files and packages are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from specseal.diagnostics import Refused
from specseal.output import shared_packages
from specseal.project import Project, find_project

from .told import told


def spec(root: Path, place: str) -> Path:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}")
    return path


PROJECTS: list[tuple[str, str, str, str]] = [
    (
        "product-name",
        "specs/acme/My_Thing.yaml",
        "specs/acme/my-thing.yaml",
        "Use lower-case letters and digits, with single hyphens between.",
    ),
    ("product-name", "specs/acme/con.yaml", "specs/acme/cons.yaml", "Rename it."),
    ("product-twice", "specs/other/thing.yaml", "specs/other/things.yaml", "Rename one of them."),
    (
        "stray-overlay",
        "overlays/acme/thing/wires.yaml",
        "overlays/acme/thing/wire.yaml",
        "Rename it to overlays/VENDOR/STAGE.yaml or overlays/VENDOR/PRODUCT/STAGE.yaml. "
        "STAGE is one of: wire, client, portal, drift.",
    ),
]


@pytest.mark.parametrize(("code", "refused", "mended", "hint"), PROJECTS, ids=[row[0] for row in PROJECTS])
def test_projects(tmp_path: Path, code: str, refused: str, mended: str, hint: str) -> None:
    spec(tmp_path, "specs/acme/thing.yaml")
    wrong = spec(tmp_path, refused)
    told(Project(tmp_path).products, code, hint)
    wrong.rename(tmp_path / mended)
    assert Project(tmp_path).products()


ROOT = "Run the command in a project folder, or name one with --root."


def test_where_projects_are(tmp_path: Path) -> None:
    told(lambda: find_project(tmp_path), "no-project", ROOT)
    told(Project(tmp_path).products, "no-products", ROOT)
    folder = spec(tmp_path, "specs/acme/thing.yaml").parent
    assert find_project(folder).products()
    told(lambda: find_project(folder).select(("other",)), "unknown-product", "Expected one of: thing.")
    with pytest.raises(Refused, match="did you mean thing"):
        find_project(folder).select(("thin",))
    assert find_project(folder).select(("thing",))
    (folder / "pipe.yaml").mkdir()
    told(Project(tmp_path).products, "file-unreadable", "Replace it with a file, or remove it.")
    (folder / "pipe.yaml").rmdir()
    assert Project(tmp_path).products()


def test_packages(tmp_path: Path) -> None:
    spec(tmp_path, "specs/acme/thing.yaml")
    spec(tmp_path, "specs/acme/other.yaml")
    project = Project(tmp_path)
    one, other = project.products()
    (problem,) = shared_packages(project, {one: "thing", other: "thing"})
    assert problem.hint == "Set another name with `x-client: {package: …}` at the root, in a client overlay."
    assert shared_packages(project, {one: "thing", other: "acme_other"}) == []
