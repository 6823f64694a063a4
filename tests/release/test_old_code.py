"""Code of the last release is held against the client of today."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.diff.edits import Contract

CODE = """from thing import ThingBox


def find(client: ThingBox) -> str:
    found = client.search_things(page=1, size=2, name="a", kind="blue", nonsense=1)
    return found.things[0].name
"""


def edited(contract: Contract) -> None:
    contract.field("Search", "kind")["enum"].remove("blue")
    contract.schema("Thing")["required"].remove("name")
    del contract.schema("Thing")["properties"]["size"]


def test_what_the_new_client_breaks(released: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = tmp_path / "app"
    app.mkdir()
    (app / "use.py").write_text(CODE, "utf-8")
    (app / "notes.md").write_text(
        'Text.\n\n```python\nfrom thing import ThingBox\nThingBox().get_thing(id="1").size\n```\n\n```python\n…\n```\n',
        "utf-8",
    )
    released.write(edited)
    code, text = released.run("diff", "--code", str(app), "--old-code")
    assert code == 5
    told = text.partition("old code that the new client breaks\n")[2]
    assert 'app/notes.md:5: "Thing" has no attribute "size"' in told
    assert 'app/use.py:5: Argument "kind" to "search_things"' in told
    assert "app/use.py:6: Incompatible return value type" in told
    assert "nonsense" not in told, "it was wrong before"
    assert "releases/acme/thing/calls.py:" in told
    assert '"Thing" has no attribute "size"' in told


def test_code_that_is_not_there(released: Any, tmp_path: Path) -> None:
    code, text = released.run("diff", "--code", str(tmp_path / "gone.py"))
    assert code == 1
    assert "code-unreadable" in text
    (tmp_path / "empty").mkdir()
    code, text = released.run("diff", "--code", str(tmp_path / "empty"))
    assert code == 1
    assert "code-missing: There is no code to check." in text


def test_code_of_a_release_uses_the_raw_response_of_every_result(released: Any) -> None:
    models = released.generated("src/thing/models.py")
    results = re.findall(r"^class (\w+)\(_(?:HasRawResponse|Page)\b", models, re.MULTILINE)
    calls = (released.kept / "calls.py").read_text("utf-8")
    bodies = dict(re.findall(r"^def read_(\w+)\(.*?\n((?:    .*\n)+)", calls, re.MULTILINE))
    assert results
    assert all("value.raw_response" in bodies[name] for name in results)
