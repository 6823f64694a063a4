"""What a draft leaves to a person: `specseal lint` lists it with its place, until nothing is left."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from tests.scaffold.pages import ORDERS, WEATHER

LEFT = {"todo", "to-be-written"}


class Draft:
    """A project with one drafted product, and what lint says of it."""

    def __init__(self, root: Path, page: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capsys = capsys
        (root / "specs").mkdir()
        (root / "page.md").write_text(page)
        self.run("new", "acme/thing", "--from-doc", str(root / "page.md"))

    def run(self, *arguments: str) -> tuple[str, list[str]]:
        """Standard output, and the lines of standard error, of a command that succeeds."""
        assert main([*arguments, "--root", str(self.root)]) == 0
        told = self._capsys.readouterr()
        return told.out, told.err.splitlines()

    def left(self) -> dict[tuple[str, int], str]:
        """The notes of lint by file and line."""
        found: dict[tuple[str, int], str] = {}
        for line in self.run("lint")[1]:
            if match := re.match(
                r"([^\s:]+):(\d+)(?::\d+)?(?: \S+)?: note: (?:todo|to-be-written): (.*)", line
            ):
                found[match[1], int(match[2])] = match[3]
        return found

    def written(self) -> None:
        """Replace all that is to be written, and remove all comments, as a person does in the end."""
        for path in [*self.root.glob("specs/*/*.yaml"), *self.root.glob("overlays/**/*.yaml")]:
            text = path.read_text().replace("To be written", "Written")
            path.write_text(re.sub(r"(?m)^ *#.*\n", "", text))


@pytest.fixture(params=[WEATHER, ORDERS], ids=["weather", "orders"])
def draft(request: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Draft:
    return Draft(tmp_path, request.param, capsys)


def test_all_that_is_left_is_told_with_its_line(draft: Draft) -> None:
    told = draft.left()
    for path in [*draft.root.glob("specs/*/*.yaml"), *draft.root.glob("overlays/**/*.yaml")]:
        name = path.relative_to(draft.root).as_posix()
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            above = lines[number - 2].strip() if number > 1 else ""
            if re.match(r" *# TODO: ", line) or (": To be written" in line and not above.startswith("# ")):
                assert (name, number) in told, f"{name}:{number}: {line}"


def test_each_text_says_what_to_write_there(draft: Draft) -> None:
    spec = (draft.root / "specs/acme/thing.yaml").read_text().splitlines()
    told = {spec[line - 1]: words for (file, line), words in draft.left().items() if "specs" in file}
    assert told["      summary: To be written."].endswith(
        "what the call does; the method's docstring begins with it."
    )
    assert "what a caller has to know" in told["      description: To be written, in your own words."]
    assert any("Say what the value means" in words for words in told.values())


def test_the_command_counts_what_is_left(draft: Draft) -> None:
    out, told = draft.run("lint")
    count = len([line for line in told if "note: to" in line])
    assert out == f"thing: no problems; {count} left to decide or write\n"
    _, told = draft.run("generate")
    assert f"thing: {count} left to decide or write; `specseal lint thing` lists them." in told
    assert not [line for line in told if "note:" in line]  # one line is enough there


def test_nothing_is_left_when_all_is_written(draft: Draft) -> None:
    draft.written()
    assert draft.left() == {}
    assert draft.run("lint")[0] == "thing: no problems\n"
    assert not [line for line in draft.run("generate")[1] if "left" in line]


def test_a_text_is_told_where_its_comment_is_gone(draft: Draft) -> None:
    """Once only with the comment that stands above it, and still without."""
    path = draft.root / "specs/acme/thing.yaml"
    before = [words for words in draft.left().values() if "README" in words]
    path.write_text(re.sub(r"(?m)^ *# TODO: one line on what.*\n", "", path.read_text()))
    after = [words for words in draft.left().values() if "README" in words]
    assert len(before) == len(after) == 1
    assert after[0].startswith("The text is still 'To be written.'.")
