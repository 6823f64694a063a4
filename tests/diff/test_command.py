"""What users type after ``specseal diff``, and what it prints and returns."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from specseal.diff import api, sides
from specseal.diff.api import Break
from specseal.document import loads
from tests.diff.bench import contract_text
from tests.diff.edits import EDITS, Contract

SPEC = "specs/acme/thing.yaml"
Edited = Callable[[Contract], object]


class Folder:
    """A project with a git history."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(self.root), *identity, *arguments], check=True, capture_output=True)

    def write(self, edit: Edited = lambda _: None, product: str = "thing") -> None:
        document = json.loads(contract_text("thing"))
        edit(Contract(document))
        if product != "thing":
            document["x-client"]["package"] = product
        path = self.root / "specs" / "acme" / f"{product}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        client = {"target": "$", "update": {"x-client": document.pop("x-client")}}
        overlay = self.root / "overlays" / "acme" / product / "client.yaml"
        overlay.parent.mkdir(parents=True, exist_ok=True)
        overlay.write_text(
            json.dumps({"overlay": "1.1.0", "info": {"title": "t", "version": "1"}, "actions": [client]})
        )
        path.write_text(json.dumps(document, indent=1), "utf-8")

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    made = Folder(tmp_path)
    made.write()
    made.commit()
    monkeypatch.chdir(tmp_path)
    return made


def removed(contract: Contract) -> None:
    del contract.schema("Search")["properties"]["since"]


def added(contract: Contract) -> None:
    contract.schema("Search")["properties"]["more"] = {"type": "string"}


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["diff", *arguments])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_nothing_changed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys) == (0, "thing: no change from HEAD:thing to thing\n")


def test_a_break_in_the_working_tree(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write(removed)
    code, text = told(capsys, "thing")
    assert code == 5
    assert "thing: 1 breaking from HEAD:thing to thing\nbreaking\n" in text
    assert "searchThings request /since: The form field `since` was removed. (request-field-removed)" in text
    assert f"was {SPEC}:" in text


def test_an_addition_between_revisions(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write(added)
    folder.commit()
    assert told(capsys, "HEAD~1", "HEAD")[0] == 4
    assert told(capsys, "HEAD~1:thing", "HEAD:thing")[0] == 4
    assert told(capsys, "HEAD~1")[0] == 4
    assert told(capsys, "HEAD")[0] == 0
    assert told(capsys, "HEAD", "HEAD~1")[0] == 5, "the other way round it is a removal"
    assert told(capsys, "HEAD~1", "thing")[0] == 4


def test_a_product_that_is_new_or_gone(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write(product="other")
    assert told(capsys, "HEAD")[0] == 4
    folder.commit()
    shutil.rmtree(folder.root / "overlays" / "acme" / "other")
    (folder.root / "specs" / "acme" / "other.yaml").unlink()
    code, text = told(capsys, "HEAD")
    assert code == 5
    assert "The product other was removed. (product-removed)" in text


def test_two_files_need_no_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    document = json.loads(contract_text("thing"))
    Path("old.json").write_text(json.dumps(document))
    added(Contract(document))
    Path("new.yaml").write_text(json.dumps(document))
    code, text = told(capsys, "old.json", "new.yaml", "--format", "json")
    (product,) = json.loads(text)["products"]
    (change,) = product["changes"]
    assert (code, json.loads(text)["exit_code"]) == (4, 4)
    assert (change["change"], change["class"]) == ("request-field-added", "additive")
    assert change["at"] == "searchThings request /more"
    assert change["new"]["file"] == "new.yaml"
    assert change["new"]["pointer"] == "/components/schemas/Search/properties/more"


def test_a_generated_contract_has_no_python_names(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "thing"]) == 0
    Path("contract.json").write_text(capsys.readouterr().out)
    code, text = told(capsys, "contract.json", "thing")
    assert code == 0
    assert "note: Python names were not compared" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("thang",),
            "reference-unknown: 'thang' is no product, no file and no git revision. Did you mean 'thing'?",
        ),
        (("nowhere.json", "thing"), "reference-unknown: 'nowhere.json' is no product"),
        (("HEAD~9",), "reference-unknown"),
        (("--", "--output=x"), "reference-unknown"),
        (("a", "b", "c"), "reference-many: 3 sides were named"),
        ((SPEC,), "reference-alone"),
        (("HEAD:other", "thing"), "unknown-product"),
    ],
)
def test_what_cannot_be_meant(
    folder: Folder, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    code, text = told(capsys, *arguments)
    assert code == 1
    assert message in text
    assert not Path("x").exists()


def test_a_revision_without_specs(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.git("checkout", "-q", "--orphan", "bare")
    folder.git("rm", "-rqf", "--cached", ".")
    folder.git("commit", "-q", "--allow-empty", "-m", "nothing")
    code, text = told(capsys, "HEAD")
    assert code == 1
    assert "revision-empty: There is no specs/ in HEAD." in text


def test_a_revision_may_break_rules_that_came_later(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write(lambda one: one.document["info"].update({"x-sources": {}}))
    assert told(capsys, "thing")[0] == 1, "today it is refused"
    folder.commit()
    folder.write(added)
    code, text = told(capsys, "HEAD")
    assert code == 4
    assert "request-field-added" in text


def test_a_revision_that_nobody_can_read_any_more(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write(lambda one: one.document["x-errors"].update(ODD={"nothing": "known"}))
    folder.commit()
    folder.write()
    code, text = told(capsys, "HEAD")
    assert code == 1
    assert "revision-unreadable: What HEAD:thing has cannot be read today (KeyError" in text


def test_a_project_without_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = Folder(tmp_path)
    made.write()
    code, text = told(capsys, "--root", str(tmp_path))
    assert code == 1
    assert "nothing-before: thing has no release and no git history to compare with." in text


def test_sources_that_are_wrong_are_linted(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write(lambda one: one.schema("Search")["required"].append("nobody"))
    code, text = told(capsys, "thing")
    assert code == 1
    assert "required-unknown" in text


def test_a_break_that_only_griffe_sees_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    edit = next(one for one in EDITS if one.name == "a field added")
    old = sides.side_of_document(loads(contract_text("thing"), "old.json").data, "old", "thing")
    document: dict[str, Any] = json.loads(contract_text("thing"))
    edit.apply(Contract(document))
    new = sides.side_of_document(loads(json.dumps(document), "new.json").data, "new", "thing")
    from specseal.diff.compare import compare

    plain = compare(old, new)
    assert api.cross_checked(plain, old, new) == plain
    found = Break("Public object was removed", "thing.models.Gone", frozenset({"Gone"}))
    monkeypatch.setattr(api, "breaks", lambda *_: (found,))
    checked = api.cross_checked(plain, old, new)
    assert checked.worst == "breaking"
    assert checked.changes[0].code == "python-api-only"
    assert "thing.models.Gone" in checked.changes[0].at


def test_a_break_that_griffe_misses_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    document: dict[str, Any] = json.loads(contract_text("thing"))
    removed(Contract(document))
    old = sides.side_of_document(loads(contract_text("thing"), "old.json").data, "old", "thing")
    new = sides.side_of_document(loads(json.dumps(document), "new.json").data, "new", "thing")
    from specseal.diff.compare import compare

    plain = compare(old, new)
    assert api.cross_checked(plain, old, new).notes == ()
    monkeypatch.setattr(api, "breaks", lambda *_: ())
    (note,) = api.cross_checked(plain, old, new).notes
    assert "request-field-removed breaks callers, and griffe does not see it" in note


def test_what_no_client_can_be_made_of_is_compared_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    document = json.loads(contract_text("thing"))
    Path("old.json").write_text(json.dumps(document))
    content = Contract(document).operation("searchThings")["requestBody"]["content"]
    content["text/csv"] = dict(content["multipart/form-data"], encoding={})  # an object is no text
    Path("new.json").write_text(json.dumps(document))
    code, text = told(capsys, "old.json", "new.json")
    assert code == 4
    assert "A body of text/csv is accepted. (request-media-added)" in text
    assert "note: Python names were not compared: no client can be made of new.json." in text
