"""Every code block of the documentation is run, is run by another test, or says in a comment why it cannot be."""

from __future__ import annotations

import configparser
import contextlib
import functools
import io
import json
import re
import shlex
import tomllib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from specseal.cli import main
from specseal.signing import parse_recipe
from specseal_emulator.cli import main as emulator_main
from tests.docs.blocks import ROOT, Block, blocks, pages
from tests.docs.terminal import Terminal

#: Blocks of these pages and languages are run by a test of their own.
ELSEWHERE = {
    ("docs/tutorial.md", "console"): "tests/story/test_tutorial.py",
    ("docs/tutorial.md", "python"): "tests/story/test_tutorial.py",
    ("docs/vendor-change.md", "console"): "tests/story/test_vendor_change.py",
    ("docs/vendor-change.md", "diff"): "tests/story/test_vendor_change.py",
    ("docs/vendor-change.md", "python"): "tests/story/test_vendor_change.py",
    ("docs/emulator.md", "sh"): "tests/emulator/test_docs_page.py",
    ("docs/emulator-testing.md", "python"): "tests/emulator/test_waiting.py",
    ("emulator/README.md", "console"): "tests/emulator/test_readme.py",
}
#: Data, and how to read it.
DATA: Mapping[str, Callable[[str], object]] = {
    "yaml": yaml.safe_load,
    "toml": tomllib.loads,
    "json": json.loads,
    "ini": lambda text: configparser.ConfigParser(allow_no_value=True).read_string(text),
}
RUN = frozenset({"python", "console", "sh", "bash"})
PROSE = frozenset({"", "text", "markdown"})
ALL = [block for page in pages() for block in blocks(page)]


def is_run(block: Block) -> bool:
    """Whether it is run here."""
    if (block.page, block.language) in ELSEWHERE:
        return False
    return block.language in RUN and not block.marks.keys() & {"not run", "recipe"}


FOLLOWED = {
    page: found
    for page in dict.fromkeys(block.page for block in ALL)
    if (found := [block for block in ALL if block.page == page and is_run(block)])
}


@pytest.mark.system
@pytest.mark.parametrize("page", list(FOLLOWED))
def test_a_page_does_and_prints_what_it_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong: list[str] = []
    with ExitStack() as stopping:
        terminal = Terminal(tmp_path, stopping)
        for block in FOLLOWED[page]:
            wrong += terminal.follow(block)
    assert not wrong, "\n".join([*wrong, "If that is right: python -m tests.docs.write"])


@pytest.mark.parametrize("block", [one for one in ALL if one.language in DATA], ids=lambda block: block.place)
def test_data_can_be_read(block: Block) -> None:
    DATA[block.language](block.text)


@pytest.mark.parametrize(
    "block", [one for one in ALL if "recipe" in one.marks], ids=lambda block: block.place
)
def test_recipes_are_checked(block: Block) -> None:
    credentials = block.marks["recipe"].split()
    steps = block.text
    if not re.search(
        r"^\w+\[.*sign|authorization|apikey", steps, re.MULTILINE
    ):  # the text is there, and not its signature
        text = re.findall(r"^(\w+) = ", steps, re.MULTILINE)[-1]
        steps += f'headers["x-rest"] = hex(hmac_sha256({credentials[-1]}, {text}))\n'
    value = {
        "credentials": credentials,
        "secrets": credentials[-1:],
        "steps": steps,
        "vectors": [
            {
                "name": "made up",
                "source": "a test",
                "credentials": {name.rstrip("?"): "value" for name in credentials},
                "request": {"method": "POST", "url": "https://api.example.com/a"},
                "expect": {"headers": {"x": "1"}},
            }
        ],
    }
    parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")


def test_every_block_has_a_language_that_is_known() -> None:
    known = RUN | PROSE | DATA.keys() | {language for _, language in ELSEWHERE}
    assert [f"{block.place}: {block.language}" for block in ALL if block.language not in known] == []


def test_what_is_run_elsewhere_is_there_and_run() -> None:
    for (page, language), test in ELSEWHERE.items():
        assert [block for block in ALL if (block.page, block.language) == (page, language)], page
        assert (ROOT / test).is_file(), test


@pytest.mark.parametrize(
    "block", [one for one in ALL if "not run" in one.marks], ids=lambda block: block.place
)
def test_what_is_not_run_says_why(block: Block) -> None:
    assert len(block.marks["not run"].split()) >= 4, "say why in a few words"
    assert (block.page, block.language) not in ELSEWHERE
    assert block.language in RUN


@functools.cache
def usage(program: str, command: str) -> str:
    """The help of a command; empty where there is no such command."""
    shown = io.StringIO()
    entry = main if program == "specseal" else emulator_main
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(io.StringIO()):
        try:
            entry([command, "--help"])
        except SystemExit as ended:
            return shown.getvalue() if not ended.code else ""
    return shown.getvalue()


def words(command: str) -> list[str]:
    try:
        return shlex.split(command, comments=True)
    except ValueError:  # a part of a longer script
        return []


TYPED = [
    (block, split)
    for block in ALL
    if block.language in RUN - {"python"}
    for command in block.commands
    if (split := words(command)) and split[0] in {"specseal", "specseal-emulator", "make"}
]


@pytest.mark.parametrize(
    ("block", "command"), TYPED, ids=lambda one: one.place if isinstance(one, Block) else " ".join(one)
)
def test_commands_options_and_targets_exist(block: Block, command: list[str]) -> None:
    program, *given = command
    if program == "make":
        makefile = (ROOT / "Makefile").read_text("utf-8")
        targets = {one for one in given if "=" not in one and one != "&&"}
        assert targets <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
        return
    known = usage(program, given[0])
    assert known, f"{program} {given[0]}"
    assert {re.split(r"[=\]]", one)[0] for one in re.findall(r"--[a-z][a-z-]*", " ".join(given))} <= set(
        re.findall(r"--[a-z][a-z-]*", known)
    )
