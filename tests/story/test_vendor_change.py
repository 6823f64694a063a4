"""A vendor adds a parameter and an error code: docs/vendor-change.md from end to end, in two projects."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.story.page import Edit, Program, Typed, steps
from tests.story.projects import PAGE, with_an_example, with_finauth_premium
from tests.story.runner import Runner

STORY = steps(PAGE)


@pytest.fixture
def stopping() -> Iterator[ExitStack]:
    """Ends the emulators of a story."""
    with ExitStack() as stack:
        yield stack


def version(root: Path, product: str) -> str:
    """The version of a generated client's wheel."""
    return tomllib.loads((root / "generated" / product / "pyproject.toml").read_text("utf-8"))["project"][
        "version"
    ]


def test_every_command_prints_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopping: ExitStack
) -> None:
    root = with_finauth_premium(tmp_path)
    monkeypatch.chdir(root)
    runner = Runner(root, stopping)
    typed: set[str] = set()
    for step in STORY:
        if not isinstance(step, Typed):
            runner.do(step)
            continue
        printed = runner.type(step)
        assert step.fits(printed), (
            f"docs/vendor-change.md:{step.line}: `{step.command}` prints something else; if that is right, run "
            "`python -m tests.story.write`:\n" + "\n".join(printed)
        )
        typed.add(" ".join(step.command.split()[:2]))
    assert typed >= {f"specseal {one}" for one in ("drift", "accept", "lint", "generate", "diff", "release")}
    assert typed >= {"specseal-emulator serve", "python try_it.py"}
    assert version(root, "finauth-premium") == "0.1.1"
    generated = {one.name for one in (root / "generated").glob("[!.]*")}
    assert generated == {"contracts", "finauth-premium"}, "a product that did not change was generated"


#: What the vendor and the person edit in the other project, in the order of the page, and the program there.
EDITS = (
    Edit(
        file="pages/harbour/harbour-parcels.md",
        hunks=(
            (
                "| language | String |",
                "| depot | String | Optional | The depot to ask. At most 8 characters. |\n| language | String |",
            ),
            ("| 429 |", "| 410 | PARCEL_ARCHIVED | The parcel is in the archive. |\n| 429 |"),
        ),
    ),
    Edit(
        file="specs/harbour/harbour-parcels.yaml",
        hunks=(
            ("To be written, from line 65 of harbour-parcels.md.", "The parcel was archived."),
            ("To be written, from line 21 of harbour-parcels.md.", "The depot that is asked."),
        ),
    ),
)
PROGRAM = Program(
    file="try_it.py",
    text="""
from harbour_parcels import HarbourParcels, __version__, errors

print(__version__)
options = {"api_key": "demo-key", "api_secret": "demo-secret", "base_url": "http://127.0.0.1:8080"}
with HarbourParcels(**options) as client:
    print(client.track_parcel(number="HP-1024", depot="Basel").status)
    try:
        client.with_options(headers={"Prefer": 'error="PARCEL_ARCHIVED"'}).track_parcel(number="HP-1024")
    except errors.ParcelArchivedError as error:
        print(error.status_code, error.code)
print((errors.ParcelArchivedError.__doc__ or "").splitlines()[0])
""",
)


def renamed(text: str) -> str:
    """What stands for a name of the page in the other project."""
    for name, other in (("megvii/", "harbour/"), ("finauth-premium", "harbour-parcels")):
        text = text.replace(name, other)
    return text.replace("page.txt", EDITS[0].file)


def test_the_same_commands_in_a_project_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopping: ExitStack
) -> None:
    root = with_an_example(tmp_path / "own")
    monkeypatch.chdir(root)
    runner = Runner(root, stopping, renamed)
    edits = iter(EDITS)
    shown: dict[str, list[list[str]]] = {}
    for step in STORY:
        if isinstance(step, Typed):
            printed = runner.type(step)
            shown.setdefault(" ".join(step.command.split()[:2]), []).append(printed)
            assert step.command != "echo $?" or step.fits(printed), f"exit code at {PAGE.name}:{step.line}"
        else:
            runner.do(PROGRAM if isinstance(step, Program) else next(edits))
    assert next(edits, None) is None, "the page has fewer edits"

    first, last = shown["specseal drift"]
    assert first[0].startswith("harbour-parcels: 2 findings, 0 waived (6 parameters")
    assert last[0].startswith("harbour-parcels: unchanged since it was accepted (6 parameters")
    assert shown["specseal accept"][0][-1] == "harbour-parcels: 2 changes of the spec drafted, written"
    assert shown["specseal diff"][0][0].startswith("harbour-parcels: 2 additive from harbour-parcels 0.1.0")
    assert shown["specseal release"][1] == [
        "harbour-parcels 0.1.1 (after 0.1.0)",
        "",
        "  ### Added",
        "",
        "  - trackParcel request /depot: The form field `depot` was added.",
        "  - trackParcel error PARCEL_ARCHIVED: The error PARCEL_ARCHIVED was added, with HTTP status 410.",
        "",
    ]
    (changelog,) = shown["cat releases/megvii/finauth-premium/CHANGELOG.md"]
    assert [line for line in changelog if line.startswith("## 0")] == [
        "## 0.1.1 - 2026-12-15",
        "## 0.1.0 - 2026-11-26",
    ]
    assert version(root, "harbour-parcels") == "0.1.1"
    assert shown["python try_it.py"] == [
        ["0.1.1", "in_transit", "410 PARCEL_ARCHIVED", "The parcel was archived."]
    ]
