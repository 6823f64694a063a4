"""`[tool.specseal]` in the project's pyproject.toml: what it puts into wheels, and what of it is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from specseal.current import is_current
from specseal.diagnostics import Refused
from specseal.project import Project
from specseal.publishing import Author, Publishing, read_publishing

FULL = """
[tool.ruff]
line-length = 100

[tool.specseal]
distribution-prefix = "acme-"
index = "https://packages.acme.org/team/simple/"
authors = [{name = "Åsa \\"Ace\\" Öberg", email = "asa@acme.org"}, {name = "The team"}]
keywords = ["parcels", "customs"]

[tool.specseal.urls]
Homepage = "https://acme.org/{product}"
"Release notes" = "https://acme.org/{distribution}/{version}"
"""


def test_a_project_without_settings(tmp_path: Path) -> None:
    assert read_publishing(tmp_path) == Publishing()
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\n")
    assert read_publishing(tmp_path) == Publishing()
    assert read_publishing(tmp_path).distribution("thing") == "thing"


def test_all_settings(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(FULL)
    found = read_publishing(tmp_path)
    assert found.distribution("thing") == "acme-thing"
    assert found.authors == (Author('Åsa "Ace" Öberg', "asa@acme.org"), Author("The team"))
    assert found.urls_of("thing", "1.2") == (
        ("Homepage", "https://acme.org/thing"),
        ("Release notes", "https://acme.org/acme-thing/1.2"),
    )


def test_they_reach_the_wheel_project(sandbox: Any) -> None:
    sandbox.save()
    (sandbox.root / "pyproject.toml").write_text(FULL)
    assert main(["generate", "--root", str(sandbox.root)]) == 0
    folder = sandbox.root / "generated" / "thing"
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    assert project["name"] == "acme-thing"
    assert project["authors"] == [{"name": 'Åsa "Ace" Öberg', "email": "asa@acme.org"}, {"name": "The team"}]
    assert project["urls"]["Release notes"] == "https://acme.org/acme-thing/0.1.0"
    assert {"parcels", "customs", "thing"} <= set(project["keywords"])
    readme = (folder / "README.md").read_text()
    assert "pip install --index-url https://packages.acme.org/team/simple/ acme-thing\n" in readme
    assert (folder / "src" / "thing").is_dir(), "the import name is the product's"


def test_without_them_readmes_install_from_pypi(sandbox: Any) -> None:
    sandbox.save()
    assert main(["generate", "--root", str(sandbox.root)]) == 0
    readme = (sandbox.root / "generated" / "thing" / "README.md").read_text()
    assert "Install it from PyPI:\n\n```console\npip install thing\n```" in readme


def test_a_changed_setting_is_generated_and_other_changes_are_not(sandbox: Any) -> None:
    sandbox.save()
    settings = sandbox.root / "pyproject.toml"
    settings.write_text(FULL)
    assert main(["generate", "--root", str(sandbox.root)]) == 0
    project = Project(sandbox.root)
    (product,) = project.products()
    assert is_current(project, product)
    settings.write_text(FULL.replace("line-length = 100", "line-length = 110"))
    assert is_current(project, product)
    settings.write_text(FULL.replace("acme-", "umbrella-"))
    assert not is_current(project, product)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('distribution-prefix = "acme"', "distribution-prefix: 'acme' cannot begin the name of a wheel."),
        ('distribution-prefix = "Acme-"', "distribution-prefix: 'Acme-' cannot begin the name of a wheel."),
        ('distribution-prefix = "a--"', "distribution-prefix: 'a--' cannot begin the name of a wheel."),
        ("distribution-prefix = 1", "distribution-prefix: 1 cannot begin the name of a wheel."),
        ('index = "packages.acme.org"', "index: 'packages.acme.org' is not a URL of the web."),
        ('index = "http://acme.org/simple/"', "is plain HTTP, over which wheels can be replaced on the way."),
        ('index = "https://acme.org/simple/?a=1"', "has a query or a fragment."),
        ('index = "https://bo:hunter2@acme.org/"', "index: 'https://…@acme.org/' carries credentials"),
        ('index = "https://acme.org:port/"', "index: 'https://acme.org:port/' is not a URL."),
        ('index = "https://acme.org/a b"', "index: 'https://acme.org/a b' has a character that no URL has."),
        ('authors = "me"', "authors: author 1 is not a table."),
        ('authors = [{email = "a@b.org"}]', "authors: author 1 has no usable name."),
        ('authors = [{name = "A, B"}]', "authors: author 1 has no usable name."),
        ('authors = [{name = "A", email = "a"}]', "authors: author 1 has no usable email."),
        (
            'authors = [{name = "A", mail = "a@b"}]',
            "authors: author 1 has mail, which no metadata can carry.",
        ),
        ('urls = "https://acme.org"', "urls: this is not a table."),
        ('urls.Docs = "ftp://acme.org"', "urls.Docs: 'ftp://acme.org' is not a URL of the web."),
        ('urls.Docs = "https://acme.org/{name}"', "urls.Docs: {name} stands for nothing."),
        ("urls.Docs = 3", "urls.Docs: this is not a text."),
        ('urls."A label that no index would ever take" = "https://a.org"', "indexes do not take this label."),
        ('keywords = ["a,b"]', "keywords: this is not a list of words."),
        ('keywords = "a"', "keywords: this is not a list of words."),
        ('prefix = "acme-"', "prefix: is not a known setting."),
    ],
)
def test_a_wrong_setting_is_refused_by_file_and_line(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[project]\nname = 'x'\n\n[tool.specseal]\n# ours\n{line}\n")
    with pytest.raises(Refused) as refused:
        read_publishing(tmp_path)
    (problem,) = refused.value.diagnostics
    assert str(problem.location) == "pyproject.toml:6"
    assert message in problem.message
    assert problem.hint
    assert "hunter2" not in str(problem)


def test_all_that_is_wrong_is_said_once_for_all_products(sandbox: Any, capsys: Any) -> None:
    sandbox.save()
    other = sandbox.root / "specs" / "acme" / "other.yaml"
    other.write_bytes((sandbox.root / "specs" / "acme" / "thing.yaml").read_bytes())
    (sandbox.root / "pyproject.toml").write_text('[tool.specseal]\nindex = ""\nname = ""\nkeywords = 1\n')
    assert main(["generate", "--root", str(sandbox.root)]) == 1
    said = capsys.readouterr().err
    assert said.count("pyproject.toml:3: publishing-setting: name: is not a known setting.") == 1
    assert said.count("pyproject.toml:4: publishing-setting: keywords") == 1
    assert not (sandbox.root / "generated").exists()


def test_a_file_that_is_no_toml_is_refused_where_it_breaks(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.specseal]\nindex = \n")
    with pytest.raises(Refused) as refused:
        read_publishing(tmp_path)
    (problem,) = refused.value.diagnostics
    assert problem.code == "settings-unreadable"
    assert str(problem.location).startswith("pyproject.toml:2:")


def test_settings_that_are_no_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nspecseal = 3\n")
    with pytest.raises(
        Refused, match=r"pyproject.toml:2: publishing-setting: \[tool.specseal\] is not a table"
    ):
        read_publishing(tmp_path)
