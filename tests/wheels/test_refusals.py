"""What make wheels does not let pass: it says what is wrong, and dist/ stays as it was."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.wheels.conftest import ROOT, Dist
from tools.publishing.archives import Built
from tools.publishing.checks import check_archives
from tools.publishing.commands import PublishingError
from tools.publishing.provenance import Builder
from tools.publishing.readme import readme_problems
from tools.publishing.sources import Source, all_sources
from tools.wheels import main, make, refuse_foreign, replace_files


def edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text("utf-8")), "utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """One client in a repository of its own."""
    root = tmp_path / "repository"
    folder = root / "generated" / "linkvisual"
    shutil.copytree(ROOT / "generated" / "linkvisual", folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copyfile(ROOT / name, root / name)
    return Source(folder, root)


def refused(source: Source, tmp_path: Path) -> str:
    """Why nothing is made of a project; what was in dist/ is there still."""
    out, work = tmp_path / "dist", tmp_path / "work"
    out.mkdir()
    work.mkdir()
    (out / "old.whl").write_text("old")
    with pytest.raises(PublishingError) as caught:
        make([source], out, work, Builder())
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [("old.whl", "old")]
    return str(caught.value)


def test_a_readme_that_leads_nowhere(source: Source, tmp_path: Path) -> None:
    edit(source.folder / "README.md", lambda text: f"{text}\nSee [more](../docs/clients.md).\n")
    said = refused(source, tmp_path)
    assert re.fullmatch(
        r"generated/linkvisual/README.md: line \d+: '../docs/clients.md' leads nowhere.*", said
    )


def test_a_version_without_a_section_in_the_changelog(source: Source, tmp_path: Path) -> None:
    edit(
        source.folder / "pyproject.toml", lambda text: text.replace('version = "0.1.0"', 'version = "0.2.0"')
    )
    said = refused(source, tmp_path)
    assert said.startswith("generated/linkvisual/CHANGELOG.md: there is no section '## 0.2.0'")


def test_a_link_among_the_files(source: Source, tmp_path: Path) -> None:
    (source.folder / "src" / "linkvisual" / "passwords").symlink_to("/etc/passwd")
    assert (
        refused(source, tmp_path)
        == "generated/linkvisual/src/linkvisual/passwords is a link; put a file in its place"
    )


def test_a_listed_file_that_is_missing(source: Source, tmp_path: Path) -> None:
    (source.folder / "LICENSE").unlink()
    assert "generated/linkvisual/LICENSE is listed in" in refused(source, tmp_path)


def test_metadata_that_the_backend_refuses(source: Source, tmp_path: Path) -> None:
    edit(source.folder / "pyproject.toml", lambda text: text.replace("Typing :: Typed", "Typing :: Guessed"))
    said = refused(source, tmp_path)
    assert "Typing :: Guessed" in said
    assert said.splitlines()[-1] == "building linkvisual failed (exit status 1)"


def test_a_hand_written_project_with_an_author_of_its_own(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    for folder in ("emulator", "generated/contracts"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", root / "pyproject.toml")
    edit(
        root / "emulator" / "pyproject.toml", lambda text: re.sub(r'name = "The [^"]*"', 'name = "Bo"', text)
    )
    said = refused(Source(root / "emulator", root), tmp_path)
    assert said == "emulator/pyproject.toml: authors are not those of [tool.specseal] in pyproject.toml"


@pytest.mark.parametrize(
    ("drop", "say"),
    [
        ("linkvisual/py.typed", "linkvisual/py.typed is missing"),
        ("linkvisual-0.1.0.dist-info/licenses/LICENSE", "licenses/LICENSE is missing"),
        ("linkvisual-0.1.0.dist-info/sboms/linkvisual.cdx.json", "linkvisual.cdx.json is missing"),
    ],
)
def test_a_wheel_without_what_it_must_hold(dist: Dist, tmp_path: Path, drop: str, say: str) -> None:
    with pytest.raises(PublishingError, match=re.escape(say)):
        check_archives(
            [rewritten(dist, tmp_path, lambda name, data: None if name == drop else data)], tmp_path
        )


@pytest.mark.parametrize(
    "field", ["Author-email", "Keywords", "License-Expression", "Project-URL: Changelog"]
)
def test_a_wheel_whose_metadata_lacks_a_field(dist: Dist, tmp_path: Path, field: str) -> None:
    def without(name: str, data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        return (
            b"".join(line for line in lines if not line.startswith(field.encode()))
            if "METADATA" in name
            else data
        )

    with pytest.raises(PublishingError, match=f"the metadata has no .*{field.rsplit(maxsplit=1)[-1]}"):
        check_archives([rewritten(dist, tmp_path, without)], tmp_path)


def rewritten(dist: Dist, folder: Path, change: Callable[[str, bytes], bytes | None]) -> Built:
    """The wheel of linkvisual with its files changed or left out."""
    (source,) = [one for one in all_sources() if one.name == "linkvisual"]
    wheel = folder / dist.wheel(source).name
    with zipfile.ZipFile(dist.wheel(source)) as old, zipfile.ZipFile(wheel, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return replace(Built(source, wheel, dist.sdist(source)))


def test_a_folder_that_holds_something_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.odt").touch()
    assert main(["--out", str(tmp_path)]) == 1
    assert "holds something else (thesis.odt)" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_builder_that_is_no_uri(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path / "dist"), "--builder", "me and you"]) == 1
    assert capsys.readouterr().err == "wheels: --builder: 'me and you' is not a URI\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# A\n\n[b](docs/b.md)\n", "line 3: 'docs/b.md' leads nowhere"),
        ("# A\n\n![b](b.png)\n", "line 3: 'b.png' leads nowhere"),
        ("# A\n\n[b](#c)\n", "line 3: '#c' leads nowhere"),
        ("# A\n\n<b>c</b>\n", "line 3: HTML is left out"),
        ("# A\n\n| a | b |\n|---|\n| 1 | 2 |\n", "line 3: this table does not render"),
        ("\n", "line 1: it is empty"),
    ],
)
def test_readme_problems(text: str, problem: str) -> None:
    (found, *_) = readme_problems(text)
    assert found.startswith(problem)


def test_a_readme_that_renders() -> None:
    text = "<!-- made -->\n# A\n\n[b](https://b.org) `<c>`\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n```\n[x](y)\n```\n"
    assert readme_problems(text) == []


def test_the_feed_and_the_site_stay_beside_the_wheels(tmp_path: Path) -> None:
    made, out = tmp_path / "made", tmp_path / "dist"
    for path in (made / "new-1.whl", out / "old-1.whl", out / "portal/index.json", out / "site/index.html"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    refuse_foreign(out)
    replace_files(made, out)
    kept = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert kept == {"new-1.whl", "portal/index.json", "site/index.html"}
    (out / "photos").mkdir()
    with pytest.raises(PublishingError, match="something else \\(photos\\)"):
        refuse_foreign(out)
