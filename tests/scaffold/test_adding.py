"""`specseal new --add-to`: a further page becomes an operation of a product, and every line of its files stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from specseal.document import load, plain
from tests.scaffold.pages import DEPOT, MESSAGES, ORDERS, WEATHER


class Bench:
    """A project with one drafted product, whose files somebody has edited."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capsys = capsys
        (root / "specs").mkdir()
        code, _ = self.run("new", "acme/acme-sky", page=WEATHER, file="weather.md")
        assert code == 0
        self.edit("specs/acme/acme-sky.yaml", "paths:\n", "# What I know of paths.\npaths: # all of them\n")
        self.edit("specs/acme/acme-sky.yaml", "components:\n", "# --- shapes ---\ncomponents:\n")
        self.edit("overlays/acme/acme-sky/wire.yaml", "actions:\n", "actions:\n  # mine\n")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        assert path.read_text().count(old) == 1
        path.write_text(path.read_text().replace(old, new))

    def run(self, *arguments: str, page: str = "", file: str = "") -> tuple[int, Any]:
        """The exit code, and what is told to machines."""
        more: list[str] = []
        if page:
            (self.root / file).write_text(page)
            more = ["--from-doc", str(self.root / file)]
        code = main([*arguments, *more, "--root", str(self.root), "--format", "json"])
        out = self.capsys.readouterr().out
        return code, json.loads(out) if out.startswith("{") else out

    def add(self, page: str, file: str) -> tuple[int, Any]:
        return self.run("new", "--add-to", "acme-sky", page=page, file=file)

    def texts(self) -> dict[str, str]:
        """The files of the product."""
        found = [*self.root.glob("specs/**/*"), *self.root.glob("overlays/**/*")]
        return {path.relative_to(self.root).as_posix(): path.read_text() for path in found if path.is_file()}

    def spec(self) -> Any:
        return plain(load(self.root / "specs/acme/acme-sky.yaml").data)

    def raw_contract(self) -> str:
        assert main(["contract", "acme-sky", "--root", str(self.root)]) == 0
        return self.capsys.readouterr().out

    def codes(self) -> set[str]:
        code, found = self.run("lint", "acme-sky")
        return set() if code == 0 else {one["code"] for one in found["diagnostics"]}


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    return Bench(tmp_path, capsys)


def is_kept(old: str, new: str) -> bool:
    """Whether every line of a text is in another, in the same order."""
    lines = iter(new.splitlines())
    return all(line in lines for line in old.splitlines())


@pytest.mark.parametrize(
    ("page", "file"),
    [(ORDERS, "orders.html"), (MESSAGES, "m.md"), (DEPOT, "d.md")],
    ids=["html", "get", "sentences"],
)
def test_the_operation_is_added_and_nothing_else_changes(bench: Bench, page: str, file: str) -> None:
    before, spec = bench.texts(), bench.spec()
    (old_path,) = spec["paths"]
    code, found = bench.add(page, file)
    assert code == 0, found
    after = bench.texts()
    for name, text in before.items():
        if not name.endswith(".facts.json"):  # written by the command alone
            assert is_kept(text, after[name]), name
    new = bench.spec()
    (new_path,) = set(new["paths"]) - {old_path}
    assert new["paths"][old_path] == spec["paths"][old_path]
    assert spec["components"]["schemas"].items() <= new["components"]["schemas"].items()
    (operation,) = new["paths"][new_path].values()
    assert operation["x-source"]["document"] == file
    assert operation["x-source"]["digest"].startswith("sha256:")
    assert operation["responses"]
    told = " ".join(one["text"] for one in found["todo"])
    assert "the page states no version" not in told, "what was to do before is not told again"


def test_all_of_it_is_one_product(bench: Bench) -> None:
    """Errors, fields of examples and known contradictions of both pages, in one contract and one client."""

    def drift(page: str) -> list[tuple[str, str]]:
        _, found = bench.run("drift", "acme-sky", "--doc", str(bench.root / page))
        return [(one["code"], one["at"]) for one in found["findings"]]

    before = drift("weather.md")
    code, found = bench.add(DEPOT, "depot.md")
    assert code == 0
    spec = bench.spec()
    assert len(spec["paths"]) == 2
    rows = [set(op.get("x-errors", {})) for item in spec["paths"].values() for op in item.values()]
    assert all(rows)
    assert found["diagnostics"] == [] and bench.codes() == set(), "the error body reads both pages' codes"
    body = json.loads(bench.raw_contract())["x-error-body"]
    assert body["code"] == ["/error/code", "/errcode"]
    assert body["failed_when"] == [{"pointer": "/errcode", "not_equals": 0}]
    assert drift("weather.md") == before
    assert drift("depot.md") == []


def test_pages_with_the_same_names_are_told_apart(bench: Bench) -> None:
    page = WEATHER.replace("/now", "/past/now").replace("NO_STATION", "NO_PAST")
    code, found = bench.add(page, "past.md")
    assert code == 0
    numbered = [one["text"] for one in found["todo"] if "has the name without the number" in one["text"]]
    assert numbered, "a person has to find names for them"
    spec = bench.spec()
    assert len(numbered) == sum(name[-1].isdigit() for name in spec["components"]["schemas"])
    operations = [one["operationId"] for item in spec["paths"].values() for one in item.values()]
    assert len(set(operations)) == 2
    text = json.dumps(spec["paths"])
    for name in spec["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text + json.dumps(spec["components"])


def test_another_method_of_a_path_is_added_to_it(bench: Bench) -> None:
    page = WEATHER.replace("GET https", "DELETE https")
    code, _ = bench.add(page, "delete.md")
    assert code == 0
    (item,) = bench.spec()["paths"].values()
    assert list(item) == ["get", "delete"]


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        (
            "other.md",
            "operation-exists",
            "acme-sky has GET /v2/stations/{station}/now already; nothing was added.",
        ),
        ("weather.md", "document-known", "acme-sky has a page weather.md already; nothing was added."),
    ],
)
def test_what_is_there_is_refused(bench: Bench, file: str, code: str, words: str) -> None:
    before = bench.texts()
    exit_code, found = bench.add(WEATHER, file)
    assert exit_code == 1
    assert [(one["code"], one["message"]) for one in found["diagnostics"]] == [(code, words)]
    assert bench.texts() == before


def test_a_spec_that_cannot_be_added_to_is_left_alone(bench: Bench) -> None:
    path = bench.root / "specs/acme/acme-sky.yaml"
    path.write_text(json.dumps(bench.spec()))
    before = bench.texts()
    code, found = bench.add(ORDERS, "orders.html")
    assert code == 1
    assert {one["code"] for one in found["diagnostics"]} & {"not-a-block", "yaml-syntax", "duplicate-key"}
    assert bench.texts() == before


@pytest.mark.parametrize(
    "arguments",
    [["new"], ["new", "a/b", "--add-to", "acme-sky"], ["new", "--add-to", "acme-sky"]],
)
def test_the_options_that_belong_together(bench: Bench, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        bench.run(*arguments)
    assert left.value.code == 2


def test_an_unknown_product(bench: Bench) -> None:
    code, found = bench.run("new", "--add-to", "acme-skye", page=ORDERS, file="orders.html")
    assert code == 1
    assert found["diagnostics"][0]["message"] == "Unknown product 'acme-skye'; did you mean acme-sky?"
